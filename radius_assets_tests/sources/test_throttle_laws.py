"""Laws of the throttle: what the server sees and who is served, for any schedule of requests."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.sources.budget import Mode
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.places import NewPlace, Place
from radius_assets_tests.sources.set_clock import run_skipping, worst_window

BRIEFLY = settings(deadline=None, max_examples=50)  # each law, for each place of a budget
FLOAT_S = 1e-6  # a sleep may end this much early, by the rounding of floats


@dataclass(frozen=True)
class Asked:
    """One request: when it is asked for, how long it is under way, when it is cancelled."""

    at_s: float = 0.0
    uplink_s: float = 0.075
    downlink_s: float = 0.075
    cancelled_after_s: float | None = None


@dataclass(frozen=True)
class Pause:
    """At some moment the service says that it is asked too fast."""

    at_s: float
    seconds: float


@dataclass
class Server:
    """What the service sees: when requests left for it and arrived, and what was answered."""

    opened_at: float
    sent_at: list[float] = field(default_factory=list)
    arrived_at: list[float] = field(default_factory=list)
    answered: list[Asked] = field(default_factory=list)

    async def answer(self, asked: Asked) -> None:
        now = asyncio.get_running_loop().time()
        self.sent_at.append(now)
        self.arrived_at.append(now + asked.uplink_s)
        await asyncio.sleep(asked.uplink_s + asked.downlink_s)
        self.answered.append(asked)


async def ask(throttle: Throttle, server: Server, asked: Asked) -> None:
    await asyncio.sleep(asked.at_s)
    async with throttle.request():
        await server.answer(asked)


async def ask_all(
    throttles: Sequence[Throttle], schedule: Sequence[Asked], pauses: Sequence[Pause] = ()
) -> Server:
    """Ask everything as scheduled, in turn by one throttle after the other."""
    loop = asyncio.get_running_loop()
    server = Server(loop.time())
    tasks = []
    for number, asked in enumerate(schedule):
        task = loop.create_task(ask(throttles[number % len(throttles)], server, asked))
        tasks.append(task)
        if asked.cancelled_after_s is not None:
            loop.call_later(asked.at_s + asked.cancelled_after_s, task.cancel)
    for pause in pauses:
        loop.call_later(pause.at_s, throttles[0].slow_down, pause.seconds)
    await asyncio.wait(tasks)
    for task in tasks:
        assert task.cancelled() or task.exception() is None
    return server


def simulate(
    new_place: NewPlace,
    schedule: Sequence[Asked],
    pauses: Sequence[Pause] = (),
    *,
    slots: int = 10,
    mode: Mode = "slots",
    priorities: Sequence[int] = (0,),
) -> Server:
    """Ask through several throttles on one state, as processes of these priorities would."""

    async def scenario(place: Place) -> Server:
        clock = asyncio.get_running_loop().time
        throttles = [
            Throttle(place.opened(clock), slots=slots, mode=mode, priority=priority, clock=clock)
            for priority in priorities
        ]
        return await ask_all(throttles, schedule, pauses)

    with new_place() as place:
        return run_skipping(scenario(place))


def times_s(most_s: float) -> st.SearchStrategy[float]:
    return st.integers(0, int(most_s * 100)).map(lambda hundredths: hundredths / 100)


requests = st.builds(
    Asked,
    at_s=times_s(3.0),
    uplink_s=times_s(0.9),
    downlink_s=times_s(2.0),
    cancelled_after_s=st.one_of(st.none(), st.none(), times_s(5.0)),
)
schedules = st.integers(1, 40).flatmap(lambda n: st.lists(requests, min_size=n, max_size=n))
pauses_of_a_run = st.lists(st.builds(Pause, at_s=times_s(4.0), seconds=times_s(3.0)), max_size=2)
few = st.integers(1, 4)
processes = st.lists(st.sampled_from([0, 0, 1, -1]), min_size=1, max_size=4)


def patient(schedule: Sequence[Asked]) -> int:
    """How many of the requests are not cancelled."""
    return sum(asked.cancelled_after_s is None for asked in schedule)


@BRIEFLY
@given(schedule=schedules, pauses=pauses_of_a_run, slots=few, priorities=processes)
def test_no_second_at_the_server_holds_more_than_the_slots_and_everyone_is_served(
    new_place: NewPlace,
    schedule: list[Asked],
    pauses: list[Pause],
    slots: int,
    priorities: list[int],
) -> None:
    server = simulate(new_place, schedule, pauses, slots=slots, priorities=priorities)

    assert worst_window(server.arrived_at, window_s=1.0 - FLOAT_S) <= slots
    assert patient(server.answered) == patient(schedule)


@BRIEFLY
@given(schedule=schedules, pauses=pauses_of_a_run, mode=st.sampled_from(["slots", "paced"]))
def test_nothing_is_sent_during_a_pause(
    new_place: NewPlace, schedule: list[Asked], pauses: list[Pause], mode: Mode
) -> None:
    server = simulate(new_place, schedule, pauses, mode=mode, slots=4, priorities=[0, 0])

    for pause in pauses:
        begun_at = server.opened_at + pause.at_s + FLOAT_S
        over_at = server.opened_at + pause.at_s + pause.seconds - FLOAT_S
        assert not any(begun_at < sent_at < over_at for sent_at in server.sent_at)


@BRIEFLY
@given(schedule=schedules, pauses=pauses_of_a_run, priorities=processes)
def test_paced_requests_are_never_sent_closer_than_a_tenth_of_a_second(
    new_place: NewPlace, schedule: list[Asked], pauses: list[Pause], priorities: list[int]
) -> None:
    server = simulate(new_place, schedule, pauses, mode="paced", priorities=priorities)

    assert worst_window(server.sent_at, window_s=0.1 - FLOAT_S) <= 1
    assert patient(server.answered) == patient(schedule)


@pytest.mark.parametrize(
    ("mode", "per_second"),
    [pytest.param("slots", 10 / 1.15, id="slots"), pytest.param("paced", 10 / 1.05, id="paced")],
)
def test_no_time_is_lost_while_there_is_work(
    mode: Mode, per_second: float, new_place: NewPlace
) -> None:
    server = simulate(new_place, [Asked()] * 300, mode=mode, priorities=[0, 1, -1])

    lasted_s = server.sent_at[-1] - server.sent_at[9]
    assert len(server.sent_at) == 300
    assert 290 / lasted_s == pytest.approx(per_second, rel=0.01)


def test_slots_are_used_to_the_full_again_after_a_pause(new_place: NewPlace) -> None:
    server = simulate(new_place, [Asked()] * 300, [Pause(at_s=2.0, seconds=3.0)])

    last_200_s = server.sent_at[-1] - server.sent_at[99]
    assert 200 / last_200_s == pytest.approx(10 / 1.15, rel=0.02)


def test_a_waiter_sleeps_until_its_time_and_does_not_poll(place: Place) -> None:
    slept_s: list[float] = []

    async def sleep(seconds: float) -> None:
        slept_s.append(seconds)
        await asyncio.sleep(seconds)

    async def scenario() -> Server:
        clock = asyncio.get_running_loop().time
        throttle = Throttle(place.opened(clock), clock=clock, sleep=sleep)
        return await ask_all([throttle], [Asked()] * 100)

    server = run_skipping(scenario())

    assert len(server.answered) == 100
    assert len(slept_s) <= 3 * 100
