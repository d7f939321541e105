"""A certificate lies in its table's own file: no crash and no other writer can part them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from radius_assets.publication.files import LocalFiles
from radius_assets.publication.storage import LocalStore, TableStore
from radius_assets.publication.store_errors import StoredTableError, TableMissingError
from radius_assets.publication.tables import TableError
from radius_assets.publication.versions import data_version
from radius_assets_tests.publication.frames import DISTRICT, frame, frames

ASSET = "convenience"


def test_a_certificate_comes_back_with_its_table(store: TableStore) -> None:
    written = store.write(ASSET, DISTRICT, frame(ASSET), certificate='{"of": "영등포구"}')

    stored = store.stored(ASSET, DISTRICT)
    assert store.certificate(ASSET, DISTRICT) == stored.certificate == '{"of": "영등포구"}'
    assert stored.frame.equals(frame(ASSET))
    assert stored.data_version == written.data_version == data_version(ASSET, frame(ASSET))
    assert stored.is_as_written


def test_a_table_without_rows_has_its_certificate(store: TableStore) -> None:
    store.write(ASSET, DISTRICT, frame(ASSET).clear(), certificate="empty, and this is why")

    assert store.certificate(ASSET, DISTRICT) == "empty, and this is why"


def test_a_certificate_is_no_part_of_the_data_version(store: TableStore) -> None:
    versions = {
        store.write(ASSET, DISTRICT, frame(ASSET), certificate=text).data_version
        for text in (None, "one", "another")
    }

    assert len(versions) == 1


def test_a_table_that_was_written_without_one_has_none(store: TableStore) -> None:
    store.write(ASSET, DISTRICT, frame(ASSET), certificate="of the first")
    store.write(ASSET, DISTRICT, frame(ASSET))

    assert store.certificate(ASSET, DISTRICT) is None


def test_a_table_that_is_not_there_has_no_certificate_either(store: TableStore) -> None:
    with pytest.raises(TableMissingError, match="--only convenience` makes it"):
        store.certificate(ASSET, DISTRICT)


def test_a_damaged_file_has_no_certificate(store: TableStore) -> None:
    store.write(ASSET, DISTRICT, frame(ASSET), certificate="whole")
    name = f"{ASSET}/{DISTRICT}.parquet"
    data = store._files.read(name) or b""
    store._files.write(name, data[:-20])

    with pytest.raises(StoredTableError, match="the file is damaged, `radius refresh"):
        store.certificate(ASSET, DISTRICT)


def test_a_refused_table_leaves_the_stored_one_with_its_certificate(store: TableStore) -> None:
    store.write(ASSET, DISTRICT, frame(ASSET), certificate="of the first")

    with pytest.raises(TableError):
        store.write(ASSET, DISTRICT, frame(ASSET, lat=0.0), certificate="of the second")

    assert store.certificate(ASSET, DISTRICT) == "of the first"


class DyingFiles(LocalFiles):
    """Its process dies after the bytes are written beside the file, before they replace it."""

    def write(self, name: str, data: bytes) -> None:
        """Leave what a killed writer leaves."""
        super().write(f"{name.rpartition('/')[0]}/.{name.rpartition('/')[2]}.0.tmp", data)
        raise OSError("killed")


def test_a_writer_that_dies_leaves_the_table_with_its_certificate(tmp_path: Path) -> None:
    LocalStore(tmp_path).write(ASSET, DISTRICT, frame(ASSET), certificate="of the first")
    dying = TableStore(DyingFiles(tmp_path))

    with pytest.raises(StoredTableError, match="not written, killed"):
        dying.write(ASSET, DISTRICT, frames(ASSET, ["1", "2"]), certificate="of the second")

    stored = LocalStore(tmp_path).stored(ASSET, DISTRICT)
    assert stored.certificate == "of the first"
    assert stored.frame.equals(frame(ASSET))


def test_of_several_writers_one_wins_with_its_own_certificate(
    open_store: Callable[[], TableStore],
) -> None:
    def write(rows: int) -> None:
        table = frames(ASSET, [f"{rows}-{row}" for row in range(rows)])
        open_store().write(ASSET, DISTRICT, table, certificate=str(rows))

    def read(_: int) -> tuple[int, str | None]:
        stored = open_store().stored(ASSET, DISTRICT)
        return stored.frame.height, stored.certificate

    write(1)
    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(write, rows) for rows in (10, 20, 30, 40) * 3]
        seen = list(pool.map(read, range(20)))
        for future in writing:
            future.result()

    assert all(str(height) == certificate for height, certificate in seen), seen


def test_rows_that_were_changed_behind_the_stores_back_are_found_out(tmp_path: Path) -> None:
    written = LocalStore(tmp_path).write(ASSET, DISTRICT, frame(ASSET), certificate="proof")
    metadata = pl.read_parquet_metadata(written.uri)
    other = frame(ASSET, place_name="가온25 다른점")

    other.write_parquet(
        written.uri, metadata={name: metadata[name] for name in metadata if "radius" in name}
    )

    stored = LocalStore(tmp_path).stored(ASSET, DISTRICT)
    assert stored.certificate == "proof"
    assert not stored.is_as_written
