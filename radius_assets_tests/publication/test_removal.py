"""Files are removed with the folders that hold nothing else."""

import os
from pathlib import Path

import pytest

from radius_assets.publication.files import Files, LocalFiles
from radius_assets.publication.s3_files import S3Files


@pytest.fixture(params=["folder", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    """A place for files, of both kinds."""
    if request.param == "folder":
        return LocalFiles(tmp_path / "place")
    return S3Files(request.getfixturevalue("s3"), request.getfixturevalue("bucket"), "p")


def test_folders_are_those_that_hold_files(files: Files) -> None:
    for name in ("a/b/1", "a/c/d/2", "a/3", "e"):
        files.write(name, b"")

    assert files.folders("a") == {"b", "c"}
    assert files.folders("") == {"a"}
    assert files.folders("a/b") == files.folders("none") == set()


def test_a_removed_file_leaves_no_empty_folder(files: Files) -> None:
    for name in ("a/b/1", "a/b/2", "c"):
        files.write(name, b"")

    files.remove("a/b/1")
    assert files.names("a/b") == {"2"}

    files.remove("a/b/2")
    assert files.folders("") == set()
    assert files.names("") == {"c"}


def test_what_is_not_there_need_not_be_removed(files: Files) -> None:
    files.write("a/1", b"")

    files.remove("a/2")
    files.remove("b/1")

    assert files.names("a") == {"1"}


def test_the_place_itself_stays(tmp_path: Path) -> None:
    files = LocalFiles(tmp_path / "place")
    files.write("1", b"")

    files.remove("1")

    assert (tmp_path / "place").is_dir()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to a read-only folder")
def test_a_folder_that_refuses_is_an_error(tmp_path: Path) -> None:
    files = LocalFiles(tmp_path)
    files.write("a/1", b"")
    (tmp_path / "a").chmod(0o500)

    with pytest.raises(PermissionError):
        files.remove("a/1")


def test_trying_to_write_leaves_nothing_behind(files: Files) -> None:
    files.try_writing()

    assert files.names("") == set()
    assert files.folders("") == set()


def test_where_nothing_can_be_written_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(NotADirectoryError, match="file is no folder"):
        LocalFiles(tmp_path / "file" / "below").try_writing()
    with pytest.raises(NotADirectoryError, match="file is no folder"):
        LocalFiles(tmp_path / "file").try_writing()
    LocalFiles(tmp_path / "to be made" / "later").try_writing()

    assert [path.name for path in tmp_path.iterdir()] == ["file"]
