"""Files in a bucket of S3, and the place that an address means: a bucket, or a folder."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from radius_assets.publication.files import Files, LocalFiles

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ListObjectsV2OutputTypeDef

# Of put_object with IfNoneMatch, or with IfMatch.
_EXISTS = ("PreconditionFailed", "ConditionalRequestConflict")


def files_at(uri: str, *, s3: "Callable[[], S3Client]") -> Files:
    """The place that RADIUS_STORE or RADIUS_RAW names: a folder, or `s3://bucket/prefix`.

    `s3` makes the client; it is called only for the latter.
    """
    if not uri.startswith("s3://"):
        return LocalFiles(Path(uri))
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    return S3Files(s3(), bucket, prefix)


class S3Files:
    """Files in a bucket of S3, or of a service that speaks its language, below a prefix."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str = "") -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def uri(self, name: str) -> str:
        """The file as `s3://bucket/key`."""
        return f"s3://{self._bucket}/{self._prefix}{name}"

    def read(self, name: str) -> bytes | None:
        """The file's content, None if there is no such file."""
        with _os_errors():
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)
                return answer["Body"].read()
            except self._client.exceptions.NoSuchKey:
                return None

    def write(self, name: str, data: bytes) -> None:
        """Create or replace the file in one request."""
        with _os_errors():
            self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=data)

    def create(self, name: str, data: bytes) -> bool:
        """Write the file unless there is one; of several writers one succeeds."""
        with _os_errors():
            try:
                self._client.put_object(
                    Bucket=self._bucket, Key=self._prefix + name, Body=data, IfNoneMatch="*"
                )
            except ClientError as error:
                if error.response["Error"]["Code"] not in _EXISTS:
                    raise
                return False
        return True

    def swap(self, name: str, expected: bytes | None, data: bytes) -> bool:
        """Write the file if it still holds what was expected, None for nothing; else False."""
        if expected is None:
            return self.create(name, data)
        key = self._prefix + name
        with _os_errors():
            try:
                held = self._client.get_object(Bucket=self._bucket, Key=key)
                if held["Body"].read() != expected:
                    return False
                self._client.put_object(
                    Bucket=self._bucket, Key=key, Body=data, IfMatch=held["ETag"]
                )
            except self._client.exceptions.NoSuchKey:
                return False
            except ClientError as error:
                if error.response["Error"]["Code"] not in _EXISTS:
                    raise
                return False
        return True

    def names(self, folder: str) -> set[str]:
        """Names of the files in a folder, without the folder; empty if there is none."""
        start = self._start(folder)
        with _os_errors():
            return {
                entry["Key"].removeprefix(start)
                for page in self._listing(start)
                for entry in page.get("Contents", ())
            }

    def folders(self, folder: str) -> set[str]:
        """Names of the folders in a folder that hold files; empty if there is none."""
        start = self._start(folder)
        with _os_errors():
            return {
                entry["Prefix"].removeprefix(start).rstrip("/")
                for page in self._listing(start)
                for entry in page.get("CommonPrefixes", ())
            }

    def remove(self, name: str) -> None:
        """Remove the file, if there is one."""
        with _os_errors():
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + name)

    def try_writing(self) -> None:
        """Find out whether files can be written: one is, and is removed."""
        name = f"{uuid4().hex}.tmp"
        self.write(name, b"")
        self.remove(name)

    def _start(self, folder: str) -> str:
        return f"{self._prefix}{folder}/" if folder else self._prefix

    def _listing(self, start: str) -> "Iterable[ListObjectsV2OutputTypeDef]":
        paginator = self._client.get_paginator("list_objects_v2")
        return paginator.paginate(Bucket=self._bucket, Prefix=start, Delimiter="/")


@contextmanager
def _os_errors() -> Iterator[None]:
    """Turn boto's errors into OSError, with their code only: texts hold addresses and key ids."""
    try:
        yield
    except ClientError as error:
        raise OSError(f"S3 answers {error.response['Error']['Code']}") from None
    except BotoCoreError as error:
        raise OSError(f"S3 cannot be asked, {type(error).__name__}") from None
