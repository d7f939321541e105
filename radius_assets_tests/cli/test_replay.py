"""`radius replay` makes a table anew from what was kept, or says why it cannot."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import dagster as dg
import polars as pl
import pytest

from radius_assets.collection.watermark import Watermark
from radius_assets.publication.files import LocalFiles
from radius_assets.publication.raw_archive import RawArchive
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.cli.terminal import Terminal
from radius_assets_tests.publication.raw import Calendar, kept_reading

DISTRICT = "구로구"
KEPT_OF = "영등포구"
REGISTERS = "openapi_food,semas"
KEYS = ("KAKAO_API_KEY", "SEOUL_OPENAPI_KEY", "DATA_GO_KR_KEY")


@pytest.fixture
def archiving(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of a deployment that keeps raw answers."""
    monkeypatch.setenv("RADIUS_RAW", str(terminal.folder / "raw"))
    return terminal


@pytest.fixture
def read_once(
    archiving: Terminal, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    """The same after one refresh, without keys, and with services that answer nothing more."""
    said = archiving.radius("refresh", DISTRICT, "--only", REGISTERS)
    assert said.status == 0, said.text
    for name in KEYS:
        monkeypatch.delenv(name)
    sandbox.set_faults(Faults(disconnects=1.0))
    asked = sandbox.stats()
    yield archiving
    assert sandbox.stats() == asked, "nobody was asked"


def change_stored(terminal: Terminal) -> pl.DataFrame:
    """Rename a stored permit and remove another; the table as it was."""
    before = terminal.store.read("openapi_food", DISTRICT)
    name = pl.when(pl.int_range(pl.len()) == 1).then(pl.lit("다른 이름")).otherwise("name")
    terminal.store.write("openapi_food", DISTRICT, before.with_columns(name=name)[1:])
    return before


def test_a_dry_run_says_what_would_change_and_changes_nothing(read_once: Terminal) -> None:
    change_stored(read_once)
    stored = read_once.store.read("openapi_food", DISTRICT)

    said = read_once.radius("replay", "openapi_food", DISTRICT, "--dry-run")

    assert said.status == 0
    assert "1 added, 0 removed, 1 changed (name 1); nothing is written" in said.text
    assert read_once.store.read("openapi_food", DISTRICT).equals(stored)


def test_a_table_that_was_read_later_is_replaced_only_if_forced(read_once: Terminal) -> None:
    stored = read_once.store.stored("openapi_food", DISTRICT)
    mark = Watermark.from_json(stored.certificate)
    assert mark is not None
    later = replace(mark, mode="incremental", taken_at=mark.taken_at + timedelta(days=1))
    rows = stored.frame[1:]
    read_once.store.write("openapi_food", DISTRICT, rows, certificate=later.to_json())

    refused = read_once.radius("replay", "openapi_food", DISTRICT)

    assert refused.status == 1
    assert "the stored table is as of" in refused.text
    assert "--force" in refused.text
    assert read_once.store.read("openapi_food", DISTRICT).equals(rows)
    assert read_once.radius("replay", "openapi_food", DISTRICT, "--force").status == 0
    assert read_once.store.read("openapi_food", DISTRICT).equals(stored.frame)


def test_a_replay_writes_the_table_and_tells_dagster(read_once: Terminal) -> None:
    before = change_stored(read_once)

    said = read_once.radius("replay", "openapi_food", DISTRICT)

    assert said.status == 0
    assert f"{before.height:,} rows: 1 added, 0 removed, 1 changed (name 1); written:" in said.text
    assert f"radius refresh {DISTRICT} --only closures" in said.text
    assert read_once.store.read("openapi_food", DISTRICT).equals(before)
    first, again = materializations(read_once, "openapi_food")
    assert str(again.metadata["replayed_run"].value) in str(first.metadata["raw_set"].value)
    assert again.metadata["requests"].value == 0
    assert again.metadata["rows_declared"] == first.metadata["rows_declared"]
    assert again.tags is not None
    assert first.tags is not None
    assert again.tags["dagster/data_version"] == first.tags["dagster/data_version"]


def materializations(terminal: Terminal, asset: str) -> list[dg.AssetMaterialization]:
    """What the instance knows of the table, the oldest first."""
    with terminal.instance() as instance:
        found = instance.fetch_materializations(dg.AssetKey(asset), limit=10).records
    made = [record.asset_materialization for record in reversed(found)]
    return [each for each in made if each is not None]


def test_a_table_that_was_lost_is_made_anew(read_once: Terminal) -> None:
    before = read_once.store.read("semas", DISTRICT)
    shutil.rmtree(read_once.folder / "data")

    said = read_once.radius("replay", "semas", DISTRICT)

    assert "rows, where no table can be read; written:" in said.text
    assert read_once.store.read("semas", DISTRICT).equals(before)
    assert (read_once.folder / "data/_origin.json").read_text() == '{"origin": "sandbox"}'


@pytest.mark.parametrize("choice", [[], ["--dry-run"]], ids=["for good", "dry run"])
def test_a_table_that_the_store_does_not_give_is_not_taken_for_none(
    choice: list[str], read_once: Terminal
) -> None:
    path = read_once.folder / "data/semas" / f"{DISTRICT}.parquet"
    path.unlink()
    path.mkdir()

    said = read_once.radius("replay", "semas", DISTRICT, *choice)

    assert said.status == 1
    assert f"semas of {DISTRICT}: not read, is a directory" in said.text


def test_a_damaged_table_is_named_and_made_anew(
    read_once: Terminal, caplog: pytest.LogCaptureFixture
) -> None:
    before = read_once.store.read("semas", DISTRICT)
    path = read_once.folder / "data/semas" / f"{DISTRICT}.parquet"
    path.write_bytes(path.read_bytes()[:100])

    said = read_once.radius("replay", "semas", DISTRICT)

    assert f"semas of {DISTRICT}: the file is damaged" in caplog.text
    assert "rows, where no table can be read; written:" in said.text
    assert read_once.store.read("semas", DISTRICT).equals(before)


def test_tables_of_the_sandbox_are_not_put_among_real_ones(read_once: Terminal) -> None:
    shutil.rmtree(read_once.folder / "data")
    read_once.store.claim_origin("real")

    said = read_once.radius("replay", "semas", DISTRICT)

    assert said.status == 1
    assert "the store holds real tables, sandbox ones must not mix with them" in said.text
    assert not read_once.store.exists("semas", DISTRICT)


@pytest.fixture
def kept(archiving: Terminal) -> Terminal:
    """A deployment that has kept a whole reading, and later one that did not come to its end."""
    archive, now = RawArchive(LocalFiles(archiving.folder / "raw"), keep_days=90), Calendar()
    kept_reading(archive, now, run="whole", asset="semas")
    now.pass_days(1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("radius_assets.publication.landing.BATCH_ANSWERS", 1)
        kept_reading(archive, now, run="half", asset="semas", whole=False)
    return archiving


def test_readings_are_listed_the_newest_first(kept: Terminal) -> None:
    said = kept.radius("replay", "semas", KEPT_OF, "--list")

    first, second = said.out.splitlines()
    assert first == "2031-03-06        half  incomplete"
    assert second.startswith("2031-03-05 05:30  whole  3 answers, 0.")
    assert said.status == 0


@pytest.mark.parametrize("choice", [["--date", "2031-03-06"], ["--run", "half"]])
def test_an_incomplete_reading_is_refused(choice: list[str], kept: Terminal) -> None:
    said = kept.radius("replay", "semas", KEPT_OF, *choice)

    assert said.status == 1
    assert said.text == (
        f"Error: raw answers of semas of {KEPT_OF}, 2031-03-06, run half: incomplete, the reading"
        " did not come to its end and is no whole table; complete: run whole of 2031-03-05"
    )


@pytest.mark.parametrize(
    "choice", [[], ["--date", "2031-03-05"], ["--run", "wh"], ["--run", "whole", "--dry-run"]]
)
def test_the_newest_complete_reading_is_taken_or_the_one_that_is_named(
    choice: list[str], kept: Terminal
) -> None:
    said = kept.radius("replay", "semas", KEPT_OF, *choice)

    assert said.out.startswith(f"semas of {KEPT_OF}, read until 2031-03-0")
    assert "3 answers, run whole" in said.out
    assert "the recorded answers have none to it" in said.err, "they are not of SEMAS"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["semas", "금천구"], "there are no raw answers of semas of 금천구 in"),
        (["semas", KEPT_OF, "--run", "x"], f"no such reading of semas of {KEPT_OF} is kept"),
        (["semas", "강남"], "강남"),
        (["convenience", KEPT_OF], "'convenience' is not one of"),
        (["semas", KEPT_OF, "--date", "gestern"], "does not match the format"),
    ],
)
def test_what_there_is_not_is_named(arguments: list[str], words: str, kept: Terminal) -> None:
    said = kept.radius("replay", *arguments)

    assert said.status != 0
    assert words in said.text


def test_without_an_archive_it_says_how_to_have_one(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RADIUS_RAW", raising=False)

    said = terminal.radius("replay", "semas", DISTRICT)

    assert said.status == 1
    assert "RADIUS_RAW is not set; answers are kept only where it names a folder" in said.text


def test_an_archive_of_real_answers_takes_none_of_the_sandbox(archiving: Terminal) -> None:
    (archiving.folder / "raw").mkdir()
    (archiving.folder / "raw/_origin.json").write_text('{"origin": "real"}')

    said = archiving.radius("refresh", DISTRICT, "--only", "semas")

    assert said.status == 1
    assert "holds raw answers of real services, sandbox ones must not mix" in said.text
    assert not archiving.store.exists("semas", DISTRICT)
