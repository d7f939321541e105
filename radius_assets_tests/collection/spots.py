"""Positions so many metres from others, to build cases with."""

import math

import shapely

from radius_assets.domain.districts import District
from radius_assets.domain.geo import METRES_PER_DEG_LAT, LonLat, distance_m


def beside(position: LonLat, east_m: float, north_m: float) -> LonLat:
    """The position so many metres east and north of another one."""
    dlon = east_m / METRES_PER_DEG_LAT / math.cos(math.radians(position.lat))
    return LonLat(position.lon + dlon, position.lat + north_m / METRES_PER_DEG_LAT)


def over_the_border(of: District, towards: LonLat, by_m: float) -> LonLat:
    """The position `by_m` metres out of a district, on the shortest way to one outside of it."""
    way = shapely.shortest_line(of.boundary, shapely.Point(towards))
    border, end = (LonLat(*at) for at in way.coords)
    share = by_m / distance_m(border, end)
    return LonLat(
        border.lon + share * (end.lon - border.lon), border.lat + share * (end.lat - border.lat)
    )
