"""How many requests does the server see in its worst second, and how many in the long run?

Processes ask a small server on a real socket, in a process of its own, as fast as they are
let; a request takes half of the latency to arrive and half to be answered, each 0.5 to 1.5
times as long by chance. Ten a second are wanted. Compared are the two modes of the throttle,
aiolimiter (a leaky bucket in each process), pyrate-limiter (a bucket in a SQLite file that all
processes share) and the first version's semaphore: eight at once in each process, each of which
sleeps 0.1 s after its answer. What is not installed is left out, and said to be.

Not measured: real networks, with connections that are lost; the service's own way to count;
processes on more than one machine. On a busy machine `paced` has more in its worst second
than on an idle one.

With `--redis` the budget is kept there and not in a file.

    python -m benchmarks.bench_throttle [--seconds 10] [--processes 1,4,16] [--latencies 50,150,400]
        [--redis redis://127.0.0.1:6379/15]
"""

import argparse
import asyncio
import itertools
import multiprocessing
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from uuid import uuid4

import httpx
import redis

from benchmarks.limiters import AT_ONCE, PER_SECOND, STRATEGIES, Job, is_installed, transport_of

SPAWN = multiprocessing.get_context("spawn")


async def ask(job: Job, url: str) -> int:
    """Ask until the time is over; how many answers there were."""
    ends_at, answers = time.monotonic() + job.seconds, 0

    async def keep_asking(client: httpx.AsyncClient) -> None:
        nonlocal answers
        while time.monotonic() < ends_at:
            (await client.get(url)).raise_for_status()
            answers += 1

    async with (
        httpx.AsyncClient(transport=transport_of(job), trust_env=False) as client,
        asyncio.TaskGroup() as group,
    ):
        for _ in range(AT_ONCE):
            group.create_task(keep_asking(client))
    return answers


def work(job: Job, url: str, together: Barrier, answers: "Queue[int]") -> None:
    together.wait()
    answers.put(asyncio.run(ask(job, url)))


async def serve_until_told(parent: Connection, latency_s: float) -> list[float]:
    """Serve on a free port, which the parent is told; the times at which requests arrived."""
    arrived_at: list[float] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(latency_s / 2 * random.uniform(0.5, 1.5))
                arrived_at.append(time.monotonic())
                await asyncio.sleep(latency_s / 2 * random.uniform(0.5, 1.5))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1")
    parent.send(server.sockets[0].getsockname()[1])
    await asyncio.to_thread(parent.recv)
    return arrived_at


def serve(parent: Connection, latency_s: float) -> None:
    parent.send(asyncio.run(serve_until_told(parent, latency_s)))


def run(job: Job, *, processes: int, latency_s: float) -> tuple[list[float], list[int]]:
    """The times at which requests arrived, and how many each process had answered."""
    ours, theirs = SPAWN.Pipe()
    server = SPAWN.Process(target=serve, args=(theirs, latency_s))
    server.start()
    url = f"http://127.0.0.1:{ours.recv()}"
    together, answers = SPAWN.Barrier(processes), SPAWN.Queue()
    workers = [
        SPAWN.Process(target=work, args=(job, url, together, answers)) for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    counts = [answers.get() for _ in workers]
    for worker in workers:
        worker.join()
    ours.send("enough")
    arrived_at = ours.recv()
    server.join()
    return arrived_at, counts


def worst_second(arrived_at: Sequence[float]) -> int:
    """The most arrivals in any second."""
    return max(sum(0 <= later - first < 1.0 for later in arrived_at) for first in arrived_at)


def sustained(arrived_at: Sequence[float]) -> float:
    """Arrivals a second, without the first ten, who need not wait."""
    ordered = sorted(arrived_at)
    return (len(ordered) - PER_SECOND) / (ordered[-1] - ordered[PER_SECOND - 1])


@contextmanager
def job_of(strategy: str, seconds: float, redis_url: str | None) -> Iterator[Job]:
    """A job with a state of its own, which is gone afterwards."""
    if redis_url is None:
        with tempfile.TemporaryDirectory() as folder:
            yield Job(strategy, str(Path(folder) / "state"), seconds)
        return
    job = Job(strategy, f"radius:bench:{uuid4()}", seconds, redis_url)
    with redis.Redis.from_url(redis_url) as client:
        yield job
        client.delete(job.state)


def figures(job: Job, *, processes: int, latency_ms: int) -> str:
    arrived_at, counts = run(job, processes=processes, latency_s=latency_ms / 1_000)
    rate = sustained(arrived_at)
    return (
        f"| {job.strategy} | {processes} | {latency_ms} | {worst_second(arrived_at)} | "
        f"{rate:.2f} | {100 * rate / PER_SECOND:.0f} % | {min(counts)}-{max(counts)} |"
    )


def numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def main() -> None:
    parser = argparse.ArgumentParser(description="Worst server second and rate of the throttle.")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--processes", type=numbers, default=[1, 4, 16])
    parser.add_argument("--latencies", type=numbers, default=[50, 150, 400])
    parser.add_argument("--redis", metavar="URL", help="where to keep the budget")
    options = parser.parse_args()
    print("| limiter | processes | latency ms | worst second | a second | of the budget | each |")
    print("|---|---|---|---|---|---|---|")
    for strategy, processes, latency_ms in itertools.product(
        STRATEGIES, options.processes, options.latencies
    ):
        if not is_installed(strategy):
            print(f"| {strategy} | NOT INSTALLED, so not compared: `make bench` has it |||||")
            continue
        with job_of(strategy, options.seconds, options.redis) as job:
            print(figures(job, processes=processes, latency_ms=latency_ms), flush=True)


if __name__ == "__main__":
    main()
