"""What is kept of unreadable rows, how it is counted, and when it is worth a warning."""

import polars as pl
import pytest

from radius_assets.publication.quarantine import (
    all_quarantined,
    by_reason,
    quarantine_check,
    quarantined,
    stored_check,
)
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoredTableError
from radius_assets_tests.publication.frames import DISTRICT, frame

ROW = {"source": "Seoul Open Data", "page": 3, "reason": "no name", "row": "{}"}


def rows(*reasons: str) -> pl.DataFrame:
    return pl.DataFrame([ROW | {"reason": reason} for reason in reasons], schema=list(ROW))


def test_what_was_never_read_has_nothing_in_quarantine(store: TableStore) -> None:
    assert quarantined(store, "semas", DISTRICT).rows() == []
    assert store.read_quarantine("semas", DISTRICT) is None


def test_quarantined_rows_are_read_back(store: TableStore) -> None:
    store.write_quarantine("semas", DISTRICT, rows("no name"))

    assert quarantined(store, "semas", DISTRICT).rows(named=True) == [ROW]


def test_a_clean_reading_empties_the_quarantine(store: TableStore) -> None:
    store.write_quarantine("semas", DISTRICT, rows("no name"))

    store.write_quarantine("semas", DISTRICT, rows())

    assert quarantined(store, "semas", DISTRICT).is_empty()


@pytest.mark.parametrize(
    "kept",
    [rows("no name").drop("page"), rows("no name").with_columns(page=None)],
    ids=["of an earlier release", "of files alone"],
)
def test_rows_kept_without_their_page_are_still_read(kept: pl.DataFrame, store: TableStore) -> None:
    store.write_quarantine("semas", DISTRICT, kept)

    found = quarantined(store, "semas", DISTRICT)

    assert found.rows(named=True) == [ROW | {"page": None}]
    assert found.schema == quarantined(store, "semas", "강남구").schema


def test_a_damaged_quarantine_is_named(store: TableStore) -> None:
    store._files.write(f"_quarantine/semas/{DISTRICT}.parquet", b"PAR1")

    with pytest.raises(StoredTableError, match=f"semas of {DISTRICT}: quarantine: .*damaged"):
        quarantined(store, "semas", DISTRICT)


def test_rows_are_counted_by_table_and_reason_with_an_example(store: TableStore) -> None:
    store.write_quarantine(
        "openapi_food", "강남구", rows("no name", "day: 2006-02-29", "day: x: y")
    )
    store.write_quarantine("semas", "종로구", rows("no name"))

    found = all_quarantined(store, ["openapi_food", "semas"], ["종로구", "강남구"])

    assert by_reason(found).rows() == [
        ("openapi_food", "강남구", "no name", 1, None),
        ("openapi_food", "강남구", "day", 2, "2006-02-29"),
        ("semas", "종로구", "no name", 1, None),
    ]


def test_no_rows_are_counted_as_none(store: TableStore) -> None:
    assert by_reason(all_quarantined(store, ["semas"])).is_empty()


@pytest.mark.parametrize(
    ("readable", "unreadable", "passed"),
    [
        (0, 0, True),
        (0, 1, False),
        (998, 1, False),
        (999, 1, True),
        (9_998, 10, True),
        (400, 1, False),
    ],
)
def test_one_row_in_a_thousand_may_be_unreadable(
    readable: int, unreadable: int, passed: bool
) -> None:
    outcome = quarantine_check(readable, unreadable, reasons={"no name": unreadable})

    assert outcome.passed is passed
    assert outcome.severity == "WARN"
    assert outcome.metadata["rows_quarantined"] == unreadable
    assert outcome.metadata["reasons"] == f"no name: {unreadable}"


def test_a_stored_register_is_checked_with_its_reasons(store: TableStore) -> None:
    store.write("semas", DISTRICT, frame("semas"))
    unread = stored_check(store, "semas", DISTRICT)
    store.write_quarantine("semas", DISTRICT, rows("no name", "no name", "day: x"))

    outcome = stored_check(store, "semas", DISTRICT)

    assert (unread.passed, unread.sentence) == (True, "0 of 1 rows cannot be read")
    assert (outcome.passed, outcome.sentence) == (False, "3 of 4 rows cannot be read")
    assert outcome.metadata == {
        "rows": 1,
        "rows_quarantined": 3,
        "share_quarantined": 0.75,
        "reasons": "no name: 2; day: 1",
    }
