"""Tests of the throttle and its transport: order, fairness, what is given back and counted."""

import asyncio
from collections import Counter
from collections.abc import Mapping

import httpx
import pytest

from radius_assets.sources.budget import WHOLE_KEY, Limits
from radius_assets.sources.throttle import Throttle, ThrottledTransport, budget_name
from radius_assets_tests.sources.places import Place
from radius_assets_tests.sources.set_clock import run_skipping
from radius_assets_tests.sources.stations import REQUEST, Station, ask, throttle_on


def test_a_process_is_served_in_the_order_it_asked(place: Place) -> None:
    async def scenario() -> list[float]:
        throttle = throttle_on(place, slots=2)
        latencies_s = [0.01 * (7 * number % 5) for number in range(20)]
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(ask(throttle, latency_s=each)) for each in latencies_s]
        return [task.result() for task in asked]

    sent_at = run_skipping(scenario())

    assert sent_at == sorted(sent_at)


def test_a_small_run_does_not_starve_beside_a_large_one(place: Place) -> None:
    waits_s: list[float] = []

    async def scenario() -> None:
        station = Station(latency_s=0.15)
        large = ThrottledTransport(station, throttle_on(place))
        small = ThrottledTransport(station, throttle_on(place), on_wait=waits_s.append)
        async with asyncio.TaskGroup() as group:
            for _ in range(200):
                group.create_task(large.handle_async_request(REQUEST))
            for _ in range(10):
                await small.handle_async_request(REQUEST)

    run_skipping(scenario())

    assert len(waits_s) == 10
    assert max(waits_s) < 1.2


def test_a_run_of_higher_priority_goes_first_and_the_other_one_does_not_starve(
    place: Place,
) -> None:
    async def scenario() -> tuple[list[float], list[float]]:
        usual, urgent = throttle_on(place), throttle_on(place, priority=1)
        async with asyncio.TaskGroup() as group:
            first = [group.create_task(ask(usual)) for _ in range(60)]
            await asyncio.sleep(0.25)
            second = [group.create_task(ask(urgent)) for _ in range(40)]
        return [task.result() for task in first], [task.result() for task in second]

    usual_at, urgent_at = run_skipping(scenario())

    until_urgent_done = [sent_at for sent_at in usual_at[10:] if sent_at <= max(urgent_at)]
    assert len(until_urgent_done) == 10, "one turn in five"
    assert usual_at == sorted(usual_at)


def test_a_cancelled_waiter_gives_its_reservation_to_the_next(place: Place) -> None:
    async def scenario() -> float:
        throttle = throttle_on(place, slots=1)
        first, second, third = (asyncio.create_task(ask(throttle)) for _ in range(3))
        await first
        await asyncio.sleep(0.75)
        second.cancel()
        return await third - await first

    assert run_skipping(scenario()) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("failure", "waited_s"),
    [
        pytest.param(httpx.ReadError("reset"), 1.0, id="failed"),
        pytest.param(asyncio.CancelledError(), 2.0, id="cancelled, perhaps still on its way"),
    ],
)
def test_a_request_without_an_answer_holds_its_slot(
    failure: BaseException, waited_s: float, place: Place
) -> None:
    async def scenario() -> float:
        throttle = throttle_on(place, slots=1)
        with pytest.raises(type(failure)):
            async with throttle.request():
                raise failure
        async with throttle.request() as seconds:
            return seconds

    assert run_skipping(scenario()) == pytest.approx(waited_s)


def test_everyone_pauses_when_one_is_told_to_slow_down(place: Place) -> None:
    async def scenario() -> float:
        throttle_on(place).slow_down(30.0)
        async with throttle_on(place).request() as waited_s:
            return waited_s

    assert run_skipping(scenario()) == pytest.approx(30.0)


def test_every_request_is_counted(place: Place) -> None:
    async def scenario() -> Mapping[str, int]:
        throttle = throttle_on(place)
        for _ in range(25):
            await ask(throttle)
        return throttle.requests_today()

    assert run_skipping(scenario()) == {"all": 25}


class Unlimited:
    """A budget without limits, kept nowhere."""

    def __init__(self) -> None:
        self.asked_with: list[Limits] = []
        self.apis: list[str] = []
        self.priorities: list[int] = []
        self.held_s: list[float] = []

    def reserve(
        self, limits: Limits, ticket: int, *, api: str = WHOLE_KEY, priority: int = 0
    ) -> float:
        assert ticket >= 0
        self.apis.append(api)
        self.priorities.append(priority)
        self.asked_with.append(limits)
        return 0.0

    def give_back(self, ticket: int, *, after_s: float) -> None:
        assert ticket >= 0
        self.held_s.append(after_s)

    def slow_down(self, seconds: float) -> None:
        self.held_s.append(seconds)

    def requests_today(self) -> Mapping[str, int]:
        return Counter(self.apis)


def test_a_throttle_drives_any_budget() -> None:
    budget = Unlimited()
    throttle = Throttle(budget, slots=3, window_s=2.0, mode="paced", priority=7)

    run_skipping(ask(throttle))
    throttle.slow_down(7.0)

    assert throttle.requests_today() == {"all": 1}
    assert budget.asked_with == [Limits(slots=3, window_s=2.0, mode="paced")]
    assert budget.priorities == [7]
    assert budget.held_s == [2.0, 7.0]


def test_a_waiter_that_is_told_not_to_send_leaves_the_line_and_is_not_counted(
    place: Place,
) -> None:
    def check() -> None:
        raise ValueError("no longer wanted")

    async def scenario() -> tuple[float, float]:
        throttle = throttle_on(place, slots=1)
        first = asyncio.create_task(ask(throttle, latency_s=2.5))
        await asyncio.sleep(0)
        with pytest.raises(ValueError, match="no longer wanted"):
            async with throttle.request("keyword", check=check):
                pytest.fail("it was sent")
        ended_at = asyncio.get_running_loop().time()
        third_at = await ask(throttle)
        assert throttle.requests_today() == {"all": 2}
        return ended_at - await first, third_at - await first

    waited_s, third_s = run_skipping(scenario())

    assert waited_s == pytest.approx(1.0), "it does not wait for its turn"
    assert third_s == pytest.approx(3.5), "when the slot of the first is free"


def test_a_budget_is_named_for_service_address_and_key_without_showing_the_key() -> None:
    key, url = "0123456789abcdef", "https://dapi.kakao.com"

    names = {
        budget_name(service="kakao", base_url=url, key=key),
        budget_name(service="kakao", base_url=f"{url}/", key=key),
        budget_name(service="kakao", base_url="http://127.0.0.1:8000", key=key),
        budget_name(service="kakao", base_url=url, key="another"),
        budget_name(service="seoul", base_url=url, key=key),
    }

    assert len(names) == 4
    assert not any(key in name for name in names)
