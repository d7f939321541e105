"""Which records may be of which listing at all: pairs worth comparing, and no others."""

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist
from scipy.spatial import cKDTree

from radius_assets.domain.spelling import spelled
from radius_assets.matching.brands import Lexicon
from radius_assets.matching.names import names_a_brand
from radius_assets.matching.normalize import projected

NEAR_M = 150.0
"""How far a register's position may be from the listing's, unless address or name bind them."""

SPOT_M = 30.0
"""Closer than this, two shops may share their spot whatever their names and addresses say."""

NEAR_EQUAL = 0.85
"""Similarity of branches above which two shops of a chain in a district are compared."""

_ADDRESS = ("road_key", "lot_key")
_LONGEST = 14  # characters; of a longer branch the first ones are looked at
_LONG_ENOUGH = 4  # characters; shorter branches that differ in one are not near-equal


def relevant_permits(
    permits: pl.DataFrame,
    places: pl.DataFrame,
    *,
    all_at_spots: bool,
    words: Lexicon | None = None,
) -> pl.DataFrame:
    """The permits that may matter: those of convenience stores and, if wanted, all at the spots.

    The registers are mostly coffee shops and supermarkets; normalizing them all would cost
    more than the rest of the judgement.

    Args:
        permits: One register's table.
        places: Normalized listings.
        all_at_spots: Also keep any permit within `SPOT_M` of a listing or at its address, and those
            without a position, which may be anywhere. For tobacco: its permits have no type of
            business, and often the name of the operator.
        words: What is known of how names are written.
    """
    said = pl.concat_str("business_type", "name", ignore_nulls=True).str.contains(
        "편의점", literal=True
    )
    named = permits.select(said=said, name=spelled(pl.col("name").cast(pl.String)))
    listed = places.select(spelled(pl.col("name"))).to_series().unique().implode()
    name = pl.col("name")
    wanted = names_a_brand(name, words) | pl.col("said") | name.is_in(listed)
    keep = named.select(wanted.fill_null(value=False)).to_series().to_numpy().copy()
    if all_at_spots:
        rest = np.flatnonzero(~keep)
        left = permits.select("lon", "lat", *_ADDRESS)[rest]
        keep[rest] = _at_a_spot(left, places) | _at_an_address(left, places)
    return permits.filter(pl.Series(keep, dtype=pl.Boolean))


def candidate_pairs(places: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Row numbers of listings and records worth comparing, in the columns `place`, `record`.

    A pair is near (150 m), or at the same road address, or on the same lot. Near pairs that share
    neither chain nor name are left out unless they share the spot. A record that so finds no
    listing of its name may be astray: it is also compared with those of its chain whose branch
    is near-equal, anywhere in the district.

    Args:
        places: Normalized listings.
        records: Normalized records of one register.
    """
    left, right = places.with_row_index("place"), records.with_row_index("record")
    bound = pl.concat(
        [_near(left, right), _sharing(left, right, "road_key"), _sharing(left, right, "lot_key")]
    ).unique()
    astray = right.join(_found_by_name(bound, left, right), on="record", how="anti")
    pairs = pl.concat([bound, _near_equal(left, astray)])
    return pairs.unique().sort("place", "record")


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


def _at_an_address(permits: pl.DataFrame, places: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """Whether each permit is at the road address or on the lot of a listing."""
    shared = [
        pl.col(key).is_in(places[key].drop_nulls().unique().implode()).fill_null(value=False)
        for key in _ADDRESS
    ]
    return permits.select(pl.any_horizontal(shared)).to_series().to_numpy()


def _points(rows: pl.DataFrame) -> npt.NDArray[np.float64]:
    return rows.select(pl.col("x_m", "y_m").fill_null(np.nan)).to_numpy()


def _near(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    left, right = (side.filter(pl.col("x_m").is_not_null()) for side in (left, right))
    if left.is_empty() or right.is_empty():
        return _no_pairs()
    found = cKDTree(_points(left)).sparse_distance_matrix(
        cKDTree(_points(right)), NEAR_M, output_type="ndarray"
    )
    of_left = left.select("place", "chain", "branch")[found["i"]]
    of_right = right.select("record", chain_of="chain", branch_of="branch")[found["j"]]
    alike = pl.col("chain").eq(pl.col("chain_of")) | pl.col("branch").eq(pl.col("branch_of"))
    return (
        pl.concat([of_left, of_right, pl.DataFrame({"m": found["v"]})], how="horizontal")
        .filter((pl.col("m") <= SPOT_M) | alike)
        .select("place", "record")
    )


def _sharing(left: pl.DataFrame, right: pl.DataFrame, key: str) -> pl.DataFrame:
    return left.select("place", key).join(right.select("record", key), on=key).drop(key)


def _found_by_name(pairs: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """The records that one of the pairs binds to a listing of the same chain and branch."""
    name = ["chain", "branch"]
    one = left.select("place", *name)[pairs["place"]]
    other = right.select("record", *name)[pairs["record"]].rename(
        dict(zip(name, "ab", strict=True))
    )
    wide = pl.concat([one, other], how="horizontal")
    return wide.filter((pl.col("chain") == pl.col("a")) & (pl.col("branch") == pl.col("b"))).select(
        "record"
    )


def _near_equal(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Pairs of one chain and district whose branches are spelled alike.

    Branches that differ by a letter more, less or another share a key: the branch without one
    of its letters. So nobody compares all with all.
    """
    pairs = _keyed(left, "place").join(_keyed(right, "record"), on="key")
    pairs = pairs.select("place", "record").unique()
    if pairs.is_empty():
        return _no_pairs()
    branches = [
        pairs.join(side.select(row, "branch"), on=row, how="left", maintain_order="left")["branch"]
        for side, row in ((left, "place"), (right, "record"))
    ]
    alike = cpdist(
        branches[0].to_list(),
        branches[1].to_list(),
        scorer=Indel.normalized_similarity,
        score_cutoff=NEAR_EQUAL,
    )
    return pairs.filter(pl.Series(alike > 0, dtype=pl.Boolean))


def _keyed(side: pl.DataFrame, row: str) -> pl.DataFrame:
    """The rows by what they may share: chain and district, and the branch but for a letter.

    Keys are hashes; where two clash, a pair is compared in vain.
    """
    known = side.select(row, "branch", "district", "chain").drop_nulls()
    short = pl.col("branch").str.slice(0, _LONGEST)
    without = (short.str.slice(0, at) + short.str.slice(at + 1) for at in range(_LONGEST))
    is_long = pl.col("branch").str.len_chars() >= _LONG_ENOUGH
    keys = [short.hash(), *(pl.when(is_long).then(text.hash()) for text in without)]
    group = pl.concat_str("district", "chain", separator=" ").hash()
    return (
        known.select(row, group=group, key=pl.concat_list(keys).list.drop_nulls().list.unique())
        .explode("key", empty_as_null=False)
        .select(row, key=pl.col("key") ^ pl.col("group"))
    )


def _no_pairs() -> pl.DataFrame:
    return pl.DataFrame(schema={"place": pl.UInt32(), "record": pl.UInt32()})
