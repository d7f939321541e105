"""What asking costs is counted, and whoever is told to wait waits: in retries and pauses."""

import asyncio

import pytest
import stamina
from stamina.instrumentation import RetryDetails, get_on_retry_hooks, set_on_retry_hooks

from radius_assets.sources.errors import TransientSourceError
from radius_assets.sources.http import open_source
from radius_assets.sources.meter import Meter, metering
from radius_assets.sources.pauses import LONGEST_PAUSE_S, PAUSE_S
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.numbers import GOOD, ask, asked_of
from radius_assets_tests.sources.scripted import Reply

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]


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
