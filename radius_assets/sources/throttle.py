"""The throttle: no more requests than a service takes from one key, whoever asks."""

import asyncio
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

import httpx

from radius_assets.sources.budget import WHOLE_KEY, Budget, Limits, Mode
from radius_assets.sources.budget_file import Clock, FileBudget

Sleep: TypeAlias = Callable[[float], Awaitable[object]]

API = "radius_api"
"""The extension of an httpx request that names the API of the service that it asks."""


def budget_name(*, service: str, base_url: str, key: str) -> str:
    """The name of a budget: one for each service, address and key, which it does not show."""
    identity = "\0".join((service, base_url.rstrip("/"), key))
    return f"{service}-{hashlib.sha256(identity.encode()).hexdigest()[:32]}"


def _no_objection(*_asked: object) -> None:
    """Nothing speaks against sending."""


class Throttle:
    """The shared budget of one service and key.

    Args:
        budget: The file that all processes of the machine share, or another kept state.
        slots: Requests that the service takes in a window.
        window_s: The window, in seconds.
        mode: `slots` or `paced`, see `Limits`; the same in all processes.
        priority: Higher goes first; one turn in five goes to whoever waits longest.
        clock: Seconds on a clock that all processes share and nobody sets.
        sleep: Waits for so many seconds; a test sets the clock instead.
    """

    def __init__(  # noqa: PLR0913  (all but the first are options)
        self,
        budget: Path | Budget,
        *,
        slots: int = 10,
        window_s: float = 1.0,
        mode: Mode = "slots",
        priority: int = 0,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._budget = FileBudget(budget, clock=clock) if isinstance(budget, Path) else budget
        self._limits = Limits(slots, window_s, mode)
        self._priority = priority
        self._clock = clock
        self._sleep = sleep

    @asynccontextmanager
    async def request(
        self, api: str = WHOLE_KEY, *, check: Callable[[], None] = _no_objection
    ) -> AsyncIterator[float]:
        """Wait for a turn, and hold it until a window after the block ends.

        Yields the seconds waited. Turns are in the order of priority and then of coming, over
        all processes. A waiter sleeps until its time; where that is not known yet, until the
        first moment at which it could be, which is about a window away.

        Args:
            api: Where the request is counted.
            check: Called after each wait; what it raises ends the wait, and nothing is counted.

        Raises:
            ThrottleStateError: The state cannot be read or written.
        """
        ticket = secrets.randbits(63)
        asked_at = self._clock()
        hold_s = 0.0
        try:
            while (wait_s := self._wait_s(ticket, api)) > 0:
                await self._sleep(wait_s)
                check()
            hold_s = self._limits.window_s
            yield self._clock() - asked_at
        except asyncio.CancelledError:
            hold_s *= 2  # what was sent may still be on its way
            raise
        finally:
            self._budget.give_back(ticket, after_s=hold_s)

    def _wait_s(self, ticket: int, api: str) -> float:
        return self._budget.reserve(self._limits, ticket, api=api, priority=self._priority)

    def slow_down(self, seconds: float) -> None:
        """Let nobody send for so many seconds, because the service said it is asked too fast.

        Thereafter half the budget is used, and more of it step by step with every window.
        """
        self._budget.slow_down(seconds)

    def requests_today(self) -> Mapping[str, int]:
        """How many requests were sent with this key to each API since midnight in Korea."""
        return self._budget.requests_today()


class ThrottledTransport(httpx.AsyncBaseTransport):
    """Sends nothing before its turn, and no more than `concurrency` requests at once.

    A turn is over with the headers of the answer, or with its failure. Time spent waiting
    does not count towards httpx's time-outs, which begin in the inner transport.

    Args:
        inner: What sends.
        throttle: Whose turn it is.
        concurrency: Requests that wait or are under way at once; the others line up here.
        on_wait: Is told the seconds that each request waited for its turn.
        check: Is shown each request while it waits, and raises if it shall not be sent any more.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        throttle: Throttle,
        *,
        concurrency: int = 8,
        on_wait: Callable[[float], None] | None = None,
        check: Callable[[httpx.Request], None] = _no_objection,
    ) -> None:
        self._inner = inner
        self._throttle = throttle
        self._places = asyncio.Semaphore(concurrency)
        self._on_wait = on_wait
        self._check = check

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        check = partial(self._check, request)
        async with self._places:
            check()
            turn = self._throttle.request(request.extensions.get(API, WHOLE_KEY), check=check)
            async with turn as waited_s:
                if self._on_wait is not None:
                    self._on_wait(waited_s)
                return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()
