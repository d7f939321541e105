"""The query parameters of Kakao's place searches, checked as Kakao checks them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from radius_assets.domain.geo import LonLat

GROUP_CODES = frozenset(
    {
        *("MT1", "CS2", "PS3", "SC4", "AC5", "PK6", "OL7", "SW8", "BK9"),
        *("CT1", "AG2", "PO3", "AT4", "AD5", "FD6", "CE7", "HP8", "PM9"),
    }
)
"""Kakao's category group codes; CS2 is 편의점 (dev-guide of Kakao Local)."""

Corners: TypeAlias = tuple[float, float, float, float]


class ParameterError(ValueError):
    """A parameter is missing or not acceptable; the text is what Kakao answers."""


@dataclass(frozen=True, slots=True)
class Search:
    """A place search: `rect` is west, south, east, north as sent, perhaps with swapped corners."""

    page: int
    size: int
    group_code: str | None
    query: str | None
    rect: Corners | None
    center: LonLat | None
    radius_m: int | None
    by_distance: bool


def whole(query: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    """A whole number between `low` and `high`, both included.

    Raises:
        ParameterError: It is no number or out of range, in the words of Kakao where known.
    """
    text = query.get(name, str(default))
    try:
        value = int(text)
    except ValueError:
        raise ParameterError(f"{name} is not a number") from None
    if value < low:
        raise ParameterError(f"{name} is less than min")
    if value > high:
        raise ParameterError(f"{name} is more than max")
    return value


def read_search(query: Mapping[str, str], *, kind: str) -> Search:
    """The parameters of a category or keyword search.

    Raises:
        ParameterError: One is missing or not acceptable.
    """
    search = Search(
        page=whole(query, "page", default=1, low=1, high=45),
        size=whole(query, "size", default=15, low=1, high=15),
        group_code=_group_code(query, required=kind == "category"),
        query=_words(query) if kind == "keyword" else None,
        rect=_rect(query),
        center=_center(query),
        radius_m=_radius_m(query),
        by_distance=query.get("sort") == "distance",
    )
    _check_together(search)
    return search


def _check_together(search: Search) -> None:
    if search.query is None and search.rect is None and search.radius_m is None:
        raise ParameterError("x, y, radius or rect is required")
    if search.center is None and (search.by_distance or search.radius_m is not None):
        raise ParameterError("x and y are required")


def _group_code(query: Mapping[str, str], *, required: bool) -> str | None:
    code = query.get("category_group_code")
    if code is None and required:
        raise ParameterError("category_group_code is required")
    if code is not None and code not in GROUP_CODES:
        raise ParameterError("category_group_code is not valid")
    return code


def _words(query: Mapping[str, str]) -> str:
    if not (words := query.get("query", "").strip()):
        raise ParameterError("query is required")
    return words


def _rect(query: Mapping[str, str]) -> Corners | None:
    if (text := query.get("rect")) is None:
        return None
    try:
        west, south, east, north = (float(corner) for corner in text.split(","))
    except ValueError:
        raise ParameterError("rect is not valid") from None
    return west, south, east, north


def _center(query: Mapping[str, str]) -> LonLat | None:
    if "x" not in query or "y" not in query:
        return None
    try:
        return LonLat(float(query["x"]), float(query["y"]))
    except ValueError:
        raise ParameterError("x or y is not a number") from None


def _radius_m(query: Mapping[str, str]) -> int | None:
    if "radius" not in query:
        return None
    return whole(query, "radius", default=0, low=0, high=20_000)
