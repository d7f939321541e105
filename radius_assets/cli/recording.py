"""Telling Dagster of a table that a command has written, as a run would."""

import dagster as dg

from radius_assets.assets import CODE_VERSION
from radius_assets.refresh.made import Materialized
from radius_assets.reports import materialization_of
from radius_assets.runs import version_tags


def record(instance: dg.DagsterInstance, made: Materialized) -> None:
    """Show the table as materialized, so that what is made from it shows as stale."""
    tags = version_tags(
        instance,
        made.cell,
        data_version=made.written.data_version,
        code_version=CODE_VERSION,
    )
    instance.report_runless_asset_event(materialization_of(made, tags))
