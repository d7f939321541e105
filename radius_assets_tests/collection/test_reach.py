"""How much of a district a radius reaches, and of several together."""

import polars as pl
import pytest

from radius_assets.collection.area import AreaOptions, area_km2
from radius_assets.collection.reach import Reach, reach
from radius_assets.domain.geo import LonLat
from radius_assets_tests.collection.certified import HOME, daiso
from radius_assets_tests.collection.spots import beside

CENTRE = LonLat(*HOME.boundary.representative_point().coords[0])
HALF_KM = AreaOptions(500)


def listings(*positions: LonLat) -> pl.DataFrame:
    return pl.DataFrame(positions, schema={"lon": pl.Float64, "lat": pl.Float64}, orient="row")


def test_a_square_within_a_district_reaches_its_own_area() -> None:
    found = reach(HOME, daiso(CENTRE), HALF_KM, None)

    assert found.km2_reached == pytest.approx(1, rel=0.001)
    assert found.share_of_area == pytest.approx(1 / area_km2(HOME.boundary), rel=0.001)
    assert found.share_of_listings is None


def test_listings_near_any_store_are_reached() -> None:
    places = listings(CENTRE, beside(CENTRE, 499, 499), beside(CENTRE, 501, 0))

    square = reach(HOME, daiso(CENTRE), HALF_KM, places)
    circle = reach(HOME, daiso(CENTRE), AreaOptions(500, "circle"), places)

    assert (square.listings, square.listings_reached) == (3, 2)
    assert square.share_of_listings == pytest.approx(2 / 3)
    assert circle.listings_reached == 1


def test_without_a_store_nothing_is_reached() -> None:
    found = reach(HOME, daiso(None), HALF_KM, listings(CENTRE))

    assert found.share_of_area == 0
    assert found.share_of_listings == 0


def test_of_no_listings_there_is_no_share() -> None:
    assert reach(HOME, daiso(CENTRE), HALF_KM, listings()).share_of_listings is None


@pytest.mark.parametrize(
    ("other", "share"), [(Reach(3, 1, 6, 1), 0.5), (Reach(3, 1, None, None), None)]
)
def test_districts_are_added_up(other: Reach, share: float | None) -> None:
    both = Reach(1, 1, 4, 4) + other

    assert both.share_of_area == 0.5
    assert both.share_of_listings == share
