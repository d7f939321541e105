"""Positions and districts: what lies outside, and how much of it is odd."""

import polars as pl
import pytest

from radius_assets.checks.positions import listings_inside, register_inside
from radius_assets.domain.districts import DISTRICT_NAMES, district
from radius_assets.domain.geo import METRES_PER_DEG_LAT, LonLat
from radius_assets_tests.collection.spots import beside
from radius_assets_tests.publication.frames import DISTRICT, frame

HOME = district(DISTRICT)
CENTRE = LonLat(*HOME.boundary.representative_point().coords[0])
NORTHMOST = max(HOME.boundary.exterior.coords, key=lambda at: at[1])


def north_of_it(m: float) -> LonLat:
    """So many metres north of the northernmost corner."""
    return LonLat(NORTHMOST[0], NORTHMOST[1] + m / METRES_PER_DEG_LAT)


def permits(inside: int, outside: int, *, nowhere: int = 0) -> pl.DataFrame:
    far = beside(CENTRE, 0, 30_000)
    spots = [*[CENTRE] * inside, *[far] * outside, *[LonLat(None, None)] * nowhere]  # type: ignore[arg-type]
    rows = [frame("openapi_food", lon=at.lon, lat=at.lat) for at in spots]
    return pl.concat([frame("openapi_food").clear(), *rows])


@pytest.mark.parametrize(
    ("inside", "outside", "passed"),
    [
        pytest.param(0, 0, True, id="no positions at all"),
        pytest.param(10, 4, True, id="a few"),
        pytest.param(500, 5, True, id="one in a hundred"),
        pytest.param(400, 5, False, id="more"),
        pytest.param(0, 9, False, id="all"),
    ],
)
def test_positions_of_a_register_are_counted(inside: int, outside: int, *, passed: bool) -> None:
    finding = register_inside(permits(inside, outside, nowhere=3), HOME)

    assert finding.passed == passed
    assert finding.figures["outside"] == outside
    assert finding.figures["positions"] == inside + outside
    assert finding.figures["rows"] == inside + outside + 3


@pytest.mark.parametrize(("m", "passed"), [(0, True), (450, True), (550, False), (9_000, False)])
def test_a_listing_may_lie_outside_by_as_much_as_boundaries_are_wrong(
    m: float, *, passed: bool
) -> None:
    at = north_of_it(m)

    finding = listings_inside(frame("convenience", lon=at.lon, lat=at.lat), HOME)

    assert finding.passed == passed
    assert ("가온25 한빛점 (77001)" in finding.sentence) != passed


def test_without_listings_none_lies_outside() -> None:
    finding = listings_inside(frame("convenience").clear(), HOME)

    assert finding.passed
    assert finding.sentence == f"no listing lies more than 500 m outside {DISTRICT}"


@pytest.mark.parametrize("name", DISTRICT_NAMES)
def test_the_middle_of_a_district_is_in_it_and_in_no_more_than_a_neighbour(name: str) -> None:
    middle = district(name).boundary.centroid
    at = {"lon": middle.x, "lat": middle.y}

    found = [
        one
        for one in DISTRICT_NAMES
        if listings_inside(frame("convenience", **at), district(one)).passed
    ]

    assert name in found
    assert len(found) <= 2, "narrow districts have a neighbour within the margin"
