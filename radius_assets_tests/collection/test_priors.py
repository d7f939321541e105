"""What is believed of where listings are: from the best that is known of each part of the area."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.area import area_km2
from radius_assets.collection.planning import BLIND_KM2, Prior
from radius_assets.collection.priors import (
    LISTINGS_A_TILE,
    NO_POSITIONS,
    KnownListings,
    KnownRegisters,
    distinct,
    listings_prior,
    of_either,
    register_priors,
    unknown_part,
)
from radius_assets.domain.districts import district
from radius_assets.domain.geo import Floats, LonLat

HERE, THERE, YONDER = (126.91, 37.51), (126.92, 37.52), (126.93, 37.53)
HOME, NEXT_DOOR = district("영등포구"), district("구로구")


def at(*positions: tuple[float, float]) -> Floats:
    return np.array(positions, dtype=np.float64).reshape(-1, 2)


def known(
    *listed: tuple[float, float],
    beside: tuple[tuple[float, float], ...] = (),
    read: BaseGeometry = HOME.boundary,
) -> KnownListings:
    return KnownListings(at(*listed), at(*beside), read)


def spots(prior: Prior) -> list[tuple[float, float]]:
    return sorted((lon, lat) for lon, lat in prior.positions.tolist())


def test_listings_and_places_beside_them_are_believed() -> None:
    prior = listings_prior([known(HERE, beside=(THERE,)), known(YONDER)])

    assert (prior.name, prior.per_tile, prior.places_each) == ("listings", LISTINGS_A_TILE, 1.0)
    assert spots(prior) == [HERE, THERE, YONDER]


def test_a_place_beside_one_district_that_is_a_listing_of_the_next_counts_once() -> None:
    home = known(HERE, beside=(THERE, YONDER))
    next_door = known((THERE[0] + 2e-6, THERE[1]), beside=(HERE, YONDER))

    assert spots(listings_prior([home, next_door])) == [HERE, THERE, YONDER]


def test_places_at_one_spot_count_as_often_as_anyone_saw_them() -> None:
    home = known(HERE, HERE, beside=(THERE, THERE))
    next_door = known(THERE, beside=(HERE,))

    assert spots(listings_prior([home, next_door])) == [HERE, HERE, THERE, THERE]


def test_where_all_was_read_nothing_is_unknown() -> None:
    assert unknown_part(HOME.boundary, [known(HERE)]).is_empty


def test_an_area_without_a_reading_is_unknown_and_a_sliver_is_not() -> None:
    west, south, east, north = HOME.boundary.bounds
    narrower = HOME.boundary.intersection(shapely.box(west + 1e-5, south, east, north))

    assert unknown_part(HOME.boundary, []).equals(HOME.boundary)
    assert unknown_part(HOME.boundary, [known(HERE, read=narrower)]).is_empty


def test_a_store_that_moved_leaves_a_part_that_is_planned_by_registers() -> None:
    west, south, east, north = HOME.boundary.bounds
    half = HOME.boundary.intersection(shapely.box(west, south, (west + east) / 2, north))
    home = known(HERE, read=half)
    inside, beyond = (west + 0.01, 37.52), (east - 0.01, 37.52)

    unknown = unknown_part(HOME.boundary, [home])
    (semas,) = register_priors(
        unknown, [home], [KnownRegisters(HOME, at(inside, beyond), at(inside))]
    )

    assert area_km2(unknown) == pytest.approx(area_km2(HOME.boundary) - area_km2(half), rel=1e-6)
    assert semas.name == "semas"
    assert spots(semas) == [beyond]


@pytest.mark.parametrize(
    ("semas", "permits", "names"),
    [
        pytest.param(at(HERE), at(THERE), ["semas"], id="SEMAS before permits"),
        pytest.param(None, at(THERE), ["permits"], id="permits where SEMAS is unknown"),
        pytest.param(None, None, ["area"], id="the area alone"),
        pytest.param(NO_POSITIONS, at(THERE), [], id="SEMAS knows that there is none"),
    ],
)
def test_the_best_register_of_a_district_is_believed(
    semas: Floats | None, permits: Floats | None, names: list[str]
) -> None:
    priors = register_priors(HOME.boundary, [], [KnownRegisters(HOME, semas, permits)])

    assert [prior.name for prior in priors] == names


def test_each_district_is_planned_from_what_is_known_of_it() -> None:
    both = shapely.union_all([HOME.boundary, NEXT_DOOR.boundary])
    registers = [KnownRegisters(HOME, at(HERE), None), KnownRegisters(NEXT_DOOR, None, None)]

    semas, blind = register_priors(both, [], registers)

    assert (semas.name, semas.places_each) == ("semas", 1.1)
    assert (blind.name, blind.places_each) == ("area", None)
    assert shapely.contains_xy(NEXT_DOOR.boundary, blind.positions).all()


def test_with_no_register_at_all_tiles_are_as_large_as_where_nothing_is_known() -> None:
    (blind,) = register_priors(HOME.boundary, [], [KnownRegisters(HOME, None, None)])

    tiles = len(blind.positions) / blind.per_tile
    assert tiles == pytest.approx(area_km2(HOME.boundary) / BLIND_KM2, rel=0.05)


def test_rows_of_one_shop_in_semas_count_once() -> None:
    assert distinct(at(HERE, THERE, HERE)).tolist() == [list(HERE), list(THERE)]


def test_a_food_permit_beside_a_tobacco_permit_is_of_the_same_shop() -> None:
    near = (HERE[0] + 20 / 88_200, HERE[1])
    far = (HERE[0] + 40 / 88_200, HERE[1])

    assert of_either(at(HERE), at(near, far)).tolist() == [list(HERE), list(far)]


@given(st.integers(0, 30), st.integers(0, 30))
@settings(deadline=None)
def test_permits_of_one_register_are_never_taken_for_each_other(tobacco: int, food: int) -> None:
    one, other = at(*[HERE] * tobacco), at(*[YONDER] * food)

    assert len(of_either(one, other)) == tobacco + food


def test_positions_are_told_apart_by_a_metre() -> None:
    one, other = LonLat(126.91, 37.51), LonLat(126.91002, 37.51)

    assert len(distinct(at(one, other))) == 2
