"""A register that moves, shrinks or shuts the door while one reads it costs no stored table."""

import asyncio
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from radius_assets.collection.permits import collect_permits
from radius_assets.collection.register import READINGS
from radius_assets.domain.districts import district
from radius_assets.domain.records import RowsPage
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell
from radius_assets.sandbox.city import FOOD_COLUMNS
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sources.errors import (
    AccessRefusedError,
    IncompleteAnswerError,
    TransientSourceError,
)
from radius_assets.sources.meter import Meter, metering
from radius_assets_tests.publication.frames import frame
from radius_assets_tests.refresh.clients import AT_ONCE, DISTRICT, opened, stages
from radius_assets_tests.sandbox.cities import permit, small_city

pytestmark = pytest.mark.anyio

ASKED = f"food permits of {DISTRICT}"
PERMITS = 3_400  # four pages
CELL = Cell("openapi_food", DISTRICT)


@pytest.fixture(scope="session")
def _one_sandbox() -> Iterator[RunningSandbox]:
    """A city with four pages of permits in the district."""
    city = small_city()
    rows = [permit(number, FOOD_COLUMNS) for number in range(PERMITS)]
    many = pl.DataFrame(rows, schema=city.food.schema)
    with serving(dataclasses.replace(city, food=many), AT_ONCE) as running:
        yield running


def unseen(_cell: Cell, _meter: Meter) -> None:
    """Nobody watches."""


async def make(url: str, store: LocalStore, budget: Path) -> Materialized:
    async with stages(url, store, budget) as opened_stages:
        return await opened_stages.make(CELL, started=unseen)


@pytest.fixture
def stored(store: LocalStore) -> LocalStore:
    """A store with a table from before."""
    store.write("openapi_food", DISTRICT, frame("openapi_food"))
    return store


async def test_a_register_that_grows_while_it_is_read_is_read_again(
    sandbox: RunningSandbox, store: LocalStore, tmp_path: Path
) -> None:
    sandbox.set_faults(Faults(moving_total=3))

    made = await make(sandbox.url, store, tmp_path / "budget")

    assert made.written.rows == made.figures["rows_declared"] == PERMITS + 3
    assert made.figures["rereads"] == 1
    names = store.read("openapi_food", DISTRICT)["name"]
    assert names.str.starts_with("새로 연 가게").sum() == 3


async def test_a_register_that_always_moves_costs_nothing_that_is_stored(
    sandbox: RunningSandbox, stored: LocalStore, tmp_path: Path
) -> None:
    sandbox.set_faults(Faults(moving_total=1_000))

    with pytest.raises(IncompleteAnswerError, match=f"never the same on {READINGS} readings"):
        await make(sandbox.url, stored, tmp_path / "budget")

    assert stored.read("openapi_food", DISTRICT).equals(frame("openapi_food"))
    assert sandbox.stats()["seoul"]["requests"] == READINGS * 4


@pytest.mark.parametrize("seed", range(4))
async def test_pages_that_begin_a_row_early_lose_no_row(
    seed: int, sandbox: RunningSandbox, store: LocalStore, tmp_path: Path
) -> None:
    sandbox.set_faults(Faults(seed=seed, shifted_pages=0.4))

    try:
        made = await make(sandbox.url, store, tmp_path / "budget")
    except IncompleteAnswerError:
        assert not store.exists("openapi_food", DISTRICT)
        return

    assert made.written.rows == made.figures["rows_declared"] == PERMITS
    assert store.read("openapi_food", DISTRICT)["management_number"].n_unique() == PERMITS


async def test_totals_that_jitter_are_never_taken_for_the_register(
    sandbox: RunningSandbox, stored: LocalStore, tmp_path: Path
) -> None:
    sandbox.set_faults(Faults(total_jitter=1.0))

    with pytest.raises(IncompleteAnswerError, match="3399/3401 rows declared, 3400 read"):
        await make(sandbox.url, stored, tmp_path / "budget")

    assert stored.read("openapi_food", DISTRICT).equals(frame("openapi_food"))


async def test_a_key_that_expires_in_the_middle_ends_the_reading_at_once(
    sandbox: RunningSandbox, stored: LocalStore, tmp_path: Path
) -> None:
    """Requests are counted where they are sent: one that is ended on its way may arrive later."""
    answered: list[int] = []
    sent = Meter()
    running = asyncio.all_tasks()

    async with opened(sandbox.url, tmp_path / "budget") as sources:

        async def fetch(start: int, end: int) -> RowsPage:
            page = await sources.seoul.permits_page("food", district(DISTRICT), start, end)
            answered.append(start)
            if len(answered) == 3:
                sandbox.set_faults(Faults(refusing=("seoul",)))
            return page

        with metering(sent), pytest.raises(AccessRefusedError, match="INFO-100") as raised:
            await collect_permits(fetch, asked=ASKED, page_size=100, concurrency=4)
        asked = sent.requests

        with metering(sent), pytest.raises(AccessRefusedError):
            await fetch(1, 100)

    assert asyncio.all_tasks() == running
    assert len(answered) <= 3 + 3, "those that were on their way when the key expired"
    assert len(answered) < asked <= len(answered) + 4, "none was sent once a refusal was there"
    assert sent.requests == asked, "a refusal is remembered"
    assert "sandbox" not in str(raised.value)
    assert stored.read("openapi_food", DISTRICT).equals(frame("openapi_food"))


async def test_a_service_that_fails_in_the_middle_costs_nothing_that_is_stored(
    sandbox: RunningSandbox, stored: LocalStore, tmp_path: Path
) -> None:
    sandbox.set_faults(Faults(failing_districts={"food": (DISTRICT,)}))

    with pytest.raises(Exception, match="ERROR-500"):
        await make(sandbox.url, stored, tmp_path / "budget")

    assert stored.read("openapi_food", DISTRICT).equals(frame("openapi_food"))


class Shrinking:
    """The register of the sandbox, from which rows go once so many pages were answered."""

    def __init__(self, sandbox: RunningSandbox, *, after: int, left: int) -> None:
        self._register = sandbox.sandbox.seoul._service._registers["LOCALDATA_072405"]  # type: ignore[attr-defined]
        self._rows = self._register._of("3180000")
        self.pages_left = after
        self.left = left

    def answered(self) -> None:
        self.pages_left -= 1
        if self.pages_left == 0:
            self._register._by_authority["3180000"] = self._rows[: self.left]

    def restore(self) -> None:
        self._register._by_authority["3180000"] = self._rows


@pytest.mark.parametrize(
    ("left", "rereads"),
    [(150, 1), (100, 1), (50, 1)],
    ids=["within the second page", "at the end of the first", "within the first"],
)
async def test_a_start_beyond_the_end_in_the_middle_is_a_register_that_moved(
    left: int, rereads: int, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    shrinking = Shrinking(sandbox, after=2, left=left)
    async with opened(sandbox.url, tmp_path / "budget") as sources:

        async def fetch(start: int, end: int) -> RowsPage:
            page = await sources.seoul.permits_page("food", district(DISTRICT), start, end)
            shrinking.answered()
            return page

        try:
            reading = await collect_permits(fetch, asked=ASKED, page_size=100, concurrency=2)
        finally:
            shrinking.restore()

    assert (reading.total, reading.rereads) == (left, rereads)
    assert len(reading.rows) == left + reading.carried_over


async def test_a_register_that_is_emptied_in_the_middle_is_not_believed(
    sandbox: RunningSandbox, tmp_path: Path
) -> None:
    shrinking = Shrinking(sandbox, after=2, left=0)
    async with opened(sandbox.url, tmp_path / "budget") as sources:

        async def fetch(start: int, end: int) -> RowsPage:
            page = await sources.seoul.permits_page("food", district(DISTRICT), start, end)
            shrinking.answered()
            return page

        try:
            with pytest.raises(TransientSourceError, match="declares 0 rows"):
                await collect_permits(fetch, asked=ASKED, page_size=100, concurrency=2)
        finally:
            shrinking.restore()
