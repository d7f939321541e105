"""An invented city of three districts on a real port, and a terminal that asks it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from radius_assets.sandbox.city import City
from radius_assets.sandbox.control import environment
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.sandbox.world import build_city
from radius_assets_tests.cli.terminal import Terminal

CITY = ("양천구", "구로구", "금천구", "영등포구")  # neighbours in official order, but for the first


@pytest.fixture(scope="session")
def city() -> City:
    """Four districts of an invented Seoul."""
    return build_city(7, districts=CITY)


@pytest.fixture(scope="session")
def _one_sandbox(city: City) -> Iterator[RunningSandbox]:
    settings = SandboxSettings(rate_per_second=10_000, latency_ms=0)
    with serving(city, settings) as running:
        yield running


@pytest.fixture
def terminal(sandbox: RunningSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose deployment asks the sandbox and keeps everything in a folder of the test."""
    return open_terminal(sandbox.url, tmp_path, monkeypatch)


def open_terminal(
    url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, *, requests_per_second: int = 100
) -> Terminal:
    """A terminal that asks the services at `url`; commands of this process are in it, too."""
    folder.mkdir(exist_ok=True)
    variables = {
        **environment(url),
        "RADIUS_STORE": str(folder / "data"),
        "RADIUS_BUDGET_FOLDER": str(folder / "budgets"),
        "RADIUS_REQUESTS_PER_SECOND": str(requests_per_second),
        "RADIUS_REDIS_URL": "",
        "DAGSTER_HOME": str(folder / "dagster"),
        "COLUMNS": "200",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    return Terminal(folder, variables)


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    """Retries as in earnest, but without waiting."""
    with stamina.set_testing(True, attempts=5):
        yield
