"""What the metadata of a register say of the pages it was read from is what the server saw."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from radius_assets.collection.covering import Covering
from radius_assets.domain.records import PermitsChoice
from radius_assets.publication.files import LocalFiles
from radius_assets.publication.raw_archive import RawArchive
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.archiving import Archiving
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell
from radius_assets.refresh.stages import Stages
from radius_assets.refresh.work import Options, Work
from radius_assets.sandbox.city import FOOD_COLUMNS
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.sources.meter import Meter
from radius_assets_tests.refresh.clients import DISTRICT, opened
from radius_assets_tests.sandbox.cities import permit, small_city

pytestmark = pytest.mark.anyio

NOW = datetime(2031, 3, 4, 20, 30, tzinfo=UTC)
LATENCY_MS = 40
PERMITS = 3_400  # four pages of Seoul's, 34 of data.go.kr's
ONE_RETRY = Faults(seed=42, unavailable=0.2)  # of nine requests the third


@pytest.fixture(scope="session")
def _one_sandbox() -> Iterator[RunningSandbox]:
    city = small_city()
    rows = [permit(number, FOOD_COLUMNS) for number in range(PERMITS)]
    many = pl.DataFrame(rows, schema=city.food.schema)
    settings = SandboxSettings(rate_per_second=10_000, latency_ms=LATENCY_MS, jitter_ms=0)
    with serving(dataclasses.replace(city, food=many), settings) as running:
        yield running


def unseen(_cell: Cell, _meter: Meter) -> None:
    """Nobody watches."""


def batches(folder: Path) -> int:
    """Batches in the archive."""
    return len(list(folder.glob("raw/**/*.json.zst")))


async def make(
    asset: str,
    sandbox: RunningSandbox,
    folder: Path,
    *,
    permits: PermitsChoice = "auto",
    full_refresh: bool = True,
) -> Materialized:
    """The asset of the district, its answers kept."""
    archive = RawArchive(LocalFiles(folder / "raw"), keep_days=90)
    options = Options(permits=permits, full_refresh=full_refresh, now=lambda: NOW)
    async with opened(sandbox.url, folder / "budget") as sources:
        covering = Covering(sources.kakao.category_page)
        work = Work(sources, LocalStore(folder / "data"), covering, options)
        made = Stages(work, archiving=Archiving(archive, "run-1"))
        return await made.make(Cell(asset, DISTRICT), started=unseen)


@pytest.mark.parametrize(
    ("asset", "service", "permits"),
    [
        ("openapi_food", "seoul", "auto"),
        ("openapi_food", "mois", "data_go_kr"),
        ("semas", "semas", "auto"),
    ],
)
async def test_pages_rows_and_batches_are_those_that_the_server_gave(
    asset: str, service: str, permits: PermitsChoice, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    made = await make(asset, sandbox, tmp_path, permits=permits)

    figures = made.figures
    assert figures["pages"] == sandbox.stats()[service]["requests"] == figures["raw_answers"]
    assert figures["page_rows"] == figures["rows_declared"]
    assert figures["page_retries"] == 0
    assert (
        LATENCY_MS / 1000 <= float(str(figures["page_seconds"])) <= float(str(figures["seconds"]))
    )
    assert figures["raw_batches"] == batches(tmp_path) == 1


async def test_a_page_that_is_asked_for_again_is_one_page_and_one_retry(
    sandbox: RunningSandbox, tmp_path: Path
) -> None:
    sandbox.set_faults(ONE_RETRY)

    made = await make("openapi_food", sandbox, tmp_path)

    seen = sandbox.stats()["seoul"]
    assert seen["faults"] == {"unavailable": 1}
    assert (made.figures["pages"], made.figures["page_retries"]) == (4, 1)
    assert seen["requests"] == made.figures["requests"] == 4 + 1
    assert made.figures["page_rows"] == PERMITS
    assert made.figures["raw_answers"] == 4, "what was not accepted is not kept"


async def test_a_register_that_is_read_twice_counts_the_pages_of_both_readings(
    sandbox: RunningSandbox, tmp_path: Path
) -> None:
    sandbox.set_faults(Faults(moving_total=1))

    made = await make("openapi_food", sandbox, tmp_path)

    assert made.figures["rereads"] == 1
    assert made.figures["pages"] == sandbox.stats()["seoul"]["requests"] == 4 + 4
    assert made.figures["rows_declared"] == PERMITS + 1
    assert 2 * PERMITS <= int(str(made.figures["page_rows"])) <= 2 * (PERMITS + 1)


async def test_changes_have_pages_too(sandbox: RunningSandbox, tmp_path: Path) -> None:
    await make("openapi_food", sandbox, tmp_path)

    made = await make("openapi_food", sandbox, tmp_path, full_refresh=False)

    assert made.figures["mode"] == "incremental"
    assert made.figures["pages"] == sandbox.stats()["mois"]["requests"] != 0
    assert made.figures["page_rows"] == made.figures["rows_changed"]
    assert made.figures["raw_batches"] is None, "changes alone make no table anew"
    assert made.figures["page_retries"] == 0
