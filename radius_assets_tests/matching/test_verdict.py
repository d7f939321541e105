"""The rules of the verdict, a test a row, on findings as the registers give them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from radius_assets.matching.case import case_of, with_heirs
from radius_assets.matching.evidence import Finding
from radius_assets.matching.verdict import RULES, Verdict, decide

AS_OF = date(2026, 9, 1)
CLOSED = date(2026, 3, 1)
BOTH: Mapping[str, date | None] = {"food": None, "tobacco": None}
ALL = {**BOTH, "semas": None}


def finding(register: str = "tobacco", standing: str = "live", **more: Any) -> Finding:
    ended = standing == "ended"
    row = {
        "record_id": "1",
        "name": "지에스25 한빛점",
        "state": None,
        "same_shop": True,
        "same_chain": True,
        "other_number": False,
        "is_chain": True,
        "score": 1.0,
        "distance_m": 3.0,
        "permitted_on": date(2015, 3, 2),
        "closed_on": CLOSED if ended else None,
        "known_on": None,
        "agreement": "",
        "says": "",
    }
    return Finding(register=register, standing=standing, **(row | more))


def other(register: str = "tobacco", **more: Any) -> Finding:
    defaults: dict[str, Any] = {
        "name": "CU 가온점",
        "same_shop": False,
        "same_chain": False,
        "score": 0.01,
    }
    return finding(register, **(defaults | more))


def verdict(
    *found: Finding,
    expects_permit: bool = True,
    read_on: Mapping[str, date | None] = BOTH,
    as_of: date = AS_OF,
) -> Verdict:
    case = case_of(with_heirs(found), as_of=as_of, read_on=read_on, expects_permit=expects_permit)
    return decide(case)


LATER = date(2026, 4, 1)
LONG_AFTER = date(2027, 12, 31)
ROWS = [
    pytest.param([finding(standing="suspended")], {}, "suspended", 0.95, id="휴업"),
    pytest.param(
        [finding(standing="suspended"), finding("food")], {}, "suspended", 0.6, id="휴업 in one"
    ),
    pytest.param([finding(), finding("food")], {}, "operating", 0.98, id="both live"),
    pytest.param(
        [finding(standing="ended"), other(permitted_on=LATER)],
        {},
        "replaced",
        0.9,
        id="another chain came",
    ),
    pytest.param(
        [finding(standing="ended"), other(is_chain=False, permitted_on=LATER)],
        {},
        "replaced",
        0.6,
        id="someone with tobacco came",
    ),
    pytest.param(
        [finding(standing="ended"), finding("food"), other(permitted_on=LATER)],
        {},
        "replaced",
        0.55,
        id="another chain came, the food permit was left",
    ),
    pytest.param([finding()], {}, "operating", 0.93, id="live, the other register is silent"),
    pytest.param(
        [finding(standing="ended", closed_on=date(2026, 8, 3)), finding("food")],
        {},
        "operating",
        0.6,
        id="the tobacco permit ended just now",
    ),
    pytest.param(
        [finding(), finding("food", "ended", closed_on=AS_OF)],
        {},
        "closed",
        0.6,
        id="the food permit ended just now",
    ),
    pytest.param(
        [finding(standing="ended"), finding("food")], {}, "operating", 0.75, id="one ended"
    ),
    pytest.param(
        [finding(standing="ended", closed_on=AS_OF), finding("semas", known_on=LONG_AFTER)],
        {"read_on": ALL},
        "closed",
        0.6,
        id="SEMAS lists it long after",
    ),
    pytest.param(
        [finding(standing="ended", closed_on=AS_OF), finding("food", "ended", closed_on=AS_OF)],
        {},
        "closed",
        0.95,
        id="both ended",
    ),
    pytest.param(
        [finding(standing="ended", closed_on=AS_OF)], {}, "closed", 0.8, id="the only one ended"
    ),
    pytest.param([finding(standing="unclear")], {}, "operating", 0.5, id="state not known"),
    pytest.param(
        [finding("semas")], {"read_on": {"semas": None}}, "operating", 0.75, id="SEMAS alone"
    ),
    pytest.param([finding("semas")], {"read_on": ALL}, "operating", 0.5, id="SEMAS, but no permit"),
    pytest.param([other()], {}, "replaced", 0.45, id="another chain, no permit of this one"),
    pytest.param(
        [other(is_chain=False)], {}, "suspected_closed", 0.35, id="a permit without a brand"
    ),
    pytest.param([], {}, "suspected_closed", 0.65, id="no permit at all"),
    pytest.param(
        [], {"read_on": {"tobacco": None}}, "suspected_closed", 0.45, id="no tobacco permit"
    ),
    pytest.param([], {"read_on": {"food": None}}, "suspected_closed", 0.3, id="no food permit"),
    pytest.param(
        [other("semas")],
        {"read_on": {"semas": None}},
        "suspected_closed",
        0.25,
        id="another chain in SEMAS",
    ),
    pytest.param([], {"expects_permit": False}, "unverifiable", 0.0, id="needs no permit"),
]


@pytest.mark.parametrize(("found", "given", "outcome", "confidence"), ROWS)
def test_a_rule_decides(
    found: list[Finding], given: dict[str, Any], outcome: str, confidence: float
) -> None:
    decided = verdict(*found, **given)

    assert (decided.outcome, decided.confidence) == (outcome, confidence)


def test_every_rule_has_its_row() -> None:
    assert [tuple(row.values[2:]) for row in ROWS] == [
        (rule.outcome, rule.confidence) for rule in RULES
    ]


@pytest.mark.parametrize(
    "newcomer",
    [
        pytest.param(other(permitted_on=date(2025, 11, 1)), id="came long before"),
        pytest.param(other(permitted_on=None), id="nobody knows when"),
        pytest.param(other("semas", permitted_on=None), id="SEMAS has no dates"),
        pytest.param(
            other(permitted_on=LATER, claimed=True, there_since=date(2012, 1, 1)),
            id="a neighbour with a new permit",
        ),
        pytest.param(
            other(permitted_on=date(2026, 12, 1), is_chain=False), id="tobacco, much later"
        ),
        pytest.param(
            other(permitted_on=date(2026, 2, 1), is_chain=False), id="tobacco, a month before"
        ),
        pytest.param(
            other(permitted_on=LATER, same_chain=True, other_number=True), id="the next number"
        ),
    ],
)
def test_not_everyone_at_the_spot_is_a_successor(newcomer: Finding) -> None:
    assert verdict(finding(standing="ended"), newcomer).outcome == "closed"


@pytest.mark.parametrize(
    "newcomer",
    [
        pytest.param(other(permitted_on=date(2026, 1, 1)), id="came a little before"),
        pytest.param(other(permitted_on=date(2031, 1, 1)), id="came years after"),
        pytest.param(other(permitted_on=LATER, standing="suspended"), id="is suspended itself"),
        pytest.param(
            other(permitted_on=LATER, is_chain=False, claimed=True, there_since=LATER),
            id="an independent with a listing",
        ),
        pytest.param(
            other(permitted_on=LATER, same_chain=True, claimed=True, there_since=LATER),
            id="the same chain with a listing of its own",
        ),
    ],
)
def test_some_at_the_spot_are_successors(newcomer: Finding) -> None:
    assert verdict(finding(standing="ended"), newcomer).successor == newcomer


def test_a_permit_that_someone_forgot_to_give_back_keeps_no_shop_open() -> None:
    forgotten = finding(permitted_on=date(2009, 5, 1))

    decided = verdict(forgotten, finding(standing="ended"))

    assert (decided.outcome, decided.closed_on) == ("closed", CLOSED)


@pytest.mark.parametrize(
    "ended",
    [
        pytest.param(finding(standing="ended", permitted_on=date(2003, 1, 1)), id="older permit"),
        pytest.param(finding(standing="ended", permitted_on=None), id="nobody knows since when"),
        pytest.param(finding(standing="ended", closed_on=None), id="nobody knows when"),
        pytest.param(finding(standing="ended", closed_on=date(2020, 1, 1)), id="years ago"),
    ],
)
def test_other_ended_permits_leave_the_live_one_alone(ended: Finding) -> None:
    assert verdict(finding(permitted_on=date(2009, 5, 1)), ended).outcome == "operating"


def test_the_first_to_come_is_the_successor() -> None:
    first, second = (
        other(name=name, permitted_on=day)
        for name, day in (("CU 가온점", LATER), ("이마트24 가온점", date(2026, 7, 1)))
    )

    assert verdict(finding(standing="ended"), second, first).successor == first


@pytest.mark.parametrize(
    ("days", "outcome"),
    [pytest.param(90, "operating", id="90 days"), pytest.param(91, "closed", id="91 days")],
)
def test_a_change_of_owner_takes_90_days_at_most(days: int, outcome: str) -> None:
    heir = other(same_chain=True, permitted_on=date.fromordinal(CLOSED.toordinal() + days))

    assert verdict(finding(standing="ended"), heir).outcome == outcome


def test_a_revocation_without_a_day_may_have_a_successor() -> None:
    revoked = finding(standing="ended", closed_on=None)

    decided = verdict(revoked, other(permitted_on=LATER))

    assert (decided.outcome, decided.closed_on) == ("replaced", None)


def test_a_closure_without_a_day_is_half_as_sure() -> None:
    assert verdict(finding(standing="ended", closed_on=None)).confidence == 0.4


def test_an_end_without_any_day_has_no_successor() -> None:
    nothing_known = finding(standing="ended", closed_on=None, permitted_on=None)

    assert verdict(nothing_known, other(permitted_on=LATER)).outcome == "closed"


def test_a_loose_fit_makes_the_verdict_less_sure() -> None:
    assert verdict(finding(score=0.6)).confidence == pytest.approx(0.6 * 0.93)


def test_the_freshest_register_that_knows_the_shop_counts() -> None:
    read_on = {"food": date(2020, 9, 1), "tobacco": AS_OF}

    assert verdict(finding(), read_on=read_on).confidence == 0.93
    assert verdict(finding("food"), read_on=read_on).confidence < 0.6


def test_silence_is_as_old_as_the_stalest_register() -> None:
    read_on = {"food": date(2020, 9, 1), "tobacco": AS_OF}

    assert verdict(read_on=read_on).confidence < 0.4


def test_an_intruder_on_a_large_site_says_nothing() -> None:
    assert verdict(other(distance_m=120.0)).outcome == "suspected_closed"
