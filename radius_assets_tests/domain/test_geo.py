"""Tests of positions, rectangles and distances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.domain.geo import (
    LonLat,
    Rect,
    distance_m,
    square_around,
    tm_from_wgs84,
    wgs84_from_tm,
)

positions = st.builds(LonLat, st.floats(126.7, 127.3), st.floats(37.4, 37.75))


@given(center=positions, half_side_m=st.floats(1, 5_000))
def test_a_square_reaches_half_its_side_in_every_direction(
    center: LonLat, half_side_m: float
) -> None:
    square = square_around(center, half_side_m)

    assert square.height_m == pytest.approx(2 * half_side_m, rel=1e-6)
    assert square.width_m == pytest.approx(2 * half_side_m, rel=1e-6)
    assert square.area_km2 == pytest.approx(4 * half_side_m**2 / 1e6, rel=1e-6)
    assert square.contains(center)
    assert distance_m(center, LonLat(square.east, center.lat)) == pytest.approx(
        half_side_m, rel=1e-4
    )


@given(a=positions, b=positions)
def test_distance_is_symmetrical(a: LonLat, b: LonLat) -> None:
    assert distance_m(a, b) == distance_m(b, a)
    assert distance_m(a, a) == 0


@given(position=positions)
def test_projecting_there_and_back_gives_the_start(position: LonLat) -> None:
    x_m, y_m = tm_from_wgs84(np.array([position.lon]), np.array([position.lat]))
    lon, lat = wgs84_from_tm(x_m, y_m)

    assert distance_m(position, LonLat(lon[0], lat[0])) < 0.01


def test_the_reference_point_of_the_permits_is_where_it_should_be() -> None:
    lon, lat = wgs84_from_tm(np.array([202513.119414067]), np.array([443478.806945055]))

    assert (lon[0], lat[0]) == pytest.approx((127.0292067, 37.4935091), abs=1e-7)


def test_a_missing_position_stays_missing() -> None:
    lon, lat = wgs84_from_tm(np.array([np.nan]), np.array([np.nan]))

    assert np.isnan(lon[0])
    assert np.isnan(lat[0])


@pytest.mark.parametrize(("lon", "lat"), [(126.9, 500.0), (1e9, 1e9), (np.inf, 37.5)])
def test_a_position_that_no_map_has_is_missing(lon: float, lat: float) -> None:
    x_m, y_m = tm_from_wgs84(np.array([lon]), np.array([lat]))

    assert np.isnan(x_m[0])
    assert np.isnan(y_m[0])


def test_borders_belong_to_a_rectangle() -> None:
    rect = Rect(126.9, 37.5, 127.0, 37.6)

    assert rect.contains(LonLat(126.9, 37.6))
    assert not rect.contains(LonLat(126.8999999, 37.55))
    assert not rect.contains(LonLat(126.95, 37.6000001))
    assert rect.polygon().bounds == (126.9, 37.5, 127.0, 37.6)


def test_swapped_corners_are_refused() -> None:
    with pytest.raises(ValueError, match="corners are swapped"):
        Rect(127.0, 37.5, 126.9, 37.6)


@given(columns=st.integers(1, 5), rows=st.integers(1, 5))
def test_a_grid_leaves_no_gaps(columns: int, rows: int) -> None:
    rect = Rect(126.9, 37.5, 127.0, 37.6)

    parts = rect.grid(columns, rows)

    assert len(parts) == columns * rows
    assert sum(part.area_km2 for part in parts) == pytest.approx(rect.area_km2, rel=1e-3)
    assert {part.west for part in parts} - {part.east for part in parts} == {rect.west}
    assert {part.south for part in parts} - {part.north for part in parts} == {rect.south}
