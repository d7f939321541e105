"""Fixtures that more than one folder of tests uses."""

import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.sources.redis_server import StartRedis, any_redis, can_start, own_redis

settings.register_profile("any machine", deadline=None)  # none is to be quick
settings.load_profile("any machine")


def pytest_configure() -> None:
    """Heed Ctrl-C and a closed terminal: a background job may begin with them ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio, as the platform does."""
    return "asyncio"


@pytest.fixture
def sandbox(_one_sandbox: RunningSandbox) -> RunningSandbox:
    """The services of the folder's city, without faults and with empty statistics."""
    _one_sandbox.set_faults(Faults())
    _one_sandbox.reset()
    return _one_sandbox


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis; tests flush nothing there but what they made."""
    with any_redis(tmp_path_factory.mktemp("redis")) as url:
        if url is None:
            pytest.skip("NO REDIS runs here and none can be started: WHAT HOSTS SHARE IS UNTESTED")
        yield url


@pytest.fixture
def start_redis(tmp_path: Path) -> StartRedis:
    """Starts a Redis of the test's own, with any options."""
    if not can_start():
        pytest.skip("NO redis-server TO START: what happens when Redis goes away is UNTESTED")
    return partial(own_redis, tmp_path)
