"""Permits of where a shop was before: they say nothing of where it is."""

from datetime import date, timedelta
from typing import Any

import pytest

from radius_assets_tests.matching.found import ALL, CLOSED, LEVELS, own, verdict

ANOTHER_STREET = LEVELS["address"]["another street"]
OF_A_STATION = LEVELS["address"]["another address of a station"]
ELSEWHERE: dict[str, Any] = {"address_level": ANOTHER_STREET, "distance_m": 170.0}


@pytest.mark.parametrize(
    ("elsewhere", "here", "outcome"),
    [
        pytest.param(ELSEWHERE, {}, "operating", id="it moved"),
        pytest.param({**ELSEWHERE, "distance_m": 100.0}, {}, "closed", id="not far"),
        pytest.param({**ELSEWHERE, "distance_m": None}, {}, "closed", id="nobody knows how far"),
        pytest.param({**ELSEWHERE, "address_level": None}, {}, "closed", id="address not known"),
        pytest.param(ELSEWHERE, {"address_level": ANOTHER_STREET}, "closed", id="none is here"),
        pytest.param(ELSEWHERE, {"standing": "suspended"}, "closed", id="suspended here"),
        pytest.param(ELSEWHERE, {"permitted_on": date(2014, 1, 1)}, "closed", id="it came back"),
        pytest.param(ELSEWHERE, {"permitted_on": None}, "closed", id="nobody knows since when"),
    ],
)
def test_a_permit_that_ended_where_the_shop_was_before_says_nothing(
    elsewhere: dict[str, Any], here: dict[str, Any], outcome: str
) -> None:
    left = own("food", "ended", closed_on=CLOSED, **elsewhere)
    stands = own(**{"permitted_on": date(2025, 6, 27), **here})

    assert verdict(left, stands, read_on=ALL)["verdict"] == outcome


@pytest.mark.parametrize(
    ("known_on", "verdict_then"),
    [
        pytest.param(CLOSED + timedelta(days=46), "unverifiable", id="SEMAS has it here since"),
        pytest.param(CLOSED + timedelta(days=45), "closed", id="SEMAS may be late"),
        pytest.param(None, "closed", id="nobody knows of when SEMAS is"),
    ],
)
def test_a_shop_that_semas_has_at_the_listed_address_has_moved_there(
    known_on: date | None, verdict_then: str
) -> None:
    left = own(standing="ended", closed_on=CLOSED, **ELSEWHERE)
    listed = own("semas", known_on=known_on, address_level=0)

    assert verdict(left, listed, read_on=ALL)["verdict"] == verdict_then


def test_a_shop_at_another_address_of_its_station_has_not_moved() -> None:
    of_station = own(standing="ended", closed_on=CLOSED, address_level=OF_A_STATION, distance_m=151)
    listed = own("semas", known_on=CLOSED + timedelta(days=120), address_level=1)

    assert verdict(of_station, listed, read_on=ALL)["verdict"] == "closed"
