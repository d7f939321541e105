"""A small city that answers, retries that do not wait, and a store in a folder of the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from radius_assets.publication.storage import LocalStore
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets_tests.refresh.clients import AT_ONCE
from radius_assets_tests.refresh.weeks import MONDAY, refresh
from radius_assets_tests.sandbox.cities import small_city


@pytest.fixture(scope="session")
def _one_sandbox() -> Iterator[RunningSandbox]:
    with serving(small_city(), AT_ONCE) as running:
        yield running


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    """Retries as in earnest, but without waiting."""
    with stamina.set_testing(True, attempts=5):
        yield


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    """An empty store."""
    return LocalStore(tmp_path / "data")


@pytest.fixture
def budget(tmp_path: Path) -> Path:
    """A folder for the budgets of the services."""
    return tmp_path / "budget"


@pytest.fixture
async def looked_at(sandbox: RunningSandbox, store: LocalStore, budget: Path) -> LocalStore:
    """A store after the first refresh of the district."""
    await refresh(sandbox.url, store, budget, day=MONDAY)
    return store
