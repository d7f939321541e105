"""Listings of one shop: the map may have it twice."""

import polars as pl

from radius_assets.matching.blocking import candidate_pairs
from radius_assets.matching.compare import compared, same_address

TWIN_M = 50.0
"""Two listings of one name are one shop if they are so near, or at one address."""


def with_twins(listings: pl.DataFrame) -> pl.DataFrame:
    """The listings with `row`, and with `twin`, the row of the first that lists the same shop.

    Twins have the same name, branch number and all, and one place. A shop that moved to another
    address is listed there as another.

    Args:
        listings: Normalized listings; the order tells which is the first.
    """
    pairs = compared(candidate_pairs(listings, listings), listings, listings)
    first = pairs.filter(_are_twins()).group_by(row="record").agg(twin=pl.col("place").min())
    return (
        listings.with_row_index("row")
        .join(first, on="row", how="left", maintain_order="left")
        .with_columns(twin=pl.coalesce("twin", "row"))
    )


def _are_twins() -> pl.Expr:
    """Whether both name the same branch of one chain, or of none, at one place."""
    one_name = (
        (pl.col("branch") == pl.col("branch_of"))
        & pl.col("chain").eq_missing(pl.col("chain_of"))
        & pl.col("number").eq_missing(pl.col("number_of"))
    )
    one_place = same_address() | (pl.col("distance_m") <= TWIN_M)
    return (pl.col("place") < pl.col("record")) & one_name & one_place
