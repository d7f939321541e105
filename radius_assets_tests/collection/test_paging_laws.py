"""What holds of the pages of any query, however long it is and however long each page takes."""

import asyncio
import json
from contextlib import aclosing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.collection.paging import (
    ALL,
    REPRESENTATIVE,
    SAMPLING,
    Pages,
    Pagination,
    by_offset,
    by_range,
    page_count,
    read_pages,
)
from radius_assets.collection.window import AHEAD
from radius_assets.domain.records import RowsPage
from radius_assets.sources.errors import QuotaSpentError, SourceError, TransientSourceError
from radius_assets_tests.collection.registers import InMemoryRegister, food_permit

delays = st.dictionaries(st.integers(1, 30), st.integers(0, 20))
concurrencies = st.integers(1, 6)


def register_of(
    rows: int, *, page_size: int, delays: dict[int, int] | None = None
) -> InMemoryRegister:
    permits = [food_permit(number) for number in range(rows)]
    return InMemoryRegister(permits, page_size=page_size, delays=delays)


async def written(register: InMemoryRegister, concurrency: int) -> bytes:
    """All that came, as bytes."""
    pages = read_pages(register.page, page_size=register.page_size, concurrency=concurrency)
    came = [(number, page.total, page.rows) async for number, page in pages]
    return json.dumps(came, ensure_ascii=False).encode()


@settings(deadline=None)
@given(
    rows=st.integers(0, 60), page_size=st.integers(1, 7), concurrency=concurrencies, delays=delays
)
def test_any_concurrency_gives_the_same_bytes(
    rows: int, page_size: int, concurrency: int, delays: dict[int, int]
) -> None:
    in_turn = asyncio.run(written(register_of(rows, page_size=page_size), 1))
    at_once = asyncio.run(
        written(register_of(rows, page_size=page_size, delays=delays), concurrency)
    )

    assert at_once == in_turn


@settings(deadline=None)
@given(
    pages=st.integers(0, 60),
    concurrency=concurrencies,
    delays=delays,
    pauses=st.lists(st.integers(0, 30), min_size=1),
)
def test_no_more_pages_are_held_than_the_window_has_places(
    pages: int, concurrency: int, delays: dict[int, int], pauses: list[int]
) -> None:
    register = register_of(pages, page_size=1, delays=delays)

    async def most_held() -> int:
        most = 0
        reading = read_pages(register.page, page_size=1, concurrency=concurrency)
        async for number, _ in reading:
            for _ in range(pauses[number % len(pauses)]):
                await asyncio.sleep(0)
            most = max(most, len(register.asked) - number)
        return most

    assert asyncio.run(most_held()) <= (AHEAD * concurrency - 1 if concurrency > 1 else 0)
    assert register.most_in_flight <= concurrency
    assert sorted(register.asked) == list(range(1, max(1, pages) + 1))


class TroubledRegister(InMemoryRegister):
    """A register in which some pages fail, each after some turns of the loop."""

    failing: dict[int, int]

    async def page(self, number: int) -> RowsPage:
        if number not in self.failing:
            return await super().page(number)
        for _ in range(self.failing[number]):
            await asyncio.sleep(0)
        kind = QuotaSpentError if number % 3 == 0 else TransientSourceError
        raise kind("register", f"row {number}", f"trouble {number}")


@settings(deadline=None)
@given(
    pages=st.integers(2, 30),
    failing=st.dictionaries(st.integers(1, 30), st.integers(0, 20), min_size=1),
    concurrency=concurrencies,
    delays=delays,
)
def test_failures_end_all_and_are_told_with_their_pages(
    pages: int, failing: dict[int, int], concurrency: int, delays: dict[int, int]
) -> None:
    register = TroubledRegister(
        [food_permit(number) for number in range(pages)], page_size=1, delays=delays
    )
    register.failing = {page: after for page, after in failing.items() if page <= pages}

    handed_on, error = asyncio.run(read_until_it_fails(register, concurrency))

    assert handed_on == list(range(1, len(handed_on) + 1))
    assert register.in_flight == 0
    if not register.failing:
        assert (len(handed_on), error) == (pages, None)
        return
    assert isinstance(error, SourceError)
    group = error.__cause__
    failed = group.exceptions if isinstance(group, BaseExceptionGroup) else [error]
    named = [int(note.removeprefix("page ")) for each in failed for note in each.__notes__]
    assert set(named) <= set(register.failing)
    assert len(handed_on) < min(register.failing)
    assert all(f"trouble {page}" in str(error) for page in named)
    is_quota = any(page % 3 == 0 for page in named)
    assert type(error) is (QuotaSpentError if is_quota else TransientSourceError)


async def read_until_it_fails(
    register: TroubledRegister, concurrency: int
) -> tuple[list[int], SourceError | None]:
    handed_on: list[int] = []
    running = asyncio.all_tasks()
    pages = read_pages(register.page, page_size=1, concurrency=concurrency)
    try:
        async with aclosing(pages):
            async for number, _ in pages:
                handed_on.append(number)
    except SourceError as error:
        return handed_on, error
    finally:
        assert asyncio.all_tasks() == running
    return handed_on, None


@pytest.mark.parametrize(
    ("pagination", "last", "read"),
    [
        (ALL, 4, [1, 2, 3, 4]),
        (REPRESENTATIVE, 1, [1]),
        (REPRESENTATIVE, 2, [1, 2]),
        (REPRESENTATIVE, 3, [1, 2, 3]),
        (REPRESENTATIVE, 148, [1, 2, 3, 148]),
        (SAMPLING, 9, [1, 2, 3, 9]),
        (SAMPLING, 20, [1, 2, 3, 10, 20]),
        (SAMPLING, 688, [1, 2, 3, 10, 20, 688]),
    ],
)
def test_a_pagination_reads_its_pages(pagination: Pagination, last: int, read: list[int]) -> None:
    register = register_of(last * 2 - 1, page_size=2)
    pages = read_pages(register.page, page_size=2, concurrency=4, pagination=pagination)

    async def numbers() -> list[int]:
        return [number async for number, _ in pages]

    assert asyncio.run(numbers()) == read == list(pagination.pages(last))
    assert sorted(register.asked) == read


@settings(deadline=None)
@given(rows=st.integers(1, 60), page_size=st.integers(1, 9), concurrency=concurrencies)
def test_each_way_to_name_pages_reads_every_row_once(
    rows: int, page_size: int, concurrency: int
) -> None:
    given_rows: list[dict[str, object]] = [{"number": number} for number in range(rows)]

    async def of_range(start: int, end: int) -> RowsPage:
        return RowsPage(total=rows, rows=tuple(given_rows[start - 1 : end]))

    async def of_offset(offset: int, limit: int) -> RowsPage:
        return RowsPage(total=rows, rows=tuple(given_rows[offset : offset + limit]))

    for ask in (
        by_range(of_range, page_size=page_size),
        by_offset(of_offset, page_size=page_size),
    ):
        pages = Pages(ask, page_size=page_size, concurrency=concurrency)
        assert asyncio.run(rows_of(pages)) == given_rows
        assert pages.summary.pages == page_count(rows, page_size)


async def rows_of(pages: Pages[RowsPage]) -> list[dict[str, object]]:
    return [row async for _, page in pages for row in page.rows]
