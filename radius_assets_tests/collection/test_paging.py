"""Pages come in order, each once, and the first failure ends it all."""

import asyncio
from contextlib import aclosing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.collection.paging import Pages, PagingSummary, page_count, read_pages
from radius_assets.collection.window import AHEAD
from radius_assets.domain.records import RowsPage
from radius_assets.sources.errors import TransientSourceError
from radius_assets.sources.meter import Meter, metering
from radius_assets_tests.collection.registers import InMemoryRegister, food_permit
from radius_assets_tests.sources.set_clock import SetClock

delays = st.dictionaries(st.integers(1, 30), st.integers(0, 20))


async def all_pages(register: InMemoryRegister, concurrency: int) -> list[tuple[int, RowsPage]]:
    pages = read_pages(register.page, page_size=register.page_size, concurrency=concurrency)
    return [numbered async for numbered in pages]


@settings(deadline=None)
@given(
    rows=st.integers(0, 60),
    page_size=st.integers(1, 7),
    concurrency=st.integers(1, 5),
    delays=delays,
)
def test_every_page_comes_once_and_in_order_however_long_each_takes(
    rows: int, page_size: int, concurrency: int, delays: dict[int, int]
) -> None:
    permits = [food_permit(number) for number in range(rows)]
    register = InMemoryRegister(permits, page_size=page_size, delays=delays)

    pages = asyncio.run(all_pages(register, concurrency))

    assert [number for number, _ in pages] == list(range(1, page_count(rows, page_size) + 1))
    assert [row for _, page in pages for row in page.rows] == permits
    assert sorted(register.asked) == [number for number, _ in pages]
    assert register.most_in_flight <= concurrency


async def read_ahead_of_a_slow_reader(register: InMemoryRegister, concurrency: int) -> int:
    """The most pages answered but not yet read, where the reader takes its time."""
    most = 0
    pages = read_pages(register.page, page_size=register.page_size, concurrency=concurrency)
    async for number, _ in pages:
        for _ in range(50):
            await asyncio.sleep(0)
        most = max(most, len(register.asked) - number)
    return most


@pytest.mark.anyio
async def test_only_a_few_pages_are_held_for_a_slow_reader() -> None:
    register = InMemoryRegister([food_permit(number) for number in range(90)], page_size=1)

    held = await read_ahead_of_a_slow_reader(register, concurrency=3)

    assert held == AHEAD * 3 - 1


@pytest.mark.anyio
async def test_a_slow_page_does_not_stop_those_after_it_at_once() -> None:
    register = InMemoryRegister(
        [food_permit(number) for number in range(30)], page_size=1, delays={2: 50}
    )
    pages = read_pages(register.page, page_size=1, concurrency=3)

    async with aclosing(pages):
        await anext(pages)
        await anext(pages)

        assert len(register.asked) == 1 + AHEAD * 3


def test_a_later_page_with_another_total_is_handed_on_as_it_is() -> None:
    register = InMemoryRegister(
        [food_permit(number) for number in range(4)],
        page_size=2,
        edits={1: lambda rows: rows.insert(0, food_permit(9))},
    )

    pages = asyncio.run(all_pages(register, 1))

    assert [page.total for _, page in pages] == [4, 5]


class FailingRegister(InMemoryRegister):
    """A register that has trouble with one page, soon, while the others take their time."""

    def __init__(self, *, fails_on: int, fails_after: int = 1) -> None:
        slow = dict.fromkeys(range(2, 30), 1_000)
        super().__init__([food_permit(n) for n in range(29)], page_size=1, delays=slow)
        self.fails_on = fails_on
        self.fails_after = fails_after

    async def page(self, number: int) -> RowsPage:
        if number == self.fails_on:
            for _ in range(self.fails_after):
                await asyncio.sleep(0)
            raise TransientSourceError("register", f"page {number}", "HTTP 502")
        return await super().page(number)


@pytest.mark.anyio
@pytest.mark.parametrize("fails_on", [1, 2, 4])
async def test_the_first_failure_comes_plain_and_cancels_the_rest(fails_on: int) -> None:
    register = FailingRegister(fails_on=fails_on)
    running = asyncio.all_tasks()

    with pytest.raises(TransientSourceError, match=f"register: page {fails_on}: HTTP 502"):
        await all_pages(register, 4)

    assert register.in_flight == 0
    assert len(register.asked) <= 4
    assert asyncio.all_tasks() == running


@pytest.mark.anyio
async def test_two_failures_at_once_raise_the_earlier_page_and_warn_of_nothing() -> None:
    async def page(number: int) -> RowsPage:
        if number > 1:
            raise TransientSourceError("register", f"page {number}", "HTTP 502")
        return RowsPage(total=9, rows=())

    with pytest.raises(TransientSourceError, match="page 2"):
        _ = [number async for number, _ in read_pages(page, page_size=1, concurrency=4)]


@pytest.mark.anyio
async def test_a_failure_while_the_reader_was_busy_is_seen_before_the_next_page() -> None:
    register = FailingRegister(fails_on=4, fails_after=10)
    register.delays = {}
    pages = read_pages(register.page, page_size=1, concurrency=2)

    async with aclosing(pages):
        numbers = [number for number, _ in [await anext(pages), await anext(pages)]]
        for _ in range(20):
            await asyncio.sleep(0)

        with pytest.raises(TransientSourceError, match="page 4"):
            await anext(pages)

    assert numbers == [1, 2]


@pytest.mark.anyio
async def test_a_failure_ends_the_others_though_the_reader_is_busy() -> None:
    register = FailingRegister(fails_on=3, fails_after=10)
    pages = read_pages(register.page, page_size=1, concurrency=4)
    register.delays = {2: 1} | dict.fromkeys(range(4, 30), 1_000)

    async with aclosing(pages):
        await anext(pages)
        await anext(pages)
        for _ in range(20):
            await asyncio.sleep(0)

        assert register.in_flight == 0
        with pytest.raises(TransientSourceError, match="page 3"):
            await anext(pages)


@pytest.mark.anyio
async def test_a_reader_that_leaves_early_leaves_nothing_running() -> None:
    register = FailingRegister(fails_on=99)
    running = asyncio.all_tasks()

    async with aclosing(read_pages(register.page, page_size=1, concurrency=4)) as pages:
        async for _ in pages:
            break

    assert register.in_flight == 0
    assert asyncio.all_tasks() == running


@pytest.mark.anyio
async def test_a_cancelled_reader_leaves_nothing_running() -> None:
    register = FailingRegister(fails_on=99)
    running = asyncio.all_tasks()
    reader = asyncio.create_task(all_pages(register, 4))
    for _ in range(20):
        await asyncio.sleep(0)
    assert register.in_flight == 4

    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader

    assert register.in_flight == 0
    assert asyncio.all_tasks() == running


@pytest.mark.anyio
async def test_the_summary_says_what_came_and_how_long_it_took() -> None:
    clock, meter = SetClock(), Meter(retries=2)
    register = InMemoryRegister([food_permit(number) for number in range(5)], page_size=2)

    async def page(number: int) -> RowsPage:
        clock.now += 1.5
        meter.retries += number == 2
        return await register.page(number)

    with metering(meter):
        pages = Pages(page, page_size=2, concurrency=1, clock=clock)
        before = pages.summary
        read = [number async for number, _ in pages]

    assert read == [1, 2, 3]
    assert before == PagingSummary()
    assert pages.summary == PagingSummary(pages=3, rows=5, seconds=4.5, retries=1)


@pytest.mark.anyio
@pytest.mark.parametrize("rows", [0, 1, 3, 4])
async def test_one_or_two_pages_are_read_without_tasks(rows: int) -> None:
    tasks: list[asyncio.Task[object]] = []

    async def page(_number: int) -> RowsPage:
        tasks.append(asyncio.current_task())  # type: ignore[arg-type]  # within a test
        return RowsPage(total=rows, rows=())

    _ = [number async for number, _ in read_pages(page, page_size=2, concurrency=4)]

    assert set(tasks) == {asyncio.current_task()}


@pytest.mark.anyio
async def test_no_pages_at_a_time_are_refused() -> None:
    register = InMemoryRegister([food_permit(number) for number in range(5)], page_size=1)

    with pytest.raises(ValueError, match="0 pages at a time"):
        await all_pages(register, 0)


@pytest.mark.parametrize(
    ("total", "page_size", "pages"),
    [(0, 10, 1), (1, 10, 1), (10, 10, 1), (11, 10, 2), (147_053, 1_000, 148)],
)
def test_the_last_page_may_be_short(total: int, page_size: int, pages: int) -> None:
    assert page_count(total, page_size) == pages
