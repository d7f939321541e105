"""The way of a request through the sandbox: count, refuse, delay, disturb, answer.

The order is that of the real gateways: key, product, quota, rate, then what was asked.
"""

import asyncio
import random
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from radius_assets.sandbox.dice import Dice, Luck
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.limits import Turnstile
from radius_assets.sandbox.messages import Answer, Asked, Oddities, Service, html_answer
from radius_assets.sandbox.settings import SandboxSettings

ARRIVED_AT = "sandbox.arrived_at_s"
HANG_UP = "hang_up"
_BAD_GATEWAY = html_answer("502 Bad Gateway", 502)


class ArrivalClock:
    """Notes when a request arrives, before anything else is done with it."""

    def __init__(self, app: ASGIApp, *, clock: Callable[[], float]) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[ARRIVED_AT] = self._clock()
        await self._app(scope, receive, send)


class Disconnect(Response):
    """No answer: the connection is closed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 # ASGI
        scope["state"][HANG_UP]()
        await receive()


class ServiceEndpoint:
    """One service behind its limits, its latency and its faults."""

    def __init__(self, service: Service, settings: SandboxSettings) -> None:
        self._service = service
        self._settings = settings
        self._jitter = random.Random(service.name)
        self.turnstile = Turnstile(settings.rate_per_second)
        self.disturb(settings.faults)

    @property
    def name(self) -> str:
        """The name of the service."""
        return self._service.name

    def serve(self, service: Service) -> None:
        """Answer from this one from now on: the same service over another city."""
        self._service = service

    def disturb(self, faults: Faults) -> None:
        """Have these faults from now on, with fresh dice."""
        self._faults = faults
        self._dice = Dice(self.name, faults)
        self._service.forget()

    def reset(self) -> None:
        """Begin statistics, quota and dice anew."""
        self.turnstile.reset()
        self.disturb(self._faults)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        asked = Asked(scope["path"], request.query_params, request.headers)
        kind = self._service.kind(asked)
        if kind is None:
            await PlainTextResponse("not served by the sandbox", 404)(scope, receive, send)
            return
        self.turnstile.enter(kind)
        try:
            response = await self._response(request, asked, kind)
        finally:
            # before it is sent: a client that has its answer may ask again at once
            self.turnstile.leave()
        await response(scope, receive, send)

    async def _response(self, request: Request, asked: Asked, kind: str) -> Response:
        refusal = self._refusal(asked, kind, request.scope[ARRIVED_AT])
        luck = Luck() if refusal is not None else self._dice.throw()
        asked = Asked(asked.path, asked.query, asked.headers, await request.body())
        await asyncio.sleep(self._latency_s())
        if refusal is not None:
            return self._sent(refusal)
        if luck.mishap is not None:
            self._count(luck.mishap)
        if luck.mishap == "timeouts":
            await _stall(request, self._faults.timeout_s)
        if luck.mishap == "disconnects":
            return Disconnect()
        return self._sent(self._answer(asked, kind, luck))

    def _refusal(self, asked: Asked, kind: str, arrived_at_s: float) -> Answer | None:
        """The answer to a request that is not let in; counts it in any case."""
        troubles, statistics = self._service.troubles, self.turnstile.statistics
        if (refusal := self._service.refusal(asked)) is not None:
            statistics.wrong_key += 1
            return refusal
        admitted = self.turnstile.admits(self._service.key(asked), arrived_at_s)
        if {self.name, f"{self.name}.{kind}"} & set(self._faults.refusing):
            self._count("refusing")
            return troubles.refused
        quota = self._faults.quota.get(self.name)
        if quota is not None and statistics.requests - statistics.wrong_key > quota:
            statistics.quota_spent += 1
            return troubles.quota_spent[(statistics.quota_spent - 1) % len(troubles.quota_spent)]
        return None if admitted else troubles.too_fast

    def _answer(self, asked: Asked, kind: str, luck: Luck) -> Answer:
        troubles = self._service.troubles
        failing = self._faults.failing_districts.get(kind, ())
        if failing and self._service.district(asked) in failing:
            self._count("failing_districts")
            return troubles.broken
        instead = {
            "unavailable": troubles.unavailable,
            "unsuccessful": troubles.broken,
            "html": _BAD_GATEWAY,
        }
        if luck.mishap in instead:
            return instead[luck.mishap]
        oddities = Oddities(self._faults, luck.total_shift, luck.row_shift)
        answer = self._service.answer(asked, oddities)
        if luck.mishap == "truncated":
            cut = max(1, int(luck.cut_at * len(answer.body)))
            return Answer(answer.body[:cut], answer.content_type, answer.status)
        return answer

    def _sent(self, answer: Answer) -> Response:
        headers = {"content-type": answer.content_type}
        if answer.status in {429, 503} and self._faults.retry_after_s is not None:
            headers["retry-after"] = str(self._faults.retry_after_s)
        return Response(answer.body, answer.status, headers)

    def _latency_s(self) -> float:
        jitter_ms = self._settings.jitter_ms
        latency_ms = self._settings.latency_ms + self._jitter.uniform(-jitter_ms, jitter_ms)
        return max(0.0, latency_ms / 1000)

    def _count(self, fault: str) -> None:
        self.turnstile.statistics.faults[fault] += 1


async def _stall(request: Request, timeout_s: float) -> None:
    """Wait until the client gives up, or for `timeout_s`."""
    try:
        async with asyncio.timeout(timeout_s):
            await request.receive()
    except TimeoutError:
        pass
