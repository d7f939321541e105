"""Which districts lie side by side: their shops may share a street, or a register's row."""

from functools import cache

import shapely

from radius_assets.domain.districts import (
    BOUNDARY_ERROR_M,
    DISTRICT_NAMES,
    District,
    UnknownDistrictError,
    district,
)
from radius_assets.matching.blocking import NEAR_M

REACH_DEG = (NEAR_M + BOUNDARY_ERROR_M) / 88_000
"""How far across a border shops matter; a degree of longitude in Seoul is 88 km long."""


@cache
def adjacent(name: str) -> tuple[District, ...]:
    """The districts whose shops may matter to this one's, in official order; none of a stranger."""
    try:
        of = district(name)
    except UnknownDistrictError:
        return ()
    others = [district(other) for other in DISTRICT_NAMES if other != of.name]
    return tuple(
        other for other in others if shapely.distance(other.boundary, of.boundary) <= REACH_DEG
    )
