"""Which stored rows stay where a file lacks them or nobody can read them, and what is counted."""

import json

import polars as pl

from radius_assets.collection.file_tables import FileTable
from radius_assets.collection.register_frames import QUARANTINE_SCHEMA
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.imports import import_table
from radius_assets_tests.refresh.test_imports import (
    FOOD,
    NAME,
    NOW,
    imported,
    permits,
    read,
    stores,
)


def test_permits_that_may_be_among_the_unreadable_rows_stay(store: LocalStore) -> None:
    imported(store, read(permits(300)))

    done = imported(store, read(permits(280), *["no state"] * 20))

    assert store.read(FOOD, NAME).equals(permits(300))
    assert done.made is not None
    assert (done.made.figures["rows_kept"], done.made.figures["rows_gone"]) == (20, 0)


def test_permits_that_are_gone_from_a_clean_file_are_counted(store: LocalStore) -> None:
    imported(store, read(permits(300)))

    done = imported(store, read(permits(280)))

    assert store.read(FOOD, NAME).equals(permits(280))
    assert done.made is not None
    assert (done.made.figures["rows_kept"], done.made.figures["rows_gone"]) == (0, 20)


def test_who_forces_a_file_gets_what_it_has_and_no_more(store: LocalStore) -> None:
    imported(store, read(permits(300)))

    imported(store, read(permits(280), "no state"), force=True)

    assert store.read(FOOD, NAME).equals(permits(280))


def test_of_a_later_month_only_stores_that_an_unreadable_row_names_stay(store: LocalStore) -> None:
    store.write("semas", NAME, stores(30, "203012"))
    broken = json.dumps({"line": 9, "values": ["MA0101203100000030", "가온25"]}, ensure_ascii=False)
    row = pl.DataFrame(
        [("file", None, "2 values for 39 columns", broken)], dict(QUARANTINE_SCHEMA), orient="row"
    )
    file = FileTable("stores.csv", NAME, stores(25), row, 26, repeats=0)

    done = import_table(store, "semas", file, force=False, dry_run=False, now=NOW)

    table = store.read("semas", NAME)
    assert table.height == 26
    assert table.filter(base_month="203012")["store_id"].to_list() == ["MA0101203100000030"]
    assert done.made is not None
    assert (done.made.figures["rows_kept"], done.made.figures["rows_gone"]) == (1, 4)
