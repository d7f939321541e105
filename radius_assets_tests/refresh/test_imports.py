"""Which tables out of a file may take the place of a stored one, and how they do it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from radius_assets.checks.registers import rows_stay
from radius_assets.collection.file_tables import FileTable
from radius_assets.collection.permits import permit_table
from radius_assets.collection.register_frames import QUARANTINE_SCHEMA
from radius_assets.collection.semas import semas_frame
from radius_assets.collection.watermark import Watermark
from radius_assets.domain.districts import district
from radius_assets.publication.quarantine import quarantined
from radius_assets.publication.storage import LocalStore
from radius_assets.publication.store_errors import StoredTableError
from radius_assets.refresh.imports import ENOUGH_FOR_ALL_STATES, Imported, import_table, why_not
from radius_assets_tests.collection.registers import food_permit, semas_store

NAME = "영등포구"
FOOD = "openapi_food"
NOW = datetime(2031, 3, 4, 5, 6, tzinfo=UTC)


def permits(count: int, **fields: Any) -> pl.DataFrame:
    """Permits of which every third is closed."""
    rows = [
        food_permit(n, **{"TRDSTATEGBN": "01" if n % 3 else "03"} | fields)
        for n in range(1, count + 1)
    ]
    return permit_table(rows, kind="food", district=district(NAME), provenance="file").frame


def stores(count: int, month: str | None = "203103") -> pl.DataFrame:
    rows = [semas_store(n, stdrYm=month) for n in range(1, count + 1)]
    return semas_frame(rows, district(NAME))[0]


def read(frame: pl.DataFrame, *reasons: str) -> FileTable:
    """What a file holds of the district, with so many rows that cannot be read."""
    apart = [("file permits.csv", None, reason, json.dumps({"MGTNO": "1"})) for reason in reasons]
    quarantine = pl.DataFrame(apart, schema=dict(QUARANTINE_SCHEMA), orient="row")
    rows = frame.height + len(reasons)
    return FileTable("permits.csv", NAME, frame, quarantine, rows, repeats=0)


def imported(store: LocalStore, table: FileTable, **how: bool) -> Imported:
    choices = {"force": False, "dry_run": False} | how
    return import_table(store, FOOD, table, now=NOW, **choices)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    """An empty store."""
    return LocalStore(tmp_path / "data")


def test_a_first_table_is_written_with_its_quarantine_and_figures(store: LocalStore) -> None:
    done = imported(store, read(permits(30), "no name"))

    assert store.read(FOOD, NAME).equals(permits(30))
    assert quarantined(store, FOOD, NAME)["reason"].to_list() == ["no name"]
    assert (done.before, done.objection) == (None, None)
    assert done.made is not None
    assert done.made.figures == {
        "as_of": "2031-03-04T05:06:00+00:00",
        "file_as_of": "2031-02-06",
        "rows_declared": 31,
        "rows_quarantined": 1,
        "duplicates": 0,
        "file": "permits.csv",
    }


def test_a_clean_file_empties_the_quarantine(store: LocalStore) -> None:
    imported(store, read(permits(30), "no name"))

    imported(store, read(permits(30)))

    assert quarantined(store, FOOD, NAME).is_empty()


def test_the_changes_since_a_file_can_be_asked_for(store: LocalStore) -> None:
    slip = permits(2, UPDATEDT="2131-02-06 00:00:00", MGTNO="3180000-104-2031-77777").head(1)

    imported(store, read(pl.concat([permits(30), slip]), "no name"))

    mark = Watermark.from_json(store.certificate(FOOD, NAME))
    assert mark is not None
    assert mark.taken_at == datetime.fromisoformat("2031-02-06T22:35:51+09:00")
    assert (mark.mode, mark.full_at, mark.declared) == ("full", mark.taken_at, 32)


def test_of_a_file_without_moments_nobody_knows_how_old_it_is(store: LocalStore) -> None:
    imported(store, read(permits(30, UPDATEDT="")))

    assert store.certificate(FOOD, NAME) is None


@pytest.mark.parametrize(
    ("asset", "stored", "new", "why"),
    [
        pytest.param(FOOD, permits(30), permits(30), None, id="the same"),
        pytest.param(FOOD, permits(200), permits(180), None, id="a tenth less"),
        pytest.param(
            FOOD,
            permits(2_000),
            permits(1_799),
            "the file has 1,799 rows and lacks 201 of the 2,000 that are stored",
            id="far fewer",
        ),
        pytest.param(
            FOOD,
            permits(30),
            permits(30, MGTNO="3180000-104-2031-77777"),
            "the file has 30 rows and lacks 30 of the 30 that are stored",
            id="others",
        ),
        pytest.param(
            FOOD,
            permits(30),
            permits(30, UPDATEDT="2031-01-31 00:00:00"),
            "the file is of 2031-01-31, what is stored is of 2031-02-06",
            id="older",
        ),
        pytest.param(FOOD, permits(30), permits(30, UPDATEDT=""), None, id="of no time"),
        pytest.param(FOOD, permits(30, UPDATEDT=""), permits(30), None, id="stored of no time"),
        pytest.param(
            FOOD,
            None,
            permits(ENOUGH_FOR_ALL_STATES, TRDSTATEGBN="01"),
            "all 50 permits are operating: the file is a selection",
            id="a selection",
        ),
        pytest.param(FOOD, None, permits(49, TRDSTATEGBN="01"), None, id="a small district"),
        pytest.param(
            FOOD,
            permits(30, UPDATEDT="2131-02-06 00:00:00"),
            permits(30),
            None,
            id="stored with a slip of the pen",
        ),
        pytest.param("semas", stores(30, "203012"), stores(30), None, id="a later month"),
        pytest.param(
            "semas",
            stores(30),
            stores(30, "203012"),
            "the file is of 2030-12-01, what is stored is of 2031-03-01",
            id="an earlier month",
        ),
        pytest.param("semas", stores(30, None), stores(30), None, id="stored of no month"),
        pytest.param(
            "semas", stores(100, "203012"), stores(70), None, id="three tenths of the shops"
        ),
        pytest.param(
            "semas",
            stores(100, "203012"),
            stores(69),
            "the file has 69 rows and lacks 31 of the 100 that are stored",
            id="far fewer shops",
        ),
        pytest.param(
            "semas",
            stores(100),
            stores(89),
            "the file has 89 rows and lacks 11 of the 100 that are stored",
            id="fewer shops of the same month",
        ),
    ],
)
def test_what_a_file_may_not_replace(
    asset: str, stored: pl.DataFrame | None, new: pl.DataFrame, why: str | None
) -> None:
    assert why_not(asset, stored, new, now=NOW) == why


def test_a_file_that_holds_less_leaves_the_stored_table(store: LocalStore) -> None:
    imported(store, read(permits(200), "no name"))

    done = imported(store, read(permits(20)))

    assert done.before == 200
    assert done.made is None
    assert done.can_be_forced
    assert store.read(FOOD, NAME).height == 200
    assert len(quarantined(store, FOOD, NAME)) == 1


def test_who_knows_better_may_replace_it_all_the_same(store: LocalStore) -> None:
    imported(store, read(permits(200)))

    done = imported(store, read(permits(20)), force=True)

    assert done.objection is None
    assert store.read(FOOD, NAME).height == 20
    assert done.made is not None
    counted = [done.made.figures[name] for name in ("rows_before", "rows_kept", "rows_gone")]
    assert counted == [200, 0, 180]
    stayed = rows_stay(Watermark.from_json(store.certificate(FOOD, NAME)), may_leave=0.001)
    assert stayed.sentence == "180 of the 200 rows that were stored are gone"


def test_a_row_that_cannot_be_read_keeps_none_where_it_is_forced(store: LocalStore) -> None:
    imported(store, read(permits(30)))

    imported(store, read(permits(20), "no name"), force=True)

    assert store.read(FOOD, NAME).height == 20


def test_nobody_may_replace_a_table_by_nothing(store: LocalStore) -> None:
    imported(store, read(permits(5)))

    done = imported(store, read(permits(0), "no name"), force=True)

    assert done.objection == "none of its rows can be read"
    assert not done.can_be_forced
    assert store.read(FOOD, NAME).height == 5


def test_what_is_provably_wrong_is_not_kept(store: LocalStore) -> None:
    wrong = permits(5).with_columns(district=pl.lit("강남구"))

    done = imported(store, read(wrong), force=True)

    assert done.objection is not None
    assert "rule 'district is 영등포구' fails for 5 rows" in done.objection
    assert not store.exists(FOOD, NAME)


def test_a_dry_run_writes_nothing(store: LocalStore, tmp_path: Path) -> None:
    done = imported(store, read(permits(30), "no name"), dry_run=True)

    assert (done.objection, done.made) == (None, None)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_table_does_not_keep_a_good_one_out(store: LocalStore) -> None:
    store._files.write(f"{FOOD}/{NAME}.parquet", b"PAR1")

    done = imported(store, read(permits(30)))

    assert done.before is None
    assert store.read(FOOD, NAME).height == 30


def test_a_store_that_cannot_be_read_is_no_empty_store(store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "data" / FOOD / f"{NAME}.parquet").mkdir(parents=True)

    with pytest.raises(StoredTableError, match="not read, is a directory"):
        imported(store, read(permits(30)))
