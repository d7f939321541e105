"""What the checks find in stored verdicts: without evidence, and jumps."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from radius_assets.checks.finding import LEAST, Finding
from radius_assets.checks.verdicts import OF_VERDICTS, evidence_there, steady
from radius_assets.publication.schemas import VERDICTS
from radius_assets.publication.storage import LocalStore
from radius_assets.publication.store_errors import StoredTableError
from radius_assets.refresh.baseline import Baseline
from radius_assets_tests.checks.verdicts import verdicts
from radius_assets_tests.publication.frames import DISTRICT

LAST_WEEK = date(2031, 2, 27)
CONSULTED = ("food", "semas")

counts = st.dictionaries(st.sampled_from(VERDICTS), st.integers(1, 60), min_size=1)


def look(check: str, store: LocalStore) -> Finding:
    (found,) = [each for each in OF_VERDICTS if each.name == check]
    return found.look(store, DISTRICT)


@pytest.mark.parametrize(
    ("known", "unknown", "passed"),
    [
        pytest.param(0, 0, True, id="no listings"),
        pytest.param(0, 4, True, id="a few, though all"),
        pytest.param(80, 20, True, id="as many as SEMAS alone leaves"),
        pytest.param(78, 22, False, id="more"),
        pytest.param(0, 100, False, id="all"),
    ],
)
def test_listings_without_evidence_are_counted(known: int, unknown: int, *, passed: bool) -> None:
    table = pl.concat(
        [
            verdicts({"operating": known}),
            verdicts({"suspected_closed": unknown}, evidence=[]),
        ]
    )

    finding = evidence_there(table)

    assert finding.passed == passed
    assert finding.figures["without_evidence"] == unknown


def before(counted: Mapping[str, int], registers: tuple[str, ...] = CONSULTED) -> Baseline:
    return Baseline(LAST_WEEK, counted, registers)


@given(counts)
def test_the_same_verdicts_are_no_jump(counted: dict[str, int]) -> None:
    assert steady(verdicts(counted), before(counted)).passed


@given(counts, counts)
def test_a_jump_is_a_share_that_changed_and_enough_listings(
    counted: dict[str, int], counted_before: dict[str, int]
) -> None:
    of, of_before = sum(counted.values()), sum(counted_before.values())
    too_many = [
        abs(Fraction(counted.get(each, 0)) - Fraction(counted_before.get(each, 0) * of, of_before))
        for each in VERDICTS
    ]
    jumps = [each >= LEAST and each > Fraction(of, 20) for each in too_many]
    assume(all(abs(each - of / 20) > 1e-6 and abs(each - LEAST) > 1e-6 for each in too_many))

    assert steady(verdicts(counted), before(counted_before)).passed != any(jumps)


@pytest.mark.parametrize(
    ("now", "then", "passed"),
    [
        pytest.param(
            {"operating": 184, "closed": 16}, {"operating": 190, "closed": 10}, True, id="a month"
        ),
        pytest.param(
            {"operating": 170, "closed": 30}, {"operating": 190, "closed": 10}, False, id="a year"
        ),
        pytest.param(
            {"operating": 16, "closed": 4}, {"operating": 19, "closed": 1}, True, id="a few"
        ),
        pytest.param(
            {"operating": 19, "closed": 1}, {"operating": 380, "closed": 20}, True, id="fewer rows"
        ),
        pytest.param({"operating": 40}, {"unverifiable": 40}, False, id="all"),
    ],
)
def test_jumps_of_verdicts_are_told(
    now: Mapping[str, int], then: Mapping[str, int], *, passed: bool
) -> None:
    assert steady(verdicts(now), before(then)).passed == passed


def test_a_jump_says_what_jumped_since_when_and_what_else_has_changed() -> None:
    table = verdicts({"operating": 60, "unverifiable": 40}, registers=["semas"])

    finding = steady(table, before({"operating": 98, "closed": 2}))

    assert finding.sentence == (
        "operating 98.0% -> 60.0%, unverifiable 0.0% -> 40.0% since 2031-02-27; "
        "registers then: food, semas, now: semas"
    )
    assert finding.figures["compared_with"] == "2031-02-27"
    assert finding.figures["listings_before"] == 100
    assert finding.figures["share_closed_before"] == 0.02


@pytest.mark.parametrize("table", [verdicts({}), verdicts({"closed": 9})], ids=["no rows", "first"])
def test_the_first_verdicts_have_nothing_to_be_compared_with(table: pl.DataFrame) -> None:
    finding = steady(table, None)

    assert finding.passed
    assert finding.sentence == "there is nothing to compare the verdicts with"


def test_what_verdicts_are_compared_with_stands_in_their_file(tmp_path: Path) -> None:
    store, table = LocalStore(tmp_path), verdicts({"operating": 100})

    store.write("closures", DISTRICT, table)
    first = look("verdicts_are_steady", store)
    store.write("closures", DISTRICT, table, certificate=before({"closed": 100}).to_json())
    jumped = look("verdicts_are_steady", store)
    store.write("closures", DISTRICT, table, certificate="{}")

    assert first.passed
    assert not jumped.passed
    with pytest.raises(StoredTableError, match=r"no baseline of verdicts.*makes it anew"):
        look("verdicts_are_steady", store)


def test_without_verdicts_no_evidence_is_old(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.write("closures", DISTRICT, verdicts({}))

    assert look("evidence_is_fresh", store).passed
    assert look("evidence_is_there", store).passed
