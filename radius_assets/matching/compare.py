"""How well two shops agree: what each feature says, in bits of evidence and in words."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist


@dataclass(frozen=True, slots=True)
class Level:
    """One answer of a feature: when it applies, what it weighs in bits, and what it says."""

    when: pl.Expr
    bits: float
    says: str


@dataclass(frozen=True, slots=True)
class Feature:
    """Something two shops can agree on; the first level that applies counts, none is 0 bits."""

    name: str
    levels: tuple[Level, ...]

    @property
    def column(self) -> str:
        """Where a compared pair keeps the level that applies."""
        return f"{self.name}_level"

    def level(self) -> pl.Expr:
        """Which of the levels applies; null where a value is missing on either side."""
        found = pl.lit(None, pl.Int8)
        for index, level in reversed(list(enumerate(self.levels))):
            found = pl.when(level.when).then(pl.lit(index, pl.Int8)).otherwise(found)
        return found.alias(self.column)

    def bits(self) -> pl.Expr:
        """The weight of the level that applies."""
        weights = {index: level.bits for index, level in enumerate(self.levels)}
        return pl.col(self.column).replace_strict(weights, default=0.0, return_dtype=pl.Float64)


def _same(column: str) -> pl.Expr:
    return pl.col(column) == pl.col(f"{column}_of")


def _differ(column: str) -> pl.Expr:
    return pl.col(column) != pl.col(f"{column}_of")


_one_without_number = pl.col("number").is_null() != pl.col("number_of").is_null()
_one_without_chain = pl.col("chain").is_null() != pl.col("chain_of").is_null()
_distance_m, _similarity = pl.col("distance_m"), pl.col("similarity")

PRIOR_BITS = -4.0
"""Of the pairs that blocking finds, about one in sixteen is the same shop."""

FEATURES: tuple[Feature, ...] = (
    Feature(
        "distance",
        (
            Level(_distance_m <= 20, 3.0, "{distance_m:.0f} m away"),
            Level(_distance_m <= 50, 2.0, "{distance_m:.0f} m away"),
            Level(_distance_m <= 100, 1.0, "{distance_m:.0f} m away"),
            Level(_distance_m <= 200, 0.0, "{distance_m:.0f} m away"),
            Level(_distance_m <= 400, -2.0, "{distance_m:.0f} m away"),
            Level(_distance_m > 400, -4.0, "{distance_m:.0f} m away"),
        ),
    ),
    Feature(
        "address",
        (
            Level(_same("road") & _differ("underground"), 4.0, "same road address but for 지하"),
            Level(_same("road"), 5.0, "same road address"),
            Level(_same("lot"), 5.0, "same lot"),
            Level(_same("street"), -1.0, "same street, another number"),
            Level(_differ("street"), -3.0, "another street"),
            Level(_differ("lot"), -3.0, "another lot"),
        ),
    ),
    Feature(
        "brand",
        (
            Level(_same("brand"), 1.0, "same brand"),
            Level(_same("chain"), 0.5, "same chain under another sign"),
            Level(_differ("chain"), -12.0, "another brand"),
            Level(_one_without_chain, -1.0, "one without a brand"),
        ),
    ),
    Feature(
        "branch",
        (
            # A chain gives each branch name once.
            Level(_same("branch") & _same("chain"), 9.0, "same branch"),
            Level(_same("branch"), 6.0, "same name"),
            Level(_similarity >= 0.8, 3.0, "similar branch"),
            # 한빛슈퍼 is named after the same quarter as GS25 한빛점, no more.
            Level((_similarity >= 0.6) & ~_one_without_chain, 0.0, "somewhat similar branch"),
            Level(_similarity < 0.8, -4.0, "another branch"),
        ),
    ),
    Feature(
        "number",
        (
            Level(_differ("number"), -20.0, "another branch number"),
            Level(_one_without_number, -8.0, "one without a branch number"),
        ),
    ),
)
"""What is compared, and what each answer weighs.

Bits are logarithms to base 2 of how much likelier an answer is for one shop than for two: a
Fellegi-Sunter comparison with weights set by hand and looked over on labelled pairs. A missing
value applies to no level, so it weighs nothing.
"""

_SAME_ADDRESS_LEVELS = (0, 1, 2)
_SIMILAR_BRANCH_LEVEL = 2
_SOMEWHAT_SIMILAR_BRANCH_LEVEL = 3
_COMPARED = ("name", "brand", "chain", "branch", "number", "road", "street", "underground", "lot")


def compared(pairs: pl.DataFrame, places: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """The pairs with `distance_m`, each feature's level, the sum of `bits`, and the `score`.

    The score is a probability, 0 to 1. Which of the two sides is called the record makes no
    difference to any of them.
    """
    columns = [*_COMPARED, "x_m", "y_m"]
    one = places.select(columns)[pairs["place"]]
    other = records.select(columns)[pairs["record"]].rename(lambda name: f"{name}_of")
    wide = pl.concat([pairs, one, other], how="horizontal").with_columns(
        distance_m=_distance(),
        similarity=_similarities(one["branch"], other["branch_of"]),
    )
    bits = pl.lit(PRIOR_BITS)
    for feature in FEATURES:
        bits = bits + feature.bits()
    return (
        wide.with_columns(feature.level() for feature in FEATURES)
        .with_columns(bits=bits)
        .with_columns(score=1 / (1 + (-pl.col("bits") * math.log(2)).exp()))
        .drop("x_m", "y_m", "x_m_of", "y_m_of")
    )


def agreement(pair: Mapping[str, object], *features: str) -> list[str]:
    """What the features say of a compared pair, in words; nothing where a value is missing."""
    return [
        feature.levels[index].says.format_map(pair)
        for feature in FEATURES
        if feature.name in features and isinstance(index := pair[feature.column], int)
    ]


def same_address() -> pl.Expr:
    """Whether a compared pair is at one road address or on one lot; null where not known."""
    return pl.col("address_level").is_in(_SAME_ADDRESS_LEVELS)


def same_branch() -> pl.Expr:
    """Whether the branches of a compared pair are alike; null where one is not known."""
    level, same_number = pl.col("branch_level"), _same("number").fill_null(value=False)
    return (level <= _SIMILAR_BRANCH_LEVEL) | (
        same_number & (level == _SOMEWHAT_SIMILAR_BRANCH_LEVEL)
    )


def _distance() -> pl.Expr:
    dx_m, dy_m = pl.col("x_m") - pl.col("x_m_of"), pl.col("y_m") - pl.col("y_m_of")
    return (dx_m**2 + dy_m**2).sqrt()


def _similarities(one: pl.Series, other: pl.Series) -> pl.Series:
    """How alike the branches are spelled, 0 to 1; null where one is unknown."""
    similar = cpdist(one.to_list(), other.to_list(), scorer=Indel.normalized_similarity)
    unknown = (one.is_null() | other.is_null()).to_numpy()
    return pl.Series(np.where(unknown, np.nan, similar), dtype=pl.Float64).fill_nan(None)
