"""What the sensors decide, from values alone."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.refresh.updates import (
    AnchorsSeen,
    BrokenCursorError,
    PermitCursor,
    ask_since,
    changed_anchors,
    changed_districts,
    districts_behind,
    districts_to_sample,
    run_key,
)
from radius_assets.sources.seoul import Kind
from radius_assets_tests.publication.frames import frame

MONDAY = datetime(2031, 3, 3, 22, 35, tzinfo=UTC)
DAY = timedelta(days=1)
TODAY = date(2031, 3, 6)

Found = Mapping[str, Mapping[str, str]]


@pytest.mark.parametrize(
    ("watermark", "read_at", "since"),
    [
        (None, [], None),
        (None, [MONDAY, MONDAY - DAY], MONDAY - 3 * DAY),
        (MONDAY, [], MONDAY - 2 * DAY),
        (MONDAY, [MONDAY - 30 * DAY], MONDAY - 2 * DAY),
    ],
    ids=["nothing stored", "the first tick", "a later tick", "a table that no run reached"],
)
def test_since_when_changes_are_asked_for(
    watermark: datetime | None, read_at: list[datetime], since: datetime | None
) -> None:
    assert ask_since(watermark, read_at, margin=2 * DAY) == since


FEB = MONDAY - 20 * DAY


@pytest.mark.parametrize(
    ("watermark", "read_at", "margin_days", "behind"),
    [
        (None, {"중구": FEB}, 3, {}),
        (MONDAY, {}, 3, {}),
        (MONDAY, {"중구": MONDAY}, 3, {}),
        (MONDAY, {"중구": MONDAY - 3 * DAY}, 3, {}),
        (MONDAY, {"중구": MONDAY - 4 * DAY}, 3, {"중구": MONDAY - 4 * DAY}),
        (MONDAY, {"중구": FEB, "종로구": MONDAY}, 3, {"중구": FEB}),
        (MONDAY, {"구로구": FEB, "종로구": FEB}, 3, {"종로구": FEB, "구로구": FEB}),
        (MONDAY, {"중구": FEB}, 20, {}),
        (MONDAY, {"중구": MONDAY - DAY, "종로구": FEB}, 0, {"종로구": FEB}),
    ],
    ids=[
        "the first tick asks for all",
        "nothing stored",
        "just read",
        "read within the margin",
        "read before it",
        "one of two",
        "in official order",
        "a wide margin",
        "no margin is no reason to ask for all",
    ],
)
def test_which_tables_have_fallen_behind_the_ticks(
    watermark: datetime | None,
    read_at: dict[str, datetime],
    margin_days: int,
    behind: dict[str, datetime],
) -> None:
    found = districts_behind(watermark, read_at, margin=margin_days * DAY)
    assert list(found.items()) == list(behind.items())


def test_no_change_falls_between_a_tick_and_a_table_that_is_behind() -> None:
    """What a tick does not ask for any more, the run of a district that is behind asks for."""
    ages = {name: MONDAY - n * DAY / 7 for n, name in enumerate(DISTRICT_NAMES)}
    since = ask_since(MONDAY, ages.values())
    assert since is not None
    assert {name for name, at in ages.items() if at < since} == set(districts_behind(MONDAY, ages))


def permits(district: str, number: str, at: datetime = MONDAY) -> pl.DataFrame:
    return frame("openapi_food", district=district, management_number=number, updated_at=at)


def test_only_districts_with_changes_that_are_not_known_are_refreshed() -> None:
    stored = {name: permits(name, "1") for name in ("영등포구", "중구", "구로구")}
    changed = {
        "영등포구": permits("영등포구", "1"),  # known
        "구로구": permits("구로구", "1", MONDAY + DAY),
        "중구": permits("중구", "2"),
        "강남구": permits("강남구", "3"),  # no table of it is stored
    }
    found = changed_districts(changed, stored)
    assert list(found) == ["중구", "구로구"], "in official order"
    assert [new["management_number"].to_list() for new in found.values()] == [["2"], ["1"]]


@pytest.mark.parametrize(
    ("stored", "listed", "missed", "changed", "missing"),
    [
        ({"1": "a"}, {"1": "a"}, [], [], []),
        ({"1": "a"}, {"1": "a", "2": "b"}, [], ["2"], []),
        ({"1": "a"}, {"1": "elsewhere"}, [], ["1"], []),
        ({"1": "a", "2": "b"}, {"1": "a"}, [], [], ["2"]),
        ({"1": "a", "2": "b"}, {"1": "a"}, ["2"], ["2"], []),
        ({"1": "a", "2": "b"}, {"1": "a", "2": "b"}, ["2"], [], []),
        ({"1": "a", "2": "b"}, {}, ["2"], ["2"], ["1"]),
    ],
    ids=[
        "nothing new",
        "opened",
        "moved",
        "missing once",
        "missing twice",
        "back again",
        "one once, the other twice",
    ],
)
def test_which_stores_count_as_changed(
    stored: Mapping[str, str],
    listed: Mapping[str, str],
    missed: list[str],
    changed: list[str],
    missing: list[str],
) -> None:
    before = AnchorsSeen({"중구": frozenset(missed)} if missed else {})
    found = changed_anchors({"중구": stored}, {"중구": listed}, before)
    assert found.changed == ({"중구": tuple(changed)} if changed else {})
    assert found.seen == AnchorsSeen({"중구": frozenset(missing)} if missing else {})


def test_districts_change_on_their_own() -> None:
    stored: Found = {"중구": {"1": "a"}, "강남구": {"2": "b"}}
    listed: Found = {"중구": {"1": "a"}, "강남구": {"2": "b", "3": "c"}}
    assert list(changed_anchors(stored, listed, AnchorsSeen({})).changed) == ["강남구"]


@pytest.mark.parametrize(
    ("first", "most", "chosen", "then"),
    [
        (None, 2, "종로구 중구", "용산구"),
        ("용산구", 2, "용산구 종로구", "중구"),
        ("중구", 3, "중구 용산구 종로구", "중구"),
        ("중구", 9, "중구 용산구 종로구", "중구"),
        ("강남구", 1, "종로구", "중구"),
    ],
    ids=["the first tick", "around the end", "all", "more than there are", "not stored any more"],
)
def test_districts_are_sampled_in_turn(
    first: str | None, most: int, chosen: str, then: str
) -> None:
    names = ["종로구", "중구", "용산구"]
    assert districts_to_sample(names, first, most=most) == (tuple(chosen.split()), then)


def test_where_nothing_is_stored_nothing_is_sampled() -> None:
    assert districts_to_sample([], "중구", most=3) == ((), None)


@given(
    st.dictionaries(st.sampled_from(["food", "tobacco"]), st.datetimes(timezones=st.just(UTC))),
    st.none() | st.text(),
)
def test_a_cursor_of_permits_is_read_as_it_was_written(
    taken_at: dict[Kind, datetime], next_district: str | None
) -> None:
    cursor = PermitCursor(taken_at, next_district)
    assert PermitCursor.from_json(cursor.to_json()) == cursor


@given(st.dictionaries(st.text(), st.frozensets(st.text(), min_size=1)))
def test_what_was_missing_survives_being_a_cursor(missing: dict[str, frozenset[str]]) -> None:
    seen = AnchorsSeen(missing)
    assert AnchorsSeen.from_json(seen.to_json()) == seen


@pytest.mark.parametrize(
    "cursor", ["{", "[]", "7", "{}", '{"taken_at": {"food": 7}, "next_district": null}']
)
def test_a_cursor_of_somebody_else_is_an_error(cursor: str) -> None:
    with pytest.raises(BrokenCursorError, match="reset it in the UI"):
        PermitCursor.from_json(cursor)


@pytest.mark.parametrize("cursor", ["{", "[]", "7", '{"중구": 7}'])
def test_so_is_one_that_lists_no_stores(cursor: str) -> None:
    with pytest.raises(BrokenCursorError, match="reset it in the UI"):
        AnchorsSeen.from_json(cursor)


def test_the_same_changes_on_the_same_day_are_asked_for_once() -> None:
    assert run_key(["b", "a"], on=TODAY) == run_key(["a", "b"], on=TODAY)
    assert run_key(["a"], on=TODAY) != run_key(["a", "b"], on=TODAY)
    assert run_key(["a"], on=TODAY) != run_key(["a"], on=TODAY + DAY)
