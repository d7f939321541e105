"""What to ask for instead of a tile that holds more than can be read."""

import math
from collections.abc import Sequence

import numpy as np

from radius_assets.collection.cutting import extent, halves, longer_axis
from radius_assets.domain.geo import Floats, LonLat, Rect

# Parts planned for 34 places seldom hold more than 45, though only 15 of them are known. To
# these we add 12 that stand evenly, lest an answer sorted by position mislead us.
_PART, _EVEN = 34, 12


def split_tile(rect: Rect, *, total: int, seen: Sequence[LonLat]) -> list[Rect]:
    """The parts to ask for instead of a tile that holds more than can be read, at least two.

    Args:
        rect: The tile.
        total: How many places it holds.
        seen: Positions of some of them; the cuts are where these leave like numbers.
    """
    parts = max(2, math.ceil(total / _PART))
    return _split(rect, parts, np.array(seen, dtype=np.float64).reshape(-1, 2))


def _split(rect: Rect, parts: int, seen: Floats) -> list[Rect]:
    if parts == 1:
        return [rect]
    axis = longer_axis(rect)
    left = parts // 2
    cut = _likely_cut(*extent(rect, axis), seen[:, axis], share=left / parts)
    low, high = halves(rect, axis, cut)
    is_low = seen[:, axis] <= cut
    return [*_split(low, left, seen[is_low]), *_split(high, parts - left, seen[~is_low])]


def _likely_cut(low: float, high: float, seen: Floats, *, share: float) -> float:
    """Where about `share` of the places lie below: between two of them, and not near an end."""
    believed = [*seen, *np.linspace(low, high, _EVEN)]
    values = np.unique(believed)
    above = np.searchsorted(values, np.quantile(believed, share)).clip(1, len(values) - 1)
    tenth = (high - low) / 10
    return float(values[above - 1 : above + 1].mean().clip(low + tenth, high - tenth))
