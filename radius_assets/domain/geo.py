"""Positions, rectangles and distances: metres on the ground, degrees on the map."""

import math
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

Floats: TypeAlias = npt.NDArray[np.float64]

EARTH_RADIUS_M = 6_371_008.8  # mean radius R1, IUGG 1980
METRES_PER_DEG_LAT = EARTH_RADIUS_M * math.pi / 180


class LonLat(NamedTuple):
    """A position in WGS84 degrees, longitude first."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in WGS84 degrees, closed on all four sides."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        if self.west > self.east or self.south > self.north:
            raise ValueError(f"not a rectangle, corners are swapped: {self}")

    def contains(self, position: LonLat) -> bool:
        """Whether the position lies inside or on the border."""
        return self.west <= position.lon <= self.east and self.south <= position.lat <= self.north

    @property
    def width_m(self) -> float:
        """East-west extent in metres, at the middle latitude."""
        middle = math.radians((self.south + self.north) / 2)
        return (self.east - self.west) * METRES_PER_DEG_LAT * math.cos(middle)

    @property
    def height_m(self) -> float:
        """North-south extent in metres."""
        return (self.north - self.south) * METRES_PER_DEG_LAT

    @property
    def area_km2(self) -> float:
        """Area in square kilometres."""
        return self.width_m * self.height_m / 1e6

    def polygon(self) -> shapely.Polygon:
        """The rectangle as a shapely polygon."""
        return shapely.box(self.west, self.south, self.east, self.north)

    def grid(self, columns: int, rows: int) -> "list[Rect]":
        """Cut into equal parts that share their borders, west to east, then south to north."""
        lons = np.linspace(self.west, self.east, columns + 1).tolist()
        lats = np.linspace(self.south, self.north, rows + 1).tolist()
        return [
            Rect(lons[c], lats[r], lons[c + 1], lats[r + 1])
            for r in range(rows)
            for c in range(columns)
        ]


def square_around(center: LonLat, half_side_m: float) -> Rect:
    """The square whose sides are `half_side_m` metres from `center`."""
    dlat = half_side_m / METRES_PER_DEG_LAT
    dlon = dlat / math.cos(math.radians(center.lat))
    return Rect(center.lon - dlon, center.lat - dlat, center.lon + dlon, center.lat + dlat)


def distances_m(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Floats:
    """Great-circle distances in metres; the arguments are degrees and broadcast."""
    lon_a, lat_a, lon_b, lat_b = (np.radians(values) for values in (lon_a, lat_a, lon_b, lat_b))
    half_chord = (
        np.sin((lat_b - lat_a) / 2) ** 2
        + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    )
    meters: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half_chord))
    return meters


def distance_m(a: LonLat, b: LonLat) -> float:
    """Great-circle distance between two positions in metres."""
    one = [np.asarray(value, dtype=np.float64) for value in (*a, *b)]
    return float(distances_m(*one))


@cache
def _tm_to_wgs84() -> Transformer:
    return Transformer.from_crs("EPSG:5174", "EPSG:4326", always_xy=True)


def wgs84_from_tm(x_m: Floats, y_m: Floats) -> tuple[Floats, Floats]:
    """Convert permit positions (EPSG:5174, metres) to WGS84 longitudes and latitudes.

    Positions that are not a number stay so.

    Args:
        x_m: Eastings in metres, about 180_000 to 220_000 in Seoul.
        y_m: Northings in metres, about 435_000 to 468_000 in Seoul.

    Source: X and Y of LOCALDATA_072405, Seoul Open Data Plaza; the reference point
    202513.119414067, 443478.806945055 is 127.0292067, 37.4935091.
    """
    lon, lat = _tm_to_wgs84().transform(x_m, y_m)
    return _nan_for_infinite(lon), _nan_for_infinite(lat)


def tm_from_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Convert WGS84 degrees to permit positions (EPSG:5174, metres)."""
    x_m, y_m = _tm_to_wgs84().transform(lon, lat, direction="INVERSE")
    return _nan_for_infinite(x_m), _nan_for_infinite(y_m)


def _nan_for_infinite(values: Floats) -> Floats:
    values = np.asarray(values, dtype=np.float64)
    return np.where(np.isfinite(values), values, np.nan)
