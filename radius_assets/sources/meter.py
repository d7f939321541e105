"""What asking costs: requests, retries and waiting, counted for whoever wants to know."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import httpx


@dataclass(slots=True)
class Meter:
    """What asking has cost so far; `waited_s` are seconds spent waiting for the budget.

    `slow_downs` counts by source how often it answered that it is asked too fast.
    """

    requests: int = 0
    retries: int = 0
    waited_s: float = 0.0
    slow_downs: dict[str, int] = field(default_factory=dict)


current_meter: ContextVar[Meter | None] = ContextVar("current_meter", default=None)


@contextmanager
def metering(meter: Meter) -> Iterator[None]:
    """Count on this meter what is asked within, also by the tasks that are started within."""
    token = current_meter.set(meter)
    try:
        yield
    finally:
        current_meter.reset(token)


class MeteredTransport(httpx.AsyncHTTPTransport):
    """A transport that counts each request where it is sent."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if (meter := current_meter.get()) is not None:
            meter.requests += 1
        return await super().handle_async_request(request)


def count_retry() -> None:
    """A request is sent again."""
    if (meter := current_meter.get()) is not None:
        meter.retries += 1


def count_wait(seconds: float) -> None:
    """A request has waited so long for the budget."""
    if (meter := current_meter.get()) is not None:
        meter.waited_s += seconds


def count_slow_down(source: str) -> None:
    """A source has answered that it is asked too fast."""
    if (meter := current_meter.get()) is not None:
        meter.slow_downs[source] = meter.slow_downs.get(source, 0) + 1
