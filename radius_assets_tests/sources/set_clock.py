"""Clocks that tests set: time passes when everyone waits for it, and at once."""

import asyncio
import selectors
from collections.abc import Coroutine, Sequence
from typing import TypeVar

T = TypeVar("T")


class SetClock:
    """A clock that stands still until it is set."""

    def __init__(self, now: float = 1_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class _SkippingSelector(selectors.SelectSelector):
    """Instead of waiting for a time-out, makes it the present."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = SetClock()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if timeout is None and not ready:
            raise RuntimeError("everyone waits for something that never comes")
        if timeout is not None and not ready:
            self.clock.now += max(0.0, timeout)
        return ready


class SkippingLoop(asyncio.SelectorEventLoop):
    """An event loop in which an hour of sleeping takes no time."""

    def __init__(self) -> None:
        self._skipping = _SkippingSelector()
        super().__init__(self._skipping)

    def time(self) -> float:
        return self._skipping.clock.now


def run_skipping(main: Coroutine[object, object, T]) -> T:
    """Run a coroutine on a loop whose time passes at once."""
    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        return runner.run(main)


def worst_window(stamps: Sequence[float], *, window_s: float) -> int:
    """The most stamps in any half-open window of that length."""
    ordered = sorted(stamps)
    return max(
        (sum(0 <= stamp - first < window_s for stamp in ordered) for first in ordered), default=0
    )
