"""Areas and positions that tests of plans and coverings draw from, in a block of 3.5 by 3.3 km."""

from collections.abc import Sequence

import numpy as np
import shapely
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.planning import Prior
from radius_assets.domain.geo import LonLat, Rect

BLOCK = Rect(126.90, 37.50, 126.94, 37.53)

lons = st.integers(0, 40).map(lambda step: 126.90 + step / 1_000)
lats = st.integers(0, 30).map(lambda step: 37.50 + step / 1_000)
spots = st.builds(LonLat, lons, lats)


@st.composite
def areas(draw: st.DrawFn) -> BaseGeometry:
    """One to four boxes, some round, some of them apart."""
    shapes = []
    for _ in range(draw(st.integers(1, 4))):
        side = draw(st.sampled_from([0.0015, 0.008, 0.03]))
        centre = shapely.Point(draw(spots))
        shapes.append(centre.buffer(side, cap_style=draw(st.sampled_from(["square", "round"]))))
    return shapely.union_all(shapes)


def scattered(seed: int, number: int) -> list[LonLat]:
    """Positions anywhere in the block."""
    dice = np.random.default_rng(seed)
    at = dice.uniform([BLOCK.west, BLOCK.south], [BLOCK.east, BLOCK.north], (number, 2))
    return [LonLat(*position) for position in at.tolist()]


def listings(known: Sequence[LonLat], *, per_tile: float = 43) -> Prior:
    """A prior of these positions."""
    return Prior("listings", np.array(known, dtype=np.float64).reshape(-1, 2), per_tile)
