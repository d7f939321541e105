"""How well two shops agree: what each feature says, in bits of evidence and in words."""

import math

import numpy as np
import polars as pl
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from radius_assets.domain.addresses import ADDRESS_SCHEMA
from radius_assets.matching.features import FEATURES, SIDE, may_be_alike, other_number, same
from radius_assets.matching.knowledge import Weights, weights

_COMPARED = (
    *("brand", "chain", "branch", "number", "station", "another_kind"),
    *ADDRESS_SCHEMA,
    *("x_m", "y_m"),
)
_IN_SHORT = ("short_brand", "short_branch")


def compared(
    pairs: pl.DataFrame, places: pl.DataFrame, records: pl.DataFrame, of: Weights | None = None
) -> pl.DataFrame:
    """The pairs with `distance_m`, each feature's level, the sum of `bits`, and the `score`.

    Which of the two sides is called the record makes no difference to the bits. The score is
    the probability, 0 to 1, that the record is this listing's and not another's, nor nobody's.
    `same_chain`, `same_number` and `other_number`, which is also true of another gate or block, are
    false where a value is missing; `no_chain` is true where neither names a brand, and none alone
    says that it is of another kind.
    """
    one = places.select(*_COMPARED, *_at_the_end())[pairs["place"]]
    other = records.select(*_COMPARED, *_IN_SHORT, *_at_the_end())[pairs["record"]]
    other = other.rename(lambda name: f"{name}_of")
    wide = _in_full(pl.concat([pairs, one, other], how="horizontal"))
    wide = wide.with_columns(distance_m=_distance(), similarity=_similarities(wide))
    return (
        wide.select(
            "place",
            "record",
            "distance_m",
            *(feature.level() for feature in FEATURES),
            same_chain=same("chain").fill_null(value=False),
            same_number=same("number").fill_null(value=False),
            other_number=other_number(),
            no_chain=pl.all_horizontal(pl.col("chain", "chain_of").is_null())
            & same("another_kind"),
        )
        .with_columns(bits=_bits(of or weights()))
        .with_columns(score=_score())
    )


def _at_the_end() -> tuple[pl.Expr, pl.Expr]:
    """The gate or block that a branch ends with, and the branch without it."""
    branch = pl.col("branch")
    return branch.str.extract(SIDE).alias("side"), branch.str.replace(SIDE, "").alias("stem")


def _in_full(wide: pl.DataFrame) -> pl.DataFrame:
    """The pairs, with a record's short form of a brand taken for it where the branch agrees.

    `GS한빛마을` is GS25 한빛마을점, if there is one; else it may be anything.
    """
    agrees = (
        pl.col("chain_of").is_null()
        & (pl.col("short_brand_of") == pl.col("chain"))
        & (pl.col("short_branch_of") == pl.col("branch"))
    )
    return wide.with_columns(
        brand_of=pl.when(agrees).then("short_brand_of").otherwise("brand_of"),
        chain_of=pl.when(agrees).then("short_brand_of").otherwise("chain_of"),
        branch_of=pl.when(agrees).then("short_branch_of").otherwise("branch_of"),
    )


def _bits(of: Weights) -> pl.Expr:
    bits = pl.lit(of.prior_bits)
    for feature in FEATURES:
        bits = bits + feature.bits(of)
    return bits


def _score() -> pl.Expr:
    """A record is of one listing or of none: the odds of all that it may be of, side by side."""
    odds = (pl.col("bits") * math.log(2)).exp()
    return odds / (1 + odds.sum().over("record"))


def _distance() -> pl.Expr:
    dx_m, dy_m = pl.col("x_m") - pl.col("x_m_of"), pl.col("y_m") - pl.col("y_m_of")
    return (dx_m**2 + dy_m**2).sqrt()


def _similarities(wide: pl.DataFrame) -> pl.Series:
    """How alike the branches are spelled, 0 to 1; null where one is unknown.

    Of two chains none are compared: 0, as if nothing were alike.
    """
    known = pl.col("branch").is_not_null() & pl.col("branch_of").is_not_null()
    worth = wide.select((known & may_be_alike()).arg_true()).to_series()
    pairs = wide.select("branch", "branch_of")[worth]
    similar = np.zeros(wide.height)
    similar[worth.to_numpy()] = cpdist(
        pairs["branch"].to_list(), pairs["branch_of"].to_list(), scorer=Indel.normalized_similarity
    )
    return wide.select(pl.when(known).then(pl.Series(similar))).to_series()
