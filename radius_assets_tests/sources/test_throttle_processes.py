"""Real processes on one budget, against a server on a real socket that counts."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from radius_assets.sources.budget_file import FileBudget
from radius_assets_tests.sources import asking_process
from radius_assets_tests.sources.set_clock import worst_window

WINDOW_S = 0.2


class CountingServer:
    """Answers after 0 to 40 ms and notes each arrival.

    An arrival that is noted late, on a busy machine, is still noted before its answer: the
    promise of the throttle holds for any moment between the two.
    """

    def __init__(self) -> None:
        self.arrived_at: list[float] = []
        self.url = ""
        self._random = random.Random(3)  # noqa: S311  (a latency needs no cryptographic dice)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                self.arrived_at.append(asyncio.get_running_loop().time())
                await asyncio.sleep(self._random.uniform(0.0, 0.04))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()


@asynccontextmanager
async def counting_server() -> AsyncIterator[CountingServer]:
    counting = CountingServer()
    async with await asyncio.start_server(counting.answer, "127.0.0.1") as server:
        counting.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield counting


@pytest.mark.anyio
async def test_four_processes_together_keep_to_one_budget(tmp_path: Path) -> None:
    path = tmp_path / "state"
    async with counting_server() as server:
        asked = [str(path), server.url, "20", str(WINDOW_S)]
        command = [sys.executable, "-m", asking_process.__name__, *asked]
        processes = [await asyncio.create_subprocess_exec(*command) for _ in range(4)]

        exit_codes = [await process.wait() for process in processes]

    assert exit_codes == [0, 0, 0, 0]
    assert len(server.arrived_at) == 80
    assert worst_window(server.arrived_at, window_s=WINDOW_S) <= 10
    assert FileBudget(path).requests_today() == 80
