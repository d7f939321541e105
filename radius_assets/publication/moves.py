"""Has a listing moved, or has the map only corrected where it shows it?"""

import polars as pl

from radius_assets.domain.addresses import with_address_keys
from radius_assets.domain.geo import distances_m

MOVED_M = 30.0
"""With another address, a listing this far from where it was has moved."""

SCATTER_M = 200.0
"""Without another address, only one that is farther. Of 506 pairs of listing and SEMAS row at one
road address in a real district (영등포구) 99 % lie within 186 m: towers, stations, markets."""


def moved(known: pl.DataFrame) -> pl.DataFrame:
    """The listings that have moved, with how far as `m`.

    An address that is not known is no other address.

    Args:
        known: Columns `road_address`, `lon`, `lat`, and what they were, as `…_before`.
    """
    ends = (known[name].to_numpy() for name in ("lon", "lat", "lon_before", "lat_before"))
    is_other = _key(known["road_address"]) != _key(known["road_address_before"])
    least_m = pl.when(is_other.fill_null(value=False)).then(MOVED_M).otherwise(SCATTER_M)
    return known.with_columns(m=pl.Series(distances_m(*ends))).filter(pl.col("m") > least_m)


def _key(addresses: pl.Series) -> pl.Series:
    """Road and number, however they are written; null where it is no such address."""
    nothing = pl.lit(None, pl.String)
    rows = addresses.alias("road_address").to_frame()
    rows = rows.with_columns(lot_address=nothing, district=nothing)
    return with_address_keys(rows)["road_key"]
