"""Listings of one shop."""

import pytest

from radius_assets.matching.normalize import normalized_places
from radius_assets.matching.twins import with_twins
from radius_assets_tests.matching.rows import Row, judged, permit, place, places

ELSEWHERE = "서울 영등포구 다솜로 99"


@pytest.mark.parametrize(
    ("second", "is_twin"),
    [
        pytest.param(place("지에스25 한빛"), True, id="spelled otherwise"),
        pytest.param(place(east_m=400.0), True, id="same address, far on the map"),
        pytest.param(place(road_address=ELSEWHERE, east_m=40.0), True, id="near, another address"),
        pytest.param(place(road_address=None, east_m=9.0), True, id="no address"),
        pytest.param(place(road_address=ELSEWHERE, east_m=90.0), False, id="moved"),
        pytest.param(place("GS25 한빛2호점"), False, id="another number"),
        pytest.param(place("GS25 한빛제일점"), False, id="another branch"),
        pytest.param(place("CU 한빛점"), False, id="another brand"),
        pytest.param(place("한빛점"), False, id="no brand"),
        pytest.param(place("GS25"), False, id="no branch"),
    ],
)
def test_two_listings_are_twins(second: Row, *, is_twin: bool) -> None:
    listings = normalized_places(places(place(), {**second, "place_id": "2"}))

    assert with_twins(listings)["twin"].to_list() == [0, 0 if is_twin else 1]


def test_independents_have_twins_too() -> None:
    rows = [place("한빛마트", place_id=number) for number in ("1", "2", "3")]

    assert with_twins(normalized_places(places(*rows)))["twin"].to_list() == [0, 0, 0]


def test_a_twin_of_a_twin_is_one_too() -> None:
    """Else the third of three in a row would point to one that has no verdict of its own."""
    row = [
        place(place_id=str(at), east_m=40.0 * at, road_address=f"서울 영등포구 한빛로 {at}")
        for at in range(1, 5)
    ]
    listings = normalized_places(places(*row))

    assert with_twins(listings)["twin"].to_list() == [0, 0, 0, 0]
    assert len(judged(*row, tobacco=[permit()])) == len(row)
