"""Listings of one shop: the map may have it twice."""

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

TWIN_M = 50.0
"""Two listings of one name are one shop if they are so near, or at one address."""

_NAME = ("chain", "branch", "number")


def with_twins(listings: pl.DataFrame) -> pl.DataFrame:
    """The listings with `row`, and with `twin`, the row of the first that lists the same shop.

    Twins have the same name, branch number and all, and one place. A shop that moved to another
    address is listed there as another.

    Args:
        listings: Normalized listings; the order tells which is the first.
    """
    rows = listings.with_row_index("row")
    named = rows.filter(pl.col("branch").is_not_null())
    pairs = pl.concat([_sharing(named, "road_key"), _sharing(named, "lot_key"), _near(named)])
    return rows.with_columns(twin=_first_of_each(pairs, rows.height))


def shops_of(listings: pl.DataFrame) -> pl.DataFrame:
    """One listing a shop, the first of its twins.

    Args:
        listings: Those of `with_twins`.
    """
    return listings.filter(pl.col("twin") == pl.col("row"))


def _first_of_each(pairs: pl.DataFrame, rows: int) -> pl.Series:
    """The first row of all that hang together: a twin of a twin is one, too."""
    linked = coo_array(
        (np.ones(pairs.height), (pairs["row"].to_numpy(), pairs["row_of"].to_numpy())),
        shape=(rows, rows),
    )
    _, component = connected_components(linked, directed=False)
    _, first = np.unique(component, return_index=True)
    return pl.Series("twin", first[component], pl.UInt32)


def _sharing(named: pl.DataFrame, key: str) -> pl.DataFrame:
    """Pairs of one name with the same key of an address, the earlier row first."""
    columns = named.select("row", *_NAME, key).filter(pl.col(key).is_not_null())
    pairs = columns.join(columns, on=[*_NAME, key], suffix="_of", nulls_equal=True)
    return pairs.filter(pl.col("row") < pl.col("row_of")).select("row", "row_of")


def _near(named: pl.DataFrame) -> pl.DataFrame:
    """Pairs of one name within `TWIN_M`, the earlier row first."""
    known = named.filter(pl.col("x_m").is_not_null())
    if known.is_empty():
        return pl.DataFrame(schema={"row": pl.UInt32(), "row_of": pl.UInt32()})
    points = known.select("x_m", "y_m").to_numpy()
    near = cKDTree(points).query_pairs(TWIN_M, output_type="ndarray").astype(np.uint32)
    columns = known.select("row", *_NAME)
    one, other = columns[near[:, 0]], columns[near[:, 1]]
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_of")) for name in _NAME)
    pairs = pl.concat([one, other.rename(lambda name: f"{name}_of")], how="horizontal")
    return pairs.filter(same).select("row", "row_of")
