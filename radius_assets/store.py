"""Where tables live, as Dagster sees it: a resource for the refresh, an IO manager for the rest."""

from collections.abc import Sequence
from typing import Literal

import dagster as dg
import polars as pl
from dagster_aws.s3 import S3Resource
from pydantic import Field

from radius_assets.publication.files import Files
from radius_assets.publication.raw_archive import RawArchive
from radius_assets.publication.s3_files import files_at
from radius_assets.publication.storage import TableStore


class StoreResource(dg.ConfigurableResource):
    """The folder or S3 prefix that holds all tables, one Parquet file a district."""

    uri: str = Field(default="data/", description="A folder, or s3://bucket/prefix.")
    origin: Literal["real", "sandbox"] = Field(
        default="real", description="Where tables come from; a store never holds both."
    )
    raw_uri: str = Field(
        default="",
        description="Where answers are kept as they came, a folder or s3://bucket/prefix; empty "
        "where they are not.",
    )
    raw_days: int = Field(
        default=90, ge=1, description="How long they are kept once there are newer ones."
    )

    def open(self) -> TableStore:
        """The store; on S3 with the credentials and the endpoint of the AWS environment."""
        return TableStore(_files_at(self.uri))

    def open_archive(self) -> RawArchive | None:
        """Where raw answers are kept, None where they are not."""
        if not self.raw_uri:
            return None
        return RawArchive(_files_at(self.raw_uri), keep_days=self.raw_days)


class TableIOManager(dg.ConfigurableIOManager):
    """Gives an asset the tables of one or many districts as one frame, and keeps what it makes.

    An input over several partitions is their concatenation. With the input metadata
    `allow_missing_partitions` districts without a table are left out, else they are an error.
    """

    uri: str = "data/"

    def _store(self) -> TableStore:
        return StoreResource(uri=self.uri).open()

    def load_input(self, context: dg.InputContext) -> pl.DataFrame:
        """Read the table, of the partitions asked for where it has some."""
        store, asset = self._store(), context.asset_key.to_user_string()
        if not context.has_asset_partitions:
            return store.read(asset, None)
        districts: Sequence[str] = list(context.asset_partition_keys)
        if (context.definition_metadata or {}).get("allow_missing_partitions"):
            present = set(store.districts(asset))
            districts = [district for district in districts if district in present]
        return store.read_many(asset, districts)

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        """Write the table whole, for exactly one partition or for none."""
        asset = context.asset_key.to_user_string()
        district = context.asset_partition_key if context.has_asset_partitions else None
        written = self._store().write(asset, district, obj)
        rows = "dagster/partition_row_count" if district is not None else "dagster/row_count"
        context.add_output_metadata(
            {"path": dg.MetadataValue.path(written.uri), rows: written.rows}
        )


def _files_at(uri: str) -> Files:
    return files_at(uri, s3=lambda: S3Resource().get_client())
