"""Ways to read all listings of some areas, from the first version's to trees of quarters."""

import math
from collections.abc import Iterable

import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from benchmarks.covering_world import Kakao
from radius_assets.collection.area import positions
from radius_assets.collection.planning import meeting
from radius_assets.domain.geo import Rect, square_around

HALF_SIDE_M = 1_800.0


async def four_quadrants(kakao: Kakao, stores: Iterable[pl.DataFrame]) -> set[str]:
    """The first version: four squares around each Daiso, 45 places of each, repeats and all."""
    quadrants = [
        quadrant
        for table in stores
        for store in positions(table)
        for quadrant in square_around(store, HALF_SIDE_M).grid(2, 2)
    ]
    return {place for rect in quadrants for place in (await _pages(kakao, rect, most=45))[1]}


async def quadtree(kakao: Kakao, areas: Iterable[BaseGeometry]) -> set[str]:
    """A tree of quarters for each district, from its bounding box."""
    found: set[str] = set()
    for area in areas:
        found |= await _quarters(kakao, area)
    return found


async def shared_quadtree(kakao: Kakao, areas: Iterable[BaseGeometry]) -> set[str]:
    """One tree of quarters for the city, whose tiles all districts share."""
    return await _quarters(kakao, shapely.union_all(list(areas)))


async def _quarters(kakao: Kakao, area: BaseGeometry) -> set[str]:
    found: set[str] = set()
    tiles = [Rect(*area.bounds)]
    while tiles:
        tile = tiles.pop()
        total, places = await _pages(kakao, tile)
        found |= places
        if total > 45:
            tiles += meeting(tile.grid(2, 2), area)
    return found


async def _pages(kakao: Kakao, rect: Rect, *, most: int | None = None) -> tuple[int, set[str]]:
    """The places of all pages, or of the first alone where they are more than can be shown."""
    first = await kakao.category_page(rect, 1)
    is_whole = first.total <= 45 or most is not None
    last = math.ceil(first.readable / 15) if is_whole else 1
    pages = [first, *[await kakao.category_page(rect, number) for number in range(2, last + 1)]]
    return first.total, {place.place_id for page in pages for place in page.places}
