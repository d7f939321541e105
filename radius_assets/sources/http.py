"""Ask one service over HTTP: retries, the memory of a refusal, and figures of what was sent."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from itertools import count
from typing import TypeVar

import httpx
import stamina

from radius_assets.sources.answers import Answer
from radius_assets.sources.errors import (
    AccessRefusedError,
    BadRequestError,
    QuotaSpentError,
    SourceChangedError,
    TransientSourceError,
)
from radius_assets.sources.masking import masked_logs
from radius_assets.sources.throttle import Throttle, ThrottledTransport

T = TypeVar("T")

TRIES = 5
CONCURRENCY = 8  # 4 hide the latency at 10 requests a second, so 8 are plenty
LARGEST_BODY_BYTES = 20_000_000  # a page of 1,000 permits is about 1 MB
CONNECT_S = 10.0  # with 30 s to answer, a request is over within the 60 s of the budget's lease
PAUSE_S = 2.0  # for everyone, where a service that is asked too fast names no time
LONGEST_PAUSE_S = 120.0  # a source that wants more is not to be had in this run


@dataclass(slots=True)
class Meter:
    """What asking has cost so far; `waited_s` are seconds spent waiting for the budget."""

    requests: int = 0
    retries: int = 0
    waited_s: float = 0.0


current_meter: ContextVar[Meter | None] = ContextVar("current_meter", default=None)


@contextmanager
def metering(meter: Meter) -> Iterator[None]:
    """Count on this meter what is asked within, also by the tasks that are started within."""
    token = current_meter.set(meter)
    try:
        yield
    finally:
        current_meter.reset(token)


class SourceClient:
    """One service, asked politely.

    What is transient is asked again, up to 5 times in all. A refusal and a spent quota are
    remembered: every further question raises them without a request. Until the service has
    let us in once, questions go one at a time, so a wrong key costs one request.
    """

    def __init__(
        self, name: str, http: httpx.AsyncClient, *, throttle: Throttle, secrets: Sequence[str]
    ) -> None:
        self._name = name
        self._http = http
        self._throttle = throttle
        self._secrets = tuple(secrets)
        self._refusal: AccessRefusedError | QuotaSpentError | None = None
        self._is_let_in = False
        self._first_turn = asyncio.Lock()

    async def get(
        self,
        path: str,
        *,
        asked: str,
        read: Callable[[Answer], T],
        params: Mapping[str, str | int] | None = None,
    ) -> T:
        """GET `path` and return what `read` makes of the answer.

        Args:
            path: Path below the base URL.
            asked: What is asked for, in words fit for an error.
            read: Makes a value of an answer of any status, or raises what the answer means.
            params: The query.

        Raises:
            SourceError: From `read`, or because no answer came.
        """
        return await self._ask(self._http.build_request("GET", path, params=params), asked, read)

    async def post(
        self, path: str, *, asked: str, read: Callable[[Answer], T], json: Mapping[str, object]
    ) -> T:
        """POST a JSON object to `path`, otherwise as `get`."""
        return await self._ask(self._http.build_request("POST", path, json=json), asked, read)

    async def _ask(self, request: httpx.Request, asked: str, read: Callable[[Answer], T]) -> T:
        tries = count()

        async def ask_again() -> T:
            meter = current_meter.get()
            if next(tries) and meter is not None:
                meter.retries += 1
            return await self._ask_once(request, asked, read)

        return await _PATIENTLY(_pause_after, ask_again)

    async def _ask_once(self, request: httpx.Request, asked: str, read: Callable[[Answer], T]) -> T:
        async with self._turn():
            if self._refusal is not None:
                raise type(self._refusal)(self._name, asked, self._refusal.why)
            try:
                value = read(await self._send(request, asked))
            except (AccessRefusedError, QuotaSpentError) as error:
                self._refusal = error
                raise
            except TransientSourceError as error:
                if error.throttled:
                    self._throttle.slow_down(_pause_s(error))
                raise
            self._is_let_in = True
            return value

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Alone until one question was answered well, then with all others."""
        if not self._is_let_in:
            async with self._first_turn:
                if not self._is_let_in:
                    yield
                    return
        yield

    async def _send(self, request: httpx.Request, asked: str) -> Answer:
        try:
            response = await self._http.send(request, stream=True)
            try:
                body = await _body(response)
            finally:
                await response.aclose()
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as error:
            raise BadRequestError(self._name, asked, type(error).__name__) from None
        except httpx.HTTPError as error:
            why = f"no whole answer: {type(error).__name__}"
            raise TransientSourceError(self._name, asked, why) from None
        if body is None:
            why = f"answered more than {LARGEST_BODY_BYTES:,} bytes"
            raise SourceChangedError(self._name, asked, why)
        return Answer(
            self._name,
            asked,
            response.status_code,
            body.decode("utf-8-sig", "replace").strip(),
            _retry_after_s(response.headers),
            self._secrets,
        )


@asynccontextmanager
async def open_source(
    name: str,
    base_url: str,
    *,
    throttle: Throttle,
    secrets: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    timeout_s: float = 10.0,
) -> AsyncIterator[SourceClient]:
    """A client for one service and one run; nothing it sends goes past the throttle.

    `secrets` appear in no error and no log. Redirects are not followed: what a service says
    under another address is not what we know to read. Waiting for the budget does not count
    towards `timeout_s`, which holds for each part of the answer.
    """
    limits = httpx.Limits(max_connections=CONCURRENCY, max_keepalive_connections=CONCURRENCY)
    transport = ThrottledTransport(
        _MeteredTransport(verify=_certificates(), limits=limits),
        throttle,
        concurrency=CONCURRENCY,
        on_wait=_count_wait,
    )
    client = httpx.AsyncClient(
        base_url=base_url,
        headers={
            # As bytes: of a text that is not ASCII, httpx would raise an error that holds the key.
            name.encode(): value.encode()
            for name, value in {"User-Agent": "radius_assets", **(headers or {})}.items()
        },
        timeout=httpx.Timeout(timeout_s, connect=CONNECT_S, write=CONNECT_S, pool=None),
        transport=transport,
    )
    with masked_logs(secrets):
        async with client:
            yield SourceClient(name, client, throttle=throttle, secrets=secrets)


class _MeteredTransport(httpx.AsyncHTTPTransport):
    """Counts each request where it is sent."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if (meter := current_meter.get()) is not None:
            meter.requests += 1
        return await super().handle_async_request(request)


@cache
def _certificates() -> ssl.SSLContext:
    """The authorities we trust, read once: it takes 20 ms."""
    return httpx.create_ssl_context()


def _count_wait(seconds: float) -> None:
    if (meter := current_meter.get()) is not None:
        meter.waited_s += seconds


_PATIENTLY = stamina.AsyncRetryingCaller(
    attempts=TRIES,
    timeout=None,  # the wait for the budget would count towards it
    wait_initial=0.5,
    wait_max=20.0,
    wait_jitter=1.0,
)


def _pause_after(error: Exception) -> bool | float:
    """Whether to ask again after the error, and where the source named a time, how soon."""
    if not isinstance(error, TransientSourceError):
        return False
    if error.retry_after_s is None:
        return True
    return error.retry_after_s if error.retry_after_s <= LONGEST_PAUSE_S else False


def _pause_s(error: TransientSourceError) -> float:
    return PAUSE_S if error.retry_after_s is None else min(error.retry_after_s, LONGEST_PAUSE_S)


def _retry_after_s(headers: httpx.Headers) -> float | None:
    """Retry-After in seconds; a date counts from the answer's own, not from our clock."""
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        pause = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, TypeError):
        return None
    return max(0.0, pause.total_seconds())


async def _body(response: httpx.Response) -> bytes | None:
    """The whole body, None if it is larger than any page can be."""
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > LARGEST_BODY_BYTES:
            return None
    return bytes(body)
