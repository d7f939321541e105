"""A k-d partition: rectangles that contain an area and fill the pages of their answers."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.area import polygons
from radius_assets.collection.cutting import (
    elongation,
    extent,
    halves,
    is_inside,
    longer_axis,
)
from radius_assets.domain.geo import Floats, Rect

TOLERANCE_DEG = 1e-9  # 0.1 mm, more than the error of a computed corner
Indexes: TypeAlias = npt.NDArray[np.intp]

_EARTH = Rect(-180.0, -90.0, 180.0, 90.0)
_ROUNDING = 1e-6  # of a tile, more than the error of a sum of shares

# A cut is looked for where one side fills whole tiles, near the middle; trimming the sides takes
# places away, so each is moved a few times until it does. More of either gains nothing (measured).
_CUTS, _MOVES = 3, 3
_SLENDER = 6.0  # a rectangle that is longer is cut across only, where it can be
_SHAPE = 0.03  # pages that a rectangle's elongation is taken to cost: enough to decide a tie


class Limits(NamedTuple):
    """What a tile may be: so large, and in how many equal parts its points fill it.

    The parts are the pages of an answer, which cost a request each; with 1 tiles are alike.
    """

    largest_km2: float
    pages: int


class Points(NamedTuple):
    """Positions of shape (n, 2) in degrees, the share of a tile that each fills, and its index."""

    positions: Floats
    shares: Floats
    indexes: Indexes


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A rectangle that ends where its part of the area ends, and how many tiles its points fill."""

    rect: Rect
    part: BaseGeometry
    around: Points
    inside: npt.NDArray[np.bool_]
    fill: float

    @property
    def points(self) -> Points:
        """The points within; few of the regions that are considered are ever asked for them."""
        positions, shares, indexes = self.around
        return Points(positions[self.inside], shares[self.inside], indexes[self.inside])

    def pages(self, a_tile: int) -> int:
        """The least number of pages that its points fill; one even for none."""
        return max(1, math.ceil(a_tile * self.fill - _ROUNDING))


class _Line(NamedTuple):
    """The points of a region along an axis: degrees in order, and the sums of shares up to each."""

    axis: int
    degrees: Floats
    sums: Floats

    def cut(self, share: float) -> float | None:
        """Where at most this share of a tile, and as much as can be, lies below; None: nowhere."""
        below = int(np.searchsorted(self.sums, share + _ROUNDING, side="right"))
        if below < len(self.degrees):
            below = int(np.searchsorted(self.degrees, self.degrees[below]))
        if not 0 < below < len(self.degrees):
            return None
        return float(self.degrees[below - 1] + self.degrees[below]) / 2


def partition(area: BaseGeometry, points: Points, limits: Limits) -> list[Region]:
    """Rectangles whose union contains the area, none larger or filled by more than one tile.

    But for points at one spot, which no cut takes apart. Each cut is the one of several after
    which the fewest pages are to be read, both of what is known and of what may lie beside the
    area, if places were spread evenly there.
    """
    whole = _region(_EARTH, area, points)
    return [] if whole is None else _tiles(whole, limits)


def _tiles(region: Region, limits: Limits) -> list[Region]:
    parts = _best_cut(region, limits)
    return [tile for part in parts for tile in _tiles(part, limits)] if parts else [region]


def _region(rect: Rect, area: BaseGeometry, points: Points) -> Region | None:
    """What a rectangle holds of the area; None where it holds nothing of it."""
    part = area.intersection(rect.polygon())
    if part.geom_type != "Polygon":
        part = polygons(part)
    if part.is_empty:
        return None
    trimmed = _trimmed(rect, part)
    inside = is_inside(trimmed, points.positions)
    return Region(trimmed, part, points, inside, float(points.shares[inside].sum()))


def _trimmed(rect: Rect, part: BaseGeometry) -> Rect:
    """The rectangle without the margins that hold nothing of its part of the area."""
    west, south, east, north = part.bounds
    return Rect(
        max(rect.west, west - TOLERANCE_DEG),
        max(rect.south, south - TOLERANCE_DEG),
        min(rect.east, east + TOLERANCE_DEG),
        min(rect.north, north + TOLERANCE_DEG),
    )


def _best_cut(region: Region, limits: Limits) -> list[Region]:
    """The parts to cut a region into that is too full or too large; none where it is neither."""
    if region.fill > 1 + _ROUNDING:
        ways = _ways(region, limits.pages)
        return min(ways, key=lambda parts: _cost(region, parts, limits.pages), default=[])
    if region.rect.area_km2 > limits.largest_km2:
        axis = longer_axis(region.rect)
        return _cut(region, region.points, axis, sum(extent(region.rect, axis)) / 2)
    return []


def _cost(region: Region, parts: list[Region], pages: int) -> float:
    """Pages to read of the parts: by their points, and by their size where nobody knows."""
    known = sum(part.pages(pages) for part in parts)
    size = sum(part.rect.area_km2 for part in parts) / region.rect.area_km2
    shape = sum(elongation(part.rect) for part in parts)
    return known + pages * region.fill * size + _SHAPE * shape


def _ways(region: Region, pages: int) -> list[list[Region]]:
    """The cuts worth considering: across the longer side, and along it unless that is slender."""
    points, longer = region.points, longer_axis(region.rect)
    across = list(_ways_along(longer, region, points, pages))
    if across and elongation(region.rect) > _SLENDER:
        return across
    return [*across, *_ways_along(1 - longer, region, points, pages)]


def _ways_along(axis: int, region: Region, points: Points, pages: int) -> Iterator[list[Region]]:
    tile = pages * region.fill / region.pages(pages)  # its share where the slack is spread evenly
    tiles = range(1, math.ceil(region.fill / tile - _ROUNDING))
    nearest = sorted(tiles, key=lambda number: abs(number * tile - region.fill / 2))[:_CUTS]
    line, tried = _line(points, axis), set[float]()
    for number in nearest:
        for from_low in (True, False):
            yield from _approach(region, points, _Way(line, number * tile, from_low), tried)


class _Way(NamedTuple):
    """Along which line to cut, and how much to leave on the low or the high side."""

    line: _Line
    fill: float
    from_low: bool


def _approach(
    region: Region, points: Points, way: _Way, tried: set[float]
) -> Iterator[list[Region]]:
    """Cuts ever nearer to the one that leaves so much on its side once both sides are trimmed."""
    wanted = way.fill
    for _ in range(_MOVES):
        cut = way.line.cut(wanted if way.from_low else region.fill - wanted)
        if cut is None or cut in tried:
            return
        tried.add(cut)
        parts = _cut(region, points, way.line.axis, cut)
        yield parts
        wanted += way.fill - parts[0 if way.from_low else -1].fill


def _line(points: Points, axis: int) -> _Line:
    order = np.argsort(points.positions[:, axis], kind="stable")
    return _Line(axis, points.positions[order, axis], np.cumsum(points.shares[order]))


def _cut(region: Region, points: Points, axis: int, cut: float) -> list[Region]:
    parts = (_region(half, region.part, points) for half in halves(region.rect, axis, cut))
    return [part for part in parts if part is not None]
