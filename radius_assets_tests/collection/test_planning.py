"""The plan covers its area, whatever is known, and asks for few pages."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.collection.planning import meeting, plan_tiles, split_tile, uncovered
from radius_assets.domain.geo import LonLat, Rect

BLOCK = Rect(126.90, 37.50, 126.94, 37.53)  # 3.5 km by 3.3 km

lons = st.integers(0, 40).map(lambda step: 126.90 + step / 1_000)
lats = st.integers(0, 30).map(lambda step: 37.50 + step / 1_000)
positions = st.lists(st.builds(LonLat, lons, lats), max_size=300)


@st.composite
def areas(draw: st.DrawFn) -> shapely.geometry.base.BaseGeometry:
    """One to four boxes, some round, some of them apart."""
    shapes = []
    for _ in range(draw(st.integers(1, 4))):
        side = draw(st.sampled_from([0.0015, 0.008, 0.03]))
        centre = shapely.Point(draw(lons), draw(lats))
        shapes.append(centre.buffer(side, cap_style=draw(st.sampled_from(["square", "round"]))))
    return shapely.union_all(shapes)


def scattered(seed: int, number: int) -> list[LonLat]:
    dice = np.random.default_rng(seed)
    at = dice.uniform([BLOCK.west, BLOCK.south], [BLOCK.east, BLOCK.north], (number, 2))
    return [LonLat(*position) for position in at.tolist()]


@given(areas(), positions)
def test_the_tiles_cover_the_area(
    area: shapely.geometry.base.BaseGeometry, known: list[LonLat]
) -> None:
    tiles = plan_tiles(area, known)

    assert uncovered(area, tiles).is_empty
    assert meeting(tiles, area) == tiles


@given(areas())
def test_tiles_end_where_the_area_ends(area: shapely.geometry.base.BaseGeometry) -> None:
    tiles = plan_tiles(area)

    together = shapely.union_all([tile.polygon() for tile in tiles])
    assert together.bounds == pytest.approx(area.bounds, abs=1e-8)


@given(st.integers(0, 1_000), st.integers(1, 1_500))
def test_known_places_fill_the_fewest_tiles_that_survive_some_churn(seed: int, number: int) -> None:
    known = scattered(seed, number)

    tiles = plan_tiles(BLOCK.polygon(), known)

    held = [sum(map(tile.contains, known)) for tile in tiles]
    assert max(held) <= 43
    assert len(tiles) == math.ceil(number / 43)
    assert sum(math.ceil(places / 15) for places in held) <= 3 * math.ceil(number / 43)


def test_all_but_one_tile_hold_the_target() -> None:
    tiles = plan_tiles(BLOCK.polygon(), scattered(1, 10 * 42 + 20))

    held = sorted(sum(map(tile.contains, scattered(1, 440))) for tile in tiles)
    assert held == [20] + [42] * 10


def test_the_target_can_be_scaled() -> None:
    known = scattered(2, 300)

    assert len(plan_tiles(BLOCK.polygon(), known, target=20)) == math.ceil(300 / 21)


def test_places_at_one_spot_end_the_cutting() -> None:
    spot = LonLat(126.92, 37.51)

    tiles = plan_tiles(BLOCK.polygon(), [spot] * 500)

    assert uncovered(BLOCK.polygon(), tiles).is_empty


def test_nothing_known_gives_tiles_of_3_to_8_km2() -> None:
    seoul = Rect(126.80, 37.45, 127.15, 37.68)

    sizes = [tile.area_km2 for tile in plan_tiles(seoul.polygon())]

    assert min(sizes) > 3
    assert max(sizes) < 8


def test_places_known_in_one_corner_leave_no_tile_too_large_elsewhere() -> None:
    seoul = Rect(126.80, 37.45, 127.15, 37.68)

    tiles = plan_tiles(seoul.polygon(), scattered(3, 400))

    assert max(tile.area_km2 for tile in tiles) <= 30


def test_tiles_follow_the_area_round_a_corner() -> None:
    west = Rect(126.80, 37.45, 126.82, 37.68)
    south = Rect(126.80, 37.45, 127.15, 37.47)
    bend = west.polygon().union(south.polygon())

    tiles = plan_tiles(bend, scattered(3, 400))

    assert uncovered(bend, tiles).is_empty
    assert not any(tile.contains(LonLat(127.10, 37.65)) for tile in tiles)
    assert sum(tile.area_km2 for tile in tiles) < 2 * (west.area_km2 + south.area_km2)


def test_no_area_needs_no_tile() -> None:
    assert plan_tiles(shapely.Polygon(), scattered(1, 50)) == []


@given(st.integers(2, 2_000), st.lists(st.builds(LonLat, lons, lats), max_size=45))
def test_parts_make_up_the_tile(total: int, seen: list[LonLat]) -> None:
    parts = split_tile(BLOCK, total=total, seen=seen)

    assert len(parts) == max(2, math.ceil(total / 34))
    assert uncovered(BLOCK.polygon(), parts).is_empty
    assert sum(part.area_km2 for part in parts) == pytest.approx(BLOCK.area_km2, rel=1e-3)
    assert all(max(part.width_m, part.height_m) < BLOCK.width_m for part in parts)


def test_parts_are_small_where_many_places_were_seen() -> None:
    crowd = [LonLat(126.93 + step / 100_000, 37.51 + step / 90_000) for step in range(15)]

    parts = split_tile(BLOCK, total=60, seen=crowd)

    assert len(parts) == 2
    east = max(parts, key=lambda part: part.west)
    assert east.west > 126.925


@pytest.mark.parametrize(
    ("tile", "meets"),
    [
        pytest.param(Rect(126.91, 37.51, 126.92, 37.52), True, id="inside"),
        pytest.param(Rect(126.80, 37.40, 127.00, 37.60), True, id="around"),
        pytest.param(Rect(126.93, 37.52, 126.95, 37.54), True, id="across a corner"),
        pytest.param(Rect(126.94, 37.50, 126.95, 37.53), False, id="a border in common"),
        pytest.param(Rect(126.95, 37.50, 126.96, 37.53), False, id="beside"),
    ],
)
def test_tiles_that_hold_a_part_of_the_area_meet_it(tile: Rect, *, meets: bool) -> None:
    assert meeting([tile], BLOCK.polygon()) == ([tile] if meets else [])
