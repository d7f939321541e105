"""A process that asks a server through the shared throttle: state file, URL, requests, window."""

import asyncio
import sys
from pathlib import Path

import httpx

from radius_assets.sources.throttle import Throttle, ThrottledTransport


async def ask(path: Path, url: str, requests: int, window_s: float) -> None:
    """Ask so many times, eight at once, and fail on any answer but 200."""
    throttle = Throttle(path, slots=10, window_s=window_s)
    transport = ThrottledTransport(httpx.AsyncHTTPTransport(), throttle)
    async with (
        httpx.AsyncClient(transport=transport, trust_env=False) as client,
        asyncio.TaskGroup() as group,
    ):
        asked = [group.create_task(client.get(url)) for _ in range(requests)]
    for task in asked:
        task.result().raise_for_status()


if __name__ == "__main__":
    asyncio.run(ask(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
