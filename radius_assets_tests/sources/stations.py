"""A transport that answers after a while, and requests that ask it through a throttle."""

import asyncio

import httpx

from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.places import Place

REQUEST = httpx.Request("GET", "https://kakao.test")


class Station(httpx.AsyncBaseTransport):
    """Answers after a while, and knows how many it answered at once at most."""

    def __init__(self, *, latency_s: float = 0.0) -> None:
        self._latency_s = latency_s
        self._now, self.most_at_once, self.is_closed = 0, 0, False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        await asyncio.sleep(self._latency_s)
        self._now -= 1
        return httpx.Response(200, request=request)

    async def aclose(self) -> None:
        self.is_closed = True


def throttle_on(place: Place, *, slots: int = 10, priority: int = 0) -> Throttle:
    clock = asyncio.get_running_loop().time
    return Throttle(place.opened(clock), slots=slots, priority=priority, clock=clock)


async def ask(throttle: Throttle, *, latency_s: float = 0.5) -> float:
    """Ask once; the moment at which the request was sent."""
    async with throttle.request():
        sent_at = asyncio.get_running_loop().time()
        await asyncio.sleep(latency_s)
        return sent_at
