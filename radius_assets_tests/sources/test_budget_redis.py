"""Tests of what only a Redis budget has: others who are faster, refusals, secrets."""

import socketserver
import threading
import traceback
from collections.abc import Callable

import pytest

from radius_assets.sources.budget import DAY_S, Limits, ThrottleStateError
from radius_assets.sources.budget_redis import RedisBudget
from radius_assets.sources.shared_redis import FIRST_RETRY_S
from radius_assets_tests.sources.places import RedisPlace
from radius_assets_tests.sources.redis_server import StartRedis
from radius_assets_tests.sources.set_clock import SetClock

ONE = Limits(slots=1, window_s=1.0)
MANY = Limits(slots=1_000, window_s=1.0)


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
