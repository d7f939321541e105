"""The covering finds every place of an area, each once, whatever plan it begins with."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.certificate import certify, verify
from radius_assets.collection.covering import Covering, Reading
from radius_assets.collection.planning import PlannedTile, plan_tiles
from radius_assets.domain.geo import LonLat, Rect
from radius_assets.sources.errors import IncompleteAnswerError, TransientSourceError
from radius_assets_tests.collection.place_search import PlaceSearch
from radius_assets_tests.collection.reading import EAST, WEST, ids, ids_within, planned, read
from radius_assets_tests.collection.spread import (
    BLOCK,
    areas,
    lats,
    listings,
    lons,
    scattered,
    spots,
)

plans = st.lists(
    st.tuples(lons, lons, lats, lats).map(
        lambda ends: Rect(
            min(ends[:2]), min(ends[2:]), max(ends[:2]) + 0.001, max(ends[2:]) + 0.001
        )
    ),
    max_size=6,
)


@st.composite
def crowds(draw: st.DrawFn) -> list[LonLat]:
    """Positions on a lattice, so many of them on borders; up to 45 at one spot."""
    at = draw(st.dictionaries(spots, st.sampled_from([1, 1, 1, 2, 17, 45]), max_size=60))
    return [spot for spot, number in at.items() for _ in range(number)]


@given(crowds(), areas(), plans)
@settings(deadline=None)
def test_finds_every_place_of_the_area_once(
    crowd: list[LonLat], area: BaseGeometry, plan: list[Rect]
) -> None:
    search = PlaceSearch(crowd)

    reading = read(Covering(search, planned(*plan), smallest_side_m=1.0), area)

    assert ids(reading) == sorted(set(ids(reading)))
    assert ids_within(search, area) <= set(ids(reading))
    assert set(reading.places) <= set(search.places)
    assert len(reading.places) == sum(tile.read for tile in reading.tiles) - reading.duplicates
    assert max(search.asked.values()) == 1
    assert reading.requests == search.requests
    assert verify(certify(area, reading), area=area) == []


@given(crowds(), areas(), st.lists(spots, max_size=150))
@settings(deadline=None)
def test_a_plan_from_stale_positions_loses_nothing(
    crowd: list[LonLat], area: BaseGeometry, known: list[LonLat]
) -> None:
    search = PlaceSearch(crowd)
    plan = plan_tiles(area, [listings(known)])

    reading = read(Covering(search, plan, smallest_side_m=1.0), area)

    assert ids_within(search, area) <= set(ids(reading))


@given(st.integers(0, 300), st.integers(0))
@settings(max_examples=50, deadline=None)
def test_with_failing_requests_it_is_complete_or_fails(number: int, seed: int) -> None:
    dice = np.random.default_rng(seed)
    search = PlaceSearch(scattered(1, number), fails=lambda _rect, _page: dice.random() < 0.05)

    try:
        reading = read(Covering(search), BLOCK.polygon())
    except TransientSourceError:
        assert search.requests > 0
    else:
        assert len(reading.places) == number


@given(st.integers(0, 200), st.integers(0))
@settings(max_examples=50, deadline=None)
def test_with_jittering_totals_it_is_complete_or_fails(number: int, seed: int) -> None:
    dice = np.random.default_rng(seed)

    def declares(_rect: Rect, page: int, total: int) -> int:
        # Were all pages short by one alike, nobody could tell 46 places from 45.
        return total if page == 2 else total + int(dice.choice([-1, 0, 0, 1]))

    search = PlaceSearch(scattered(2, number), declares=declares)

    try:
        reading = read(Covering(search), BLOCK.polygon())
    except IncompleteAnswerError:
        assert number > 0
    else:
        assert len(reading.places) == number
        assert certify(BLOCK.polygon(), reading).drift <= 2


def test_known_places_cost_three_requests_for_43() -> None:
    search = PlaceSearch(scattered(3, 430))
    plan = plan_tiles(BLOCK.polygon(), [listings([place.position for place in search.places])])

    reading = read(Covering(search, plan), BLOCK.polygon())

    assert len(reading.places) == 430
    assert search.requests == 30


def test_an_empty_area_asks_nothing() -> None:
    search = PlaceSearch(scattered(4, 50))

    reading = read(Covering(search, planned(BLOCK)), shapely.Polygon())

    assert reading == Reading(places=(), tiles=(), requests=0, duplicates=0, conflicts=0)
    assert search.requests == 0


def test_parts_of_a_tile_beside_the_area_are_not_asked() -> None:
    search = PlaceSearch(scattered(5, 300))

    read(Covering(search, planned(BLOCK)), WEST.polygon())

    assert all(rect.west < WEST.east for rect, _ in search.asked)


def test_places_that_only_a_split_tile_showed_are_not_given() -> None:
    """No tile can vouch for them: they lie beside the area, in parts that nobody asked for."""
    search = PlaceSearch(scattered(5, 300))

    reading = read(Covering(search, planned(BLOCK)), WEST.polygon())

    assert len(reading.places) == sum(tile.read for tile in reading.tiles) - reading.duplicates
    of_tiles = {
        place.place_id
        for place in search.places
        if any(tile.rect.contains(place.position) for tile in reading.tiles)
    }
    assert set(ids(reading)) == of_tiles


@pytest.mark.parametrize(
    ("west", "east", "prior", "predicted"),
    [
        pytest.param((("listings",), 7.0), (("listings",), 2.6), "listings", 10, id="listings"),
        pytest.param((("permits",), 1.0), (("listings",), 2.0), "listings+permits", 3, id="both"),
        pytest.param((("semas",), 1.0), (("area",), None), "semas+area", None, id="half unknown"),
        pytest.param((("area",), None), (("area",), None), "area", None, id="unknown"),
        pytest.param(((), 0.0), (("semas",), 5.0), "semas", 5, id="a tile without positions"),
    ],
)
def test_a_reading_tells_what_its_tiles_were_planned_from(
    west: tuple, east: tuple, prior: str, predicted: int | None
) -> None:
    plan = [PlannedTile(WEST, *west), PlannedTile(EAST, *east)]

    reading = read(Covering(PlaceSearch([]), plan), BLOCK.polygon())

    assert (reading.prior, reading.predicted) == (prior, predicted)


def test_what_is_predicted_is_found_where_nothing_changed() -> None:
    search = PlaceSearch(scattered(6, 200))
    known = listings([place.position for place in search.places])

    covering = Covering(search, plan_tiles(BLOCK.polygon(), [known]))
    west = read(covering, WEST.polygon())

    assert west.prior == "listings"
    assert west.predicted == len(west.places) < 200


def test_a_part_of_the_area_beside_the_plan_is_planned_from_nothing() -> None:
    search = PlaceSearch(scattered(7, 60))
    known = listings([place.position for place in search.places])

    covering = Covering(search, plan_tiles(WEST.polygon(), [known]))
    reading = read(covering, BLOCK.polygon())

    assert len(reading.places) == 60
    assert (reading.prior, reading.predicted) == ("listings+area", None)
