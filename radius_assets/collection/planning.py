"""Which tiles to ask for: pure functions from an area and known positions to rectangles."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.area import polygons
from radius_assets.domain.geo import Floats, LonLat, Rect

TARGET = 42
"""Known places a tile: three full pages, less what 2 % closed and 2 % opened since may add."""

TOLERANCE_DEG = 1e-9  # 0.1 mm, more than the error of a computed corner

_EARTH = Rect(-180.0, -90.0, 180.0, 90.0)

# The largest tile, in km2: where nothing is known, and where places are known elsewhere.
_BLIND_KM2, _EMPTY_KM2 = 7.0, 30.0

# Parts planned for 34 places seldom hold more than 45, though only 15 of them are known. To
# these we add 12 that stand evenly, lest an answer sorted by position mislead us.
_PART, _EVEN = 34, 12


def plan_tiles(
    area: BaseGeometry, known: Sequence[LonLat] = (), *, target: int = TARGET
) -> list[Rect]:
    """Tiles whose union contains the area, planned to hold no more than Kakao lets us read.

    A k-d partition: cuts are at multiples of `target` known positions, so that all but one
    tile fill their pages of 15; where no more than that are known, tiles are cut until they
    are small. They end where the area ends. A plan is a guess: where it is wrong, it costs
    requests, never places.

    Args:
        area: Polygons in WGS84 degrees, best those of all districts that will be read.
        known: Where places are believed to be; positions beside the area do no harm.
        target: Known positions a tile; tiles may get one more where that saves a tile.
            Where the known are fewer or more than the places to be found, scale it.
    """
    positions = np.array(known, dtype=np.float64).reshape(-1, 2)
    limits = _Limits(target + 1, _EMPTY_KM2 if known else _BLIND_KM2)
    return _partition(_EARTH, area, positions, limits)


def split_tile(rect: Rect, *, total: int, seen: Sequence[LonLat]) -> list[Rect]:
    """The parts to ask for instead of a tile that holds more than can be read, at least two.

    Args:
        rect: The tile.
        total: How many places it holds.
        seen: Positions of some of them; the cuts are where these leave like numbers.
    """
    parts = max(2, math.ceil(total / _PART))
    return _split(rect, parts, np.array(seen, dtype=np.float64).reshape(-1, 2))


def meeting(tiles: Sequence[Rect], area: BaseGeometry) -> list[Rect]:
    """The tiles that hold a part of the area; a common border alone is none."""
    boxes = [tile.polygon() for tile in tiles]
    meets = shapely.intersects(area, boxes) & ~shapely.touches(area, boxes)
    return [tile for tile, wanted in zip(tiles, meets, strict=True) if wanted]


def uncovered(area: BaseGeometry, tiles: Sequence[Rect]) -> BaseGeometry:
    """The part of the area that lies in no tile, but for gaps of `TOLERANCE_DEG`."""
    boxes = [
        shapely.box(
            tile.west - TOLERANCE_DEG,
            tile.south - TOLERANCE_DEG,
            tile.east + TOLERANCE_DEG,
            tile.north + TOLERANCE_DEG,
        )
        for tile in tiles
    ]
    return polygons(area.difference(shapely.union_all(boxes)))


class _Limits(NamedTuple):
    places: int
    km2: float


def _partition(rect: Rect, area: BaseGeometry, known: Floats, limits: _Limits) -> list[Rect]:
    part = polygons(area.intersection(rect.polygon()))
    if part.is_empty:
        return []
    rect = _trimmed(rect, part)
    known = known[_is_inside(rect, known)]
    axis = _longer_axis(rect)
    cut = _cut(rect, axis, np.sort(known[:, axis]), limits)
    if cut is None:
        return [rect]
    low, high = _halves(rect, axis, cut)
    is_low = known[:, axis] <= cut
    return [
        *_partition(low, part, known[is_low], limits),
        *_partition(high, part, known[~is_low], limits),
    ]


def _cut(rect: Rect, axis: int, known: Floats, limits: _Limits) -> float | None:
    """Where to cut a tile that is too full or too large; None where it is neither."""
    low, high = _extent(rect, axis)
    tiles = math.ceil(len(known) / limits.places)
    if tiles > 1:
        left = round(tiles // 2 * max(limits.places - 1, len(known) / tiles))
        cut = float(known[left - 1 : left + 1].mean())
    else:
        tiles = max(1, math.ceil(rect.area_km2 / limits.km2))
        cut = low + (high - low) * (tiles // 2) / tiles
    return cut if low < cut < high else None


def _trimmed(rect: Rect, part: BaseGeometry) -> Rect:
    """The rectangle without the margins that hold nothing of its part of the area."""
    west, south, east, north = part.bounds
    return Rect(
        max(rect.west, west - TOLERANCE_DEG),
        max(rect.south, south - TOLERANCE_DEG),
        min(rect.east, east + TOLERANCE_DEG),
        min(rect.north, north + TOLERANCE_DEG),
    )


def _split(rect: Rect, parts: int, seen: Floats) -> list[Rect]:
    if parts == 1:
        return [rect]
    axis = _longer_axis(rect)
    left = parts // 2
    cut = _likely_cut(*_extent(rect, axis), seen[:, axis], share=left / parts)
    low, high = _halves(rect, axis, cut)
    is_low = seen[:, axis] <= cut
    return [*_split(low, left, seen[is_low]), *_split(high, parts - left, seen[~is_low])]


def _likely_cut(low: float, high: float, seen: Floats, *, share: float) -> float:
    """Where about `share` of the places lie below: between two of them, and not near an end."""
    believed = [*seen, *np.linspace(low, high, _EVEN)]
    values = np.unique(believed)
    above = np.searchsorted(values, np.quantile(believed, share)).clip(1, len(values) - 1)
    tenth = (high - low) / 10
    return float(values[above - 1 : above + 1].mean().clip(low + tenth, high - tenth))


def _is_inside(rect: Rect, positions: Floats) -> npt.NDArray[np.bool_]:
    lon, lat = positions[:, 0], positions[:, 1]
    return (rect.west <= lon) & (lon <= rect.east) & (rect.south <= lat) & (lat <= rect.north)


def _longer_axis(rect: Rect) -> int:
    return 0 if rect.width_m >= rect.height_m else 1


def _extent(rect: Rect, axis: int) -> tuple[float, float]:
    return ((rect.west, rect.east), (rect.south, rect.north))[axis]


def _halves(rect: Rect, axis: int, cut: float) -> tuple[Rect, Rect]:
    if axis == 0:
        return replace(rect, east=cut), replace(rect, west=cut)
    return replace(rect, north=cut), replace(rect, south=cut)
