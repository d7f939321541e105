"""Which records may be of which listing at all: pairs worth comparing, and no others."""

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist
from scipy.spatial import cKDTree

from radius_assets.matching.names import names_a_brand
from radius_assets.matching.normalize import projected

NEAR_M = 150.0
"""How far a register's position may be from the listing's, unless address or name bind them."""

SPOT_M = 30.0
"""Closer than this, two shops may share their spot whatever their names and addresses say."""

NEAR_EQUAL = 0.85
"""Similarity of branches above which two shops of a chain in a district are compared."""


def relevant_permits(
    permits: pl.DataFrame, places: pl.DataFrame, *, all_at_spots: bool
) -> pl.DataFrame:
    """The permits that may matter: those of convenience stores and, if wanted, all at the spots.

    The registers are mostly coffee shops and supermarkets; normalizing them all would cost
    more than the rest of the judgement.

    Args:
        permits: One register's table.
        places: Normalized listings.
        all_at_spots: Also keep any permit within `SPOT_M` of a listing, and those without a
            position, which may be anywhere. For tobacco: its permits have no type of business,
            and often the name of the operator.
    """
    named = names_a_brand(pl.col("name").cast(pl.String))
    said = pl.concat_str("business_type", "name", ignore_nulls=True).str.contains("편의점")
    keep = permits.select((named | said).fill_null(value=False)).to_series().to_numpy().copy()
    if all_at_spots:
        rest = np.flatnonzero(~keep)
        keep[rest] = _at_a_spot(permits[rest], places)
    return permits.filter(pl.Series(keep, dtype=pl.Boolean))


def candidate_pairs(places: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Row numbers of listings and records worth comparing, in the columns `place`, `record`.

    A pair is near (150 m), or at the same road address, or on the same lot, or of the same
    chain with a near-equal branch in one district. Near pairs that share neither chain nor
    name are left out unless they share the spot.

    Args:
        places: Normalized listings.
        records: Normalized records of one register.
    """
    left, right = places.with_row_index("place"), records.with_row_index("record")
    return (
        pl.concat(
            [
                _near(left, right),
                _sharing(left, right, "road"),
                _sharing(left, right, "lot"),
                _near_equal(left, right),
            ]
        )
        .unique()
        .sort("place", "record")
    )


def _at_a_spot(permits: pl.DataFrame, places: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """Whether each permit is within `SPOT_M` of a listing, or nobody knows where it is."""
    at, listed = _points(projected(permits)), _points(places)
    known = np.isfinite(at[:, 0])
    result = ~known
    listed = listed[np.isfinite(listed[:, 0])]
    if known.any() and len(listed):
        distance_m, _ = cKDTree(listed).query(at[known], distance_upper_bound=SPOT_M)
        result[known] = np.isfinite(distance_m)
    return result


def _points(rows: pl.DataFrame) -> npt.NDArray[np.float64]:
    return rows.select(pl.col("x_m", "y_m").fill_null(np.nan)).to_numpy()


def _near(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    left, right = (side.filter(pl.col("x_m").is_not_null()) for side in (left, right))
    if left.is_empty() or right.is_empty():
        return _pairs([], [])
    found = cKDTree(_points(left)).sparse_distance_matrix(
        cKDTree(_points(right)), NEAR_M, output_type="ndarray"
    )
    of_left = left[found["i"]].select("place", chain="chain", branch="branch")
    of_right = right[found["j"]].select("record", chain_of="chain", branch_of="branch")
    alike = pl.col("chain").eq(pl.col("chain_of")) | pl.col("branch").eq(pl.col("branch_of"))
    return (
        pl.concat([of_left, of_right, pl.DataFrame({"m": found["v"]})], how="horizontal")
        .filter((pl.col("m") <= SPOT_M) | alike)
        .select("place", "record")
    )


def _sharing(left: pl.DataFrame, right: pl.DataFrame, key: str) -> pl.DataFrame:
    return left.select("place", key).join(right.select("record", key), on=key).drop(key)


def _near_equal(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Pairs of one chain and district whose branches are spelled alike."""
    group = ["district", "chain"]
    known = pl.all_horizontal(pl.col(*group, "branch").is_not_null())
    shops = left.filter(known).partition_by(group, as_dict=True)
    records = right.filter(known).partition_by(group, as_dict=True)
    places: list[int] = []
    found: list[int] = []
    for key in shops.keys() & records.keys():
        one, other = shops[key], records[key]
        similar = cdist(
            one["branch"].to_list(),
            other["branch"].to_list(),
            scorer=Indel.normalized_similarity,
            score_cutoff=NEAR_EQUAL,
        )
        rows, columns = np.nonzero(similar)
        places += one["place"].gather(rows).to_list()
        found += other["record"].gather(columns).to_list()
    return _pairs(places, found)


def _pairs(places: list[int], records: list[int]) -> pl.DataFrame:
    return pl.DataFrame(
        {"place": places, "record": records}, schema={"place": pl.UInt32(), "record": pl.UInt32()}
    )
