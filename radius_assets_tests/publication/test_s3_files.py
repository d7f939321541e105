"""Files in a bucket: which one an address means, and what is said of one that refuses."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from radius_assets.publication.files import LocalFiles
from radius_assets.publication.s3_files import S3Files, files_at
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoredTableError, StoreOriginError
from radius_assets_tests.publication.conftest import s3_client
from radius_assets_tests.publication.frames import DISTRICT, frame

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def test_an_address_means_a_folder_or_a_bucket(s3: "S3Client", bucket: str, tmp_path: Path) -> None:
    def no_client() -> "S3Client":
        raise AssertionError("a folder needs no client")

    folder = files_at(f"{tmp_path}/a", s3=no_client)
    remote = files_at(f"s3://{bucket}/a/b/", s3=lambda: s3)
    bare = files_at(f"s3://{bucket}", s3=lambda: s3)

    assert isinstance(folder, LocalFiles)
    assert folder.uri("x") == f"{tmp_path}/a/x"
    for files, prefix in ((remote, "a/b/"), (bare, "")):
        files.write("x/y", b"content")
        assert files.uri("x/y") == f"s3://{bucket}/{prefix}x/y"
        assert files.names("x") == {"y"}


def test_a_bucket_that_is_not_there_is_no_empty_store(s3: "S3Client") -> None:
    store = TableStore(S3Files(s3, "radius-without-bucket"))

    with pytest.raises(StoredTableError, match="not read, S3 answers NoSuchBucket"):
        store.read("semas", DISTRICT)
    with pytest.raises(StoredTableError, match="not written, S3 answers NoSuchBucket"):
        store.write("semas", DISTRICT, frame("semas"))
    with pytest.raises(StoredTableError, match="not listed, S3 answers NoSuchBucket"):
        store.exists("semas", DISTRICT)
    with pytest.raises(StoreOriginError, match="the store cannot be used, S3 answers NoSuchBucket"):
        store.claim_origin("sandbox")


def test_an_s3_that_does_not_answer_is_told_without_address_and_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    store = TableStore(S3Files(s3_client("http://127.0.0.1:9"), "bucket"))

    with pytest.raises(StoredTableError) as error:
        store.read("semas", DISTRICT)

    assert str(error.value) == (
        f"semas of {DISTRICT}: not read, S3 cannot be asked, EndpointConnectionError"
    )
    assert error.value.__cause__ is not None
    assert "127.0.0.1" not in str(error.value.__cause__)


def test_a_folder_of_many_files_is_listed_whole(s3: "S3Client", bucket: str) -> None:
    files = S3Files(s3, bucket, "p")
    for n in range(3):
        files.write(f"a/{n}", b"")
    files.write("a/b/deeper", b"")
    files.write("ab", b"")

    assert files.names("a") == {"0", "1", "2"}
    assert files.names("") == {"ab"}
    assert files.names("none") == set()
