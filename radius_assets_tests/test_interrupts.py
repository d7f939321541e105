"""Tests of how signals end async work: in order, once, and with what is done being told."""

import asyncio
import os
import signal
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

import pytest
from dagster._core.errors import DagsterExecutionInterruptedError

from radius_assets.interrupts import SIGNALS, ending_on_signals


def kill(number: int = signal.SIGINT) -> None:
    os.kill(os.getpid(), number)


@pytest.fixture(autouse=True)
def _no_handler_is_left_behind() -> Iterator[None]:
    before = [signal.getsignal(number) for number in SIGNALS]
    yield
    assert [signal.getsignal(number) for number in SIGNALS] == before


async def read(events: AsyncGenerator[str, None], told: list[str]) -> None:
    async for event in ending_on_signals(events):
        told.append(event)  # noqa: PERF401 # an exception would lose what extend has read


@pytest.mark.anyio
async def test_without_a_signal_the_events_are_passed_on() -> None:
    async def events() -> AsyncGenerator[str, None]:
        yield "first"
        await asyncio.sleep(0)
        yield "second"

    told: list[str] = []
    await read(events(), told)

    assert told == ["first", "second"]


@pytest.mark.anyio
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
async def test_a_signal_ends_the_work_once_it_has_cleaned_up(number: signal.Signals) -> None:
    async def events() -> AsyncGenerator[str, None]:
        yield "done"
        try:
            kill(number)
            await asyncio.Event().wait()
            yield "never"
        finally:
            await asyncio.sleep(0)
            told.append("cleaned up")

    told: list[str] = []
    with pytest.raises(DagsterExecutionInterruptedError):
        await read(events(), told)

    assert told == ["done", "cleaned up"]


@pytest.mark.anyio
async def test_further_signals_do_not_disturb_the_cleaning_up() -> None:
    async def events() -> AsyncGenerator[str, None]:
        try:
            kill()
            await asyncio.Event().wait()
            yield "never"
        finally:
            for number in SIGNALS:
                kill(number)
                await asyncio.sleep(0)
            told.append("cleaned up")

    told: list[str] = []
    with pytest.raises(DagsterExecutionInterruptedError):
        await read(events(), told)

    assert told == ["cleaned up"]


@pytest.mark.anyio
async def test_what_is_done_when_the_signal_comes_is_told() -> None:
    async def events() -> AsyncGenerator[str, None]:
        kill()
        yield "done"
        yield "never"

    told: list[str] = []
    with pytest.raises(DagsterExecutionInterruptedError):
        await read(events(), told)

    assert told == ["done"]


@pytest.mark.anyio
async def test_work_that_ends_as_the_signal_comes_has_ended() -> None:
    async def events() -> AsyncGenerator[str, None]:
        yield "done"
        kill()

    told: list[str] = []
    await read(events(), told)

    assert told == ["done"]


@pytest.mark.anyio
async def test_who_reads_the_events_is_cancelled_as_ever() -> None:
    async def events() -> AsyncGenerator[str, None]:
        started.set()
        await asyncio.Event().wait()
        yield "never"

    started = asyncio.Event()
    reading = asyncio.create_task(read(events(), []))
    await started.wait()
    reading.cancel()

    with pytest.raises(asyncio.CancelledError):
        await reading


@pytest.mark.anyio
async def test_a_signal_that_the_caller_ignores_stays_ignored() -> None:
    async def events() -> AsyncGenerator[str, None]:
        kill(signal.SIGHUP)
        await asyncio.sleep(0)
        yield "done"

    told: list[str] = []
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    await read(events(), told)
    signal.signal(signal.SIGHUP, before)

    assert told == ["done"]


def test_a_thread_passes_the_events_on() -> None:
    async def events() -> AsyncGenerator[str, None]:
        yield "done"

    told: list[str] = []
    thread = threading.Thread(target=lambda: asyncio.run(read(events(), told)))
    thread.start()
    thread.join()

    assert told == ["done"]


def test_what_is_let_go_between_two_events_is_closed_in_order() -> None:
    """As Dagster does when a signal comes while it stores an event."""
    told, wrong = list[str](), list[dict[str, Any]]()

    async def tables() -> AsyncGenerator[str, None]:
        try:
            yield "first"
        finally:
            await asyncio.sleep(0)
            told.append("tables closed")

    async def events() -> AsyncGenerator[str, None]:
        async with aclosing(tables()) as found:
            async for table in found:
                yield table
        told.append("never")

    async def asset() -> AsyncGenerator[str, None]:
        async for event in ending_on_signals(events()):
            yield event

    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda _, context: wrong.append(context))
    working = asset()
    assert loop.run_until_complete(anext(working)) == "first"

    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()

    assert told == ["tables closed"]
    assert wrong == []
