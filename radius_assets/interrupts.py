"""Ctrl-C and SIGTERM end async work in order: tasks are cancelled, clients closed, nothing torn."""

import asyncio
import signal
import sys
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from types import FrameType
from typing import TypeVar

from dagster._core.errors import DagsterExecutionInterruptedError

T = TypeVar("T")

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def ending_on_signals(events: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """The same events; a signal cancels what works on the next one, once that has cleaned up.

    Dagster's own handler raises out of the event loop and leaves tasks and connections behind.
    It is set anew for each event, so ours has to be, too. Outside of the main thread signals do
    not arrive, and the events are passed on as they are.

    Between two events Dagster heeds a signal itself: it lets go of the generator and has the loop
    close it, which closes all that it works with in order.

    Raises:
        DagsterExecutionInterruptedError: A signal came; Dagster ends the run on it.
    """
    arrived: list[asyncio.Handle] = []
    async with aclosing(events):
        while not arrived:
            try:
                with _cancelling(arrived), _closed_by_their_users():
                    event = await anext(events)
            except StopAsyncIteration:
                return
            except asyncio.CancelledError:
                if not arrived:
                    raise
                break
            yield event  # what is done is told, also if a signal came meanwhile
        raise DagsterExecutionInterruptedError


@contextmanager
def _cancelling(arrived: list[asyncio.Handle]) -> Iterator[None]:
    """Within the block the first signal cancels the task and is noted, further ones do nothing."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    if task is None or threading.current_thread() is not threading.main_thread():
        yield
        return

    def cancel(_number: int, _frame: FrameType | None) -> None:
        if not arrived:
            arrived.append(loop.call_soon_threadsafe(task.cancel))

    heeded = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, cancel) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for handle in arrived:
            handle.cancel()


@contextmanager
def _closed_by_their_users() -> Iterator[None]:
    """Async generators that begin within the block are not closed by the loop when it ends.

    It would close all at once, each while another that uses it closes it, too, which fails.
    """
    hooks = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(firstiter=None)
    try:
        yield
    finally:
        sys.set_asyncgen_hooks(*hooks)
