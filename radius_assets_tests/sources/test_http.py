"""How one service is asked: again where that may help, not at all where it cannot."""

import asyncio
from dataclasses import replace

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
from radius_assets.sources.http import (
    CONCURRENCY,
    LARGEST_BODY_BYTES,
    TRIES,
    open_source,
)
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.numbers import GOOD, REFUSED, ask, asked_of, number
from radius_assets_tests.sources.scripted import Reply, scripted

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]


async def test_asks_five_times_and_then_says_why(throttle: Throttle) -> None:
    async with asked_of(throttle, Reply("busy", 500)) as (client, server):
        with pytest.raises(TransientSourceError) as raised:
            await ask(client)

    assert len(server.asked) == TRIES
    assert str(raised.value) == 'Source: the number: HTTP 500 "busy"'


async def test_a_body_is_sent_again_with_every_try(throttle: Throttle) -> None:
    async with asked_of(throttle, Reply("", 500), GOOD) as (client, server):
        await client.post("/n", asked="the number", read=number, json={"keyword": "강남"})

    assert [request.method for request in server.asked] == ["POST", "POST"]
    assert [request.body for request in server.asked] == ['{"keyword":"강남"}'.encode()] * 2


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param(REFUSED, AccessRefusedError, id="refused"),
        pytest.param(Reply("", 402), QuotaSpentError, id="spent"),
    ],
)
async def test_remembers_that_asking_is_of_no_use(
    reply: Reply, error: type[SourceError], throttle: Throttle
) -> None:
    async with asked_of(throttle, reply, GOOD) as (client, server):
        with pytest.raises(error):
            await ask(client, asked="one thing")
        with pytest.raises(error, match=r"^Source: another thing: "):
            await ask(client, asked="another thing")

    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 404, 500])
async def test_one_failure_says_nothing_of_other_questions(status: int, throttle: Throttle) -> None:
    async with asked_of(throttle, Reply("", status), GOOD) as (client, _):
        with stamina.set_testing(True), pytest.raises(SourceError):
            await ask(client)

        assert await ask(client) == 1


@pytest.mark.parametrize(
    "replies",
    [
        pytest.param([REFUSED], id="at once"),
        pytest.param([Reply("", 500), Reply(hangs_up=True), REFUSED], id="after other failures"),
    ],
)
async def test_a_wrong_key_costs_one_request_however_many_ask(
    replies: list[Reply], throttle: Throttle
) -> None:
    async with asked_of(throttle, *replies) as (client, server):
        answers = await asyncio.gather(*(ask(client) for _ in range(20)), return_exceptions=True)

    assert {type(answer) for answer in answers} == {AccessRefusedError}
    assert len(server.asked) == len(replies)
    assert server.most_under_way == 1


async def test_all_ask_at_once_when_the_key_has_proved_good(throttle: Throttle) -> None:
    """From the second on no answer comes before eight requests are under way."""
    async with asked_of(throttle, GOOD, replace(GOOD, crowd=CONCURRENCY)) as (client, server):
        async with asyncio.timeout(10):
            answers = await asyncio.gather(*(ask(client) for _ in range(20)))

    assert answers == [1] * 20
    assert server.most_under_way == CONCURRENCY


async def test_a_page_larger_than_any_is_not_read(throttle: Throttle) -> None:
    reply = Reply(b" " * (LARGEST_BODY_BYTES + 1))

    async with asked_of(throttle, reply) as (client, _):
        with pytest.raises(SourceChangedError, match="answered more than 20,000,000 bytes"):
            await ask(client)


async def test_what_cannot_be_sent_is_our_mistake(throttle: Throttle) -> None:
    async with scripted(GOOD) as server:
        opened = open_source("Source", server.url, throttle=throttle, headers={"Key": "a\nb"})
        async with opened as client:
            with pytest.raises(BadRequestError, match="LocalProtocolError"):
                await ask(client)

    assert server.asked == []


async def test_a_header_that_is_not_ascii_is_sent_for_the_service_to_judge(
    throttle: Throttle,
) -> None:
    async with scripted(REFUSED) as server:
        opened = open_source("Source", server.url, throttle=throttle, headers={"Key": "열쇠"})
        async with opened as client:
            with pytest.raises(AccessRefusedError):
                await ask(client)

    assert len(server.asked) == 1


async def test_answers_may_begin_with_a_byte_order_mark(throttle: Throttle) -> None:
    async with asked_of(throttle, Reply(b'\xef\xbb\xbf {"n": 1}')) as (client, _):
        assert await ask(client) == 1
