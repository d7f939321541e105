"""A sandbox on a real port, as fast as it can be, begun anew for each test."""

from collections.abc import Iterator

import httpx
import pytest

from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets_tests.sandbox.cities import small_city


@pytest.fixture(scope="session")
def _one_sandbox() -> Iterator[RunningSandbox]:
    settings = SandboxSettings(rate_per_second=10_000, latency_ms=0)
    with serving(small_city(), settings) as running:
        yield running


@pytest.fixture(scope="session")
def one_client() -> Iterator[httpx.Client]:
    """A client for all tests: opening one takes longer than most tests."""
    with httpx.Client(timeout=5) as opened:
        yield opened


@pytest.fixture
def client(sandbox: RunningSandbox, one_client: httpx.Client) -> httpx.Client:
    """A client of the sandbox."""
    one_client.base_url = httpx.URL(sandbox.url)
    return one_client
