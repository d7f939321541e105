"""How one service is asked: again where that may help, not at all where it cannot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import stamina
from stamina.instrumentation import RetryDetails, get_on_retry_hooks, set_on_retry_hooks

from radius_assets.sources.answers import Answer
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
    Meter,
    SourceClient,
    metering,
    open_source,
)
from radius_assets.sources.pauses import LONGEST_PAUSE_S, PAUSE_S
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.scripted import Reply, ScriptedServer, json_reply, scripted

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]

GOOD = json_reply({"n": 1})
REFUSED = Reply("no", 401)


def number(answer: Answer) -> int:
    """What the tests read: the number of an answer, or the error that its status means."""
    if answer.status == 402:
        raise answer.error(QuotaSpentError, "spent")
    if answer.status != 200:
        raise answer.status_error()
    return answer.fields().count("n")


@asynccontextmanager
async def asked_of(
    throttle: Throttle, *replies: Reply
) -> AsyncIterator[tuple[SourceClient, ScriptedServer]]:
    async with (
        scripted(*replies) as server,
        open_source("Source", server.url, throttle=throttle) as client,
    ):
        yield client, server


async def ask(client: SourceClient, *, asked: str = "the number") -> int:
    return await client.get("/n", asked=asked, read=number)


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


async def test_counts_requests_retries_and_waits_where_they_happen(throttle: Throttle) -> None:
    mine, other = Meter(), Meter()
    async with asked_of(throttle, Reply("", 503), Reply("", 500), GOOD) as (client, _):
        with metering(mine):
            await ask(client)
        with metering(other):
            await ask(client)
        await ask(client)

    assert mine == Meter(requests=3, retries=2, waited_s=PAUSE_S, slow_downs={"Source": 1})
    assert other == Meter(requests=1, retries=0, waited_s=0.0)


async def test_tasks_count_on_the_meter_under_which_they_were_started(throttle: Throttle) -> None:
    meter = Meter()
    async with asked_of(throttle, GOOD) as (client, _):
        with metering(meter):
            async with asyncio.TaskGroup() as group:
                for _ in range(3):
                    group.create_task(ask(client))

    assert meter.requests == 3


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"Retry-After": "7"}, 7.0, id="seconds"),
        pytest.param(
            {
                "Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT",
                "Date": "Wed, 21 Oct 2026 07:28:00 GMT",
            },
            30.0,
            id="a time, counted from the answer's own",
        ),
        pytest.param(
            {
                "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT",
                "Date": "Wed, 21 Oct 2026 07:28:30 GMT",
            },
            0.0,
            id="a time gone by",
        ),
        pytest.param({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None, id="no date"),
        pytest.param({"Retry-After": "soon"}, None, id="words"),
        pytest.param({"Retry-After": "-1"}, None, id="negative"),
        pytest.param({}, None, id="none"),
    ],
)
async def test_reads_when_to_ask_again(
    headers: dict[str, str], seconds: float | None, throttle: Throttle
) -> None:
    async with asked_of(throttle, Reply("", 503, headers)) as (client, _):
        with stamina.set_testing(True), pytest.raises(TransientSourceError) as raised:
            await ask(client)

    assert raised.value.retry_after_s == seconds


async def test_waits_as_long_as_the_source_says(throttle: Throttle) -> None:
    """In earnest, the first pause is at least half a second, unless the source names one."""
    before, pauses = get_on_retry_hooks(), []

    def note(details: RetryDetails) -> None:
        pauses.append(details.wait_for)

    set_on_retry_hooks([note])
    try:
        with stamina.set_testing(False):
            async with asked_of(throttle, Reply("", 503, {"Retry-After": "0"}), GOOD) as (
                client,
                _,
            ):
                await ask(client)
    finally:
        set_on_retry_hooks(before)

    assert pauses == [0.0]


async def test_does_not_wait_longer_than_a_run_can(throttle: Throttle) -> None:
    reply = Reply("", 503, {"Retry-After": "121"})

    async with asked_of(throttle, reply) as (client, server):
        with pytest.raises(TransientSourceError):
            await ask(client)

    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("headers", "paused_s"),
    [
        pytest.param({}, PAUSE_S, id="no time named"),
        pytest.param({"Retry-After": "7"}, 7.0, id="seconds"),
        pytest.param({"Retry-After": "9" * 400}, LONGEST_PAUSE_S, id="for ever"),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_whoever_is_told_that_we_ask_too_fast_slows_everyone_down(
    status: int, headers: dict[str, str], paused_s: float, throttle: Throttle
) -> None:
    meter = Meter()
    async with asked_of(throttle, Reply("", status, headers), GOOD) as (client, server):
        with stamina.set_testing(True), pytest.raises(TransientSourceError):
            await ask(client)
        async with open_source("Source", server.url, throttle=throttle) as another:
            with metering(meter):
                await ask(another)

    assert meter.waited_s == pytest.approx(paused_s)


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
