"""Quarantined rows that today's code can read are folded in, and nothing newer is lost."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.collection.permits import permit_table
from radius_assets.collection.semas import semas_frame
from radius_assets.domain.districts import district
from radius_assets.publication.quarantine import quarantined
from radius_assets.publication.storage import LocalStore
from radius_assets.publication.store_errors import StoredTableError, TableMissingError
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell
from radius_assets.refresh.quarantine import Replayed, replay
from radius_assets_tests.collection.registers import food_permit, semas_store

CELL = Cell("openapi_food", "영등포구")
SEMAS = Cell("semas", "영등포구")
NOW = datetime(2031, 3, 4, 5, 6, tzinfo=UTC)
SOURCE, PAGE = "Seoul Open Data", 7


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    """A store with two permits of the district."""
    store = LocalStore(tmp_path / "data")
    keep(store, food_permit(1), food_permit(2))
    return store


def keep(store: LocalStore, *rows: Mapping[str, object]) -> None:
    made = permit_table(list(rows), kind="food", district=district(CELL.district))
    assert made.quarantine.is_empty()
    store.write(CELL.asset, CELL.district, made.frame)


def set_apart(
    store: LocalStore, *rows: Mapping[str, object], cell: Cell = CELL, source: str = SOURCE
) -> None:
    """Quarantine rows for a reason that today's code does not know."""
    entries = [(source, PAGE, "an old reason", json.dumps(row)) for row in rows]
    frame = pl.DataFrame(entries, schema=["source", "page", "reason", "row"], orient="row")
    store.write_quarantine(cell.asset, cell.district, frame)


def left(store: LocalStore, cell: Cell = CELL) -> list[str]:
    return quarantined(store, cell.asset, cell.district)["reason"].to_list()


def names(store: LocalStore) -> list[str]:
    return store.read(CELL.asset, CELL.district)["name"].to_list()


def replayed(store: LocalStore, cell: Cell = CELL) -> tuple[Replayed, list[Materialized]]:
    told: list[Materialized] = []
    return replay(store, cell, now=NOW, record=told.append), told


def test_what_can_be_read_now_is_added_and_the_rest_stays_with_its_present_reason(
    store: LocalStore,
) -> None:
    set_apart(store, food_permit(3, BPLCNM="새 가게"), food_permit(4, BPLCNM=" "))

    done, (told,) = replayed(store)

    assert done == Replayed(CELL, added=1, replaced=0, known=0, left=1)
    assert names(store)[2:] == ["새 가게"]
    assert left(store) == ["no name"]
    assert told.cell == CELL
    assert told.written.rows == 3
    assert told.figures["rows_quarantined"] == 1
    assert told.figures["as_of"] == "2031-03-04T05:06:00+00:00"


def test_what_stays_keeps_its_page_where_that_is_known(store: LocalStore) -> None:
    set_apart(store, food_permit(4, BPLCNM=" "))
    kept = quarantined(store, *_names())

    for held, pages in ((kept, [PAGE]), (kept.drop("page"), [None])):
        store.write_quarantine(*_names(), held)
        replayed(store)
        assert quarantined(store, *_names())["page"].to_list() == pages


def test_a_second_replay_changes_nothing(store: LocalStore) -> None:
    set_apart(store, food_permit(3), food_permit(4, BPLCNM=" "))
    replayed(store)
    before = store.read(CELL.asset, CELL.district)

    done, told = replayed(store)

    assert done == Replayed(CELL, added=0, replaced=0, known=0, left=1)
    assert told == []
    assert store.read(CELL.asset, CELL.district).equals(before)


def test_what_is_known_of_the_reading_stays_with_the_table(store: LocalStore) -> None:
    store.write(*_names(), store.read(*_names()), certificate="a watermark")
    set_apart(store, food_permit(3))

    replayed(store)

    assert store.read(*_names()).height == 3
    assert store.certificate(*_names()) == "a watermark"


@pytest.mark.parametrize(
    ("updated", "kept"),
    [
        ("2031-02-07 00:00:00", "quarantined"),
        ("2031-02-06 22:35:50", "가온25 한빛점"),
        ("", "가온25 한빛점"),
    ],
    ids=["newer", "older", "of no time"],
)
def test_a_stored_row_is_replaced_by_a_newer_one_only(
    store: LocalStore, updated: str, kept: str
) -> None:
    set_apart(store, food_permit(1, BPLCNM="quarantined", UPDATEDT=updated))

    replayed(store)

    assert names(store) == [kept, "가온25 한빛점"]
    assert left(store) == []


moments = st.one_of(st.none(), st.integers(1, 28))
states = st.lists(st.tuples(st.integers(1, 4), moments), max_size=8)


@settings(deadline=None, max_examples=25)  # each writes files
@given(states, st.dictionaries(st.integers(1, 4), moments, min_size=1))
def test_of_each_permit_the_newest_row_is_there(
    tmp_path_factory: pytest.TempPathFactory,
    apart: list[tuple[int, int | None]],
    kept: dict[int, int | None],
) -> None:
    def row(number: int, day: int | None) -> dict[str, Any]:
        updated = "" if day is None else f"2031-02-{day:02d} 00:00:00"
        return food_permit(number, UPDATEDT=updated)

    store = LocalStore(tmp_path_factory.mktemp("store"))
    keep(store, *(row(*state) for state in kept.items()))
    set_apart(store, *(row(*state) for state in apart))

    replayed(store)

    table = store.read(CELL.asset, CELL.district)
    found = zip(table["management_number"], table["updated_at"].dt.day(), strict=True)
    newest: dict[int, int | None] = {}
    for number, day in [*kept.items(), *apart]:
        newest[number] = max(newest.get(number) or 0, day or 0) or None
    assert {int(number[-1]): day for number, day in found} == newest
    assert left(store) == []


class EndedError(Exception):
    """What ends a replay in a test."""


def test_an_end_before_the_quarantine_is_written_loses_nothing(store: LocalStore) -> None:
    set_apart(store, food_permit(3), food_permit(4, BPLCNM=" "))

    def interrupt(_: Materialized) -> None:
        raise EndedError

    with pytest.raises(EndedError):
        replay(store, CELL, now=NOW, record=interrupt)

    assert len(left(store)) == 2, "the table was first"
    done, (told,) = replayed(store)
    assert (done.added, done.known, done.left) == (0, 1, 1)
    assert told.written.rows == 3, "Dagster is told once more, as it may not have been"
    assert left(store) == ["no name"]


def test_without_a_table_the_quarantine_is_none(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    set_apart(store, food_permit(3))

    with pytest.raises(
        TableMissingError, match=r"`radius refresh .* --only openapi_food` makes it"
    ):
        replayed(store)

    assert left(store) == ["an old reason"]
    assert not store.exists(CELL.asset, CELL.district)


def test_a_table_that_cannot_be_written_keeps_its_quarantine(store: LocalStore) -> None:
    set_apart(store, food_permit(3))
    folder = Path(store.write(CELL.asset, CELL.district, store.read(*_names())).uri).parent
    folder.rename(folder.with_name("away"))
    folder.touch()

    with pytest.raises(StoredTableError):
        replayed(store)

    assert left(store) == ["an old reason"]


def _names() -> tuple[str, str]:
    return CELL.asset, CELL.district


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"line": 3, "values": ["3180000", "1"]}, "an old reason"),
        ({"어떤": "필드"}, "unknown field names"),
        (food_permit(3, BPLCNM=["a", "list"]), "a field is not a plain value"),
    ],
    ids=["broken", "of another register", "of another shape"],
)
def test_a_row_that_nobody_can_read_costs_no_other(
    store: LocalStore, row: dict[str, object], reason: str
) -> None:
    set_apart(store, row, food_permit(5))

    done, _ = replayed(store)

    assert (done.added, done.left) == (1, 1)
    assert left(store)[0].startswith(reason)


@pytest.mark.parametrize(
    ("source", "provenance"), [(SOURCE, "seoul_open_data"), ("file permits.csv", "file")]
)
def test_a_row_keeps_where_it_was_read(store: LocalStore, source: str, provenance: str) -> None:
    set_apart(store, food_permit(3), source=source)

    replayed(store)

    assert store.read(*_names())["provenance"].to_list()[-1] == provenance


def test_stores_of_semas_are_read_again(store: LocalStore) -> None:
    table, _ = semas_frame([semas_store(1)], district(SEMAS.district))
    store.write(SEMAS.asset, SEMAS.district, table)
    set_apart(store, semas_store(2), semas_store(3, bizesNm=""), cell=SEMAS, source="SEMAS")

    done, _ = replayed(store, SEMAS)

    assert (done.added, done.left) == (1, 1)
    assert store.read(SEMAS.asset, SEMAS.district).height == 2
