"""Keys are in no error and no log, however they are written and whatever goes wrong."""

import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeAlias
from urllib.parse import quote, quote_plus

import pytest

from radius_assets.sources.errors import SourceError
from radius_assets.sources.kakao import open_kakao
from radius_assets.sources.masking import LOGGERS, masked, masked_logs
from radius_assets.sources.semas import open_semas
from radius_assets.sources.seoul import open_seoul
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.asking import GOOD
from radius_assets_tests.sources.scripted import Reply, json_reply, scripted

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]

KEY = "k3y+with/signs=%2B"
ENCODED = quote(KEY, safe="")
SPELLINGS = {KEY, KEY.upper(), quote(KEY), ENCODED, quote_plus(KEY), "k3y+with/signs=+"}
ECHO = " and ".join(sorted(SPELLINGS))

FAILURES = {
    "text": Reply(f"bad key {ECHO}", 401),
    "fields": json_reply({"errorType": "Denied", "message": f"appKey({ECHO}) is unknown"}, 401),
    "a bug of ours": json_reply({"errorType": "Invalid", "message": ECHO}, 400),
    "xml": Reply(f"<RESULT><CODE>INFO-100</CODE><MESSAGE>{ECHO}</MESSAGE></RESULT>"),
    "gateway": Reply(
        f"<x><returnAuthMsg>{ECHO}</returnAuthMsg><returnReasonCode>30</returnReasonCode></x>"
    ),
    "page": Reply(f"<html><title>/{ENCODED}/json not found</title></html>", 404),
    "another shape": json_reply({"documents": ECHO, "header": ECHO, "LOCALDATA_072405_JN": ECHO}),
    "cut off": Reply(f'{{"errorType":"Denied","message":"wrong appKey({KEY[:9]}', 401),
    "redirect": Reply("", 302, headers={"Location": f"https://example.org/?key={ENCODED}"}),
    "no answer": Reply(hangs_up=True),
}

Probe: TypeAlias = Callable[[], Awaitable[None]]


@asynccontextmanager
async def _kakao(url: str, throttle: Throttle) -> AsyncIterator[Probe]:
    async with open_kakao(KEY, base_url=url, throttle=throttle) as kakao:
        yield kakao.probe


@asynccontextmanager
async def _seoul(url: str, throttle: Throttle) -> AsyncIterator[Probe]:
    async with open_seoul(KEY, base_url=url, throttle=throttle) as seoul:
        yield seoul.probe


@asynccontextmanager
async def _semas(url: str, throttle: Throttle) -> AsyncIterator[Probe]:
    async with open_semas(KEY, base_url=url, throttle=throttle) as semas:
        yield semas.probe


SERVICES: Mapping[str, Callable[[str, Throttle], AbstractAsyncContextManager[Probe]]] = {
    "kakao": _kakao,
    "seoul": _seoul,
    "semas": _semas,
}


@pytest.fixture
def all_logs(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Every logger at DEBUG, also those that someone else has set."""
    with caplog.at_level(logging.DEBUG):
        for name in (*logging.root.manager.loggerDict, *LOGGERS):
            caplog.set_level(logging.DEBUG, name)
        yield caplog


def holds_key(text: str) -> bool:
    return any(spelling.lower() in text.lower() for spelling in {*SPELLINGS, KEY[:9]})


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("reply", FAILURES.values(), ids=FAILURES)
async def test_no_failure_shows_the_key(
    service: str, reply: Reply, throttle: Throttle, all_logs: pytest.LogCaptureFixture
) -> None:
    async with (
        scripted(reply) as server,
        SERVICES[service](server.url, throttle) as probe,
    ):
        with pytest.raises(SourceError) as raised:
            await probe()

    error = raised.value
    shown = [*traceback.format_exception(error), repr(error), repr(error.args), repr(vars(error))]
    assert not holds_key("\n".join(shown))
    assert "http" not in str(error).replace("HTTP", "")
    assert not holds_key(_all_of(all_logs.records))


@pytest.mark.parametrize("service", SERVICES)
async def test_no_log_of_an_answer_shows_the_key(
    service: str, throttle: Throttle, all_logs: pytest.LogCaptureFixture
) -> None:
    async with (
        scripted(GOOD[f"{service}_probe"]) as server,
        SERVICES[service](server.url, throttle) as probe,
    ):
        await probe()

    assert "HTTP Request: GET http" in all_logs.text
    assert not holds_key(_all_of(all_logs.records))


def _all_of(records: list[logging.LogRecord]) -> str:
    return "\n".join(f"{record.getMessage()} {vars(record)}" for record in records)


def test_every_spelling_is_masked() -> None:
    assert masked(f"wrong appKey({ECHO}) format", [KEY]).count("***") == len(SPELLINGS)


def test_a_source_without_a_key_has_nothing_to_mask() -> None:
    assert masked("nothing to see", ["", ""]) == "nothing to see"


def test_logs_are_left_alone_when_the_client_is_closed() -> None:
    before = [list(logging.getLogger(name).filters) for name in LOGGERS]

    with masked_logs([KEY]):
        during = [list(logging.getLogger(name).filters) for name in LOGGERS]

    assert all(len(then) == len(now) + 1 for now, then in zip(before, during, strict=True))
    assert [list(logging.getLogger(name).filters) for name in LOGGERS] == before
