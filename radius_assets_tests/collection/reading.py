"""Reading a covering in tests."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.covering import Covering, Reading
from radius_assets.collection.planning import PlannedTile
from radius_assets.domain.geo import Rect
from radius_assets_tests.collection.place_search import PlaceSearch
from radius_assets_tests.collection.spread import BLOCK

WEST, EAST = BLOCK.grid(2, 1)

T = TypeVar("T")


def planned(*rects: Rect) -> list[PlannedTile]:
    """A plan that someone made from nothing."""
    return [PlannedTile(rect) for rect in rects]


def read(covering: Covering, area: BaseGeometry) -> Reading:
    """Read one area, alone."""
    return asyncio.run(covering.read(area))


def ids_within(search: PlaceSearch, area: BaseGeometry) -> set[str]:
    """The ids of all places of the area, its border included."""
    return {
        place.place_id
        for place in search.places
        if shapely.intersects(area, shapely.Point(place.position))
    }


def ids(reading: Reading) -> Sequence[str]:
    """The ids of the places read, in order."""
    return [place.place_id for place in reading.places]


async def together(*work: Coroutine[None, None, T]) -> list[T | BaseException]:
    """What each gives or raises, when all are done at once."""
    return await asyncio.gather(*work, return_exceptions=True)
