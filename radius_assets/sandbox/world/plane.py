"""A district on a flat plane: metres east and north of its middle, and points inside it."""

import math
from dataclasses import dataclass

import numpy as np
import shapely

from radius_assets.domain.districts import District
from radius_assets.domain.geo import METRES_PER_DEG_LAT, Floats


@dataclass(frozen=True, slots=True)
class Plane:
    """Metres east and north of a middle point; true within a district to a metre a kilometre."""

    lon: float
    lat: float
    boundary: shapely.Polygon

    @classmethod
    def of(cls, district: District) -> "Plane":
        """The plane around the middle of a district, with its boundary in metres."""
        middle = district.boundary.centroid
        empty = cls(middle.x, middle.y, shapely.Polygon())
        lonlat = np.asarray(district.boundary.exterior.coords)
        corners = np.column_stack(empty.metres(lonlat[:, 0], lonlat[:, 1]))
        return cls(middle.x, middle.y, shapely.Polygon(corners))

    @property
    def _metres_per_deg_lon(self) -> float:
        return METRES_PER_DEG_LAT * math.cos(math.radians(self.lat))

    def metres(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Metres east and north of the middle."""
        return (lon - self.lon) * self._metres_per_deg_lon, (lat - self.lat) * METRES_PER_DEG_LAT

    def lonlat(self, x_m: Floats, y_m: Floats) -> tuple[Floats, Floats]:
        """WGS84 degrees of a position in metres."""
        return self.lon + x_m / self._metres_per_deg_lon, self.lat + y_m / METRES_PER_DEG_LAT

    def inside(self, x_m: Floats, y_m: Floats) -> np.ndarray:
        """Which of the positions lie in the district."""
        return np.asarray(shapely.contains_xy(self.boundary, x_m, y_m))

    def scatter(self, rng: np.random.Generator, count: int, inset_m: float) -> Floats:
        """`count` points spread evenly over what lies more than `inset_m` inside, as (x, y)."""
        area = self.boundary.buffer(-inset_m)
        west, south, east, north = area.bounds
        points = np.empty((0, 2))
        while len(points) < count:
            drawn = rng.uniform((west, south), (east, north), (4 * count, 2))
            points = np.vstack([points, drawn[shapely.contains_xy(area, drawn)]])
        return points[:count]
