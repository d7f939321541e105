"""What Kakao Map lists as Daiso stores in a district: a second opinion on Daiso's own list."""

import math
import re
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

import numpy as np
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.area import positions, whole_area
from radius_assets.collection.covering import Covering
from radius_assets.collection.planning import PlannedTile, Prior, evenly, plan_tiles
from radius_assets.collection.tile import Search
from radius_assets.domain.districts import District, district_at, district_of_address
from radius_assets.domain.geo import LonLat, Rect
from radius_assets.domain.records import Place, PlacesPage

Keyword: TypeAlias = Callable[[str, int, Rect | None], Awaitable[PlacesPage]]
"""Asks Kakao for a page, counted from 1, of the places that match words, within a rectangle."""

BRAND = "다이소"

_CATEGORIES = ("다이소", "생활용품")  # Kakao's path of a store: 가정,생활 > 생활용품점 > 다이소

# Few stores open or close between two runs, but some shops are only named after Daiso. All of
# Seoul has about 270 on 605 km2, so blind tiles of 70 km2, larger than any district, hold 30.
_STORES_A_TILE = 40
_BLIND_KM2 = 70.0


def daiso_search(keyword: Keyword) -> Search:
    """A search for places named after Daiso, as a covering needs it."""

    async def search(rect: Rect, page: int) -> PlacesPage:
        return await keyword(BRAND, page, rect)

    return search


def plan_daiso_tiles(
    area: BaseGeometry, stored: Sequence[tuple[District, pl.DataFrame]] = ()
) -> list[PlannedTile]:
    """The tiles to look for Daiso stores in.

    Args:
        area: Polygons in WGS84 degrees, best those of all districts whose stores are wanted.
        stored: The `daiso` tables of the last run, as far as there are any; elsewhere tiles are
            planned by size.
    """
    known = np.array([at for _, table in stored for at in positions(table)]).reshape(-1, 2)
    told = shapely.union_all([of.boundary for of, _ in stored])
    priors = (
        Prior("daiso", known, _STORES_A_TILE),
        evenly(area.difference(told), tile_km2=_BLIND_KM2),
    )
    used = [prior for prior in priors if len(prior.positions)]
    return plan_tiles(area, used, largest_km2=math.inf)


async def daiso_listings(district: District, covering: Covering) -> tuple[Place, ...]:
    """Every Daiso store that Kakao lists in the district, sorted by place id.

    Args:
        district: Whose stores are wanted.
        covering: Of a `daiso_search`; districts that share it share its tiles.

    Raises:
        IncompleteAnswerError: Kakao holds more at one spot than it shows.
        SourceError: From the search.
    """
    reading = await covering.read(whole_area(district))
    return tuple(
        place
        for place in reading.places
        if is_daiso(place) and listed_district(place) == district.name
    )


def is_daiso(place: Place) -> bool:
    """Whether the listing is a Daiso store, and not its car park or a shop named after it."""
    in_category = any(word in place.category for word in _CATEGORIES)
    return in_category and _letters(place.name).startswith(BRAND)


def listed_district(place: Place) -> str | None:
    """The district of a listing by its address; by its position where the address has none."""
    return district_of((place.road_address, place.lot_address), place.position)


def district_of(addresses: tuple[str | None, ...], position: LonLat | None) -> str | None:
    """The district that one of the addresses names, else the one that holds the position."""
    named = next(filter(None, map(district_of_address, addresses)), None)
    return named if named is not None or position is None else district_at(position)


def store_name(name: str) -> str:
    """A key that is equal for the ways to write one store: 강남역2호점, 다이소 강남역 2호점."""
    return _letters(name).removeprefix(BRAND).removesuffix("점")


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name)).casefold()
