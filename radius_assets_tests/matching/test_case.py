"""What permits say together: forgotten ones, earlier ones, owners who follow on each other."""

import math
from datetime import date
from typing import Any

import pytest

from radius_assets.matching.rules import RULES
from radius_assets_tests.matching.found import ALL, AS_OF, CLOSED, Finding, other, own, verdict


def test_a_permit_that_someone_forgot_to_give_back_keeps_no_shop_open() -> None:
    forgotten = own(permitted_on=date(2009, 5, 1))

    decided = verdict(forgotten, own(standing="ended"))

    assert (decided["verdict"], decided["closed_on"]) == ("closed", CLOSED)


@pytest.mark.parametrize(
    ("known_on", "outcome"),
    [
        pytest.param(date(2026, 8, 1), "suspended", id="the register spoke of it since"),
        pytest.param(date(2018, 1, 1), "operating", id="another was given since"),
        pytest.param(None, "operating", id="nobody knows"),
    ],
)
def test_a_suspension_without_a_day_began_when_the_register_spoke_of_it(
    known_on: date | None, outcome: str
) -> None:
    suspended = own(standing="suspended", known_on=known_on)
    given = own("food", permitted_on=date(2019, 1, 1))

    assert verdict(suspended, given)["verdict"] == outcome


def test_a_suspension_that_was_slept_through_is_no_permit_that_was_not_given_back() -> None:
    suspended = own(standing="suspended", permitted_on=date(2009, 5, 1))

    assert verdict(suspended, own(standing="ended"))["reason"] == "its permit has ended"


@pytest.mark.parametrize(
    "ended",
    [
        pytest.param(own(standing="ended", permitted_on=date(2003, 1, 1)), id="older permit"),
        pytest.param(own(standing="ended", permitted_on=None), id="nobody knows since when"),
        pytest.param(own(standing="ended", closed_on=None), id="nobody knows when"),
        pytest.param(own(standing="ended", closed_on=date(2020, 1, 1)), id="years ago"),
        pytest.param(own(standing="ended", same_name=False), id="of another branch name"),
    ],
)
def test_other_ended_permits_leave_the_live_one_alone(ended: Finding) -> None:
    assert verdict(own(permitted_on=date(2009, 5, 1)), ended)["verdict"] == "operating"


@pytest.mark.parametrize(
    ("food_since", "why"),
    [
        pytest.param(date(2026, 3, 20), "its permit stands", id="given when the other ended"),
        pytest.param(date(2025, 12, 20), "its permit stands", id="a little before"),
        pytest.param(
            date(2019, 1, 1),
            "its food permit stands, the tobacco permit ended long ago",
            id="long before",
        ),
        pytest.param(
            None, "its food permit stands, the tobacco permit ended long ago", id="not known"
        ),
    ],
)
def test_a_permit_that_ended_before_the_others_was_given_is_history(
    food_since: date | None, why: str
) -> None:
    decided = verdict(own(standing="ended"), own("food", permitted_on=food_since))

    assert decided["reason"] == why


@pytest.mark.parametrize(
    ("days", "outcome"),
    [pytest.param(90, "operating", id="90 days"), pytest.param(91, "replaced", id="91 days")],
)
def test_a_change_of_owner_takes_90_days_at_most(days: int, outcome: str) -> None:
    heir = other(same_chain=True, permitted_on=date.fromordinal(CLOSED.toordinal() + days))

    assert verdict(own(standing="ended"), heir)["verdict"] == outcome


def test_a_chain_of_owners_is_one_shop_whatever_they_called_it() -> None:
    first, second, third = (
        dict[str, Any](
            {"same_chain": True, "permitted_on": begun, "closed_on": over, "branch": branch}
        )
        for begun, over, branch in (
            (date(2009, 1, 5), date(2014, 2, 1), "가온"),
            (date(2014, 2, 20), date(2021, 6, 1), "가온제일"),
            (date(2021, 5, 11), date(2026, 3, 1), "한빛"),
        )
    )
    found = [
        other(**first, standing="ended"),
        other(**second, standing="ended"),
        own(**third, standing="ended"),
        other("food", branch="가온", same_chain=True, permitted_on=date(2009, 1, 1)),
    ]

    assert verdict(*found)["reason"] == "its food permit stands, the tobacco permit ended long ago"


@pytest.mark.parametrize(
    "heir",
    [
        pytest.param({"owner": 7}, id="another listing's"),
        pytest.param({"same_chain": False}, id="another chain's"),
        pytest.param({"other_number": True}, id="another branch number"),
    ],
)
def test_not_every_permit_that_follows_is_the_shops(heir: dict[str, Any]) -> None:
    later = other(**{"same_chain": True, "permitted_on": date(2026, 3, 20), **heir})

    assert verdict(own(standing="ended"), later)["verdict"] in ("closed", "replaced")


def test_a_loose_fit_makes_the_verdict_less_sure() -> None:
    assert verdict(own(score=0.6))["confidence"] == pytest.approx(0.6)


def test_the_rules_confidence_is_the_most_there_is() -> None:
    sure = {rule.why: 0.93 for rule in RULES}

    assert verdict(own(), confidence=sure)["confidence"] == pytest.approx(0.93)


def test_the_freshest_register_that_knows_the_shop_counts() -> None:
    read_on = {"food": date(2020, 9, 1), "tobacco": AS_OF}

    assert verdict(own(), read_on=read_on)["confidence"] == 1.0
    assert verdict(own("food"), read_on=read_on)["confidence"] == pytest.approx(
        math.exp(-0.6), abs=0.01
    )


def test_silence_is_as_old_as_the_stalest_register() -> None:
    read_on = {"food": date(2020, 9, 1), "tobacco": AS_OF}

    assert verdict(read_on=read_on)["confidence"] == pytest.approx(math.exp(-0.6), abs=0.01)


def test_a_register_that_nobody_dated_costs_nothing() -> None:
    assert verdict(own(), read_on=ALL)["confidence"] == 1.0
