"""A failed page is never an empty one, whatever fails, and whoever is asked."""

from collections.abc import Mapping

import pytest
import stamina

from radius_assets.sources.errors import (
    AccessRefusedError,
    BadRequestError,
    QuotaSpentError,
    SourceChangedError,
    SourceError,
    TransientSourceError,
)
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources import shapes
from radius_assets_tests.sources.asking import GOOD, QUESTIONS, answer_to
from radius_assets_tests.sources.scripted import Reply, json_reply, scripted

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]

PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"

FAILURES: Mapping[type[SourceError], Mapping[str, Reply]] = {
    TransientSourceError: {
        "stalls": Reply(stalls=True),
        "hangs up": Reply(hangs_up=True),
        "body shorter than announced": Reply('{"meta": {}}', cut_to=5),
        "not gzip though it says so": Reply("{}", headers={"Content-Encoding": "gzip"}),
        "empty body": Reply(),
        "blank body": Reply(" \r\n "),
        "cut off": Reply('{"meta": {"total_count": 3'),
        "cut within a letter": Reply('{"a": "편'.encode()[:-1]),
        "too deep": Reply("[" * 100_000),
        "page": Reply(PAGE, headers={"Content-Type": "application/json"}),
        "text": Reply("try later"),
        "408": Reply("", 408),
        "500": Reply(PAGE, 500),
        "502": Reply(PAGE, 502),
        "503": Reply("", 503),
        "504": json_reply({"anything": "timed out"}, 504),
    },
    SourceChangedError: {
        "list": json_reply([]),
        "object without fields": json_reply({}),
        "redirect": Reply("", 302, headers={"Location": "https://example.org/login"}),
        "moved": Reply("not here", 404),
        "not modified": Reply("", 304),
    },
    BadRequestError: {"400": Reply("", 400), "414": Reply(PAGE, 414)},
    AccessRefusedError: {"401": Reply("", 401)},
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param(reply, error, id=name)
        for error, replies in FAILURES.items()
        for name, reply in replies.items()
    ],
)
async def test_a_failed_page_is_not_an_empty_page(
    question: str, reply: Reply, error: type[SourceError], throttle: Throttle
) -> None:
    timeout_s = 0.05 if reply.stalls else 10.0
    if reply.status == 404 and question.startswith("seoul"):
        error = TransientSourceError  # it may be gone, see test_seoul_gone: once proves nothing

    with stamina.set_testing(True, attempts=2):
        async with scripted(reply) as server:
            with pytest.raises(error) as raised:
                await answer_to(question, server.url, throttle, timeout_s=timeout_s)

    assert type(raised.value) is error
    assert len(server.asked) == (2 if error is TransientSourceError else 1)


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        pytest.param("kakao_category", shapes.kakao_reply([], pageable_count=3), id="category"),
        pytest.param("kakao_keyword", shapes.kakao_reply([], pageable_count=3), id="keyword"),
        pytest.param("kakao_address", shapes.kakao_reply([], total_count=1), id="address"),
        pytest.param("daiso", shapes.daiso_reply(None, success=False), id="daiso"),
        pytest.param("seoul_food", shapes.seoul_reply([], total=3), id="seoul"),
        pytest.param("semas", shapes.semas_reply([], total=3), id="semas"),
        pytest.param("mois_food", shapes.mois_reply({"item": []}, total=3), id="mois"),
    ],
)
async def test_a_page_without_the_rows_it_declares_is_not_an_empty_page(
    question: str, reply: Reply, throttle: Throttle
) -> None:
    async with scripted(reply) as server:
        with pytest.raises(TransientSourceError):
            await answer_to(question, server.url, throttle)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_nobody_there_is_not_an_empty_page(question: str, throttle: Throttle) -> None:
    async with scripted(Reply()) as server:
        url = server.url

    with pytest.raises(TransientSourceError, match="no whole answer: ConnectError"):
        await answer_to(question, url, throttle)


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ("kakao_category", QuotaSpentError),
        ("daiso", QuotaSpentError),
        ("seoul_food", TransientSourceError),
        ("semas", TransientSourceError),
        ("mois_food", TransientSourceError),
    ],
)
async def test_too_many_requests_means_what_the_service_means_by_it(
    question: str, error: type[SourceError], throttle: Throttle
) -> None:
    async with scripted(Reply(PAGE, 429)) as server:
        with pytest.raises(error, match="HTTP 429"):
            await answer_to(question, server.url, throttle)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_passing_failures_are_overcome(question: str, throttle: Throttle) -> None:
    """Four failures in a row, of four kinds; the fifth answer is the service's own."""
    failures = [Reply(hangs_up=True), Reply("", 503), Reply(PAGE), Reply("{")]

    async with scripted(*failures, GOOD[question]) as server:
        await answer_to(question, server.url, throttle)

    assert len(server.asked) == 5
