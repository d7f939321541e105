"""Cutting rectangles in two: along which axis, where, and what the parts are."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from radius_assets.domain.geo import Floats, Rect


def longer_axis(rect: Rect) -> int:
    """0 where the rectangle is wider than high in metres, or a square, else 1."""
    return 0 if rect.width_m >= rect.height_m else 1


def elongation(rect: Rect) -> float:
    """How many times longer than wide the rectangle is, 1 for a square; finite for a line."""
    short, long = sorted((rect.width_m, rect.height_m))
    return long / max(short, 1.0)


def extent(rect: Rect, axis: int) -> tuple[float, float]:
    """From where to where the rectangle reaches along the axis, in degrees."""
    return ((rect.west, rect.east), (rect.south, rect.north))[axis]


def halves(rect: Rect, axis: int, cut: float) -> tuple[Rect, Rect]:
    """The parts below and above `cut`, degrees along the axis; they share that border."""
    if axis == 0:
        return replace(rect, east=cut), replace(rect, west=cut)
    return replace(rect, north=cut), replace(rect, south=cut)


def is_inside(rect: Rect, positions: Floats) -> npt.NDArray[np.bool_]:
    """Which positions, of shape (n, 2), lie in the rectangle or on its border."""
    lon, lat = positions[:, 0], positions[:, 1]
    return (rect.west <= lon) & (lon <= rect.east) & (rect.south <= lat) & (lat <= rect.north)
