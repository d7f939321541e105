"""What a reading of changes keeps, counts and remembers, and when it says that it began."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from radius_assets.collection.covering import Covering
from radius_assets.collection.watermark import Watermark
from radius_assets.domain.records import PermitsChoice
from radius_assets.publication.files import LocalFiles
from radius_assets.publication.landing import BATCH_CHARACTERS
from radius_assets.publication.quarantine import quarantined
from radius_assets.publication.raw_archive import RawArchive
from radius_assets.publication.storage import LocalStore, TableStore
from radius_assets.publication.store_errors import StoredTableError
from radius_assets.refresh.archiving import Archiving
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell
from radius_assets.refresh.stages import Stages
from radius_assets.refresh.ticks import changes_since, stored_registers
from radius_assets.refresh.work import Options, Work
from radius_assets.sources.errors import SourceChangedError
from radius_assets.sources.mois import PAGE_SIZE
from radius_assets_tests.collection.registers import Row
from radius_assets_tests.refresh.bad_permits import without_name
from radius_assets_tests.refresh.clients import ASKED_AT, DISTRICT, opened
from radius_assets_tests.refresh.registers_on_a_socket import (
    RegisterServer,
    as_data_go_kr,
    permits,
)

pytestmark = pytest.mark.anyio

ASSET = "openapi_food"
ROWS = as_data_go_kr(permits(60))
HOUR = timedelta(hours=1)


def changed(number: int, **fields: Any) -> Row:
    """A permit in a later state."""
    return ROWS[number] | {"DAT_UPDT_PNT": "2031-03-04 10:00:00"} | fields


async def read(  # each an aspect of one reading
    rows: Sequence[Row],
    store: TableStore,
    tmp_path: Path,
    *,
    full: bool = False,
    permits: PermitsChoice = "data_go_kr",
    archive: RawArchive | None = None,
) -> Materialized:
    """The permits made of what a server shows; each question takes an hour of the clock."""
    async with (
        RegisterServer(rows, {}).running() as server,
        opened(server.url, tmp_path / "budget") as sources,
    ):

        def now() -> datetime:
            return ASKED_AT + len(server.asked) * HOUR

        options = Options(permits=permits, full_refresh=full, now=now)
        work = Work(sources, store, Covering(sources.kakao.category_page), options)
        archiving = None if archive is None else Archiving(archive, f"run-{full}")
        made = await Stages(work, archiving=archiving).make(
            Cell(ASSET, DISTRICT), started=lambda _cell, _meter: None
        )
        assert server.asked
    return made


def age(store: TableStore) -> datetime:
    mark = Watermark.from_json(store.certificate(ASSET, DISTRICT))
    assert mark is not None
    return mark.taken_at


async def test_a_table_is_as_old_as_the_beginning_of_its_reading(
    store: LocalStore, tmp_path: Path
) -> None:
    """What the register changes while it is read is asked for again, and not lost."""
    whole = await read(ROWS, store, tmp_path, full=True)
    full_age = age(store)
    later = await read([changed(3)], store, tmp_path)

    assert (whole.figures["mode"], later.figures["mode"]) == ("full", "incremental")
    assert full_age == age(store) == ASKED_AT
    assert later.figures["as_of"] == (ASKED_AT + HOUR).isoformat()


async def test_changes_of_unknown_fields_are_kept_and_the_error_names_who_sent_them(
    store: LocalStore, tmp_path: Path
) -> None:
    await read(ROWS, store, tmp_path, full=True)
    strange = [without_name(changed(3))]

    with pytest.raises(SourceChangedError) as raised:
        await read(strange, store, tmp_path)

    place = tmp_path / "data" / "_drift" / ASSET / f"{DISTRICT}.json"
    assert str(raised.value) == (
        f"MOIS: food permits of {DISTRICT} changed since 2031-03-01T20:30:00+00:00: "
        f"unknown field names; new: none; missing: BPLC_NM; the page is kept in {place}"
    )
    assert json.loads(place.read_text("utf-8"))["rows"] == strange
    assert store.read(ASSET, DISTRICT).height == len(ROWS)


async def test_a_tick_names_who_sent_them_too(store: LocalStore, tmp_path: Path) -> None:
    await read(ROWS, store, tmp_path, full=True)
    stored = stored_registers(store, "food")

    async with (
        RegisterServer([without_name(changed(3))], {}).running() as server,
        opened(server.url, tmp_path / "budget") as sources,
    ):
        assert sources.mois is not None
        with pytest.raises(SourceChangedError) as raised:
            await changes_since(sources.mois, "food", stored, None, margin=3 * 24 * HOUR)

    assert str(raised.value) == (
        "MOIS: food permits of Seoul changed since 2031-03-01T20:30:00+00:00: "
        "unknown field names; new: none; missing: BPLC_NM"
    )


async def test_an_archive_keeps_no_answers_of_changes(store: LocalStore, tmp_path: Path) -> None:
    archive = RawArchive(LocalFiles(tmp_path / "raw"), keep_days=90)
    whole = await read(ROWS, store, tmp_path, full=True, archive=archive)
    before = sorted((tmp_path / "raw").rglob("*"))
    a_batch_full = changed(3, SALS_STTS_NM="x" * BATCH_CHARACTERS)
    later = await read([a_batch_full], store, tmp_path, archive=archive)

    assert later.figures["rows_replaced"] == 1
    assert before == sorted((tmp_path / "raw").rglob("*")) != []
    assert whole.figures["raw_answers"] == 1
    assert "raw_set" not in later.figures
    assert archive.is_complete(*archive.sets(ASSET, DISTRICT))


UNREADABLE = changed(3, SALS_STTS_CD=None)
NOBODYS = changed(4, MNG_NO=None)
CLOSED = changed(3, SALS_STTS_CD="03", CLSBIZ_YMD="2031-03-02")


@pytest.mark.parametrize(
    ("readings", "numbers"),
    [
        ([[UNREADABLE]], [1]),
        ([[UNREADABLE], [changed(5)]], [1, 1]),
        ([[UNREADABLE], [UNREADABLE]], [1, 1]),
        ([[UNREADABLE], [UNREADABLE | {"BPLC_NM": "가온25 새 이름"}]], [1, 1]),
        ([[UNREADABLE], [changed(6, SALS_STTS_CD=None)]], [1, 2]),
        ([[UNREADABLE], [CLOSED]], [1, 0]),
        ([[UNREADABLE, NOBODYS], [CLOSED, changed(4)]], [2, 1]),
    ],
    ids=[
        "one",
        "another change",
        "the same again",
        "in another state, unreadable too",
        "another one",
        "readable again",
        "one that nobody knows",
    ],
)
async def test_how_many_rows_are_quarantined(
    readings: list[list[Row]], numbers: list[int], store: LocalStore, tmp_path: Path
) -> None:
    await read(ROWS, store, tmp_path, full=True)

    for rows, number in zip(readings, numbers, strict=True):
        made = await read(rows, store, tmp_path)
        kept = store.read_quarantine(ASSET, DISTRICT)
        assert kept is not None
        assert made.figures["rows_quarantined"] == kept.height == number


async def test_a_row_that_comes_again_on_another_page_is_one_row(
    store: LocalStore, tmp_path: Path
) -> None:
    others = as_data_go_kr(permits(60 + PAGE_SIZE))[60:]
    await read(ROWS, store, tmp_path, full=True)

    await read([changed(3), NOBODYS], store, tmp_path)
    first = quarantined(store, ASSET, DISTRICT)
    await read([*others, NOBODYS], store, tmp_path)
    second = quarantined(store, ASSET, DISTRICT)

    assert (first["page"].to_list(), second["page"].to_list()) == ([1], [2])
    assert second.drop("page").equals(first.drop("page"))


async def test_a_row_that_a_full_reading_could_not_read_stays_until_it_can_be(
    store: LocalStore, tmp_path: Path
) -> None:
    old = permits(60)
    old[3] = old[3] | {"TRDSTATEGBN": " "}

    await read(old, store, tmp_path, full=True, permits="seoul")
    still = await read([changed(5)], store, tmp_path)
    no_more = await read([CLOSED], store, tmp_path)

    assert still.figures["rows_quarantined"] == 1
    assert no_more.figures["rows_quarantined"] == 0
    states = store.read(ASSET, DISTRICT).filter(management_number=ROWS[3]["MNG_NO"])["state"]
    assert states.to_list() == ["closed"]


class FullDisk(LocalFiles):
    """A folder that takes no table any more, but what is small."""

    def write(self, name: str, data: bytes) -> None:
        """Write the file, unless it is a table."""
        if name.startswith(ASSET):
            raise OSError(28, "No space left on device")
        super().write(name, data)


@pytest.mark.parametrize(
    ("full", "rows"), [(True, ROWS), (False, [CLOSED])], ids=["whole", "what changed"]
)
async def test_a_table_that_is_not_replaced_keeps_its_quarantine(
    full: bool, rows: list[Row], store: LocalStore, tmp_path: Path
) -> None:
    await read([*ROWS[:3], UNREADABLE, *ROWS[4:]], store, tmp_path, full=True)
    before = store.read_quarantine(ASSET, DISTRICT)
    disk = TableStore(FullDisk(tmp_path / "data"))

    with pytest.raises(StoredTableError, match="not written, no space left"):
        await read(rows, disk, tmp_path, full=full)

    after = store.read_quarantine(ASSET, DISTRICT)
    assert before is not None
    assert after is not None
    assert before.height == 1
    assert after.equals(before)
