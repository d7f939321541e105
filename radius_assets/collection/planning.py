"""Which tiles to ask for: pure functions from an area and believed positions to rectangles."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.area import polygons
from radius_assets.collection.partition import (
    TOLERANCE_DEG,
    Indexes,
    Limits,
    Points,
    Region,
    partition,
)
from radius_assets.domain.geo import METRES_PER_DEG_LAT, Floats, Rect

PriorName: TypeAlias = Literal["listings", "semas", "permits", "daiso", "area"]

PRIOR_NAMES: tuple[PriorName, ...] = get_args(PriorName)
"""What tiles can be planned from, the best first; with `area` no place is known."""

BLIND_KM2 = 7.0
"""How large tiles are at most where nothing is known; from 4 to 10 cost the same (measured)."""

LARGEST_KM2 = 30.0
"""How large tiles may be where places are known to be few: some may have opened."""

PAGES = 3
"""Pages that Kakao shows of any query."""

_SPACINGS = 5  # points along the side of a blind tile, or about so many


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """Positions that tell where places will be found, and how far they can be relied on.

    Attributes:
        name: What a plan made from them says it was made from.
        positions: WGS84 degrees, of shape (n, 2), longitudes first.
        per_tile: How many of them fill a tile.
        places_each: How many places are expected for each, on average; None: nobody knows.
    """

    name: PriorName
    positions: Floats
    per_tile: float
    places_each: float | None = 1.0


@dataclass(frozen=True, slots=True)
class PlannedTile:
    """A tile to ask for, the priors that planned it, and how many places they expect in it."""

    rect: Rect
    priors: tuple[PriorName, ...] = ("area",)
    predicted: float | None = None


def plan_tiles(
    area: BaseGeometry, priors: Sequence[Prior] = (), *, largest_km2: float = LARGEST_KM2
) -> list[PlannedTile]:
    """Tiles whose union contains the area, planned to fill whole pages and no more than three.

    They end where the area ends. A plan is a guess: where it is wrong, it costs requests, never
    places.

    Args:
        area: Polygons in WGS84 degrees, best those of all districts that will be read.
        priors: Where places are believed to be; positions beside the area count where a tile
            reaches them. Without any, tiles are planned by size.
        largest_km2: Tiles that are larger are cut, however few places are believed to be there.
    """
    believed = list(priors) or [evenly(area)]
    points = Points(
        np.concatenate([prior.positions for prior in believed]),
        np.concatenate([np.full(len(prior.positions), 1 / prior.per_tile) for prior in believed]),
        np.arange(sum(len(prior.positions) for prior in believed)),
    )
    source = np.repeat(np.arange(len(believed)), [len(prior.positions) for prior in believed])
    is_known = any(prior.places_each is not None for prior in believed)
    limits = Limits(largest_km2, pages=PAGES if is_known else 1)
    return [_planned(region, believed, source) for region in partition(area, points, limits)]


def evenly(area: BaseGeometry, *, tile_km2: float = BLIND_KM2) -> Prior:
    """A prior that knows nothing: points that stand evenly in the area, for tiles of one size."""
    west, south, east, north = (0.0,) * 4 if area.is_empty else area.bounds
    spacing_km = math.sqrt(tile_km2) / _SPACINGS
    step_lat = 1_000 * spacing_km / METRES_PER_DEG_LAT
    step_lon = step_lat / math.cos(math.radians((south + north) / 2))
    lon, lat = np.meshgrid(
        np.arange(west + step_lon / 2, east, step_lon),
        np.arange(south + step_lat / 2, north, step_lat),
    )
    inside = shapely.contains_xy(area, lon, lat)
    return Prior("area", np.column_stack([lon[inside], lat[inside]]), _SPACINGS**2, None)


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


def _planned(region: Region, priors: Sequence[Prior], source: Indexes) -> PlannedTile:
    """The tile of a region, with what its points say; `source` is the prior of each point."""
    counts = np.bincount(source[region.around.indexes[region.inside]], minlength=len(priors))
    used = [(prior, count) for prior, count in zip(priors, counts.tolist(), strict=True) if count]
    expected = [count * prior.places_each for prior, count in used if prior.places_each is not None]
    names = dict.fromkeys(prior.name for prior, _ in used)
    return PlannedTile(
        rect=region.rect,
        priors=tuple(names),
        predicted=math.fsum(expected) if len(expected) == len(used) else None,
    )
