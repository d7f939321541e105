"""Two neighbouring districts with shops all over them, and a store that knows some of it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import numpy as np
import polars as pl
import shapely

from radius_assets.collection.area import AreaOptions, area_of
from radius_assets.collection.covering import Covering, Reading
from radius_assets.collection.listings import listings_of
from radius_assets.collection.table_proof import certify_table
from radius_assets.domain.districts import District, district
from radius_assets.domain.geo import LonLat, Rect
from radius_assets.domain.records import PlacesPage
from radius_assets.publication.storage import TableStore
from radius_assets_tests.collection.place_search import PlaceSearch
from radius_assets_tests.publication.frames import frame

HOME, NEXT_DOOR = district("금천구"), district("구로구")
SHOPS = 300
ASKED_AT = datetime(2031, 3, 4, tzinfo=UTC)


def shops_of(of: District) -> list[LonLat]:
    """Where the shops of a district are."""
    west, south, east, north = of.boundary.bounds
    dice = np.random.default_rng(len(of.name) + round(1_000 * west))
    at = dice.uniform([west, south], [east, north], (4 * SHOPS, 2))
    inside = at[shapely.contains_xy(of.boundary, at)][:SHOPS]
    return [LonLat(*position) for position in inside.tolist()]


class Town:
    """Kakao as far as coverings ask it: shops for the category, the given stores for a keyword."""

    def __init__(self, stores: Iterable[LonLat] = ()) -> None:
        self.shops = PlaceSearch([*shops_of(HOME), *shops_of(NEXT_DOOR)])
        self.stores = PlaceSearch(stores)

    async def category_page(self, rect: Rect, page: int) -> PlacesPage:
        return await self.shops(rect, page)

    async def keyword_page(self, query: str, page: int, *, rect: Rect | None = None) -> PlacesPage:
        assert query == "다이소"
        assert rect is not None
        return await self.stores(rect, page)


def daiso(of: District, *positions: LonLat) -> pl.DataFrame:
    """The `daiso` table of a district with stores at these positions."""
    return rows("daiso", of, "store_id", positions)


def rows(
    asset: str, of: District, key: str, positions: Sequence[LonLat], **values: object
) -> pl.DataFrame:
    """A table with a row at each position."""
    template = frame(asset, district=of.name, **values)
    return pl.concat(
        [
            template.clear(),
            *(
                template.with_columns(
                    pl.lit(f"{number:05}").alias(key), lon=pl.lit(at.lon), lat=pl.lit(at.lat)
                )
                for number, at in enumerate(positions)
            ),
        ]
    )


def keep_listings(
    store: TableStore, of: District, stores: pl.DataFrame, reading: Reading, options: AreaOptions
) -> None:
    """Write what was read of a district, with its certificate, as a refresh does."""
    found = listings_of(of, reading.places, stores, options=options, fetched_at=ASKED_AT)
    certificate = certify_table(of, options, stores, reading=reading, listings=found)
    store.write("convenience", of.name, found.frame, certificate=certificate.to_json())


async def read(
    covering: Covering, of: District, stores: pl.DataFrame, options: AreaOptions
) -> Reading:
    """Read what the options mean of a district."""
    return await covering.read(area_of(of, stores, options))
