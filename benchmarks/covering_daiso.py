"""Requests for all that Kakao lists as Daiso, with and without sharing them."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from benchmarks.covering_world import Kakao, store_daiso
from radius_assets.collection.area import whole_area
from radius_assets.collection.covering import Covering
from radius_assets.collection.daiso_listings import daiso_listings, daiso_search
from radius_assets.collection.planning import PlannedTile
from radius_assets.domain.districts import district
from radius_assets.domain.geo import Rect
from radius_assets.publication.storage import LocalStore, TableStore
from radius_assets.refresh.tiles import open_daiso_covering, own_daiso_covering


async def daiso_requests(
    places: pl.DataFrame, tables: Mapping[str, pl.DataFrame]
) -> Mapping[str, int]:
    """Requests for the stores of all districts, and for those of one alone.

    Args:
        places: All listings of a city.
        tables: The `daiso` table of each district.
    """
    requests = {"each district its bounding box": await _boxes(Kakao(places), tables)}
    with TemporaryDirectory() as folder:
        store = LocalStore(Path(folder))
        requests["shared, nothing stored"] = await _shared(Kakao(places), store, tables)
        store_daiso(store, tables)
        requests["shared, stores known"] = await _shared(Kakao(places), store, tables)
    alone = [await _alone(Kakao(places), name) for name in tables]
    return requests | {
        "one district alone, on average": round(sum(alone) / len(alone)),
        "one district alone, at most": max(alone),
    }


async def _boxes(kakao: Kakao, names: Mapping[str, pl.DataFrame]) -> int:
    search = daiso_search(lambda query, page, rect: kakao.keyword_page(query, page, rect=rect))
    for name in names:
        box = PlannedTile(Rect(*whole_area(district(name)).bounds))
        await daiso_listings(district(name), Covering(search, [box]))
    return kakao.requests


async def _shared(kakao: Kakao, store: TableStore, names: Mapping[str, pl.DataFrame]) -> int:
    covering = await open_daiso_covering(kakao, store, list(names))
    for name in names:
        await daiso_listings(district(name), covering)
    return kakao.requests


async def _alone(kakao: Kakao, name: str) -> int:
    await daiso_listings(district(name), own_daiso_covering(kakao, district(name)))
    return kakao.requests
