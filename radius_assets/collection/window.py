"""Pages on their way: asked for side by side, handed on in order, never more than a few held."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Generic, TypeVar

from radius_assets.collection.failures import joined

PageT = TypeVar("PageT")

AHEAD = 2  # pages asked for or waiting their turn, per request in flight: one slow page stops none


class Window(Generic[PageT]):
    """The next pages of a query; once one fails, the others are ended.

    Args:
        ask: Reads a page by its number.
        numbers: The pages wanted, in the order in which they are handed on.
        concurrency: Pages asked for at a time; `AHEAD` times as many are held.
    """

    def __init__(
        self, ask: Callable[[int], Awaitable[PageT]], numbers: Sequence[int], *, concurrency: int
    ) -> None:
        if concurrency < 1:
            raise ValueError(f"{concurrency} pages at a time read none")
        self._ask = ask
        self._numbers = numbers
        self._asked = 0
        self._places = AHEAD * concurrency
        self._slots = asyncio.Semaphore(concurrency)
        self._tasks: deque[tuple[int, asyncio.Task[PageT]]] = deque()

    @property
    def is_over(self) -> bool:
        """Whether all pages were handed on."""
        return self._asked == len(self._numbers) and not self._tasks

    async def next(self) -> tuple[int, PageT]:
        """The next page with its number, as soon as it is there.

        Raises:
            SourceError: A page failed, this one or a later one; see `joined`.
        """
        self._fill()
        await self._arrived()
        number, task = self._tasks.popleft()
        return number, task.result()

    async def close(self) -> None:
        """End what is under way, and wait until it has."""
        self._cancel()
        await asyncio.gather(*(task for _, task in self._tasks), return_exceptions=True)

    def _fill(self) -> None:
        while self._asked < len(self._numbers) and len(self._tasks) < self._places:
            number = self._numbers[self._asked]
            self._asked += 1
            task = asyncio.create_task(self._ask_in_turn(number))
            task.add_done_callback(self._notice)
            self._tasks.append((number, task))

    async def _ask_in_turn(self, number: int) -> PageT:
        await self._slots.acquire()
        page = await self._ask(number)
        self._slots.release()  # not where it failed: nothing more is to be asked then
        return page

    def _notice(self, task: asyncio.Task[PageT]) -> None:
        """End the others at once where a page failed; the reader may be busy elsewhere."""
        if not task.cancelled() and task.exception() is not None:
            self._cancel()

    def _cancel(self) -> None:
        for _, task in self._tasks:
            task.cancel()

    async def _arrived(self) -> None:
        """Wait for the first page, or raise as soon as any page has failed."""
        while not _failures(self._tasks) and not self._tasks[0][1].done():
            waiting = [task for _, task in self._tasks if not task.done()]
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if _failures(self._tasks):
            await self.close()
            raise joined(_failures(self._tasks))


def _failures(tasks: Iterable[tuple[int, asyncio.Task[PageT]]]) -> dict[int, BaseException]:
    """What went wrong by page, without what was merely ended."""
    failures: dict[int, BaseException] = {}
    for number, task in tasks:
        if task.done() and not task.cancelled() and (error := task.exception()) is not None:
            failures[number] = error
    return failures
