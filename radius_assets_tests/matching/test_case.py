"""What permits say together: forgotten ones, earlier ones, owners who follow on each other."""

import math
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from radius_assets.matching.rules import RULES
from radius_assets_tests.matching.found import (
    ALL,
    AS_OF,
    BOTH,
    CLOSED,
    LATELY,
    Finding,
    other,
    own,
    verdict,
)

WEEKS_LATER = date(2026, 9, 18)
LATELY_ENDED = "its permit ended lately, a new owner's may follow"
GONE_FROM_SEMAS = "one of its permits ended, SEMAS does not list it since"
CONTRADICTED = "its tobacco permit stands, the food permit ended over 45 days ago"


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
            "its food permit stands, the tobacco permit ended over 45 days ago",
            id="long before",
        ),
        pytest.param(
            None,
            "its food permit stands, the tobacco permit ended over 45 days ago",
            id="not known",
        ),
    ],
)
def test_a_permit_that_ended_before_the_others_was_given_is_history(
    food_since: date | None, why: str
) -> None:
    decided = verdict(own(standing="ended"), own("food", permitted_on=food_since))

    assert decided["reason"] == why


@pytest.mark.parametrize(
    ("read_on", "why"),
    [
        pytest.param(BOTH, "its permit has ended", id="nobody knows"),
        pytest.param({"food": AS_OF, "tobacco": AS_OF}, LATELY_ENDED, id="of today"),
        pytest.param({"food": WEEKS_LATER, "tobacco": LATELY}, LATELY_ENDED, id="one stopped"),
        pytest.param({"food": LATELY, "tobacco": LATELY}, LATELY_ENDED, id="both stopped"),
        pytest.param({"food": None, "tobacco": LATELY}, LATELY_ENDED, id="one does not tell"),
        pytest.param(
            {"food": WEEKS_LATER, "tobacco": WEEKS_LATER}, "its permit has ended", id="both went on"
        ),
    ],
)
def test_an_end_is_late_until_the_registers_had_time_to_say_more(
    read_on: Mapping[str, date | None], why: str
) -> None:
    ended = own(standing="ended", closed_on=LATELY)

    assert verdict(ended, read_on=read_on, as_of=WEEKS_LATER)["reason"] == why


def test_a_word_after_the_day_of_the_verdict_makes_no_end_older() -> None:
    ended = own(standing="ended", closed_on=LATELY)
    read_on = dict.fromkeys(BOTH, date(2027, 1, 1))

    assert verdict(ended, read_on=read_on)["reason"] == LATELY_ENDED


def test_a_shop_that_semas_lists_in_an_unknown_month_is_not_missed() -> None:
    listed = own("semas", known_on=None)

    assert verdict(own(), own("food", "ended"), listed, read_on=ALL)["reason"] == CONTRADICTED


@pytest.mark.parametrize(
    ("month_ended_on", "why"),
    [
        pytest.param(CLOSED + timedelta(days=46), GONE_FROM_SEMAS, id="SEMAS was asked since"),
        pytest.param(CLOSED + timedelta(days=45), CONTRADICTED, id="SEMAS may be too early"),
        pytest.param(date(2025, 12, 31), CONTRADICTED, id="SEMAS was asked before"),
        pytest.param(None, GONE_FROM_SEMAS, id="nobody knows"),
    ],
)
def test_semas_misses_a_shop_only_after_its_end(month_ended_on: date | None, why: str) -> None:
    read_on = {**BOTH, "semas": month_ended_on}

    assert verdict(own(), own("food", "ended"), read_on=read_on)["reason"] == why


@pytest.mark.parametrize(
    ("undated", "closed_on"),
    [
        pytest.param({"permitted_on": date(2026, 1, 15)}, None, id="the next owner's"),
        pytest.param({"permitted_on": date(2025, 12, 1)}, None, id="90 days before"),
        pytest.param({"permitted_on": date(2025, 11, 30)}, CLOSED, id="an earlier one"),
        pytest.param({"permitted_on": None}, CLOSED, id="nobody knows since when"),
    ],
)
def test_the_day_of_an_earlier_owners_end_is_not_the_shops(
    undated: dict[str, Any], closed_on: date | None
) -> None:
    last = own(standing="ended", **{"closed_on": None, **undated})
    decided = verdict(own(standing="ended"), last)

    assert (decided["verdict"], decided["closed_on"]) == ("closed", closed_on)


@pytest.mark.parametrize(
    ("dated", "undated_on", "closed_on"),
    [
        pytest.param(
            date(2010, 1, 1), date(2025, 12, 15), None, id="the other register's is later"
        ),
        pytest.param(date(2010, 1, 1), date(2009, 1, 1), CLOSED, id="it is older"),
        pytest.param(date(2026, 1, 1), date(2025, 12, 15), CLOSED, id="it was given before"),
    ],
)
@pytest.mark.parametrize("registers", [("tobacco", "food"), ("food", "tobacco")])
@pytest.mark.parametrize("earlier", [[], [(date(2003, 1, 1), date(2009, 12, 1))]])
def test_the_day_of_one_register_tells_where_no_later_permit_ended_in_the_other(
    dated: date,
    undated_on: date,
    closed_on: date | None,
    registers: tuple[str, str],
    earlier: list[tuple[date, date]],
) -> None:
    told, other = registers
    undated = own(other, "ended", closed_on=None, permitted_on=undated_on)
    before = [own(told, "ended", permitted_on=begun, closed_on=over) for begun, over in earlier]
    last = own(told, "ended", permitted_on=dated)

    assert verdict(*before, last, undated)["closed_on"] == closed_on


def test_an_entry_of_semas_is_no_permit_of_the_chain_that_stands_here() -> None:
    beside: dict[str, Any] = {"same_chain": True, "brand": "GS25", "branch": "다솜"}
    ended = [own(one, "ended") for one in ("food", "tobacco")]

    assert verdict(*ended, other("semas", **beside))["reason"] == "both of its permits have ended"
    stands = verdict(*ended, other(permitted_on=date(2015, 1, 1), **beside))["reason"]
    assert stands == "its permits have ended, one of its chain stands here under another name"


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
