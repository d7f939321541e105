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


NEIGHBOUR = other(name="이마트24 가온점", owner=8, there_since=date(2012, 1, 1))
ONE_OF_SEVERAL = "its permits have ended, and of several stores here one got its permit about then"


@pytest.mark.parametrize(
    ("neighbour", "newcomer", "said"),
    [
        pytest.param(NEIGHBOUR, other(permitted_on=LATER), ("replaced", ONE_OF_SEVERAL), id="soon"),
        pytest.param(
            NEIGHBOUR,
            other(permitted_on=date(2027, 3, 1)),
            ("replaced", ONE_OF_SEVERAL),
            id="a year later",
        ),
        pytest.param(
            NEIGHBOUR,
            other(permitted_on=date(2027, 3, 2)),
            ("closed", "its permit has ended"),
            id="a day more",
        ),
        pytest.param(
            NEIGHBOUR,
            other("semas", owner=7, known_on=AS_OF),
            ("closed", "its permit has ended"),
            id="one without permits",
        ),
        pytest.param(
            {**NEIGHBOUR, "there_since": date(2025, 12, 1)},
            other(permitted_on=LATER),
            ("replaced", "its permits have ended, and another store has got one here"),
            id="the neighbour came with the change",
        ),
        pytest.param(
            {**NEIGHBOUR, "owner": None, "permitted_on": date(2012, 1, 1)},
            other(permitted_on=LATER),
            ("replaced", "its permits have ended, and another store has got one here"),
            id="the neighbour is not on the map",
        ),
    ],
)
def test_who_comes_to_a_spot_of_several_stores_may_stand_beside(
    neighbour: Finding, newcomer: Finding, said: tuple[str, str]
) -> None:
    decided = verdict(own(standing="ended"), neighbour, newcomer, read_on=ALL)

    assert (decided["verdict"], decided["reason"]) == said


def test_the_first_to_come_is_the_successor() -> None:
    first, second = (
        other(name=name, permitted_on=day)
        for name, day in (("CU 가온점", LATER), ("이마트24 가온점", date(2026, 7, 1)))
    )

    assert verdict(own(standing="ended"), second, first)["replaced_by"] == "CU 가온점"


def test_a_revocation_without_a_day_may_have_a_successor() -> None:
    decided = verdict(own(standing="ended", closed_on=None), other(permitted_on=LATER))

    assert (decided["verdict"], decided["closed_on"]) == ("replaced", None)


STRUCK_OFF = date(2026, 8, 20)


@pytest.mark.parametrize(
    ("came_on", "outcome"),
    [
        pytest.param(date(2025, 12, 1), "replaced", id="90 days before the first end"),
        pytest.param(date(2025, 11, 30), "closed", id="a day earlier"),
    ],
)
def test_a_newcomer_need_not_wait_until_the_last_permit_is_struck_off(
    came_on: date, outcome: str
) -> None:
    newcomer = other(permitted_on=came_on, owner=7, there_since=came_on)
    food, tobacco = own("food", "ended"), own(standing="ended", closed_on=STRUCK_OFF)

    assert verdict(food, tobacco, newcomer)["verdict"] == outcome


def test_a_permit_that_ended_years_before_the_other_tells_not_when_the_shop_did() -> None:
    food = own("food", "ended", closed_on=date(2021, 3, 1))
    neighbour = other(permitted_on=date(2023, 3, 1), owner=7, there_since=date(2023, 3, 1))

    assert verdict(food, own(standing="ended"), neighbour)["verdict"] == "closed"


def test_an_end_without_any_day_has_no_successor() -> None:
    nothing_known = own(standing="ended", closed_on=None, permitted_on=None)

    assert verdict(nothing_known, other(permitted_on=LATER))["verdict"] == "closed"


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
