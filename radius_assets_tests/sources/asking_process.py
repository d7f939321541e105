"""A process that asks a server through the shared throttle: budget, URL, requests, window.

Its priority may follow.
"""

import asyncio
import sys

import httpx

from radius_assets.sources.throttle import Throttle, ThrottledTransport
from radius_assets_tests.sources.places import place_at


async def ask(address: str, url: str, requests: int, window_s: float, priority: int = 0) -> None:
    """Ask so many times, eight at once, and fail on any answer but 200."""
    budget = place_at(address).opened()
    throttle = Throttle(budget, slots=10, window_s=window_s, priority=priority)
    transport = ThrottledTransport(httpx.AsyncHTTPTransport(), throttle)
    async with (
        httpx.AsyncClient(transport=transport, trust_env=False) as client,
        asyncio.TaskGroup() as group,
    ):
        asked = [group.create_task(client.get(url)) for _ in range(requests)]
    for task in asked:
        task.result().raise_for_status()


if __name__ == "__main__":
    options = [int(priority) for priority in sys.argv[5:]]
    asyncio.run(ask(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), *options))
