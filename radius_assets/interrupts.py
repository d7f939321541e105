"""Ctrl-C and SIGTERM end async work in order: tasks are cancelled, clients closed, nothing torn."""

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dagster._core.errors import DagsterExecutionInterruptedError

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Within the block a signal cancels all tasks of the running loop, and the block says so.

    Without this Dagster's own handler raises out of the loop and leaves tasks and connections
    behind. Outside of the main thread signals do not arrive, and the block changes nothing.

    Raises:
        DagsterExecutionInterruptedError: A signal came; Dagster ends the run on it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number in SIGNALS:
        loop.add_signal_handler(number, _cancel_all, loop)
    try:
        yield
    except asyncio.CancelledError:
        raise DagsterExecutionInterruptedError from None
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()
