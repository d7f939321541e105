"""The one covering that all districts of a run share, planned from what the last runs found."""

from collections.abc import Sequence

import shapely

from radius_assets.collection.area import whole_area
from radius_assets.collection.covering import Covering
from radius_assets.collection.planning import plan_tiles
from radius_assets.domain.districts import district
from radius_assets.domain.geo import LonLat
from radius_assets.publication.storage import StoredTableError, TableStore
from radius_assets.sources.kakao import Kakao


def open_covering(kakao: Kakao, store: TableStore, names: Sequence[str]) -> Covering:
    """A covering of the districts, planned from the listings that the store holds.

    The stored listings of all districts count, also of those not asked for now: tiles reach
    over borders. A plan is a guess; a wrong one costs requests, never listings.
    """
    if not names:
        return Covering(kakao.category_page)
    area = shapely.union_all([whole_area(district(name)) for name in names])
    return Covering(kakao.category_page, plan_tiles(area, _known_positions(store)))


def _known_positions(store: TableStore) -> list[LonLat]:
    found: list[LonLat] = []
    for name in store.districts("convenience"):
        try:
            listings = store.read("convenience", name)
        except StoredTableError:
            continue  # it is about to be made anew; the plan does without it
        found += [LonLat(*row) for row in listings.select("lon", "lat").iter_rows()]
    return found
