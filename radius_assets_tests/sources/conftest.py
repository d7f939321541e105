"""Budgets in a file and in a Redis, retries that do not wait, and a small city that answers."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import stamina

from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sandbox.cities import small_city
from radius_assets_tests.sources.places import (
    NewPlace,
    Place,
    RedisPlace,
    new_file_place,
    new_redis_place,
)
from radius_assets_tests.sources.set_clock import SetClock


@pytest.fixture
def redis_place(redis_url: str) -> Iterator[RedisPlace]:
    """A value in a Redis."""
    with new_redis_place(redis_url) as place:
        yield place


@pytest.fixture(scope="session", params=["file", "redis"])
def new_place(request: pytest.FixtureRequest) -> NewPlace:
    """Opens places for budgets, of both kinds, for tests that need many."""
    if request.param == "file":
        return new_file_place
    return partial(new_redis_place, request.getfixturevalue("redis_url"))


@pytest.fixture
def place(new_place: NewPlace) -> Iterator[Place]:
    """Where a budget is kept, in both ways."""
    with new_place() as place:
        yield place


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands still until it is set."""
    return SetClock()


@pytest.fixture
def throttle(tmp_path: Path) -> Throttle:
    """A budget that nobody uses up, and in which a pause is over at once on a clock of its own."""
    clock = SetClock()

    async def pass_at_once(seconds: float) -> None:
        clock.now += seconds

    return Throttle(tmp_path / "budget", slots=10_000, clock=clock, sleep=pass_at_once)


@pytest.fixture
def at_once() -> Iterator[None]:
    """Retries as in earnest, but without waiting."""
    with stamina.set_testing(True, attempts=5):
        yield


@pytest.fixture(scope="session")
def _one_city() -> Iterator[RunningSandbox]:
    with serving(small_city(), SandboxSettings(rate_per_second=10_000, latency_ms=0)) as running:
        yield running


@pytest.fixture
def city(_one_city: RunningSandbox) -> RunningSandbox:
    """The services of a small city, without faults."""
    _one_city.set_faults(Faults())
    _one_city.reset()
    return _one_city
