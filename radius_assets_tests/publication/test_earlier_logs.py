"""Logs that an earlier release wrote: read with nulls where they may be, else refused."""

import polars as pl
import pytest

from radius_assets.publication.events import LOG
from radius_assets.publication.parquet import CERTIFICATE_KEY, parquet
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoredTableError
from radius_assets.publication.tables import table
from radius_assets_tests.publication.frames import DISTRICT, frame


def put(store: TableStore, asset: str, rows: pl.DataFrame) -> None:
    """Put rows into the table's place as another release would have: unchecked."""
    store.files.write(f"{asset}/{DISTRICT}.parquet", parquet(rows, {CERTIFICATE_KEY: "seen"}))


@pytest.mark.parametrize(
    "earlier",
    [
        pytest.param(frame(LOG).drop("corrected_by"), id="without a column"),
        pytest.param(frame(LOG).drop("corrected_by", "judged"), id="without several"),
        pytest.param(frame(LOG).select(reversed(frame(LOG).columns)), id="in another order"),
    ],
)
def test_a_log_of_an_earlier_release_is_read_with_nulls(
    store: TableStore, earlier: pl.DataFrame
) -> None:
    put(store, LOG, earlier)

    stored = store.stored(LOG, DISTRICT)

    assert dict(stored.frame.schema) == table(LOG).columns
    assert stored.frame.select(earlier.columns).equals(earlier)
    later = stored.frame.drop(earlier.columns)
    assert later.null_count().row(0) == (1,) * later.width
    assert stored.certificate == "seen"


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        pytest.param(frame(LOG).drop("verdict"), "verdict", id="what cannot be null"),
        pytest.param(frame(LOG).drop("brand", "judged"), "brand", id="what it always had"),
        pytest.param(frame(LOG).with_columns(later=1), "later", id="of a later release"),
        pytest.param(frame(LOG).cast({"number": pl.String}), "number", id="of another type"),
    ],
)
def test_a_log_that_is_no_earlier_one_is_refused_with_what_to_do(
    store: TableStore, rows: pl.DataFrame, columns: str
) -> None:
    put(store, LOG, rows)

    with pytest.raises(
        StoredTableError, match=rf"today \({columns}\), bring it back from a backup"
    ):
        store.read(LOG, DISTRICT)


def test_a_table_that_can_be_made_anew_is_not_read_with_nulls(store: TableStore) -> None:
    put(store, "closures", frame("closures").drop("conflict"))

    with pytest.raises(StoredTableError, match=r"\(conflict\), `radius refresh"):
        store.read("closures", DISTRICT)
