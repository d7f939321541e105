"""What changed between full reads: folded in by key, the newest of each, nothing twice."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.collection.changes import Drift, drift, fold, news
from radius_assets_tests.publication.frames import frame, frames

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = datetime(2031, 3, 3, 22, 35, tzinfo=SEOUL)
TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)

CLOSED: Mapping[str, object] = {
    "state": "closed",
    "state_code": "03",
    "closed_on": date(2031, 3, 4),
}


def permit(number: str, at: datetime | None, **changes: object) -> pl.DataFrame:
    values: dict[str, object] = {"state": "operating", "state_code": "01", "closed_on": None}
    values |= {"updated_at": at} | changes
    return frame("openapi_food", management_number=number, **values)


@pytest.mark.parametrize(
    ("stored", "changed", "is_news"),
    [
        (permit("1", MONDAY), permit("2", TUESDAY), True),
        (permit("1", MONDAY), permit("1", TUESDAY, **CLOSED), True),
        (permit("1", MONDAY), permit("1", TUESDAY), True),
        (permit("1", MONDAY), permit("1", MONDAY), False),
        (permit("1", MONDAY), permit("1", MONDAY, **CLOSED), True),
        (permit("1", TUESDAY), permit("1", MONDAY, **CLOSED), False),
        (permit("1", None), permit("1", MONDAY, **CLOSED), True),
        (permit("1", MONDAY), permit("1", None, **CLOSED), False),
        (permit("1", None), permit("1", None, **CLOSED), True),
        (permit("1", MONDAY), permit("1", MONDAY, provenance="data_go_kr"), False),
        (permit("1", MONDAY), permit("1", MONDAY, road_key="영등포구 가온길 1"), False),
    ],
    ids=[
        "another permit",
        "closed since",
        "touched and nothing else",
        "known",
        "two states at one time",
        "older than what is stored",
        "stored without a time",
        "sent without a time",
        "both without a time",
        "the same by another way",
        "the same address read otherwise",
    ],
)
def test_what_counts_as_news(stored: pl.DataFrame, changed: pl.DataFrame, *, is_news: bool) -> None:
    assert news(stored, changed).height == is_news


def test_changes_replace_their_permits_and_leave_the_others() -> None:
    stored = pl.concat([permit("1", MONDAY), permit("2", MONDAY), permit("3", WEDNESDAY)])
    changed = pl.concat(
        [
            permit("0", TUESDAY),
            permit("2", TUESDAY, **CLOSED),
            permit("3", TUESDAY, **CLOSED),
            permit("1", MONDAY),
        ]
    )
    folded = fold(stored, changed)
    assert folded.table.select("management_number", "state").rows() == [
        ("0", "operating"),
        ("1", "operating"),
        ("2", "closed"),
        ("3", "operating"),
    ]
    assert (folded.added, folded.replaced, folded.known) == (1, 1, 2)


def test_nothing_that_changed_is_no_reason_to_lose_a_row() -> None:
    stored = frames("openapi_food", ["1", "2"])
    assert fold(stored, stored.clear()).table.equals(stored)
    assert fold(stored.clear(), stored).table.equals(stored)


_TIMES = st.none() | st.sampled_from([MONDAY, TUESDAY, WEDNESDAY])
_REGISTERS = st.dictionaries(
    st.sampled_from("123456"), st.tuples(_TIMES, st.booleans()), max_size=6
)


def _table(register: Mapping[str, tuple[datetime | None, bool]]) -> pl.DataFrame:
    rows = [
        permit(number, at, **(CLOSED if is_closed else {}))
        for number, (at, is_closed) in sorted(register.items())
    ]
    return pl.concat([frame("openapi_food").clear(), *rows])


@given(_REGISTERS, _REGISTERS)
def test_folding_twice_is_folding_once_and_loses_no_permit(
    before: Mapping[str, tuple[datetime | None, bool]],
    after: Mapping[str, tuple[datetime | None, bool]],
) -> None:
    stored, changed = _table(before), _table(after)
    folded = fold(stored, changed)
    assert fold(folded.table, changed).table.equals(folded.table)
    assert set(folded.table["management_number"]) == {*before, *after}
    assert folded.added + folded.replaced + folded.known == changed.height


@given(_REGISTERS, _REGISTERS)
def test_a_table_that_took_in_all_that_changed_has_not_drifted(
    before: Mapping[str, tuple[datetime | None, bool]],
    after: Mapping[str, tuple[datetime | None, bool]],
) -> None:
    stored = _table(before)
    full = fold(stored, _table(after)).table
    kept = fold(stored, news(stored, full)).table
    assert drift(kept, full, up_to=WEDNESDAY) == Drift(0, 0, 0)


def test_drift_counts_what_was_missed_and_not_what_came_later() -> None:
    stored = pl.concat([permit("1", MONDAY), permit("2", MONDAY), permit("3", MONDAY)])
    full = pl.concat(
        [
            permit("1", TUESDAY, **CLOSED),  # missed
            permit("2", WEDNESDAY, **CLOSED),  # too late to be known
            permit("4", MONDAY),  # missed
            permit("5", WEDNESDAY),  # too late
        ]
    )
    found = drift(stored, full, up_to=TUESDAY.astimezone(UTC))
    assert found == Drift(lacking=1, left_over=1, different=1)
    assert found.rows == 3
