"""Who goes first: a few at a time, and the earliest reading before all later ones."""

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count


class Turns:
    """Lets so many through at a time; of those that wait, the one of the lowest rank goes next.

    Without it, the first pages of every tile of every reading would go before the second page
    of any, and all readings would end together.
    """

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._came = count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def turn(self, rank: int) -> AsyncIterator[None]:
        """Wait for a turn, and hold it within."""
        await self._wait(rank)
        try:
            yield
        finally:
            self._give_back()

    async def _wait(self, rank: int) -> None:
        if self._free:
            self._free -= 1
            return
        mine = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (rank, next(self._came), mine))
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._give_back()  # it was our turn already, and nobody else would know
            raise

    def _give_back(self) -> None:
        while self._waiting:
            _, _, next_one = heapq.heappop(self._waiting)
            if not next_one.done():
                next_one.set_result(None)
                return
        self._free += 1
