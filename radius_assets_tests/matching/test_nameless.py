"""Permits whose names say nothing: the next owner's, or anybody's."""

from datetime import date
from typing import Any

import pytest

from radius_assets_tests.matching.found import CLOSED, other, own, verdict

LATER = date(2026, 4, 1)
MUCH_LATER = date(2026, 8, 1)


@pytest.mark.parametrize(
    ("registers", "outcome"),
    [(["food"], "closed"), (["tobacco"], "closed"), (["food", "tobacco"], "unverifiable")],
)
def test_who_lets_both_permits_end_has_a_new_owner_if_both_were_given_anew(
    registers: list[str], outcome: str
) -> None:
    nameless = [other(one, is_chain=False, permitted_on=CLOSED) for one in registers]

    assert verdict(own("food", "ended"), own(standing="ended"), *nameless)["verdict"] == outcome


@pytest.mark.parametrize("register", ["food", "tobacco"])
@pytest.mark.parametrize(
    ("permitted_on", "more", "is_doubtful"),
    [
        pytest.param(date(2025, 12, 1), {}, True, id="90 days before the end"),
        pytest.param(date(2026, 5, 30), {}, True, id="90 days after it"),
        pytest.param(date(2025, 11, 30), {}, False, id="a day earlier"),
        pytest.param(None, {}, True, id="nobody knows when"),
        pytest.param(LATER, {"owner": 7, "there_since": LATER}, False, id="a listing's own"),
        pytest.param(LATER, {"is_chain": True}, False, id="another chain's"),
        pytest.param(LATER, {"another_kind": True}, False, id="a supermarket's"),
    ],
)
def test_a_permit_without_a_brand_that_came_in_turn_may_be_the_shops_own(
    permitted_on: date | None, more: dict[str, Any], is_doubtful: bool, register: str
) -> None:
    nameless = other(register, **{"is_chain": False, "permitted_on": permitted_on, **more})
    decided = verdict(own(standing="ended"), nameless)

    assert (decided["verdict"] == "unverifiable") is is_doubtful


@pytest.mark.parametrize(
    ("register", "outcome"), [("food", "replaced"), ("tobacco", "unverifiable")]
)
def test_who_came_without_a_brand_long_after_sells_food_or_may_be_anybody(
    register: str, outcome: str
) -> None:
    """Of food permits none but those of convenience stores are compared."""
    nameless = other(register, is_chain=False, permitted_on=MUCH_LATER)

    assert verdict(own(standing="ended"), nameless)["verdict"] == outcome


def test_an_end_of_long_ago_is_doubted_for_one_permit_without_a_brand() -> None:
    years_ago = date(2023, 6, 1)
    ended = [own(one, "ended", closed_on=years_ago) for one in ("food", "tobacco")]
    nameless = other(is_chain=False, permitted_on=date(2024, 1, 1))

    assert verdict(*ended, nameless)["verdict"] == "unverifiable"
    assert verdict(*ended)["verdict"] == "closed"
