"""The area holds what is near a store and in the district, and each place knows its store."""

import math

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.collection.area import (
    AreaOptions,
    Shape,
    area_around,
    area_km2,
    area_of,
    nearest_stores,
    polygons,
    share_of_district,
    whole_area,
)
from radius_assets.domain.districts import DISTRICT_NAMES, District, district
from radius_assets.domain.geo import METRES_PER_DEG_LAT, LonLat, distance_m
from radius_assets_tests.collection.spots import beside

DISTRICT = district("영등포구")
CENTRE = LonLat(*shapely.centroid(DISTRICT.boundary).coords[0])

offsets_m = st.tuples(st.floats(-3_000, 3_000), st.floats(-3_000, 3_000))
spots = offsets_m.map(lambda metres: beside(CENTRE, *metres))
shapes = st.sampled_from(["square", "circle"])


def stores_table(*positions: LonLat | None) -> pl.DataFrame:
    rows = [
        (f"store {number}", None if at is None else at.lon, None if at is None else at.lat)
        for number, at in enumerate(positions)
    ]
    schema = {"store_id": pl.String, "lon": pl.Float64, "lat": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


@given(st.lists(spots, max_size=4), spots, shapes, st.floats(300, 3_000))
def test_the_area_holds_every_place_near_a_store_of_the_district(
    stores: list[LonLat], place: LonLat, shape: Shape, half_side_m: float
) -> None:
    area = area_around(stores, half_side_m=half_side_m, within=DISTRICT, shape=shape)

    near = nearest_stores([place], stores_table(*stores), half_side_m - 0.001, shape=shape)
    point = shapely.Point(place)
    if near.within[0] and whole_area(DISTRICT).contains(point):
        assert area.intersects(point)


@given(spots, st.floats(300, 3_000))
def test_a_circle_is_drawn_hardly_too_wide(store: LonLat, radius_m: float) -> None:
    area = area_around([store], half_side_m=radius_m, within=DISTRICT, shape="circle")

    corners = shapely.get_coordinates(area).tolist()
    in_district = [LonLat(*at) for at in corners if DISTRICT.boundary.contains(shapely.Point(at))]
    assert all(distance_m(store, corner) <= radius_m * 1.003 for corner in in_district)


@pytest.mark.parametrize("name", DISTRICT_NAMES)
def test_the_whole_area_is_half_a_kilometre_wider_than_the_boundary(name: str) -> None:
    of = district(name)

    corners = shapely.get_coordinates(whole_area(of))

    to_metres = np.array([math.cos(math.radians(of.boundary.centroid.y)), 1]) * METRES_PER_DEG_LAT
    flat = shapely.transform(of.boundary, lambda at: at * to_metres)
    gaps_m = [flat.distance(shapely.Point(corner)) for corner in corners * to_metres]
    assert min(gaps_m) == pytest.approx(500, abs=2)
    assert max(gaps_m) == pytest.approx(500, abs=2)


def test_no_store_has_no_area() -> None:
    assert area_around([], half_side_m=1_800, within=DISTRICT).is_empty


def test_a_store_far_from_the_district_has_no_area() -> None:
    assert area_around([LonLat(127.5, 37.5)], half_side_m=1_800, within=DISTRICT).is_empty


def test_points_and_lines_are_no_area() -> None:
    mixed = shapely.GeometryCollection(
        [shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)]), shapely.box(2, 2, 3, 3)]
    )

    assert polygons(mixed).equals(shapely.box(2, 2, 3, 3))


@given(st.lists(spots, min_size=1, max_size=20), st.lists(spots, min_size=1, max_size=5), shapes)
def test_the_nearest_store_is_nearest(
    places: list[LonLat], stores: list[LonLat], shape: Shape
) -> None:
    near = nearest_stores(places, stores_table(*stores), 1_000, shape=shape)

    shortest = [min(distance_m(place, store) for store in stores) for place in places]
    assert near.distances_m.to_list() == pytest.approx(shortest)
    by_id = {f"store {number}": store for number, store in enumerate(stores)}
    named = [distance_m(place, by_id[at]) for place, at in zip(places, near.store_ids, strict=True)]
    assert named == pytest.approx(shortest)


@pytest.mark.parametrize(
    ("east_m", "north_m", "shape", "within"),
    [
        pytest.param(990, 990, "square", True, id="corner of the square"),
        pytest.param(990, 990, "circle", False, id="corner beside the circle"),
        pytest.param(1_010, 0, "square", False, id="east of the square"),
        pytest.param(0, -1_010, "circle", False, id="south of the circle"),
        pytest.param(-990, 0, "circle", True, id="in the circle"),
    ],
)
def test_within_is_a_matter_of_the_shape(
    east_m: float, north_m: float, shape: Shape, *, within: bool
) -> None:
    place = beside(CENTRE, east_m, north_m)

    near = nearest_stores([place], stores_table(CENTRE), 1_000, shape=shape)

    assert near.within.to_list() == [within]


def test_a_square_further_away_may_hold_the_place() -> None:
    place = beside(CENTRE, 950, 950)
    nearer = beside(CENTRE, 950, 2_000)

    near = nearest_stores([place], stores_table(CENTRE, nearer), 1_000)

    assert near.store_ids.to_list() == ["store 1"]
    assert near.within.to_list() == [True]


def test_of_equally_near_stores_the_lower_id_is_named() -> None:
    near = nearest_stores([CENTRE], stores_table(CENTRE, CENTRE).reverse(), 1_000)

    assert near.store_ids.to_list() == ["store 0"]


def test_stores_without_a_position_are_passed_over() -> None:
    near = nearest_stores([CENTRE], stores_table(None, CENTRE), 1_000)

    assert near.store_ids.to_list() == ["store 1"]


def test_without_a_store_nothing_is_known() -> None:
    near = nearest_stores([CENTRE, CENTRE], stores_table(None), 1_000)

    assert near.store_ids.to_list() == [None, None]
    assert near.distances_m.to_list() == [None, None]
    assert near.within.to_list() == [False, False]


def test_without_a_place_there_is_nothing_to_say() -> None:
    near = nearest_stores([], stores_table(CENTRE), 1_000)

    assert len(near.store_ids) == len(near.distances_m) == len(near.within) == 0


def test_the_district_is_a_parameter_of_the_area() -> None:
    def km2(of: District) -> float:
        return area_km2(area_around([CENTRE], half_side_m=1_800, within=of))

    assert km2(DISTRICT) == pytest.approx(3.6**2, rel=0.01)
    assert km2(district("구로구")) < 3.6**2 / 2


@pytest.mark.parametrize("name", DISTRICT_NAMES)
def test_a_district_is_as_large_as_officially_stated(name: str) -> None:
    of = district(name)

    assert area_km2(of.boundary) == pytest.approx(of.area_km2, rel=0.01)


def test_nothing_is_no_square_kilometre() -> None:
    assert area_km2(shapely.Polygon()) == 0


@pytest.mark.parametrize("stores", [[], [CENTRE], [LonLat(127.5, 37.5)]])
def test_all_of_a_district_is_read_wherever_its_stores_are(stores: list[LonLat]) -> None:
    area = area_of(DISTRICT, stores_table(*stores), AreaOptions(500, area="district"))

    assert area.equals(whole_area(DISTRICT))
    assert share_of_district(area, DISTRICT) == pytest.approx(1)


@settings(deadline=None)
@given(st.lists(spots, max_size=4), shapes, st.floats(100, 2_000), st.floats(100, 2_000))
def test_a_longer_radius_reaches_more_of_a_district(
    stores: list[LonLat], shape: Shape, one_m: float, other_m: float
) -> None:
    shorter, longer = (
        share_of_district(
            area_of(DISTRICT, stores_table(None, *stores), AreaOptions(radius_m, shape)), DISTRICT
        )
        for radius_m in sorted([one_m, other_m])
    )

    assert 0 <= shorter <= longer + 1e-9 <= 1 + 2e-9


@pytest.mark.parametrize("radius_m", [99.9, 20_000.1, 0, -1_800, math.inf, math.nan])
def test_a_radius_out_of_its_bounds_is_named(radius_m: float) -> None:
    with pytest.raises(ValueError, match=r"radius_m is .*; it takes 100 to 20,000 metres"):
        AreaOptions(radius_m)
