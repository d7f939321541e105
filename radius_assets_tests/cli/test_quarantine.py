"""`radius quarantine`: what could not be read is shown and read again, and no key is."""

import json
from collections.abc import Mapping

import dagster as dg
import polars as pl
import pytest

from radius_assets.cli.instance import opened_instance
from radius_assets.collection.permits import permit_table
from radius_assets.composition import build_definitions
from radius_assets.domain.districts import district
from radius_assets.publication.quarantine import quarantined
from radius_assets.refresh.order import Cell
from radius_assets.refresh.progress import Unwatched
from radius_assets.schedules import refresh_job
from radius_assets.settings import settings_from
from radius_assets_tests.cli.terminal import Terminal
from radius_assets_tests.collection.registers import food_permit

SECRET = "5ecret0key0that0nobody0may0see00"
DISTRICT = "영등포구"
FOOD = "openapi_food"


def set_apart(
    terminal: Terminal, *rows: Mapping[str, object], name: str = DISTRICT, asset: str = FOOD
) -> None:
    """Quarantine rows for a reason that today's code does not know."""
    entries = [
        ("Seoul Open Data", 7, f"day is no date: {n}", json.dumps(row, ensure_ascii=False))
        for n, row in enumerate(rows)
    ]
    frame = pl.DataFrame(entries, schema=["source", "page", "reason", "row"], orient="row")
    terminal.store.write_quarantine(asset, name, frame)


def keep(terminal: Terminal, *rows: Mapping[str, object], name: str = DISTRICT) -> None:
    made = permit_table(list(rows), kind="food", district=district(name))
    terminal.store.write(FOOD, name, made.frame)


def left(terminal: Terminal, name: str = DISTRICT) -> int:
    return quarantined(terminal.store, FOOD, name).height


def test_rows_are_counted_by_table_district_and_reason(terminal: Terminal) -> None:
    set_apart(terminal, food_permit(1), food_permit(2))
    set_apart(terminal, food_permit(1), asset="openapi_tobacco", name="종로구")

    said = terminal.radius("quarantine", "list")

    assert said.status == 0
    assert [line.split() for line in said.out.splitlines() if "openapi" in line] == [
        ["openapi_food", "영등포구", "day", "is", "no", "date", "2", "0"],
        ["openapi_tobacco", "종로구", "day", "is", "no", "date", "1", "0"],
    ]


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ([], {"영등포구", "종로구"}),
        (["종로구"], {"종로구"}),
        (["--asset", "openapi_tobacco"], {"종로구"}),
        (["--asset", "openapi_tobacco", "영등포구"], set()),
    ],
)
def test_only_what_is_asked_for_is_listed(
    terminal: Terminal, arguments: list[str], shown: set[str]
) -> None:
    set_apart(terminal, food_permit(1))
    set_apart(terminal, food_permit(1), asset="openapi_tobacco", name="종로구")

    said = terminal.radius("quarantine", "list", *arguments)

    assert {name for name in ("영등포구", "종로구") if name in said.out} == shown
    assert ("no rows are in quarantine" in said.out) == (not shown)


def test_rows_are_shown_as_they_came(terminal: Terminal) -> None:
    row = food_permit(1, BPLCNM="[bold]가온25")
    set_apart(terminal, row)

    said = terminal.radius("quarantine", "list", "--rows")

    head, shown = said.out.splitlines()
    assert head == "openapi_food of 영등포구, Seoul Open Data, page 7: day is no date: 0"
    assert json.loads(shown) == row


def test_rows_that_an_earlier_release_kept_are_shown_without_a_page(terminal: Terminal) -> None:
    set_apart(terminal, food_permit(1))
    kept = quarantined(terminal.store, FOOD, DISTRICT).drop("page")
    terminal.store.write_quarantine(FOOD, DISTRICT, kept)

    said = terminal.radius("quarantine", "list", "--rows")

    assert said.out.startswith("openapi_food of 영등포구, Seoul Open Data: day is no date: 0\n")


def test_neither_keys_nor_what_steers_a_terminal_are_shown(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEOUL_OPENAPI_KEY", SECRET)
    set_apart(terminal, food_permit(1, BPLCNM=f"{SECRET}\x9b31m"))

    said = terminal.radius("quarantine", "list", "--rows")

    assert "가온" in said.out
    assert SECRET not in said.text
    assert "\x9b" not in said.out


def test_a_clean_reading_of_the_register_empties_the_quarantine(terminal: Terminal) -> None:
    set_apart(terminal, food_permit(1))

    terminal.radius("refresh", DISTRICT, "--only", FOOD)

    assert terminal.tables() == {Cell(FOOD, DISTRICT)}
    assert left(terminal) == 0


def test_an_unknown_district_is_named(terminal: Terminal) -> None:
    said = terminal.radius("quarantine", "list", "강냄구")

    assert said.status == 2
    assert "unknown district '강냄구'" in said.text


def test_rows_that_can_be_read_now_are_added_and_told_to_dagster(terminal: Terminal) -> None:
    keep(terminal, food_permit(1))
    set_apart(terminal, food_permit(2), food_permit(3, BPLCNM=""))

    said = terminal.radius("quarantine", "replay")
    again = terminal.radius("quarantine", "replay")

    assert (said.status, again.status) == (0, 0)
    told = "openapi_food of 영등포구: 1 rows added, 0 replaced, 1 still cannot be read\n"
    assert said.out == told
    assert again.out == told.replace("1 rows", "0 rows")
    assert terminal.store.read(FOOD, DISTRICT).height == 2
    assert terminal.recorded() == {Cell(FOOD, DISTRICT)}
    with terminal.instance() as instance:
        of = dg.AssetRecordsFilter(asset_key=dg.AssetKey(FOOD), asset_partitions=[DISTRICT])
        (record,) = instance.fetch_materializations(of, limit=9).records
        metadata = record.asset_materialization and record.asset_materialization.metadata
    assert metadata is not None
    assert metadata["rows_replayed"].value == 1
    assert metadata["rows_quarantined"].value == 1


@pytest.mark.parametrize(
    ("arguments", "replayed"),
    [
        ([], 2),
        ([FOOD], 2),
        ([FOOD, "종로구"], 1),
        (["semas"], 0),
        (["openapi_tobacco", "종로구"], 0),
    ],
)
def test_only_what_is_asked_for_is_replayed(
    terminal: Terminal, arguments: list[str], replayed: int
) -> None:
    for name, code in ((DISTRICT, "3180000"), ("종로구", "3000000")):
        keep(terminal, food_permit(1, OPNSFTEAMCODE=code), name=name)
        set_apart(terminal, food_permit(2, OPNSFTEAMCODE=code), name=name)

    said = terminal.radius("quarantine", "replay", *arguments)

    assert said.status == 0
    assert [left(terminal), left(terminal, "종로구")].count(0) == replayed


def test_a_failure_costs_one_district(terminal: Terminal) -> None:
    keep(terminal, food_permit(1))
    set_apart(terminal, food_permit(2))
    set_apart(terminal, food_permit(2), name="종로구")

    said = terminal.radius("quarantine", "replay")

    assert said.status == 1
    assert "openapi_food of 종로구: FAILED: openapi_food of 종로구 is not in the store" in said.err
    assert "openapi_food of 영등포구: 1 rows added" in said.out
    assert (left(terminal), left(terminal, "종로구")) == (0, 1)


def test_a_run_in_progress_is_waited_for(terminal: Terminal) -> None:
    """What it writes meanwhile would be undone by what was read before."""
    keep(terminal, food_permit(1))
    set_apart(terminal, food_permit(2))
    settings = settings_from(terminal.variables)
    job = build_definitions(settings, progress=Unwatched()).resolve_job_def(refresh_job.name)
    with opened_instance(settings) as instance:
        run = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)

    said = terminal.radius("quarantine", "replay")

    assert said.status == 1
    assert f"run {run.run_id[:8]} is in progress; try again once it has ended" in said.err
    assert left(terminal) == 1
