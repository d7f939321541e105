"""An invented city of three districts, served on a real port, and a Dagster instance."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from radius_assets.publication.storage import LocalStore, TableStore
from radius_assets.sandbox.city import City
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.sandbox.world import build_city
from radius_assets.settings import Settings
from radius_assets_tests.graph.platform import DISTRICTS, Platform, settings_for


@pytest.fixture(scope="session")
def city() -> City:
    """Three neighbouring districts of an invented Seoul."""
    return build_city(7, districts=DISTRICTS)


@pytest.fixture(scope="session")
def _one_sandbox(city: City) -> Iterator[RunningSandbox]:
    settings = SandboxSettings(rate_per_second=10_000, latency_ms=0)
    with serving(city, settings) as running:
        yield running


@pytest.fixture
def sandbox(_one_sandbox: RunningSandbox) -> RunningSandbox:
    """The city's services, without faults and with empty statistics."""
    _one_sandbox.set_faults(Faults())
    _one_sandbox.reset()
    return _one_sandbox


@pytest.fixture
def settings(sandbox: RunningSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A deployment that asks the sandbox and keeps everything in a folder of the test."""
    for name in ("KAKAO_API_KEY", "SEOUL_OPENAPI_KEY", "DATA_GO_KR_KEY"):
        monkeypatch.setenv(name, "sandbox")
    return settings_for(sandbox.url, tmp_path)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """An instance with a real event log, which partition statuses need."""
    with dg.instance_for_test() as instance:
        yield instance


@pytest.fixture
def platform(settings: Settings, instance: dg.DagsterInstance) -> Platform:
    """The graph of these settings on that instance."""
    return Platform(settings, instance)


@pytest.fixture
def store(settings: Settings) -> TableStore:
    """The tables of the deployment."""
    return LocalStore(Path(settings.store))
