"""`radius doctor` on what lies in the store: tables, corrections, and room to write."""

import errno
import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from radius_assets.cli.store_findings import of_place
from radius_assets.publication.corrections import Correction
from radius_assets.publication.corrections_file import FILE, append_correction
from radius_assets.publication.files import LocalFiles
from radius_assets.publication.parquet import parquet
from radius_assets.publication.storage import TableStore
from radius_assets.settings import settings_from
from radius_assets_tests.cli.terminal import Terminal
from radius_assets_tests.cli.test_doctor import finding
from radius_assets_tests.publication.frames import DISTRICT, frame

SAID_ON = date(2026, 3, 10)


@pytest.fixture
def kept(terminal: Terminal) -> Terminal:
    """A terminal whose store has some tables."""
    for asset in ("closures", "closure_events", "semas"):
        terminal.store.write(asset, DISTRICT, frame(asset))
    terminal.store.write("city_summary", None, frame("city_summary"))
    terminal.store.claim_origin("sandbox")
    return terminal


def put(terminal: Terminal, name: str, rows: pl.DataFrame) -> None:
    terminal.store.files.write(name, parquet(rows, {}))


def test_tables_of_this_release_are_fine(kept: Terminal) -> None:
    said = kept.radius("doctor")

    assert finding(said, "stored tables") == (
        "✓ stored tables: 4 files, all with the columns of this release"
    )
    assert finding(said, FILE).startswith(f"✓ {FILE}: no corrections")
    assert said.status == 0


def test_a_log_of_an_earlier_release_is_fine(kept: Terminal) -> None:
    put(kept, f"closure_events/{DISTRICT}.parquet", frame("closure_events").drop("corrected_by"))

    assert finding(kept.radius("doctor"), "stored tables").startswith("✓ ")


@pytest.mark.parametrize(
    ("asset", "name", "column", "mark", "remedy"),
    [
        ("closures", f"closures/{DISTRICT}", "conflict", "!", "--only closures` makes it anew"),
        ("city_summary", "city_summary", "operating", "!", "--all --only closures` makes it anew"),
        ("closure_events", f"closure_events/{DISTRICT}", "verdict", "✗", "back from a backup"),
    ],
)
def test_a_table_of_another_release_is_told_with_what_to_do(
    asset: str, name: str, column: str, mark: str, remedy: str, kept: Terminal
) -> None:
    put(kept, f"{name}.parquet", frame(asset).drop(column))

    said = kept.radius("doctor")

    line = finding(said, "stored tables")
    assert line.startswith(f"{mark} stored tables: of 4 files 1: {asset}")
    assert f"({column})" in line
    assert remedy in line
    assert said.status == (mark == "✗")


def test_a_damaged_table_is_told_after_a_lost_log(kept: Terminal) -> None:
    for asset in ("closures", "closure_events"):
        kept.store.files.write(f"{asset}/{DISTRICT}.parquet", b"half")

    line = finding(kept.radius("doctor"), "stored tables")

    assert line.startswith(f"✗ stored tables: of 4 files 2: closure_events of {DISTRICT}: the file")
    assert f"closures of {DISTRICT}: the file is damaged" in line


def test_a_table_that_the_system_refuses_is_told_once_with_where_it_lies(kept: Terminal) -> None:
    append_correction(
        kept.store.files, Correction("77001", "closed", "kim", SAID_ON, "shut"), today=SAID_ON
    )
    path = Path(kept.variables["RADIUS_STORE"]) / "closures" / f"{DISTRICT}.parquet"
    path.unlink()
    path.mkdir()

    said = kept.radius("doctor")

    line = finding(said, "stored tables")
    assert line.startswith(f"✗ stored tables: of 4 files 1: closures of {DISTRICT}: not read, is a")
    assert line.endswith(f"see to the rights to {path}")
    assert said.text.count("is a directory") == 1
    assert finding(said, FILE) == (
        f"! {FILE}: 1 corrections; see to the stored tables first, they know listings"
    )
    assert said.status == 1


@pytest.mark.parametrize(
    ("place_id", "mark", "says"),
    [("77001", "✓", "1 corrections of 1 listings"), ("9", "!", "of 1 no verdict is stored")],
)
def test_corrections_are_counted_and_unknown_listings_told(
    place_id: str, mark: str, says: str, kept: Terminal
) -> None:
    said = Correction(place_id, "closed", "kim", SAID_ON, "shut")
    append_correction(kept.store.files, said, today=SAID_ON)

    result = kept.radius("doctor")

    assert finding(result, FILE).startswith(f"{mark} ")
    assert says in finding(result, FILE)
    assert result.status == 0


def test_a_broken_file_of_corrections_is_named_with_its_line(kept: Terminal) -> None:
    kept.store.files.write(
        FILE, b"place_id,verdict,author,corrected_on,reason\n1,opn,k,2026-03-10,m\n"
    )

    said = kept.radius("doctor")

    assert finding(said, FILE).startswith(f"✗ {FILE}: line 2: verdict is 'opn'")
    assert "no verdict is given until it is mended" in finding(said, FILE)
    assert said.status == 1


def test_a_store_below_what_is_no_folder_is_named(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    (terminal.folder / "file").touch()
    monkeypatch.setenv("RADIUS_STORE", str(terminal.folder / "file" / "below" / "data"))

    said = terminal.radius("doctor")

    assert finding(said, "RADIUS_STORE").startswith("✗ ")
    assert said.status == 1


class _FullDisk(LocalFiles):
    """A folder on a disk without room; what is there can be read."""

    def create(self, name: str, data: bytes) -> bool:
        """Fail as the system does."""
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), f"{name}, {len(data)} bytes")

    def try_writing(self) -> None:
        """Fail, too."""
        self.create("writable", b"")


@pytest.mark.parametrize("folder", ["data", "empty"])
def test_a_full_disk_is_no_reason_for_another_place(folder: str, kept: Terminal) -> None:
    store = TableStore(_FullDisk(kept.folder / folder))

    found = of_place(settings_from(kept.variables), store)

    assert found.state == "bad"
    assert found.text.endswith(": nothing can be written, no space left on device; make room there")


def test_looking_leaves_nothing_behind(kept: Terminal) -> None:
    store = Path(kept.variables["RADIUS_STORE"])
    before = sorted(store.rglob("*"))

    kept.radius("doctor")

    assert sorted(store.rglob("*")) == before
