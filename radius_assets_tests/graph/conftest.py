"""An invented city of three districts, served on a real port, and a Dagster instance."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
import stamina

from radius_assets.publication.storage import LocalStore, TableStore
from radius_assets.sandbox.city import City
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.sandbox.world import build_city
from radius_assets.settings import Settings
from radius_assets_tests.graph.platform import DISTRICTS, Platform, settings_for

KEYS = ("KAKAO_API_KEY", "SEOUL_OPENAPI_KEY", "DATA_GO_KR_KEY")


@pytest.fixture(scope="session")
def city() -> City:
    """Three neighbouring districts of an invented Seoul."""
    return build_city(7, districts=DISTRICTS)


@pytest.fixture(scope="session")
def _one_sandbox(city: City) -> Iterator[RunningSandbox]:
    settings = SandboxSettings(rate_per_second=10_000, latency_ms=0)
    with serving(city, settings) as running:
        yield running


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    """Retries as in earnest, but without waiting."""
    with stamina.set_testing(True, attempts=5):
        yield


@pytest.fixture(scope="session")
def refreshed(
    _one_sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """The platform after one undisturbed refresh and summary of the city, only to be looked at."""
    _one_sandbox.set_faults(Faults())
    settings = settings_for(_one_sandbox.url, tmp_path_factory.mktemp("refreshed"))
    with dg.instance_for_test(set_dagster_home=False) as instance:
        platform = Platform(settings, instance)
        with pytest.MonkeyPatch.context() as environment:
            for name in KEYS:
                environment.setenv(name, "sandbox")
            assert platform.refresh().success
            assert platform.summarize().success
        yield platform


@pytest.fixture
def settings(sandbox: RunningSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A deployment that asks the sandbox and keeps everything in a folder of the test."""
    for name in KEYS:
        monkeypatch.setenv(name, "sandbox")
    return settings_for(sandbox.url, tmp_path)


@pytest.fixture(scope="session")
def _new_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance on which nothing ever ran; a copy is quicker than a new one."""
    home = tmp_path_factory.mktemp("dagster") / "new"
    home.mkdir()
    with dg.instance_for_test(temp_dir=str(home), set_dagster_home=False) as instance:
        assert instance.get_runs_count() == 0
    return home


@pytest.fixture
def instance(_new_home: Path, tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """An instance with a real event log, which partition statuses need."""
    home = shutil.copytree(_new_home, tmp_path / "dagster")
    with dg.instance_for_test(temp_dir=str(home)) as instance:
        yield instance


@pytest.fixture
def platform(settings: Settings, instance: dg.DagsterInstance) -> Platform:
    """The graph of these settings on that instance."""
    return Platform(settings, instance)


@pytest.fixture
def store(settings: Settings) -> TableStore:
    """The tables of the deployment."""
    return LocalStore(Path(settings.store))


@pytest.fixture
def yesterday(refreshed: Platform, settings: Settings) -> TableStore:
    """The tables that an undisturbed refresh made, and that the deployment has in its store."""
    shutil.copytree(refreshed.settings.store, settings.store)
    return refreshed.store
