"""Pages of one query, read in parallel and handed on in order."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from typing import Protocol, TypeVar

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

AHEAD = 2  # pages asked for or waiting their turn, per request in flight: one slow page stops none


async def read_pages(
    ask: Callable[[int], Awaitable[PageT]], *, page_size: int | None, concurrency: int
) -> AsyncGenerator[tuple[int, PageT], None]:
    """Yield (page number, page) of one query, in page order, from page 1 to the last.

    Page 1 says how many pages there are; the others are asked for `concurrency` at a time,
    and never more than `AHEAD` times as many are held. Pages come as the source sent them:
    that a later page declares another total is for the reader to see. Leave the iteration
    early only under `contextlib.aclosing`, which cancels what is still asked for.

    Args:
        ask: Reads a page by its number, from 1.
        page_size: Rows on a full page; None where the source decides, as page 1 shows.
        concurrency: Pages asked for at a time.

    Raises:
        SourceError: From `ask`, as it is; the other requests are cancelled at once.
    """
    first = await ask(1)
    yield 1, first
    slots = asyncio.Semaphore(concurrency)

    async def ask_in_turn(number: int) -> PageT:
        await slots.acquire()
        page = await ask(number)
        slots.release()  # not where it failed: nothing more is to be asked then
        return page

    window: deque[tuple[int, asyncio.Task[PageT]]] = deque()
    try:
        for number in range(2, page_count(first.total, page_size or len(first.rows)) + 1):
            window.append((number, asyncio.create_task(ask_in_turn(number))))
            if len(window) >= AHEAD * concurrency:
                await _arrived(window)
                yield _next(window)
        while window:
            await _arrived(window)
            yield _next(window)
    finally:
        await _cancel([task for _, task in window])


def page_count(total: int, page_size: int) -> int:
    """How many pages of `page_size` rows hold `total` rows; at least the one that says so."""
    return max(1, -(-total // page_size)) if page_size > 0 else 1


async def _arrived(window: Iterable[tuple[int, asyncio.Task[PageT]]]) -> None:
    """Wait for the first page of the window, or raise as soon as any page fails."""
    tasks = [task for _, task in window]
    while True:
        for task in tasks:
            if task.done():
                task.result()
        if tasks[0].done():
            return
        waiting = [task for task in tasks if not task.done()]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)


def _next(window: deque[tuple[int, asyncio.Task[PageT]]]) -> tuple[int, PageT]:
    number, task = window.popleft()
    return number, task.result()


async def _cancel(tasks: list[asyncio.Task[PageT]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
