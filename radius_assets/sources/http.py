"""Ask one service over HTTP: retries, the throttle, and the memory of a refusal."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from itertools import count
from typing import TypeVar

import httpx
import stamina

from radius_assets.sources.answers import Answer
from radius_assets.sources.budget import WHOLE_KEY
from radius_assets.sources.errors import (
    AccessRefusedError,
    BadRequestError,
    QuotaSpentError,
    SourceChangedError,
    TransientSourceError,
)
from radius_assets.sources.masking import masked_logs
from radius_assets.sources.meter import (
    MeteredTransport,
    count_retry,
    count_slow_down,
    count_wait,
)
from radius_assets.sources.pauses import everyones_pause_s, pause_after, retry_after_s
from radius_assets.sources.recording import keep
from radius_assets.sources.refusals import ASKED, Refusals
from radius_assets.sources.throttle import API, Throttle, ThrottledTransport

T = TypeVar("T")

TRIES = 5
_REPLACED = "\N{REPLACEMENT CHARACTER}"  # what stands for bytes that are no UTF-8
CONCURRENCY = 8  # 4 hide the latency at 10 requests a second, so 8 are plenty
LARGEST_BODY_BYTES = 20_000_000  # a page of 1,000 permits is about 1 MB
CONNECT_S = 10.0  # with 30 s to answer, a request is over within the 60 s of the budget's lease


class SourceClient:
    """One service, asked politely.

    What is transient is asked again, up to 5 times in all. A refusal, and for its API a spent
    quota, are remembered: every further question raises them without a request, and so does
    one that waits for its turn. Until the service has let us in once, questions go one at a
    time, so a wrong key costs one request.
    """

    def __init__(
        self,
        name: str,
        http: httpx.AsyncClient,
        *,
        throttle: Throttle,
        secrets: Sequence[str],
        refusals: Refusals,
    ) -> None:
        self._name = name
        self._http = http
        self._throttle = throttle
        self._secrets = tuple(secrets)
        self._refusals = refusals
        self._is_let_in = False
        self._first_turn = asyncio.Lock()

    async def get(
        self,
        path: str,
        *,
        asked: str,
        read: Callable[[Answer], T],
        params: Mapping[str, str | int] | None = None,
        api: str = WHOLE_KEY,
    ) -> T:
        """GET `path` and return what `read` makes of the answer.

        Args:
            path: Path below the base URL.
            asked: What is asked for, in words fit for an error.
            read: Makes a value of an answer of any status, or raises what the answer means.
            params: The query.
            api: Which of the service's APIs is asked, where each has a daily quota of its own.

        Raises:
            SourceError: From `read`, or because no answer came.
        """
        extensions = {API: api, ASKED: asked}
        request = self._http.build_request("GET", path, params=params, extensions=extensions)
        return await self._ask(request, asked, read)

    async def post(
        self, path: str, *, asked: str, read: Callable[[Answer], T], json: Mapping[str, object]
    ) -> T:
        """POST a JSON object to `path`, otherwise as `get`."""
        extensions = {API: WHOLE_KEY, ASKED: asked}
        request = self._http.build_request("POST", path, json=json, extensions=extensions)
        return await self._ask(request, asked, read)

    async def _ask(self, request: httpx.Request, asked: str, read: Callable[[Answer], T]) -> T:
        tries = count()

        async def ask_again() -> T:
            if next(tries):
                count_retry()
            return await self._ask_once(request, asked, read)

        return await _PATIENTLY(pause_after, ask_again)

    async def _ask_once(self, request: httpx.Request, asked: str, read: Callable[[Answer], T]) -> T:
        async with self._turn():
            self._refusals.check(request)
            try:
                answer = await self._send(request, asked)
                value = read(answer)
            except (AccessRefusedError, QuotaSpentError) as error:
                self._refusals.note(request, error)
                raise
            except TransientSourceError as error:
                if error.throttled:
                    self._throttle.slow_down(everyones_pause_s(error))
                    count_slow_down(self._name)
                raise
            self._is_let_in = True
        await keep(answer)
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
        text = body.decode("utf-8-sig", "replace")
        return Answer(
            self._name,
            asked,
            response.status_code,
            text.strip(),
            retry_after_s(response.headers),
            self._secrets,
            is_utf8=_REPLACED not in text or _is_utf8(body),
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
    refusals = Refusals()
    limits = httpx.Limits(max_connections=CONCURRENCY, max_keepalive_connections=CONCURRENCY)
    transport = ThrottledTransport(
        MeteredTransport(verify=_certificates(), limits=limits),
        throttle,
        concurrency=CONCURRENCY,
        on_wait=count_wait,
        check=refusals.check,
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
            yield SourceClient(name, client, throttle=throttle, secrets=secrets, refusals=refusals)


@cache
def _certificates() -> ssl.SSLContext:
    """The authorities we trust, read once: it takes 20 ms."""
    return httpx.create_ssl_context()


_PATIENTLY = stamina.AsyncRetryingCaller(
    attempts=TRIES,
    timeout=None,  # the wait for the budget would count towards it
    wait_initial=0.5,
    wait_max=20.0,
    wait_jitter=1.0,
)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


async def _body(response: httpx.Response) -> bytes | None:
    """The whole body, None if it is larger than any page can be."""
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > LARGEST_BODY_BYTES:
            return None
    return bytes(body)
