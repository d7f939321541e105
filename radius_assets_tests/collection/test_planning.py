"""The plan covers its area, whatever is believed, fills whole pages, and says what it rests on."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.planning import (
    PRIOR_NAMES,
    PlannedTile,
    Prior,
    evenly,
    meeting,
    plan_tiles,
    uncovered,
)
from radius_assets.domain.geo import LonLat, Rect
from radius_assets_tests.collection.spread import BLOCK, areas, listings, scattered, spots

SEOUL = Rect(126.80, 37.45, 127.15, 37.68)


def rects(tiles: list[PlannedTile]) -> list[Rect]:
    return [tile.rect for tile in tiles]


def held(tiles: list[PlannedTile], known: list[LonLat]) -> list[int]:
    return [sum(map(tile.rect.contains, known)) for tile in tiles]


@given(areas(), st.lists(spots, max_size=300))
@settings(deadline=None)
def test_the_tiles_cover_the_area(area: BaseGeometry, known: list[LonLat]) -> None:
    tiles = rects(plan_tiles(area, [listings(known)]))

    assert uncovered(area, tiles).is_empty
    assert meeting(tiles, area) == tiles


@given(areas())
@settings(deadline=None)
def test_tiles_end_where_the_area_ends(area: BaseGeometry) -> None:
    tiles = rects(plan_tiles(area))

    together = shapely.union_all([tile.polygon() for tile in tiles])
    assert together.bounds == pytest.approx(area.bounds, abs=1e-8)


@given(st.integers(0, 1_000), st.integers(1, 1_500))
@settings(deadline=None, max_examples=50)
def test_known_places_fill_the_fewest_tiles_that_survive_some_churn(seed: int, number: int) -> None:
    known = scattered(seed, number)

    tiles = plan_tiles(BLOCK.polygon(), [listings(known)])

    assert max(held(tiles, known)) <= 43
    pages = sum(math.ceil(places / 15) for places in held(tiles, known))
    assert pages <= math.ceil(3 * number / 43) + 1


def test_tiles_are_full_or_end_at_a_whole_page() -> None:
    known = scattered(1, 10 * 43 + 28)

    assert sorted(held(plan_tiles(BLOCK.polygon(), [listings(known)]), known)) == [28] + [43] * 10


def test_slack_is_spread_over_all_tiles() -> None:
    known = scattered(1, 4 * 43 - 8)

    assert sorted(held(plan_tiles(BLOCK.polygon(), [listings(known)]), known)) == [41] * 4


def test_a_cut_takes_away_what_lies_beside_the_area() -> None:
    """60 places fit the area's two corners with one tile each; between them lie 60 more."""
    corners = [LonLat(126.901 + step / 10_000, 37.501) for step in range(30)]
    corners += [LonLat(126.936 + step / 10_000, 37.529) for step in range(30)]
    between = [LonLat(126.91 + step / 5_000, 37.52) for step in range(60)]
    area = shapely.box(126.90, 37.50, 126.905, 37.505) | shapely.box(126.935, 37.525, 126.94, 37.53)

    tiles = plan_tiles(area, [listings([*corners, *between])])

    assert sorted(held(tiles, corners)) == [30, 30]
    assert sum(held(tiles, between)) == 0


def test_positions_count_for_as_much_as_fits_a_tile() -> None:
    known = scattered(2, 300)

    tiles = plan_tiles(BLOCK.polygon(), [listings(known, per_tile=20)])

    assert len(tiles) == 300 / 20


def test_places_at_one_spot_end_the_cutting() -> None:
    spot = LonLat(126.92, 37.51)

    tiles = rects(plan_tiles(BLOCK.polygon(), [listings([spot] * 500)]))

    assert uncovered(BLOCK.polygon(), tiles).is_empty


def test_nothing_known_gives_tiles_of_3_to_8_km2() -> None:
    sizes = [tile.rect.area_km2 for tile in plan_tiles(SEOUL.polygon())]

    assert min(sizes) > 3
    assert max(sizes) < 8


def test_places_known_in_one_corner_leave_no_tile_too_large_elsewhere() -> None:
    tiles = plan_tiles(SEOUL.polygon(), [listings(scattered(3, 400))])

    assert max(tile.rect.area_km2 for tile in tiles) <= 30


def test_the_largest_tile_can_be_chosen() -> None:
    tiles = plan_tiles(SEOUL.polygon(), [listings(scattered(3, 20))], largest_km2=math.inf)

    assert len(tiles) == 1


def test_tiles_follow_the_area_round_a_corner() -> None:
    west = Rect(126.80, 37.45, 126.82, 37.68)
    south = Rect(126.80, 37.45, 127.15, 37.47)
    bend = west.polygon().union(south.polygon())

    tiles = rects(plan_tiles(bend, [listings(scattered(3, 400))]))

    assert uncovered(bend, tiles).is_empty
    assert not any(tile.contains(LonLat(127.10, 37.65)) for tile in tiles)
    assert sum(tile.area_km2 for tile in tiles) < 2 * (west.area_km2 + south.area_km2)


def test_no_area_needs_no_tile() -> None:
    assert plan_tiles(shapely.Polygon(), [listings(scattered(1, 50))]) == []
    assert plan_tiles(shapely.Polygon()) == []


def test_a_tile_tells_what_it_was_planned_from_and_how_many_places_that_predicts() -> None:
    west, east = BLOCK.grid(2, 1)
    of_west = [at for at in scattered(4, 100) if west.contains(at)]
    register = Prior("semas", np.array([[126.93, 37.51], [126.935, 37.52]]), 30, 1.5)

    tiles = plan_tiles(BLOCK.polygon(), [listings(of_west), register])

    assert sum(tile.predicted or 0 for tile in tiles) == len(of_west) + 3
    assert {name for tile in tiles for name in tile.priors} == {"listings", "semas"}
    assert all(tile.priors == ("listings",) for tile in tiles if tile.rect.east < east.west)


def test_what_is_planned_by_size_predicts_nothing() -> None:
    (tile,) = plan_tiles(BLOCK.polygon(), [evenly(BLOCK.polygon(), tile_km2=20)])

    assert tile == PlannedTile(tile.rect, ("area",), None)
    assert PRIOR_NAMES[-1] == "area"


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
