"""What Kakao Map lists as Daiso stores in a district: a second opinion on Daiso's own list."""

import re
import unicodedata
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from radius_assets.collection.area import whole_area
from radius_assets.collection.covering import Covering
from radius_assets.domain.districts import District, district_at, district_of_address
from radius_assets.domain.geo import LonLat, Rect
from radius_assets.domain.records import Place, PlacesPage

Keyword: TypeAlias = Callable[[str, int, Rect | None], Awaitable[PlacesPage]]
"""Asks Kakao for a page, counted from 1, of the places that match words, within a rectangle."""

BRAND = "다이소"

_CATEGORIES = ("다이소", "생활용품")  # Kakao's path of a store: 가정,생활 > 생활용품점 > 다이소


async def daiso_listings(district: District, keyword: Keyword) -> tuple[Place, ...]:
    """Every Daiso store that Kakao lists in the district, sorted by place id.

    Raises:
        IncompleteAnswerError: Kakao holds more at one spot than it shows.
        SourceError: From `keyword`.
    """

    async def search(rect: Rect, page: int) -> PlacesPage:
        return await keyword(BRAND, page, rect)

    area = whole_area(district)
    reading = await Covering(search, [Rect(*area.bounds)]).read(area)
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
