"""Tests of a Redis budget whose Redis is away for a while, for ever, or without its memory."""

import traceback
from collections.abc import Iterator

import pytest

from radius_assets.sources.budget import Limits, ThrottleStateError
from radius_assets.sources.budget_record import LOST_STATE_PAUSE_S
from radius_assets.sources.budget_redis import RedisBudget
from radius_assets.sources.shared_redis import FIRST_RETRY_S, LAST_RETRY_S
from radius_assets_tests.sources.redis_server import OwnRedis, StartRedis
from radius_assets_tests.sources.set_clock import SetClock

ONE = Limits(slots=1, window_s=1.0)
NOBODY_THERE = "redis://reader:5ecret@127.0.0.1:1/0"


@pytest.fixture
def own_clock() -> SetClock:
    return SetClock(0.0)


@pytest.fixture
def own_server(start_redis: StartRedis) -> Iterator[OwnRedis]:
    with start_redis() as server:
        yield server


def test_patience_is_waited_for_in_longer_and_longer_steps(own_clock: SetClock) -> None:
    budget = RedisBudget(NOBODY_THERE, "name", patience_s=5.0, own_clock=own_clock)
    waits_s = []

    for _ in range(7):
        waits_s.append(budget.reserve(ONE, 1))
        own_clock.now += waits_s[-1]
    with pytest.raises(ThrottleStateError, match="RADIUS_REDIS_URL does not answer") as raised:
        budget.reserve(ONE, 1)

    assert waits_s == pytest.approx([FIRST_RETRY_S, 0.1, 0.2, 0.4, 0.8, 1.6, LAST_RETRY_S])
    assert "5ecret" not in "".join(traceback.format_exception(raised.value))


def test_whoever_asks_after_patience_is_over_is_told_at_once(own_clock: SetClock) -> None:
    budget = RedisBudget(NOBODY_THERE, "name", patience_s=0.0, own_clock=own_clock)

    for ticket in (1, 2):
        with pytest.raises(ThrottleStateError, match="or unset the variable"):
            budget.reserve(ONE, ticket)
    with pytest.raises(ThrottleStateError, match="does not answer"):
        budget.requests_today()


def test_a_redis_that_takes_the_question_and_never_answers_is_away(
    own_server: OwnRedis, own_clock: SetClock
) -> None:
    budget = RedisBudget(own_server.url, "name", own_clock=own_clock)
    budget.reserve(ONE, 1)
    own_server.freeze()

    waited_s = budget.reserve(ONE, 2)

    assert waited_s == FIRST_RETRY_S


def test_redis_is_not_asked_again_before_its_time(
    own_server: OwnRedis, own_clock: SetClock
) -> None:
    own_server.stop()
    budget = RedisBudget(own_server.url, "name", own_clock=own_clock)
    first_s = budget.reserve(ONE, 1)
    own_server.start()

    too_early_s = budget.reserve(ONE, 2)
    own_clock.now += first_s

    assert (first_s, too_early_s) == (FIRST_RETRY_S, FIRST_RETRY_S)
    assert budget.reserve(ONE, 1) == LOST_STATE_PAUSE_S, "others may have used it before"


def test_the_other_budgets_of_a_process_do_not_ask_a_redis_that_is_away(
    own_server: OwnRedis, own_clock: SetClock
) -> None:
    own_server.stop()
    RedisBudget(own_server.url, "one", own_clock=own_clock).reserve(ONE, 1)
    own_server.start()

    waited_s = RedisBudget(own_server.url, "other", own_clock=own_clock).reserve(ONE, 1)

    assert waited_s == FIRST_RETRY_S


def test_an_outage_that_is_over_does_not_count_towards_the_next(
    own_server: OwnRedis, own_clock: SetClock
) -> None:
    budget = RedisBudget(own_server.url, "name", own_clock=own_clock)
    waits_s = []

    for _ in range(2):
        own_server.stop()
        for _ in range(3):
            waits_s.append(budget.reserve(ONE, 1))
            own_clock.now += LAST_RETRY_S
        own_server.start()
        budget.reserve(ONE, 1)

    assert waits_s[3:] == pytest.approx(waits_s[:3])


def test_what_is_given_back_meanwhile_is_done_afterwards(
    own_server: OwnRedis, clock: SetClock, own_clock: SetClock
) -> None:
    budget = RedisBudget(own_server.url, "name", clock=clock, own_clock=own_clock)
    budget.reserve(ONE, 1)
    own_server.freeze()
    budget.give_back(1, after_s=0.75)
    own_server.thaw()
    too_early_s = RedisBudget(own_server.url, "name", clock=clock).reserve(ONE, 2)

    own_clock.now += LAST_RETRY_S
    budget.requests_today()

    assert too_early_s == ONE.window_s
    assert budget.reserve(ONE, 2) == 0.75


def test_who_used_a_redis_that_lost_its_memory_makes_everyone_pause(
    own_server: OwnRedis, clock: SetClock
) -> None:
    budget = RedisBudget(own_server.url, "name", clock=clock)
    budget.reserve(ONE, 1)
    own_server.stop()
    own_server.start()

    waited_s = budget.reserve(ONE, 2)

    assert waited_s == LOST_STATE_PAUSE_S
    assert RedisBudget(own_server.url, "name", clock=clock).reserve(ONE, 3) > LOST_STATE_PAUSE_S


def test_a_replica_that_may_not_write_is_waited_for(
    start_redis: StartRedis, own_clock: SetClock
) -> None:
    with start_redis("--replicaof", "127.0.0.1", "1") as replica:
        budget = RedisBudget(replica.url, "name", own_clock=own_clock)

        assert budget.reserve(ONE, 1) == FIRST_RETRY_S
