"""Answers are kept while tables are made of them, and make the same tables again."""

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import zstandard

from radius_assets.collection.covering import Covering
from radius_assets.domain.records import PermitsChoice
from radius_assets.publication.files import LocalFiles
from radius_assets.publication.landing import RawArchiveError
from radius_assets.publication.raw_archive import RawArchive
from radius_assets.publication.raw_sets import RawAnswer
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.archiving import ARCHIVED, Archiving
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell
from radius_assets.refresh.replay import remake, rewrite
from radius_assets.refresh.stages import Stages
from radius_assets.refresh.work import Options, Work
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sources.errors import SourceChangedError, SourceError
from radius_assets.sources.meter import Meter
from radius_assets.sources.replay import NotRecordedError
from radius_assets_tests.publication.frames import frame
from radius_assets_tests.refresh.cities import with_permits_in
from radius_assets_tests.refresh.clients import ASKED_AT, AT_ONCE, DISTRICT, opened
from radius_assets_tests.sandbox.cities import small_city

pytestmark = pytest.mark.anyio

RUN = "11111111-run"
NOW = datetime(2031, 3, 4, 20, 30, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> RawArchive:
    return RawArchive(LocalFiles(tmp_path / "raw"), keep_days=90)


@asynccontextmanager
async def archiving_stages(
    url: str,
    store: LocalStore,
    archive: RawArchive,
    budget: Path,
    *,
    permits: PermitsChoice = "auto",
) -> AsyncIterator[Stages]:
    async with opened(url, budget) as sources:
        covering = Covering(sources.kakao.category_page)
        options = Options(permits=permits, now=lambda: ASKED_AT)
        work = Work(sources, store, covering, options)
        yield Stages(work, archiving=Archiving(archive, RUN))


async def make(
    url: str, store: LocalStore, archive: RawArchive, *assets: str, budget: Path
) -> list[Materialized]:
    async with archiving_stages(url, store, archive, budget) as stages:
        return [await stages.make(Cell(asset, DISTRICT), started=unseen) for asset in assets]


def content(made: Materialized) -> bytes:
    """The file of a table, byte by byte."""
    return Path(made.written.uri).read_bytes()


def unseen(_cell: Cell, _meter: Meter) -> None:
    """Nobody watches."""


def kept_answers(archive: RawArchive, asset: str) -> list[RawAnswer]:
    (kept,) = archive.sets(asset, DISTRICT)
    return archive.answers(kept)


@pytest.mark.parametrize("asset", ARCHIVED)
async def test_what_was_kept_makes_the_same_file_without_a_network(
    asset: str, sandbox: RunningSandbox, store: LocalStore, archive: RawArchive, tmp_path: Path
) -> None:
    (made,) = await make(sandbox.url, store, archive, asset, budget=tmp_path / "budget")
    answers = kept_answers(archive, asset)
    asked = sandbox.stats()
    again = LocalStore(tmp_path / "again")

    remade = await rewrite(made.cell, answers, again, read_at=NOW)

    assert made.written.rows > 0
    assert content(remade) == content(made)
    assert sandbox.stats() == asked, "nobody was asked"
    assert len(answers) == made.figures["requests"] == made.figures["raw_answers"]
    assert made.figures["raw_batches"] == 1
    assert remade.figures["requests"] == 0
    assert "raw_set" not in remade.figures


async def test_a_reading_that_had_to_be_read_again_is_kept_with_all_its_readings(
    sandbox: RunningSandbox, store: LocalStore, archive: RawArchive, tmp_path: Path
) -> None:
    sandbox.set_faults(Faults(moving_total=1))
    (made,) = await make(sandbox.url, store, archive, "openapi_food", budget=tmp_path / "budget")

    remade = await remake(made.cell, kept_answers(archive, "openapi_food"), store, read_at=NOW)

    names = ("rows_declared", "pages", "duplicates", "rereads", "rows_carried_over")
    assert {name: remade.figures[name] for name in names} == {
        name: made.figures[name] for name in names
    }
    assert store.read("openapi_food", DISTRICT).equals(
        remade.frame.sort("authority_code", "management_number")
    )


async def test_permits_that_were_read_from_the_second_source_are_read_from_it_again(
    sandbox: RunningSandbox, store: LocalStore, archive: RawArchive, tmp_path: Path
) -> None:
    place = (sandbox.url, store, archive, tmp_path / "budget")
    async with archiving_stages(*place, permits="data_go_kr") as stages:
        made = await stages.make(Cell("openapi_food", DISTRICT), started=unseen)
    answers = kept_answers(archive, "openapi_food")

    remade = await rewrite(made.cell, answers, LocalStore(tmp_path / "again"), read_at=NOW)

    assert {answer.source for answer in answers} == {"MOIS"}
    assert content(remade) == content(made)
    assert remade.figures["provenance"] == "data_go_kr"


async def test_a_reading_that_fails_is_kept_as_incomplete_or_not_at_all(
    sandbox: RunningSandbox, store: LocalStore, archive: RawArchive, tmp_path: Path
) -> None:
    sandbox.set_faults(Faults(failing_districts={"food": (DISTRICT,)}))

    with pytest.raises(SourceError, match="ERROR-500"):
        await make(sandbox.url, store, archive, "openapi_food", budget=tmp_path / "budget")

    assert not any(archive.is_complete(kept) for kept in archive.sets("openapi_food", DISTRICT))


async def test_answers_of_which_no_table_can_be_made_are_kept_for_a_better_reader(
    store: LocalStore, archive: RawArchive, tmp_path: Path
) -> None:
    city = small_city()
    unreadable = city.food.with_columns(APVPERMYMD=pl.lit("2031-02-30"))
    many = pl.concat([unreadable.with_columns(MGTNO=pl.col("MGTNO") + str(n)) for n in range(3)])

    with (
        serving(dataclasses.replace(city, food=many), AT_ONCE) as running,
        pytest.raises(SourceChangedError, match="cannot be read"),
    ):
        await make(running.url, store, archive, "openapi_food", budget=tmp_path / "budget")

    answers = kept_answers(archive, "openapi_food")
    assert not store.exists("openapi_food", DISTRICT)
    assert "2031-02-30" in answers[0].text
    with pytest.raises(SourceChangedError, match="cannot be read"):
        await remake(Cell("openapi_food", DISTRICT), answers, store, read_at=NOW)


async def test_stores_and_listings_are_not_kept_as_districts_share_their_tiles(
    sandbox: RunningSandbox, store: LocalStore, archive: RawArchive, tmp_path: Path
) -> None:
    made = await make(
        sandbox.url, store, archive, "daiso", "convenience", budget=tmp_path / "budget"
    )

    for one in made:
        assert archive.sets(one.cell.asset, DISTRICT) == []
        assert "raw_set" not in one.figures


async def test_the_districts_of_a_run_are_kept_apart(
    store: LocalStore, archive: RawArchive, tmp_path: Path
) -> None:
    names = (DISTRICT, "강남구")

    with serving(with_permits_in(names), AT_ONCE) as running:
        async with archiving_stages(running.url, store, archive, tmp_path / "budget") as stages:
            await asyncio.gather(
                *(
                    stages.make(Cell(asset, name), started=unseen)
                    for name in names
                    for asset in ("openapi_food", "openapi_tobacco", "semas")
                )
            )

    for name in names:
        for asset in ("openapi_food", "openapi_tobacco", "semas"):
            (kept,) = archive.sets(asset, name)
            assert all(name in answer.asked for answer in archive.answers(kept))


async def test_the_key_is_nowhere_in_the_archive(
    sandbox: RunningSandbox, store: LocalStore, archive: RawArchive, tmp_path: Path
) -> None:
    await make(sandbox.url, store, archive, *ARCHIVED, budget=tmp_path / "budget")

    files = [path for path in (tmp_path / "raw").rglob("*") if path.is_file()]
    assert len(files) == 2 * len(ARCHIVED)
    for path in files:
        data = path.read_bytes()
        text = zstandard.ZstdDecompressor().decompress(data) if path.suffix == ".zst" else data
        assert b"sandbox" not in text, "the key of the sandbox"
        assert json.loads(text)


async def test_an_archive_that_refuses_costs_the_cell_and_not_the_stored_table(
    sandbox: RunningSandbox, store: LocalStore, archive: RawArchive, tmp_path: Path
) -> None:
    store.write("semas", DISTRICT, frame("semas"))
    (tmp_path / "raw").write_text("a file where a folder is wanted")

    with pytest.raises(
        RawArchiveError, match=f"raw answers of semas of {DISTRICT}, .* not written"
    ):
        await make(sandbox.url, store, archive, "semas", budget=tmp_path / "budget")

    assert store.read("semas", DISTRICT).equals(frame("semas"))


async def test_code_that_asks_otherwise_is_told_so(
    sandbox: RunningSandbox, store: LocalStore, archive: RawArchive, tmp_path: Path
) -> None:
    (made,) = await make(sandbox.url, store, archive, "semas", budget=tmp_path / "budget")
    other = [
        dataclasses.replace(answer, asked=f"{answer.asked} of the old way")
        for answer in kept_answers(archive, "semas")
    ]

    with pytest.raises(NotRecordedError, match=f"SEMAS: convenience stores of {DISTRICT}, page 1"):
        await rewrite(made.cell, other, store, read_at=NOW)
