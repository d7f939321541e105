"""What is refused is not asked again: neither by new questions nor by those that wait in line."""

import asyncio
from pathlib import Path

import pytest

from radius_assets.sources.answers import Answer
from radius_assets.sources.errors import AccessRefusedError, QuotaSpentError, SourceError
from radius_assets.sources.http import SourceClient, open_source
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.scripted import Reply, json_reply, scripted
from radius_assets_tests.sources.set_clock import SetClock

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]

GOOD, SPENT, REFUSED = json_reply({"n": 1}), Reply("", 402), Reply("", 401)


def number(answer: Answer) -> int:
    """The number of an answer, or the error that its status means."""
    if answer.status == 402:
        raise answer.error(QuotaSpentError, "spent")
    if answer.status != 200:
        raise answer.status_error()
    return answer.fields().count("n")


async def ask(client: SourceClient, api: str) -> int:
    return await client.get("/n", asked=f"the number by {api}", read=number, api=api)


async def test_a_spent_quota_is_that_of_one_api(throttle: Throttle) -> None:
    async with (
        scripted(SPENT, GOOD) as server,
        open_source("Source", server.url, throttle=throttle) as client,
    ):
        for _ in range(2):
            with pytest.raises(QuotaSpentError, match=r"^Source: the number by category: spent$"):
                await ask(client, "category")

        assert await ask(client, "keyword") == 1

    assert len(server.asked) == 2
    assert throttle.requests_today() == {"category": 1, "keyword": 1}


async def test_a_refused_key_is_refused_by_every_api(throttle: Throttle) -> None:
    async with (
        scripted(REFUSED, GOOD) as server,
        open_source("Source", server.url, throttle=throttle) as client,
    ):
        for api in ("category", "keyword"):
            with pytest.raises(AccessRefusedError, match=f"the number by {api}: "):
                await ask(client, api)

    assert len(server.asked) == 1


class Queue:
    """A budget of two slots, in which nobody's time comes before the service has refused."""

    def __init__(self, path: Path) -> None:
        self._clock = SetClock()
        self._refused = asyncio.Event()
        self.throttle = Throttle(path, slots=2, clock=self._clock, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        await self._refused.wait()
        self._clock.now += seconds

    def number(self, answer: Answer) -> int:
        """As `number`, and notes a refusal."""
        if answer.status != 200:
            self._refused.set()
        return number(answer)

    async def ask(self, client: SourceClient) -> int:
        return await client.get("/n", asked="the number", read=self.number, api="category")


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param(SPENT, QuotaSpentError, id="spent"),
        pytest.param(REFUSED, AccessRefusedError, id="refused"),
    ],
)
async def test_whoever_waits_in_line_is_not_sent_after_a_refusal(
    reply: Reply, error: type[SourceError], tmp_path: Path
) -> None:
    """The first is let in and keeps its slot, the second is refused, eighteen wait."""
    queue = Queue(tmp_path / "budget")
    async with (
        scripted(GOOD, reply) as server,
        open_source("Source", server.url, throttle=queue.throttle) as client,
    ):
        first = await queue.ask(client)
        others = await asyncio.gather(
            *(queue.ask(client) for _ in range(19)), return_exceptions=True
        )

    assert first == 1
    assert {type(answer) for answer in others} == {error}
    assert len(server.asked) == 2
    assert queue.throttle.requests_today() == {"category": 2}
