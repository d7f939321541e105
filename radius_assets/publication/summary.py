"""The city at a glance: one row a district."""

import polars as pl

from radius_assets.publication.schemas import VERDICTS


def city_summary_frame(daiso: pl.DataFrame, closures: pl.DataFrame) -> pl.DataFrame:
    """Count stores, listings and verdicts by district, for districts that have verdicts.

    Args:
        daiso: Daiso stores of all districts, columns `district`, `store_id`.
        closures: Verdicts of all districts, columns `district`, `verdict`, `as_of`.
    """
    stores = daiso.group_by("district").agg(daiso_stores=pl.len().cast(pl.Int64))
    counts = [
        (pl.col("verdict") == verdict).sum().cast(pl.Int64).alias(verdict) for verdict in VERDICTS
    ]
    return (
        closures.group_by("district")
        .agg(pl.len().cast(pl.Int64).alias("listings"), *counts, pl.col("as_of").max())
        .join(stores, on="district", how="left")
        .with_columns(
            pl.col("daiso_stores").fill_null(0),
            share_operating=pl.col("operating") / pl.col("listings"),
        )
        .sort("district")
    )
