"""A service of many rows on a real socket, that takes its time and counts who asks."""

import asyncio
import json
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from urllib.parse import parse_qs, urlsplit

SPAWN = multiprocessing.get_context("spawn")


@dataclass
class Asked:
    """What the service saw: when requests arrived, and how many were open at once."""

    arrived_at: list[float] = field(default_factory=list)
    open_now: int = 0
    open_most: int = 0

    def worst_window(self, seconds: float) -> int:
        """The most arrivals in any window of that length."""
        times = self.arrived_at
        return max(sum(0 <= later - first < seconds for later in times) for first in times)


def _body(target: str, rows: int) -> bytes:
    query = parse_qs(urlsplit(target).query)
    offset, limit = int(query["offset"][0]), int(query["limit"][0])
    page = [
        {"id": number, "name": f"shop {number}", "address": f"{number} street"}
        for number in range(offset, min(offset + limit, rows))
    ]
    return json.dumps({"total": rows, "rows": page}).encode()


async def _serve(parent: Connection, rows: int, latency_s: float) -> Asked:
    asked = Asked()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The client hangs up, or the benchmark is over.
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                arrived_at = time.monotonic()
                asked.arrived_at.append(arrived_at)
                asked.open_now += 1
                asked.open_most = max(asked.open_most, asked.open_now)
                body = _body(head.split(b" ", 2)[1].decode(), rows)
                await asyncio.sleep(arrived_at + latency_s - time.monotonic())
                asked.open_now -= 1
                length = f"Content-Length: {len(body)}\r\n\r\n".encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + length + body
                )
        writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1")
    parent.send(server.sockets[0].getsockname()[1])
    await asyncio.to_thread(parent.recv)
    return asked


def _run(parent: Connection, rows: int, latency_s: float) -> None:
    parent.send(asyncio.run(_serve(parent, rows, latency_s)))


@dataclass
class Running:
    """A service that is being served; `asked` is known once it has ended."""

    url: str
    asked: Asked = field(default_factory=Asked)


@contextmanager
def served(*, rows: int, latency_s: float) -> Iterator[Running]:
    """Serve so many rows from a process of its own; each answer takes `latency_s`."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_run, args=(theirs, rows, latency_s))
    process.start()
    running = Running(f"http://127.0.0.1:{ours.recv()}")
    try:
        yield running
    finally:
        ours.send("enough")
        running.asked = ours.recv()
        process.join()
