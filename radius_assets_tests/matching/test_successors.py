"""Who took a place over, and who was merely there: dates, chains and listings of their own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from radius_assets_tests.matching.found import (
    ALL,
    AS_OF,
    BOTH,
    CLOSED,
    Finding,
    other,
    own,
    verdict,
)

LATER = date(2026, 4, 1)
MUCH_LATER = date(2026, 8, 1)


@pytest.mark.parametrize(
    "newcomer",
    [
        pytest.param(other(permitted_on=date(2025, 11, 1)), id="came long before"),
        pytest.param(other(permitted_on=None), id="nobody knows when"),
        pytest.param(other("semas"), id="SEMAS has no dates, and nobody lists it"),
        pytest.param(
            other("food", permitted_on=LATER, is_chain=False, another_kind=True), id="a café"
        ),
        pytest.param(
            other(permitted_on=LATER, owner=7, there_since=date(2012, 1, 1)),
            id="a neighbour with a new permit",
        ),
        pytest.param(
            other(permitted_on=LATER, is_chain=False, another_kind=True), id="a supermarket"
        ),
        pytest.param(
            other("semas", owner=7, there_since=date(2012, 1, 1), known_on=AS_OF),
            id="a neighbour of old in SEMAS",
        ),
        pytest.param(
            other("semas", owner=7, known_on=CLOSED), id="SEMAS did not know of the end yet"
        ),
    ],
)
def test_not_everyone_at_the_spot_is_a_successor(newcomer: Finding) -> None:
    decided = verdict(own(standing="ended"), newcomer, read_on=ALL)

    assert (decided["verdict"], decided["replaced_by"]) == ("closed", None)


@pytest.mark.parametrize(
    "newcomer",
    [
        pytest.param(other(permitted_on=date(2026, 1, 1)), id="came a little before"),
        pytest.param(other(permitted_on=date(2031, 1, 1)), id="came years after"),
        pytest.param(other(permitted_on=LATER, standing="suspended"), id="is suspended itself"),
        pytest.param(
            other("food", permitted_on=MUCH_LATER, is_chain=False), id="a store without a brand"
        ),
        pytest.param(
            other(permitted_on=LATER, is_chain=False, owner=7, there_since=LATER),
            id="an independent with a listing",
        ),
        pytest.param(
            other(permitted_on=LATER, same_chain=True, owner=7, there_since=LATER),
            id="the same chain with a listing of its own",
        ),
        pytest.param(
            other(permitted_on=date(2026, 8, 1), same_chain=True),
            id="the same chain, months later",
        ),
        pytest.param(
            other("semas", owner=7, known_on=AS_OF), id="one without permits that is on the map"
        ),
    ],
)
def test_some_at_the_spot_are_successors(newcomer: Finding) -> None:
    decided = verdict(own(standing="ended"), newcomer, read_on=ALL)

    assert (decided["verdict"], decided["replaced_by"]) == ("replaced", newcomer["name"])
    assert decided["closed_on"] == CLOSED


def test_the_first_to_come_is_the_successor() -> None:
    first, second = (
        other(name=name, permitted_on=day)
        for name, day in (("CU 가온점", LATER), ("이마트24 가온점", date(2026, 7, 1)))
    )

    assert verdict(own(standing="ended"), second, first)["replaced_by"] == "CU 가온점"


def test_a_revocation_without_a_day_may_have_a_successor() -> None:
    decided = verdict(own(standing="ended", closed_on=None), other(permitted_on=LATER))

    assert (decided["verdict"], decided["closed_on"]) == ("replaced", None)


def test_an_end_without_any_day_has_no_successor() -> None:
    nothing_known = own(standing="ended", closed_on=None, permitted_on=None)

    assert verdict(nothing_known, other(permitted_on=LATER))["verdict"] == "closed"


@pytest.mark.parametrize("register", ["food", "tobacco"])
@pytest.mark.parametrize(
    ("permitted_on", "more", "is_doubtful"),
    [
        pytest.param(date(2025, 12, 1), {}, True, id="90 days before the end"),
        pytest.param(date(2026, 5, 30), {}, True, id="90 days after it"),
        pytest.param(date(2025, 11, 30), {}, False, id="a day earlier"),
        pytest.param(None, {}, False, id="nobody knows when"),
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


@pytest.mark.parametrize(
    ("intruder", "outcome"),
    [
        pytest.param({}, "replaced", id="came lately"),
        pytest.param({"owner": 7, "there_since": LATER}, "replaced", id="has a listing"),
        pytest.param({"permitted_on": date(2020, 1, 1)}, "suspected_closed", id="came long ago"),
        pytest.param({"permitted_on": None}, "suspected_closed", id="nobody knows when"),
        pytest.param({"distance_m": 120.0}, "suspected_closed", id="on a large site"),
        pytest.param({"standing": "suspended"}, "suspected_closed", id="suspended"),
        pytest.param({"same_chain": True}, "suspected_closed", id="the same chain"),
        pytest.param({"register": "semas"}, "suspected_closed", id="in SEMAS alone"),
    ],
)
def test_a_chain_that_came_lately_stands_where_a_shop_without_permits_was(
    intruder: dict[str, Any], outcome: str
) -> None:
    newcomer = other(**{"permitted_on": LATER, **intruder})

    assert verdict(newcomer, read_on=ALL)["verdict"] == outcome


@pytest.mark.parametrize(
    ("more", "read_on"),
    [
        pytest.param([], BOTH, id="SEMAS was not asked"),
        pytest.param([other(is_chain=False, brand=None)], ALL, id="an operator may be there"),
    ],
)
def test_an_intruder_alone_closes_nothing(
    more: list[Finding], read_on: Mapping[str, date | None]
) -> None:
    decided = verdict(other(permitted_on=LATER), *more, read_on=read_on)

    assert decided["verdict"] in {"suspected_closed", "unverifiable"}
