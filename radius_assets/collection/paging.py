"""Pages of one query, read in parallel and handed on in order."""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from radius_assets.collection.failures import naming_page
from radius_assets.collection.window import Window
from radius_assets.sources.meter import current_meter

RowT_co = TypeVar("RowT_co", covariant=True)


class Page(Protocol[RowT_co]):
    """A page of rows, and how many rows the source declares for the whole query."""

    @property
    def total(self) -> int:
        """Rows of the whole query."""
        ...

    @property
    def rows(self) -> Sequence[RowT_co]:
        """Rows of this page."""
        ...


PageT = TypeVar("PageT", bound=Page[object])


@dataclass(frozen=True, slots=True)
class Pagination:
    """Which pages of a query are read: all, or those of `picked` that it has, and its last."""

    picked: tuple[int, ...] | None = None

    def pages(self, last: int) -> Sequence[int]:
        """Numbers of the pages to read of a query that has so many, in order."""
        if self.picked is None:
            return range(1, last + 1)
        return sorted({1, last, *(number for number in self.picked if number <= last)})


ALL = Pagination()
REPRESENTATIVE = Pagination((1, 2, 3))
SAMPLING = Pagination((1, 2, 3, 10, 20))


@dataclass(frozen=True, slots=True)
class PagingSummary:
    """What came of a query so far.

    Attributes:
        pages: Pages handed on.
        rows: Rows on them.
        seconds: From the first question to the last page handed on, the reader's time included.
        retries: Requests sent again meanwhile; None where nobody meters.
        batches: In how many its answers were archived. That is known once the reading is believed
            and the last one is written, see `RegisterReading.archived`; None before, and where
            nobody archives.
    """

    pages: int = 0
    rows: int = 0
    seconds: float = 0.0
    retries: int | None = None
    batches: int | None = None


class Pages(AsyncIterator[tuple[int, PageT]], Generic[PageT]):
    """The pages of one query, as (page number, page), to be iterated over once.

    Page 1 says how many pages there are; the others are asked for `concurrency` at a time,
    and never more than `AHEAD` times as many are held, however long the query. Nothing is
    asked for beyond the last page. Pages come as the source sent them: that a later page
    declares another total is for the reader to see. With a concurrency of 1 a page is asked
    for when the reader wants it; the pages are the same with any. Leave the iteration early
    only under `contextlib.aclosing`, which cancels what is still asked for.

    The first page that fails ends the others, and the iteration. See `joined` for what is
    raised where several failed before they could be ended.
    """

    def __init__(
        self,
        ask: Callable[[int], Awaitable[PageT]],
        *,
        page_size: int | None,
        concurrency: int,
        pagination: Pagination = ALL,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = naming_page(ask)
        self._page_size = page_size
        self._concurrency = concurrency
        self._pagination = pagination
        self._clock = clock
        self._summary = PagingSummary()
        self._reading = self._summed_up()

    @property
    def summary(self) -> PagingSummary:
        """What came so far; all of it once the iteration is over."""
        return self._summary

    async def __anext__(self) -> tuple[int, PageT]:
        return await anext(self._reading)

    async def aclose(self) -> None:
        """End the iteration; nothing is under way when this returns."""
        await self._reading.aclose()

    async def _summed_up(self) -> AsyncGenerator[tuple[int, PageT], None]:
        pages = rows = 0
        began_s, retries_before = self._clock(), _retries()
        reading = self._read()
        try:
            async for number, page in reading:
                pages, rows = pages + 1, rows + len(page.rows)
                self._summary = PagingSummary(
                    pages=pages,
                    rows=rows,
                    seconds=self._clock() - began_s,
                    retries=_since(retries_before, _retries()),
                )
                yield number, page
        finally:
            await reading.aclose()

    async def _read(self) -> AsyncGenerator[tuple[int, PageT], None]:
        first = await self._ask(1)
        yield 1, first
        last = page_count(first.total, self._page_size or len(first.rows))
        others = self._pagination.pages(last)[1:]
        if self._concurrency == 1 or len(others) == 1:
            for number in others:
                yield number, await self._ask(number)
            return
        window = Window(self._ask, others, concurrency=self._concurrency)
        try:
            while not window.is_over:
                yield await window.next()
        finally:
            await window.close()


def read_pages(
    ask: Callable[[int], Awaitable[PageT]],
    *,
    page_size: int | None,
    concurrency: int,
    pagination: Pagination = ALL,
) -> Pages[PageT]:
    """The pages of one query, in page order, from page 1 to the last.

    Args:
        ask: Reads a page by its number, from 1; see `by_range` and `by_offset` for others.
        page_size: Rows on a full page; None where the source decides, as page 1 shows.
        concurrency: Pages asked for at a time; the rate is a matter of the source's throttle.
        pagination: Which pages.

    Raises:
        SourceError: From `ask`, while the pages are iterated over.
    """
    return Pages(ask, page_size=page_size, concurrency=concurrency, pagination=pagination)


def added(summaries: Sequence[PagingSummary]) -> PagingSummary:
    """What came of queries that were read one after the other."""
    retries = [summary.retries for summary in summaries if summary.retries is not None]
    return PagingSummary(
        pages=sum(summary.pages for summary in summaries),
        rows=sum(summary.rows for summary in summaries),
        seconds=sum(summary.seconds for summary in summaries),
        retries=sum(retries) if retries else None,
    )


def page_count(total: int, page_size: int) -> int:
    """How many pages of `page_size` rows hold `total` rows; at least the one that says so."""
    return max(1, -(-total // page_size)) if page_size > 0 else 1


def by_range(
    fetch: Callable[[int, int], Awaitable[PageT]], *, page_size: int
) -> Callable[[int], Awaitable[PageT]]:
    """Reads pages of what is asked for from a row to a row, counted from 1, both included."""

    async def ask(number: int) -> PageT:
        return await fetch((number - 1) * page_size + 1, number * page_size)

    return ask


def by_offset(
    fetch: Callable[[int, int], Awaitable[PageT]], *, page_size: int
) -> Callable[[int], Awaitable[PageT]]:
    """Reads pages of what is asked for by the rows to leave out and the rows to give."""

    async def ask(number: int) -> PageT:
        return await fetch((number - 1) * page_size, page_size)

    return ask


def _retries() -> int | None:
    meter = current_meter.get()
    return None if meter is None else meter.retries


def _since(before: int | None, now: int | None) -> int | None:
    return None if before is None or now is None else now - before
