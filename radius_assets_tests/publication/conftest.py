"""A folder and a bucket to keep tables in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer

from radius_assets.publication.s3_files import S3Files
from radius_assets.publication.storage import LocalStore, TableStore

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def s3_client(endpoint_url: str) -> "S3Client":
    """A client of the S3 at that address, with invented keys."""
    client: S3Client = boto3.client(
        "s3",
        endpoint_url=endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="key-of-the-tests",
        aws_secret_access_key="secret-of-the-tests",
    )
    return client


@pytest.fixture(scope="session")
def s3() -> "Iterator[S3Client]":
    """A client of an S3 server on a free port of this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = s3_client(f"http://{host}:{port}")
    yield client
    client.close()
    server.stop()


@pytest.fixture
def bucket(s3: "S3Client") -> str:
    """The name of a new bucket."""
    name = f"radius-{uuid4().hex}"
    s3.create_bucket(Bucket=name)
    return name


@pytest.fixture(params=["folder", "s3"])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], TableStore]:
    """Opens the same store each time it is called."""
    if request.param == "folder":
        return lambda: LocalStore(tmp_path / "store")
    client, bucket = request.getfixturevalue("s3"), request.getfixturevalue("bucket")
    return lambda: TableStore(S3Files(client, bucket, "city/tables"))


@pytest.fixture
def store(open_store: Callable[[], TableStore]) -> TableStore:
    """An empty store."""
    return open_store()
