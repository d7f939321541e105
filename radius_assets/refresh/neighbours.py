"""What lies across a district's border: the neighbours' stored listings and registers in reach.

A shop at the border may have its permit in the next district, and the next shop its listing.
What is stored counts, however old, and what is not, or is damaged, is left out: no district needs
another.
"""

import asyncio
from collections.abc import Sequence

import polars as pl
import shapely

from radius_assets.domain.districts import District
from radius_assets.refresh.adjacency import REACH_DEG, adjacent
from radius_assets.refresh.readable import readable
from radius_assets.refresh.work import Work

KEYS = {
    "convenience": ["place_id"],
    "openapi_food": ["authority_code", "management_number"],
    "openapi_tobacco": ["authority_code", "management_number"],
    "semas": ["store_id"],
}
"""What tells the rows of several districts apart: some registers hold a row in two of them."""


def neighbours(of: District, places: pl.DataFrame) -> list[District]:
    """The other districts within reach of any of the listings, in official order."""
    listed = shapely.multipoints(places.select("lon", "lat").to_numpy())
    near = adjacent(of.name)
    return [other for other in near if shapely.distance(other.boundary, listed) <= REACH_DEG]


async def with_neighbours(
    work: Work, asset: str, own: pl.DataFrame, near: Sequence[District], places: pl.DataFrame
) -> pl.DataFrame:
    """The district's table, and below it the rows of its neighbours that may matter.

    Rows that are out of the listings' reach are left out; those without a position are not.

    Raises:
        StoredTableError: The store does not answer; nobody knows what lies across the border.
    """
    tables = [await asyncio.to_thread(readable, work.store, asset, other.name) for other in near]
    around = [table.frame.filter(_in_reach(places)) for table in tables if table is not None]
    both = pl.concat([own, *around])
    return both.unique(KEYS[asset], keep="first", maintain_order=True)


def _in_reach(places: pl.DataFrame) -> pl.Expr:
    inside = [
        pl.col(name).is_between(low - REACH_DEG, high + REACH_DEG)
        for name in ("lon", "lat")
        for low, high in places.select(low=pl.col(name).min(), high=pl.col(name).max()).rows()
    ]
    return pl.all_horizontal(inside).fill_null(value=True)
