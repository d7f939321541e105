"""Whether verdicts look like those from which it was learnt how sure they are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.checks.calibration import (
    OF_CONFIDENCE,
    as_learnt,
    people_agree,
    registers_asked,
    weak_rules,
)
from radius_assets.evaluation.trial import REGISTERS, trial
from radius_assets.matching.judge import judge
from radius_assets.matching.knowledge import Weights, weights
from radius_assets.matching.rules import RULES, UNASKED
from radius_assets.publication.corrections import Correction, corrected
from radius_assets.publication.storage import LocalStore
from radius_assets_tests.checks.verdicts import verdicts
from radius_assets_tests.publication.frames import DISTRICT

LEARNT = replace(
    weights(),
    confidence={"sure": 0.99, "unsure": 0.6, "rare": 0.99},
    cases={"sure": 9_000, "unsure": 940, "rare": 60},
    weak_share={"food, semas": 0.1, "food": 0.5},
)
"""Weak rules decide a tenth of the listings where food permits and SEMAS were asked."""


def judged(counts: Mapping[str, int]) -> pl.DataFrame:
    """So many verdicts by each rule."""
    rows = verdicts({"operating": sum(counts.values())})
    rules = [rule for rule, count in counts.items() for _ in range(count)]
    return rows.with_columns(reason=pl.Series(rules, dtype=pl.String))


def test_a_rule_is_weak_that_is_often_wrong_or_was_seldom_seen() -> None:
    assert weak_rules(LEARNT) == {"unsure", "rare"}


@pytest.mark.parametrize(
    ("counts", "passed"),
    [
        pytest.param({}, True, id="no listings"),
        pytest.param({"sure": 360, "unsure": 40}, True, id="as in learning"),
        pytest.param({"sure": 310, "unsure": 80, "rare": 10}, True, id="twice as often, by chance"),
        pytest.param({"sure": 280, "unsure": 120}, False, id="three times as often"),
        pytest.param({"sure": 280, "rare": 120}, False, id="a rule that was seldom seen"),
        pytest.param({"sure": 280, "of another release": 120}, False, id="a rule nobody knows"),
        pytest.param({"sure": 7, "unsure": 3}, True, id="too few to tell"),
        pytest.param({"unsure": 20}, False, id="all of them"),
    ],
)
def test_weak_rules_may_decide_about_as_often_as_in_learning(
    counts: Mapping[str, int], *, passed: bool
) -> None:
    assert as_learnt(judged(counts), LEARNT).passed == passed


def test_the_rules_that_decide_too_often_are_told_the_most_frequent_first() -> None:
    finding = as_learnt(judged({"sure": 50, "rare": 10, "unsure": 40}), LEARNT)

    assert finding.sentence == (
        "weak rules decided 50 of 100 listings (50.0%), in learning 10.0%: unsure: 40, rare: 10"
    )
    assert finding.figures["share_by_weak_rules"] == 0.5
    assert finding.figures["mean_confidence"] == 0.9
    assert finding.figures["mean_confidence_in_learning"] == pytest.approx(0.9533, abs=1e-3)


def test_where_nothing_was_learnt_every_rule_is_weak() -> None:
    nothing: Weights = replace(weights(), confidence={}, cases={}, weak_share={})

    finding = as_learnt(judged({"sure": 1}), nothing)

    assert not finding.passed
    assert finding.figures["share_in_learning"] == 0.0


def test_the_rules_of_the_package_have_cases_enough_to_tell() -> None:
    known = weights()

    assert set(known.cases) == {rule.why for rule in RULES}
    assert set(known.cases) >= UNASKED
    assert len(UNASKED) == 3


def judged_city(*, without: frozenset[str] = frozenset()) -> pl.DataFrame:
    """A district of an invented city, with some registers left out."""
    city = trial(9, ["강남구"])
    asked = {one: None if one in without else getattr(city, one) for one in REGISTERS}
    return judge(city.places, **asked, as_of=city.today)


@pytest.mark.parametrize("without", [frozenset(), frozenset({"semas"}), frozenset({"food"})])
def test_a_city_that_nothing_was_learnt_from_is_as_learnt(without: frozenset[str]) -> None:
    table = judged_city(without=without)

    found = as_learnt(table, weights())

    assert found.passed
    assert found.figures["share_in_learning"] == weights().weak_share[registers_asked(table)]
    assert float(found.figures["share_by_weak_rules"]) > 0


def test_a_tenth_of_a_district_in_doubt_is_not_as_learnt() -> None:
    """With all registers asked; without SEMAS it would be."""
    table = judged_city()
    doubt = "it must hold a permit, and no register has one, nor SEMAS the shop"
    tenth = pl.int_range(pl.len()) % 10 == 0
    doubtful = table.with_columns(reason=pl.when(tenth).then(pl.lit(doubt)).otherwise("reason"))

    assert not as_learnt(doubtful, weights()).passed


def test_what_was_decided_for_want_of_a_register_counts_in_neither() -> None:
    (rule, *_) = UNASKED
    found = as_learnt(judged({rule: 300, "both of its permits stand": 300}), weights())

    assert found.passed
    assert found.figures["listings"] == 300


DAY = date(2031, 3, 7)


def looked_at(
    said: Sequence[tuple[str, str, float]], reason: str = "shutters down", day: date = DAY
) -> pl.DataFrame:
    """Verdicts that people looked at: what the registers said, what they do, how sure it was."""
    table = verdicts({"operating": len(said)}).with_columns(
        verdict=pl.Series([judged for judged, _, _ in said], dtype=pl.String),
        confidence=pl.Series([confidence for *_, confidence in said], dtype=pl.Float64),
    )
    words = [
        Correction(place_id, verdict, "kim", day, reason)
        for place_id, (_, verdict, _) in zip(table["place_id"], said, strict=True)
    ]
    return corrected(table.drop("corrected_by", "conflict"), words).select(table.columns)


@pytest.mark.parametrize(
    ("right", "wrong", "passed"),
    [
        pytest.param(0, 0, True, id="nobody looked"),
        pytest.param(0, 9, True, id="too few: people begin with what is wrong"),
        pytest.param(0, 10, False, id="all of enough"),
        pytest.param(90, 10, True, id="one in ten"),
        pytest.param(82, 18, True, id="more, by chance"),
        pytest.param(75, 25, False, id="one in four"),
    ],
)
def test_people_may_contradict_one_sure_verdict_in_ten(
    right: int, wrong: int, *, passed: bool
) -> None:
    table = looked_at(
        [("operating", "operating", 0.95)] * right + [("operating", "closed", 0.95)] * wrong
    )

    finding = people_agree(table)

    assert finding.passed == passed
    assert finding.figures["sure_looked_at"] == right + wrong
    assert finding.figures["contradicted"] == wrong


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(("operating", "closed", 0.89), id="the registers were not sure"),
        pytest.param(("unverifiable", "operating", 0.99), id="they left it open"),
        pytest.param(("suspected_closed", "operating", 0.99), id="they only suspected"),
    ],
)
def test_what_was_not_claimed_is_not_contradicted(said: tuple[str, str, float]) -> None:
    finding = people_agree(looked_at([said] * 20))

    assert finding.passed
    assert finding.figures["sure_looked_at"] == 0
    assert finding.figures["corrections"] == 20


def test_a_correction_that_newer_evidence_overtook_says_nothing_of_today() -> None:
    table = looked_at([("closed", "operating", 0.99)] * 20, day=date(2031, 3, 3))

    assert table["conflict"].null_count() == 0, "the register told of the end a day later"
    assert people_agree(table).passed


def test_whom_people_contradict_is_named() -> None:
    finding = people_agree(looked_at([("operating", "closed", 0.95)] * 2))

    assert finding.sentence == (
        "people contradict 2 of 2 sure verdicts they looked at: "
        "가온25 한빛점 (00000), 가온25 한빛점 (00001)"
    )


@given(
    st.text(min_size=1), st.sampled_from(["operating", "closed", "suspended"]), st.integers(0, 1000)
)
def test_what_the_registers_said_is_found_whatever_people_wrote(
    reason: str, verdict: str, thousandths: int
) -> None:
    table = looked_at(
        [(verdict, "replaced", thousandths / 1000)], f"{reason}; the registers say so (0.5)"
    )

    assert people_agree(table).figures["sure_looked_at"] == int(thousandths >= 900)


def test_both_are_looked_at_in_the_stored_table(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.write("closures", DISTRICT, looked_at([("operating", "closed", 0.95)] * 12))

    findings = {check.name: check.look(store, DISTRICT) for check in OF_CONFIDENCE}

    assert findings["rules_are_as_learnt"].passed
    assert not findings["people_agree"].passed
