"""The area to read around the Daiso stores of a district, and which of them a place is near."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.domain.districts import BOUNDARY_ERROR_M, District
from radius_assets.domain.geo import (
    METRES_PER_DEG_LAT,
    Floats,
    LonLat,
    distances_m,
    square_around,
)

Shape: TypeAlias = Literal["square", "circle"]
Extent: TypeAlias = Literal["stores", "district"]

LEAST_RADIUS_M, MOST_RADIUS_M = 100, 20_000
RADIUS_M = 1_800.0
"""Half the side of a store's square unless chosen otherwise, as in the first version."""


@dataclass(frozen=True, slots=True)
class AreaOptions:
    """Which part of a district is read.

    Attributes:
        radius_m: Half the side of the square around a Daiso store, or the circle's radius.
        shape: What is drawn around each store.
        area: `stores` reads what lies around the stores, `district` all of the district.

    Raises:
        ValueError: The radius is out of its bounds.
    """

    radius_m: float = RADIUS_M
    shape: Shape = "square"
    area: Extent = "stores"

    def __post_init__(self) -> None:
        if not LEAST_RADIUS_M <= self.radius_m <= MOST_RADIUS_M:
            bounds = f"{LEAST_RADIUS_M:,.0f} to {MOST_RADIUS_M:,.0f}"
            raise ValueError(f"radius_m is {self.radius_m}; it takes {bounds} metres")


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each place the id of its nearest store and how far that is; null where none is.

    `within` says whether the place lies in the square or circle of *any* store: in the corner
    of a square that can be another store than the nearest.
    """

    store_ids: pl.Series
    distances_m: pl.Series
    within: pl.Series


def whole_area(within: District) -> BaseGeometry:
    """The whole district, wider than its boundary by as much as that may be wrong."""
    return _widened(within.boundary, BOUNDARY_ERROR_M)


def area_around(
    stores: Sequence[LonLat],
    *,
    half_side_m: float,
    within: District,
    shape: Shape = "square",
    area: Extent = "stores",
) -> BaseGeometry:
    """What lies around the stores, cut by the district's boundary with a margin.

    Args:
        stores: Positions of the district's Daiso stores.
        half_side_m: Half the side of each store's square, or the radius of its circle.
        within: The district; the margin is how far its boundary may be wrong.
        shape: What is drawn around each store. A circle is drawn by at most 0.3 % too wide.
        area: With `district` it is all of the district, wherever its stores are.

    Returns:
        Polygons in WGS84 degrees; empty where there is no store but one is needed.
    """
    if area == "district":
        return polygons(whole_area(within))
    parts = [_around(store, half_side_m, shape) for store in stores]
    return polygons(shapely.union_all(parts).intersection(whole_area(within)))


def area_of(within: District, stores: pl.DataFrame, options: AreaOptions) -> BaseGeometry:
    """The area that the options mean, given the district's `daiso` table."""
    return area_around(
        positions(stores),
        half_side_m=options.radius_m,
        within=within,
        shape=options.shape,
        area=options.area,
    )


def positions(stores: pl.DataFrame) -> list[LonLat]:
    """Where the stores of a `daiso` table are, but for those that nobody can place."""
    return [LonLat(*row) for row in stores.select("lon", "lat").drop_nulls().iter_rows()]


def area_km2(area: BaseGeometry) -> float:
    """How large an area is that is small beside the Earth, in square kilometres."""
    return float(_in_degrees_of_latitude(area).area) * (METRES_PER_DEG_LAT / 1_000) ** 2


def share_of_district(area: BaseGeometry, within: District) -> float:
    """The part of the district that lies in the area, 0 to 1; the margin beside it is left out."""
    return area_km2(area.intersection(within.boundary)) / area_km2(within.boundary)


def polygons(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry without the points and lines that intersecting can leave."""
    parts = shapely.get_parts(geometry)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def nearest_stores(
    places: Sequence[LonLat], stores: pl.DataFrame, half_side_m: float, *, shape: Shape = "square"
) -> Nearest:
    """Find the nearest store of each place, and whether it is near enough to any store.

    Args:
        places: Positions of the places.
        stores: Table with `store_id`, `lon` and `lat`; stores without a position are passed
            over. Of two that are equally near, the lower id counts.
        half_side_m: Half the side of each store's square, or the radius of its circle.
        shape: What is drawn around each store.
    """
    known = stores.select("store_id", "lon", "lat").drop_nulls().sort("store_id")
    if known.is_empty() or not places:
        return _no_store(len(places))
    lon, lat = np.array(places, dtype=np.float64).T[:, :, None]
    store_lon, store_lat = known["lon"].to_numpy(), known["lat"].to_numpy()
    distances = distances_m(lon, lat, store_lon, store_lat)
    nearest = distances.argmin(axis=1)
    if shape == "circle":
        is_inside = distances <= half_side_m
    else:
        dlat = half_side_m / METRES_PER_DEG_LAT
        dlon = dlat / np.cos(np.radians(store_lat))
        is_inside = (abs(lon - store_lon) <= dlon) & (abs(lat - store_lat) <= dlat)
    return Nearest(
        store_ids=known["store_id"].gather(nearest),
        distances_m=pl.Series(distances.min(axis=1)),
        within=pl.Series(is_inside.any(axis=1)),
    )


def _no_store(places: int) -> Nearest:
    return Nearest(
        store_ids=pl.repeat(None, places, dtype=pl.String, eager=True),
        distances_m=pl.repeat(None, places, dtype=pl.Float64, eager=True),
        within=pl.repeat(value=False, n=places, dtype=pl.Boolean, eager=True),
    )


def _around(store: LonLat, half_side_m: float, shape: Shape) -> BaseGeometry:
    if shape == "square":
        return square_around(store, half_side_m).polygon()
    # A polygon of 64 sides lies inside its circle, by 0.12 % of the radius.
    return _widened(shapely.Point(store), half_side_m * 1.002)


def _widened(geometry: BaseGeometry, by_m: float) -> BaseGeometry:
    """Every position within `by_m` metres of the geometry, which is small beside the Earth."""
    narrowing = _narrowing(geometry)
    wide = _in_degrees_of_latitude(geometry).buffer(by_m / METRES_PER_DEG_LAT, quad_segs=16)
    return shapely.transform(wide, lambda flat: flat / narrowing)


def _in_degrees_of_latitude(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry with both axes in degrees of latitude, so that lengths compare."""
    narrowing = _narrowing(geometry)
    return shapely.transform(geometry, lambda lonlat: lonlat * narrowing)


def _narrowing(geometry: BaseGeometry) -> Floats:
    """How much shorter a degree is than one of latitude, east and north, where the geometry is."""
    if geometry.is_empty:
        return np.ones(2)
    return np.array([math.cos(math.radians(geometry.centroid.y)), 1.0])
