"""Ways to ask no more than ten times a second: ours, two libraries', and the first version's."""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import httpx

from radius_assets.sources.budget import Mode
from radius_assets.sources.budget_redis import RedisBudget
from radius_assets.sources.throttle import Throttle, ThrottledTransport

AT_ONCE, PER_SECOND = 8, 10

STRATEGIES: Mapping[str, str | None] = MappingProxyType(
    {
        "slots": None,
        "paced": None,
        "aiolimiter": "aiolimiter",
        "pyrate-limiter": "pyrate_limiter",
        "semaphore": None,
    }
)
"""The strategies, each with the package that it needs besides ours."""

Turn: TypeAlias = AbstractAsyncContextManager[object]


def is_installed(strategy: str) -> bool:
    """Whether the package that a strategy needs is there."""
    package = STRATEGIES[strategy]
    return package is None or find_spec(package) is not None


@dataclass(frozen=True)
class Job:
    """What each process does; `state` is what the processes share, as far as they do."""

    strategy: str
    state: str
    seconds: float
    redis_url: str | None = None


class SleepyTransport(httpx.AsyncBaseTransport):
    """Eight at once, each of which sleeps 0.1 s after its answer."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self._places = asyncio.Semaphore(AT_ONCE)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async with self._places:
            response = await self._inner.handle_async_request(request)
            await asyncio.sleep(0.1)
            return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class AiolimiterTransport(httpx.AsyncBaseTransport):
    """A leaky bucket in each process: aiolimiter shares nothing between processes."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        from aiolimiter import AsyncLimiter  # noqa: PLC0415  # only where it is compared

        self._inner = inner
        self._turn: Turn = AsyncLimiter(PER_SECOND, 1.0)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async with self._turn:
            return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


class PyrateTransport(httpx.AsyncBaseTransport):
    """pyrate-limiter's bucket in a SQLite file that all processes share under a file lock."""

    def __init__(self, inner: httpx.AsyncBaseTransport, state: str) -> None:
        from pyrate_limiter import Limiter, Rate, SQLiteBucket  # noqa: PLC0415  # as above

        rates = [Rate(PER_SECOND, 1_000)]
        bucket = SQLiteBucket.init_from_file(rates, db_path=state, use_file_lock=True)
        self._limiter = Limiter(bucket)
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._limiter.try_acquire_async("kakao")
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        self._limiter.close()
        await self._inner.aclose()


def transport_of(job: Job) -> httpx.AsyncBaseTransport:
    """What a process sends its requests through."""
    inner = httpx.AsyncHTTPTransport()
    match job.strategy:
        case "semaphore":
            return SleepyTransport(inner)
        case "aiolimiter":
            return AiolimiterTransport(inner)
        case "pyrate-limiter":
            return PyrateTransport(inner, job.state)
    mode: Mode = "paced" if job.strategy == "paced" else "slots"
    url = job.redis_url
    budget = Path(job.state) if url is None else RedisBudget(url, job.state)
    return ThrottledTransport(
        inner, Throttle(budget, slots=PER_SECOND, mode=mode), concurrency=AT_ONCE
    )
