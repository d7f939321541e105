"""A few pages tell whether a register has changed since it was read."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.collection.paging import ALL, REPRESENTATIVE, SAMPLING, Pagination
from radius_assets.collection.permits import collect_permits, permits_frame
from radius_assets.collection.probe import (
    Comparison,
    Sample,
    Stored,
    compare,
    probe_permits,
    probe_semas,
)
from radius_assets.collection.semas import semas_frame
from radius_assets.domain.districts import district
from radius_assets.sources.errors import SourceChangedError
from radius_assets_tests.collection.registers import (
    InMemoryRegister,
    Row,
    food_permit,
    semas_store,
)

OF = district("영등포구")
PAGE_SIZE = 10


def permits(count: int) -> list[Row]:
    return [food_permit(number) for number in range(count)]


def stored(rows: list[Row]) -> Stored:
    """What a full reading of the rows leaves in the store."""
    register = InMemoryRegister(rows, page_size=PAGE_SIZE)
    reading = asyncio.run(collect_permits(register.fetch, asked="", page_size=PAGE_SIZE))
    table, _ = permits_frame(reading.rows, kind="food", district=OF)
    return Stored(table, reading.total)


def probe(
    register: InMemoryRegister, before: Stored, pagination: Pagination = REPRESENTATIVE
) -> Comparison:
    return asyncio.run(
        probe_permits(
            register.fetch,
            before,
            kind="food",
            district=OF,
            pagination=pagination,
            page_size=PAGE_SIZE,
        )
    )


@settings(max_examples=25, deadline=None)
@given(count=st.integers(0, 90), repeats=st.integers(0, 5))
def test_a_register_that_stayed_as_it_was_is_not_changed(count: int, repeats: int) -> None:
    rows = permits(count)
    rows += rows[:repeats]

    for pagination in (REPRESENTATIVE, SAMPLING, ALL):
        compared = probe(InMemoryRegister(rows, page_size=PAGE_SIZE), stored(rows), pagination)

        assert compared.reasons == ()
        assert not compared.is_changed


@settings(max_examples=50, deadline=None)
@given(count=st.integers(1, 90), at=st.integers(0, 90), removing=st.booleans())
def test_a_row_more_or_less_is_always_noticed(count: int, at: int, *, removing: bool) -> None:
    before = stored(permits(count))
    rows = permits(count)
    if removing:
        del rows[at % count]
    else:
        rows.insert(at % (count + 1), food_permit(10_000))

    compared = probe(InMemoryRegister(rows, page_size=PAGE_SIZE), before)

    assert f"declares {len(rows)} rows, {count} when it was read" in compared.reasons


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (
            {"UPDATEDT": "2031-02-07 01:00:00", "TRDSTATEGBN": "03"},
            "sampled rows newer than stored: 1, such as 3180000 3180000-104-2031-00015",
        ),
        (
            {"MGTNO": "3180000-104-2032-00001"},
            "sampled rows not stored: 1, such as 3180000 3180000-104-2032-00001",
        ),
        ({"UPDATEDT": "2031-02-05 01:00:00"}, None),
        ({"UPDATEDT": ""}, None),
    ],
    ids=["newer", "another", "older", "of no known age"],
)
def test_a_row_on_a_sampled_page_tells(fields: dict[str, object], reason: str | None) -> None:
    before = stored(permits(60))
    rows = permits(60)
    rows[15] = food_permit(15, **fields)

    compared = probe(InMemoryRegister(rows, page_size=PAGE_SIZE), before)

    assert compared.reasons == (() if reason is None else (reason,))
    assert compared.pages == (1, 2, 3, 6)


def test_a_row_whose_age_was_not_known_and_now_is_counts_as_newer() -> None:
    before = stored([food_permit(1, UPDATEDT=""), food_permit(2)])

    compared = probe(InMemoryRegister([food_permit(1), food_permit(2)]), before)

    assert compared.is_changed


def test_an_older_row_beside_the_newest_one_is_no_change() -> None:
    rows = [food_permit(1, UPDATEDT="2031-02-05 01:00:00"), *permits(40), food_permit(1)]

    assert not probe(InMemoryRegister(rows, page_size=PAGE_SIZE), stored(rows)).is_changed


def test_a_change_on_a_page_that_is_not_read_is_not_seen() -> None:
    before = stored(permits(60))
    rows = permits(60)
    rows[45] = food_permit(45, UPDATEDT="2031-02-07 01:00:00")
    register = InMemoryRegister(rows, page_size=PAGE_SIZE)

    assert not probe(register, before).is_changed
    assert probe(register, before, ALL).is_changed


def test_a_register_that_moves_while_it_is_sampled_is_changed() -> None:
    before = stored(permits(60))
    register = InMemoryRegister(
        permits(60),
        page_size=PAGE_SIZE,
        edits={2: lambda rows: rows.insert(0, food_permit(10_000))},
    )

    compared = probe(register, before)

    assert "it moves: declares 60, 61 rows on different pages" in compared.reasons


def test_a_sample_asks_one_page_at_a_time_and_no_more_than_it_needs() -> None:
    register = InMemoryRegister(permits(205), page_size=PAGE_SIZE)

    compared = probe(register, stored(permits(205)), SAMPLING)

    assert register.asked == [1, 2, 3, 10, 20, 21]
    assert compared.pages == tuple(register.asked)
    assert register.most_in_flight == 1


def test_unknown_field_names_are_an_error_and_no_answer() -> None:
    renamed = [{"NEW_" + name: value for name, value in food_permit(1).items()}]

    with pytest.raises(SourceChangedError, match="unknown field names"):
        probe(InMemoryRegister(renamed), stored(permits(1)))


@pytest.mark.parametrize(
    ("month", "reasons"),
    [
        ("203103", ()),
        (
            "203106",
            ("sampled rows newer than stored: 2, such as MA0101203100000001",),
        ),
    ],
)
def test_the_business_register_tells_by_its_month(month: str, reasons: tuple[str, ...]) -> None:
    table, _ = semas_frame([semas_store(1), semas_store(2)], OF)
    register = InMemoryRegister([semas_store(n, stdrYm=month) for n in (1, 2)])

    compared = asyncio.run(probe_semas(register.page, Stored(table, 2), district=OF))

    assert compared.reasons == reasons


def test_the_comparison_is_of_values_alone() -> None:
    at = datetime(2031, 3, 4, tzinfo=ZoneInfo("Asia/Seoul"))
    table = pl.DataFrame({"id": ["a", "b"], "at": [at, None]})
    sample = Sample(pages=(1,), totals=(2,), rows=())

    same = compare(sample, table, Stored(table, 2), key=["id"], version="at")
    emptied = compare(sample, table, Stored(table.clear(), 0), key=["id"], version="at")

    assert same == Comparison(reasons=(), pages=(1,))
    assert emptied.reasons == (
        "declares 2 rows, 0 when it was read",
        "sampled rows not stored: 2, such as a",
    )
