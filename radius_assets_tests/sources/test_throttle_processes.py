"""Real processes on one budget, against a server on a real socket that counts."""

import asyncio
import random
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from radius_assets.sources.budget import TURNS_BY_AGE
from radius_assets_tests.sources import asking_process
from radius_assets_tests.sources.places import Place
from radius_assets_tests.sources.redis_server import StartRedis
from radius_assets_tests.sources.set_clock import worst_window

WINDOW_S = 0.2
AFTER_A_RESTART_S = 1.0
"""A Redis without its memory waits for one window: what was sent before must have arrived by then,
on a busy machine, too."""


class CountingServer:
    """Answers after 0 to 40 ms and notes each arrival.

    An arrival that is noted late, on a busy machine, is still noted before its answer: the
    promise of the throttle holds for any moment between the two.
    """

    def __init__(self) -> None:
        self.arrived_at: list[float] = []
        self.paths: list[str] = []
        self._conversations: list[asyncio.Task[Any] | None] = []
        self.is_busy = asyncio.Event()
        self.url = ""
        self._random = random.Random(3)  # noqa: S311  (a latency needs no cryptographic dice)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._conversations.append(asyncio.current_task())
        with suppress(asyncio.IncompleteReadError, ConnectionResetError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.paths.append(head.decode().split(" ")[1])
                self.arrived_at.append(asyncio.get_running_loop().time())
                if len(self.arrived_at) == 15:
                    self.is_busy.set()
                await asyncio.sleep(self._random.uniform(0.0, 0.04))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()
        with suppress(ConnectionResetError):
            await writer.wait_closed()

    async def ended(self) -> None:
        """Wait until nobody is connected any more."""
        await asyncio.gather(*filter(None, self._conversations))


@asynccontextmanager
async def counting_server() -> AsyncIterator[CountingServer]:
    counting = CountingServer()
    async with await asyncio.start_server(counting.answer, "127.0.0.1") as server:
        counting.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield counting
        await counting.ended()


async def process_asking(
    address: str,
    server: CountingServer,
    requests: int,
    *,
    path: str = "",
    window_s: float = WINDOW_S,
    priority: int = 0,
) -> Process:
    asked = [address, server.url + path, str(requests), str(window_s), str(priority)]
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", asking_process.__name__, *asked
    )


async def processes_asking(address: str, server: CountingServer) -> list[Process]:
    return [await process_asking(address, server, 20) for _ in range(4)]


@pytest.mark.anyio
async def test_four_processes_together_keep_to_one_budget(place: Place) -> None:
    async with counting_server() as server:
        processes = await processes_asking(place.address, server)

        exit_codes = [await process.wait() for process in processes]

    assert exit_codes == [0, 0, 0, 0]
    assert len(server.arrived_at) == 80
    assert worst_window(server.arrived_at, window_s=WINDOW_S) <= 10
    assert place.opened().requests_today() == {"all": 80}


@pytest.mark.anyio
@pytest.mark.parametrize("priority", [-1, 1])
async def test_a_small_process_is_served_beside_one_that_goes_on_and_on(
    priority: int, place: Place
) -> None:
    """A higher priority goes first, to a lower one every fifth turn is left."""
    async with counting_server() as server:
        large = await process_asking(place.address, server, 2_000, path="/large")
        await server.is_busy.wait()
        small = await process_asking(place.address, server, 10, path="/small", priority=priority)

        exit_code = await small.wait()
        large.kill()
        await large.wait()

    served = [n for n, path in enumerate(server.paths) if path == "/small"]
    others = server.paths[served[0] : served[-1]].count("/large")
    assert (exit_code, len(served)) == (0, 10)
    assert others <= (10 if priority > 0 else 10 * TURNS_BY_AGE)
    assert worst_window(server.arrived_at, window_s=WINDOW_S) <= 10


@pytest.mark.anyio
async def test_a_redis_that_goes_away_in_the_middle_is_waited_for(
    start_redis: StartRedis,
) -> None:
    with start_redis() as redis_server:
        async with counting_server() as server:
            address = f"{redis_server.url}#name"
            processes = [
                await process_asking(address, server, 10, window_s=AFTER_A_RESTART_S)
                for _ in range(4)
            ]
            await server.is_busy.wait()

            redis_server.stop()
            under_way = len(server.arrived_at)
            redis_server.start()
            exit_codes = [await process.wait() for process in processes]

    assert under_way < 40
    assert exit_codes == [0, 0, 0, 0]
    assert len(server.arrived_at) == 40
    assert worst_window(server.arrived_at, window_s=AFTER_A_RESTART_S) <= 10
