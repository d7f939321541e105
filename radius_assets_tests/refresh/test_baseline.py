"""What verdicts are compared with: those of the day before, kept with the ones of today."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.baseline import Baseline, baseline_for, baseline_of
from radius_assets_tests.checks.verdicts import verdicts
from radius_assets_tests.publication.frames import DISTRICT

MONDAY, TUESDAY, WEDNESDAY = (date(2031, 3, day) for day in (3, 4, 5))


def judge(store: LocalStore, day: date, **counts: int) -> Baseline | None:
    """Give verdicts as a refresh does, and tell what they are compared with."""
    before = baseline_for(store, DISTRICT, as_of=day)
    certificate = None if before is None else before.to_json()
    store.write("closures", DISTRICT, verdicts(counts, as_of=day), certificate=certificate)
    return before


def test_the_first_verdicts_are_compared_with_nothing(tmp_path: Path) -> None:
    assert judge(LocalStore(tmp_path), MONDAY, operating=9) is None


def test_verdicts_are_compared_with_the_last_ones_of_an_earlier_day(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    judge(store, MONDAY, operating=9)
    judge(store, MONDAY, operating=8, closed=1)

    before = judge(store, TUESDAY, operating=7)

    assert before == Baseline(MONDAY, {"closed": 1, "operating": 8}, ("food", "semas"))


def test_a_jump_is_not_forgotten_by_other_verdicts_of_the_same_day(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    judge(store, MONDAY, operating=9)
    first = judge(store, TUESDAY, closed=9)

    again = judge(store, TUESDAY, closed=9)

    assert again == first
    assert again is not None
    assert again.as_of == MONDAY
    next_day = judge(store, WEDNESDAY, closed=9)
    assert next_day is not None
    assert next_day.verdicts == {"closed": 9}


def test_on_the_first_day_the_first_verdicts_must_do(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    judge(store, MONDAY, operating=9)

    before = [judge(store, MONDAY, closed=count) for count in (9, 8)]

    assert [each and each.verdicts for each in before] == [{"operating": 9}] * 2


def test_a_table_without_rows_has_nothing_to_compare_with(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)

    judge(store, MONDAY)

    assert judge(store, TUESDAY, operating=9) is None


@pytest.mark.parametrize("broken", [b"", b"PAR1", None])
def test_what_cannot_be_read_tells_nothing(broken: bytes | None, tmp_path: Path) -> None:
    """`None` stands for a table whose baseline is none."""
    store = LocalStore(tmp_path)
    path = tmp_path / "closures" / f"{DISTRICT}.parquet"
    store.write("closures", DISTRICT, verdicts({"closed": 1}, as_of=MONDAY), certificate="[]")
    if broken is not None:
        path.write_bytes(broken)

    assert baseline_for(store, DISTRICT, as_of=MONDAY) is None


EMPTY = '{"as_of": "2031-03-03", "verdicts": {}, "registers": []}'
names = st.text(min_size=1)


@given(st.dates(), st.dictionaries(names, st.integers(1), min_size=1), st.lists(names).map(tuple))
def test_a_baseline_comes_back_as_it_was(
    day: date, counted: dict[str, int], registers: tuple[str, ...]
) -> None:
    baseline = Baseline(day, counted, registers)

    assert Baseline.from_json(baseline.to_json()) == baseline


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "3", '{"as_of": "2031-03-03", "verdicts": []}', EMPTY]
)
def test_a_text_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no baseline of verdicts"):
        Baseline.from_json(text)


def test_a_baseline_counts_what_the_table_has() -> None:
    table = pl.concat([verdicts({"operating": 3, "replaced": 2}, registers=["tobacco"])])

    assert baseline_of(table) == Baseline(
        date(2031, 3, 6), {"operating": 3, "replaced": 2}, ("tobacco",)
    )
