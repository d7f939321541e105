"""Tests of the store as Dagster sees it: other assets read it, and it may lie in S3."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import dagster as dg
import polars as pl
import pytest
from moto.server import ThreadedMotoServer

from radius_assets.partitions import districts
from radius_assets.publication.storage import LocalStore, TableStore
from radius_assets.refresh.order import ASSETS
from radius_assets.settings import Settings
from radius_assets.store import StoreResource, TableIOManager
from radius_assets_tests.graph.platform import Platform, same
from radius_assets_tests.publication.conftest import s3_client
from radius_assets_tests.publication.frames import frame

CLOSURES = dg.AssetSpec("closures", partitions_def=districts)
SUMMARY = dg.AssetSpec("city_summary")


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """The address of an S3 server with one bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = s3_client(f"http://{host}:{port}")
    client.create_bucket(Bucket="radius")
    client.close()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URI of an unused prefix in the bucket, reached as the AWS environment says."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key-of-the-tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-of-the-tests")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return f"s3://radius/{uuid4().hex}"


@pytest.fixture(params=["folder", "bucket"])
def uri(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for tables, in a folder or in S3."""
    if request.param == "folder":
        return str(tmp_path / "data")
    bucket: str = request.getfixturevalue("bucket")
    return bucket


@pytest.fixture
def two_districts(uri: str) -> TableStore:
    """A store with verdicts of two districts."""
    store = StoreResource(uri=uri).open()
    for place, name in (("1", "금천구"), ("2", "영등포구")):
        store.write("closures", name, frame("closures", district=name, place_id=place))
    return store


def run(
    asset: dg.AssetsDefinition, uri: str, partition: str | None = None
) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        [*(spec for spec in (CLOSURES, SUMMARY) if spec.key != asset.key), asset],
        selection=[asset],
        partition_key=partition,
        resources={"io_manager": TableIOManager(uri=uri)},
        raise_on_error=False,
    )


@pytest.mark.usefixtures("two_districts")
def test_an_asset_takes_the_verdicts_of_its_district(uri: str) -> None:
    seen: list[pl.DataFrame] = []

    @dg.asset(partitions_def=districts)
    def dead_listings(closures: pl.DataFrame) -> None:
        seen.append(closures)

    run(dead_listings, uri, "금천구")

    assert seen[0]["place_id"].to_list() == ["1"]


@pytest.mark.usefixtures("two_districts")
def test_an_asset_takes_the_verdicts_of_all_districts_that_have_some(uri: str) -> None:
    seen: list[pl.DataFrame] = []

    @dg.asset(ins={"closures": dg.AssetIn(metadata={"allow_missing_partitions": True})})
    def all_listings(closures: pl.DataFrame) -> None:
        seen.append(closures)

    run(all_listings, uri)

    assert seen[0]["place_id"].to_list() == ["1", "2"]


def test_an_asset_takes_a_table_of_the_whole_city(uri: str) -> None:
    StoreResource(uri=uri).open().write("city_summary", None, frame("city_summary"))
    seen: list[pl.DataFrame] = []

    @dg.asset
    def front_page(city_summary: pl.DataFrame) -> None:
        seen.append(city_summary)

    run(front_page, uri)

    assert seen[0]["district"].to_list() == ["영등포구"]


@pytest.mark.usefixtures("two_districts")
def test_an_asset_that_needs_every_district_is_told_which_are_missing(uri: str) -> None:
    seen: list[pl.DataFrame] = []

    @dg.asset
    def whole_city(closures: pl.DataFrame) -> None:
        seen.append(closures)

    result = run(whole_city, uri)

    text = str([event.step_failure_data for event in result.all_events if event.is_step_failure])
    assert "closures of 종로구, 중구" in text
    assert "`radius refresh --all --only closures` makes it" in text
    assert seen == []


def test_what_an_asset_returns_is_kept_and_reported(uri: str) -> None:
    @dg.asset
    def city_summary() -> pl.DataFrame:
        return frame("city_summary")

    result = run(city_summary, uri)

    event = result.asset_materializations_for_node("city_summary")[0]
    assert event.metadata["dagster/row_count"].value == 1
    assert StoreResource(uri=uri).open().read("city_summary", None).height == 1


def test_a_partitioned_asset_keeps_one_table_a_district(uri: str) -> None:
    @dg.asset(partitions_def=districts)
    def daiso() -> pl.DataFrame:
        return frame("daiso", district="금천구")

    result = run(daiso, uri, "금천구")

    event = result.asset_materializations_for_node("daiso")[0]
    assert event.metadata["dagster/partition_row_count"].value == 1
    assert StoreResource(uri=uri).open().districts("daiso") == ["금천구"]


def test_a_whole_refresh_into_s3_equals_one_into_a_folder(
    settings: Settings, instance: dg.DagsterInstance, bucket: str, refreshed: Platform
) -> None:
    remote = dataclasses.replace(settings, store=bucket)

    result = Platform(remote, instance).refresh()

    assert result.success
    in_folder, in_bucket = refreshed.store, StoreResource(uri=bucket).open()
    for asset in ASSETS:
        assert same(asset, *(store.read(asset, "금천구") for store in (in_folder, in_bucket)))


def test_invented_and_real_tables_never_mix(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    LocalStore(Path(settings.store)).claim_origin("real")

    result = Platform(settings, instance).refresh(["금천구"])

    assert not result.success
    assert list(Path(settings.store).rglob("*.parquet")) == []
