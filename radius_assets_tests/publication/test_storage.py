"""The store of the tables, in a folder and in S3: the same behaviour in both."""

import io
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from radius_assets.domain.districts import UnknownDistrictError
from radius_assets.publication.storage import LocalStore, TableStore
from radius_assets.publication.store_errors import (
    StoredTableError,
    TableMissingError,
)
from radius_assets.publication.tables import TABLES, TableError, UnknownTableError
from radius_assets.publication.versions import data_version
from radius_assets_tests.publication.frames import BY_DISTRICT, DISTRICT, frame, frames


def district_of(asset: str) -> str | None:
    return DISTRICT if asset in BY_DISTRICT else None


def file_name(asset: str) -> str:
    return f"{asset}/{DISTRICT}.parquet" if asset in BY_DISTRICT else f"{asset}.parquet"


@pytest.mark.parametrize("asset", TABLES)
def test_a_table_comes_back_as_it_was_written(store: TableStore, asset: str) -> None:
    written = store.write(asset, district_of(asset), frame(asset))

    assert store.read(asset, district_of(asset)).equals(frame(asset))
    assert written.rows == 1
    assert written.data_version == data_version(asset, frame(asset))
    assert written.uri.endswith(file_name(asset))


def test_a_table_without_rows_comes_back_with_its_columns(store: TableStore) -> None:
    store.write("semas", DISTRICT, frame("semas").clear())

    assert store.read("semas", DISTRICT).schema == frame("semas").schema


def test_a_table_is_written_in_its_declared_form(store: TableStore) -> None:
    loose = frames("convenience", ["2", "1"]).with_columns(pl.col("category").cast(pl.Categorical))

    store.write("convenience", DISTRICT, loose)

    assert store.read("convenience", DISTRICT).equals(frames("convenience", ["1", "2"]))


def test_a_second_write_replaces_the_first(store: TableStore) -> None:
    store.write("semas", DISTRICT, frames("semas", ["1", "2"]))
    store.write("semas", DISTRICT, frame("semas"))

    assert store.read("semas", DISTRICT).equals(frame("semas"))


def test_a_refused_table_leaves_the_stored_one(store: TableStore) -> None:
    store.write("semas", DISTRICT, frame("semas"))

    with pytest.raises(TableError):
        store.write("semas", DISTRICT, frame("semas", lat=0.0))

    assert store.read("semas", DISTRICT).equals(frame("semas"))


def test_rows_of_another_district_are_not_written(store: TableStore) -> None:
    with pytest.raises(TableError, match="'district is 중구' fails"):
        store.write("semas", "중구", frame("semas"))

    assert not store.exists("semas", "중구")


def test_the_file_carries_its_version_and_is_open_to_other_tools(tmp_path: Path) -> None:
    written = LocalStore(tmp_path).write("closures", DISTRICT, frame("closures"))

    data = Path(written.uri).read_bytes()
    assert written.bytes_written == len(data)
    assert pl.read_parquet_metadata(io.BytesIO(data))["radius_assets"] == written.data_version
    assert Path(written.uri) == tmp_path / "closures" / f"{DISTRICT}.parquet"


def test_rows_that_could_not_be_read_are_kept_beside_the_tables(store: TableStore) -> None:
    store.write_quarantine("semas", DISTRICT, pl.DataFrame({"reason": ["no name", "no key"]}))
    store.write_quarantine("semas", DISTRICT, pl.DataFrame({"reason": ["no name"]}))

    kept = store._files.read(f"_quarantine/semas/{DISTRICT}.parquet")
    assert kept is not None
    assert pl.read_parquet(io.BytesIO(kept)).rows() == [("no name",)]
    assert not store.exists("semas", DISTRICT)


@pytest.mark.parametrize("asset", TABLES)
def test_a_table_that_is_not_there_says_which_command_makes_it(
    store: TableStore, asset: str
) -> None:
    by_hand = {"city_summary": "closures", "weekly_summary": "closure_events"}.get(asset, asset)
    place, districts = (
        (f"{asset} of {DISTRICT}", DISTRICT) if asset in BY_DISTRICT else (asset, "--all")
    )

    with pytest.raises(TableMissingError) as missing:
        store.read(asset, district_of(asset))

    assert str(missing.value) == (
        f"{place} is not in the store, `radius refresh {districts} --only {by_hand}` makes it"
    )


def test_the_store_knows_what_it_holds(store: TableStore) -> None:
    for district in ("영등포구", "종로구"):
        store.write("semas", district, frame("semas", district=district))
    store.write("city_summary", None, frame("city_summary"))

    assert store.districts("semas") == ["종로구", "영등포구"], "the official order"
    assert store.districts("daiso") == []
    assert store.exists("semas", "종로구")
    assert not store.exists("semas", "강남구")
    assert store.exists("city_summary", None)


def test_several_districts_are_read_as_one_table(store: TableStore) -> None:
    for district in ("영등포구", "종로구", "강남구"):
        store.write("semas", district, frame("semas", district=district))

    assert store.read_many("semas")["district"].to_list() == ["종로구", "영등포구", "강남구"]
    assert store.read_many("semas", ["강남구", "종로구"])["district"].to_list() == [
        "강남구",
        "종로구",
    ]
    assert store.read_many("semas", []).schema == frame("semas").schema


def test_reading_several_names_all_that_are_missing(store: TableStore) -> None:
    store.write("semas", DISTRICT, frame("semas"))

    with pytest.raises(
        TableMissingError, match=r"^semas of 중구, 종로구 is not in the store"
    ) as error:
        store.read_many("semas", ["중구", DISTRICT, "종로구"])

    assert error.value.districts == ("중구", "종로구")


def test_reading_all_of_nothing_is_no_empty_table(store: TableStore) -> None:
    with pytest.raises(TableMissingError, match=r"^semas is not in the store"):
        store.read_many("semas")


def test_composed_and_decomposed_names_are_the_same_table(store: TableStore) -> None:
    store.write("semas", unicodedata.normalize("NFD", DISTRICT), frame("semas"))

    assert store.exists("semas", DISTRICT)
    assert store.districts("semas") == [DISTRICT]


@pytest.mark.parametrize("asset", ["shops", "../semas", "", "semas/영등포구"])
def test_only_known_tables_make_paths(store: TableStore, asset: str) -> None:
    with pytest.raises(UnknownTableError):
        store.read(asset, DISTRICT)


@pytest.mark.parametrize("district", ["해운대구", "../../영등포구", "", "영등포구/x"])
def test_only_known_districts_make_paths(store: TableStore, district: str) -> None:
    with pytest.raises(UnknownDistrictError):
        store.write("semas", district, frame("semas"))


def test_a_table_of_the_city_has_no_districts(store: TableStore) -> None:
    with pytest.raises(ValueError, match="city_summary has no districts"):
        store.read("city_summary", DISTRICT)
    with pytest.raises(ValueError, match="city_summary has no districts"):
        store.districts("city_summary")
    with pytest.raises(ValueError, match="semas has one table a district"):
        store.read("semas", None)


def overwrite(store: TableStore, asset: str, data: bytes) -> None:
    store._files.write(f"{asset}/{DISTRICT}.parquet", data)


def parquet(table: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.write_parquet(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("size", [0, 4, 200, -1])
def test_a_file_cut_short_says_what_to_do(store: TableStore, size: int) -> None:
    overwrite(store, "semas", parquet(frame("semas"))[:size])

    with pytest.raises(StoredTableError) as damage:
        store.read("semas", DISTRICT)

    assert str(damage.value) == (
        f"semas of {DISTRICT}: the file is damaged, "
        f"`radius refresh {DISTRICT} --only semas` makes it anew"
    )


@pytest.mark.parametrize(
    ("other", "columns"),
    [
        (frame("semas").drop("branch"), r"\(branch\)"),
        (frame("semas").with_columns(extra=1), r"\(extra\)"),
        (frame("semas").with_columns(lon=pl.lit("126.9")), r"\(lon\)"),
        (frame("semas").select(reversed(frame("semas").columns)), r"\(in another order\)"),
    ],
    ids=["missing", "unknown", "other type", "other order"],
)
def test_a_file_with_other_columns_says_which(
    store: TableStore, other: pl.DataFrame, columns: str
) -> None:
    overwrite(store, "semas", parquet(other))

    with pytest.raises(StoredTableError, match=f"other columns than today {columns}, `radius "):
        store.read("semas", DISTRICT)


def test_of_several_writers_one_wins_whole(open_store: Callable[[], TableStore]) -> None:
    tables = [frames("semas", [f"{n}-{row}" for row in range(20 * n)]) for n in range(1, 5)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda rows: open_store().write("semas", DISTRICT, rows), tables * 3))

    stored = open_store().read("semas", DISTRICT)
    assert any(data_version("semas", stored) == data_version("semas", rows) for rows in tables)
