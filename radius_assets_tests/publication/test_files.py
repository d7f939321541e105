"""What is left when a write goes wrong: a full disk, a killed process."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from radius_assets.publication.files import LocalFiles
from radius_assets.publication.storage import LocalStore
from radius_assets.publication.store_errors import StoredTableError, StoreOriginError
from radius_assets.publication.versions import data_version
from radius_assets_tests.publication.frames import DISTRICT, frame, frames

WRITER = """
import sys
from itertools import cycle
from pathlib import Path
from radius_assets.publication.files import LocalFiles

folder, name, *contents = sys.argv[1:]
for data in cycle([Path(content).read_bytes() for content in contents]):
    LocalFiles(Path(folder)).write(name, data)
    print("written", flush=True)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """The disk is full after `size` bytes, for this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_old_table_and_nothing_else(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.write("semas", DISTRICT, frame("semas"))

    with files_no_larger_than(1_000), pytest.raises(StoredTableError) as error:
        store.write("semas", DISTRICT, frames("semas", ["1", "2"]))

    assert str(error.value) == f"semas of {DISTRICT}: not written, file too large"
    assert store.read("semas", DISTRICT).equals(frame("semas"))
    assert names(tmp_path / "semas") == [f"{DISTRICT}.parquet"]


def test_a_name_that_is_taken_leaves_no_temporary_file(tmp_path: Path) -> None:
    (tmp_path / "semas" / f"{DISTRICT}.parquet").mkdir(parents=True)

    with pytest.raises(StoredTableError, match="not written, is a directory"):
        LocalStore(tmp_path).write("semas", DISTRICT, frame("semas"))

    assert names(tmp_path / "semas") == [f"{DISTRICT}.parquet"]


def test_a_store_that_is_no_folder_is_no_empty_store(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file")
    store = LocalStore(tmp_path / "store")

    with pytest.raises(StoredTableError, match="not written"):
        store.write("semas", DISTRICT, frame("semas"))
    with pytest.raises(StoredTableError, match="not read, not a directory"):
        store.read("semas", DISTRICT)
    with pytest.raises(StoredTableError, match=r"^semas: not listed, not a directory"):
        store.districts("semas")
    with pytest.raises(StoreOriginError, match="the store cannot be used"):
        store.claim_origin("real")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to a read-only folder")
def test_a_read_only_folder_refuses(tmp_path: Path) -> None:
    (tmp_path / "semas").mkdir(mode=0o500)

    with pytest.raises(StoredTableError, match="not written, permission denied"):
        LocalStore(tmp_path).write("semas", DISTRICT, frame("semas"))


@pytest.mark.skipif(os.geteuid() == 0, reason="ROOT MAY WRITE ALL: a refusal is UNTESTED")
@pytest.mark.parametrize("folder", ["", "below/it"], ids=["itself", "the one above"])
def test_trying_to_write_into_a_read_only_folder_fails(folder: str, tmp_path: Path) -> None:
    read_only = tmp_path / "read only"
    read_only.mkdir(mode=0o500)

    with pytest.raises(PermissionError):
        LocalFiles(read_only / folder).try_writing()


def test_a_killed_writer_leaves_the_old_table_or_the_new(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "store")
    tables = [frames("semas", [f"{n}-{row}" for row in range(200 * n)]) for n in (1, 2)]
    sources = []
    for n, rows in enumerate(tables):
        uri = store.write("semas", DISTRICT, rows).uri
        sources.append(Path(uri).rename(tmp_path / str(n)))

    for writes in (1, 2, 3, 5, 8, 13, 21, 34):
        kill_after(writes, tmp_path / "store", sources)

        version = data_version("semas", store.read("semas", DISTRICT))
        assert version in {data_version("semas", rows) for rows in tables}
        assert store.districts("semas") == [DISTRICT]


def kill_after(writes: int, folder: Path, sources: list[Path]) -> None:
    """Start a process that writes without end, and kill it (-9) in the midst of it."""
    name = f"semas/{DISTRICT}.parquet"
    command = [sys.executable, "-c", WRITER, str(folder), name, *map(str, sources)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        for _ in range(writes):
            assert writer.stdout.readline() == b"written\n"
        writer.kill()


def test_what_a_killed_writer_left_goes_after_a_day(tmp_path: Path) -> None:
    old, young = tmp_path / ".a.1.tmp", tmp_path / ".a.2.tmp"
    for path in (old, young):
        path.write_bytes(b"part")
    os.utime(old, (0, 0))

    LocalFiles(tmp_path).write("a", b"whole")

    assert names(tmp_path) == [".a.2.tmp", "a"]


def test_a_second_creation_changes_nothing(tmp_path: Path) -> None:
    files = LocalFiles(tmp_path)

    assert files.create("a", b"first")
    assert not files.create("a", b"second")
    assert files.read("a") == b"first"
    assert names(tmp_path) == ["a"]
