"""Tests of what only a Redis budget has: others who are faster, outages, refusals, secrets."""

import socketserver
import threading
import traceback
from collections.abc import Callable, Iterator

import pytest

from radius_assets.sources.budget import DAY_S, Limits, ThrottleStateError
from radius_assets.sources.budget_record import LOST_STATE_PAUSE_S
from radius_assets.sources.budget_redis import RedisBudget
from radius_assets.sources.shared_redis import FIRST_RETRY_S, LAST_RETRY_S
from radius_assets_tests.sources.places import RedisPlace
from radius_assets_tests.sources.redis_server import OwnRedis, StartRedis
from radius_assets_tests.sources.set_clock import SetClock

ONE = Limits(slots=1, window_s=1.0)
MANY = Limits(slots=1_000, window_s=1.0)
NOBODY_THERE = "redis://reader:5ecret@127.0.0.1:1/0"


@pytest.fixture
def own_clock() -> SetClock:
    return SetClock(0.0)


@pytest.fixture
def own_server(start_redis: StartRedis) -> Iterator[OwnRedis]:
    with start_redis() as server:
        yield server


class Faster:
    """A clock that stands still, but in which others use the budget while one reads it."""

    def __init__(self, others: RedisBudget, *, times: int) -> None:
        self._others, self._times, self.used = others, times, 0

    def __call__(self) -> float:
        if self.used < self._times:
            self.used += 1
            self._others.reserve(MANY, 1_000 + self.used)
        return 1_000.0


def test_a_change_begins_again_where_others_were_faster(
    redis_place: RedisPlace, clock: SetClock
) -> None:
    faster = Faster(redis_place.opened(clock), times=3)

    waited_s = redis_place.opened(faster).reserve(MANY, 1)

    assert waited_s == 0.0
    assert redis_place.opened(clock).requests_today() == {"all": 4}


def test_who_finds_others_faster_every_time_asks_again_later(
    redis_place: RedisPlace, clock: SetClock
) -> None:
    faster = Faster(redis_place.opened(clock), times=10_000)

    waited_s = redis_place.opened(faster).reserve(MANY, 1)

    assert waited_s == pytest.approx(FIRST_RETRY_S, abs=0.01)
    assert redis_place.opened(clock).requests_today() == {"all": faster.used}


def test_a_budget_that_nobody_uses_is_dropped_after_two_days(redis_place: RedisPlace) -> None:
    redis_place.opened().reserve(ONE, 1)

    with redis_place.client() as client:
        assert DAY_S < int(str(client.ttl(redis_place.name))) <= 2 * DAY_S


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


def with_password(url: str, password: str) -> str:
    return url.replace("redis://", f"redis://:{password}@")


def without_password(url: str, _password: str) -> str:
    return url


@pytest.mark.parametrize("address", [with_password, without_password])
def test_a_wrong_password_is_named_at_once_and_not_shown(
    address: Callable[[str, str], str], start_redis: StartRedis
) -> None:
    with start_redis("--requirepass", "r1ght") as server:
        budget = RedisBudget(address(server.url, "wr0ng-5ecret"), "name")

        with pytest.raises(ThrottleStateError, match=r"RADIUS_REDIS_URL refuses us \(") as raised:
            budget.reserve(ONE, 1)

        assert RedisBudget(with_password(server.url, "r1ght"), "name").reserve(ONE, 1) == 0.0
    assert "5ecret" not in "".join(traceback.format_exception(raised.value))


class Parrot(socketserver.StreamRequestHandler):
    """Understands nothing and repeats it, as a Redis does with a command that it does not know."""

    def handle(self) -> None:
        while asked := self.request.recv(65_536):
            words = b" ".join(asked.split())
            self.request.sendall(b"-ERR unknown command, beginning with: " + words + b"\r\n")


def test_what_redis_says_is_shown_without_name_and_password() -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Parrot) as server:
        threading.Thread(target=server.serve_forever).start()
        url = f"redis://reader:5ecret@127.0.0.1:{server.server_address[1]}/0"

        with pytest.raises(ThrottleStateError, match=r"refuses us \(.*\*\*\*") as raised:
            RedisBudget(url, "name").reserve(ONE, 1)
        server.shutdown()

    shown = "".join(traceback.format_exception(raised.value))
    assert "reader" not in shown
    assert "5ecret" not in shown


def test_a_key_that_holds_something_of_another_kind_is_left_alone(redis_place: RedisPlace) -> None:
    with redis_place.client() as client:
        client.lpush(redis_place.name, "somebody's list")

    with pytest.raises(ThrottleStateError, match="refuses us"):
        redis_place.opened().give_back(1, after_s=1.0)


@pytest.mark.parametrize(
    "url", ["localhost:6379", "http://5ecret@host", "redis://host:5ecret", "redis://[5ecret"]
)
def test_what_is_no_address_of_a_redis_is_named_and_not_shown(url: str) -> None:
    with pytest.raises(ThrottleStateError, match="RADIUS_REDIS_URL is no address") as raised:
        RedisBudget(url, "name")

    assert "5ecret" not in "".join(traceback.format_exception(raised.value))
