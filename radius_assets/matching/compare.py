"""How well two shops agree: what each feature says, in bits of evidence and in words."""

import math
from dataclasses import dataclass

import numpy as np
import polars as pl
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from radius_assets.domain.addresses import ADDRESS_SCHEMA
from radius_assets.matching.knowledge import Weights, weights


@dataclass(frozen=True, slots=True)
class Level:
    """One answer of a feature: when it applies, and what it says, in English and in Korean."""

    says: str
    says_ko: str
    when: pl.Expr


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

    def bits(self, of: Weights) -> pl.Expr:
        """The weight of the level that applies."""
        known = of.bits[self.name]
        by_level = {index: known[level.says] for index, level in enumerate(self.levels)}
        return pl.col(self.column).replace_strict(by_level, default=0.0, return_dtype=pl.Float64)


def _same(column: str) -> pl.Expr:
    return pl.col(column) == pl.col(f"{column}_of")


def _differ(column: str) -> pl.Expr:
    return pl.col(column) != pl.col(f"{column}_of")


def _one_without(column: str) -> pl.Expr:
    return pl.col(column).is_null() != pl.col(f"{column}_of").is_null()


def _within(limit_m: float) -> pl.Expr:
    return pl.col("distance_m") <= limit_m


_similarity = pl.col("similarity")
_same_number = pl.col("number").eq_missing(pl.col("number_of"))
_both_named = _same_number & ~_one_without("chain")
_stations = pl.col("station") & pl.col("station_of")

FEATURES: tuple[Feature, ...] = (
    Feature(
        "distance",
        (
            Level("within 10 m", "10 m 이내", _within(10)),
            Level("within 25 m", "25 m 이내", _within(25)),
            Level("within 50 m", "50 m 이내", _within(50)),
            Level("within 100 m", "100 m 이내", _within(100)),
            Level("within 200 m", "200 m 이내", _within(200)),
            Level("within 400 m", "400 m 이내", _within(400)),
            Level("farther", "400 m 밖", pl.col("distance_m") > 400),
        ),
    ),
    Feature(
        "address",
        (
            Level(
                "same road address but for 지하",
                "지하만 다른 도로명주소",
                _same("road_key") & _differ("underground"),
            ),
            Level("same road address", "같은 도로명주소", _same("road_key")),
            Level("same lot", "같은 지번", _same("lot_key")),
            Level("same building", "같은 건물", _same("building")),
            # A station has several addresses.
            Level("another address of a station", "역의 다른 주소", _differ("street") & _stations),
            Level("same street, another number", "같은 길, 다른 번호", _same("street")),
            Level("another street", "다른 길", _differ("street")),
            Level("another lot", "다른 지번", _differ("lot_key")),
        ),
    ),
    Feature(
        "brand",
        (
            Level("same brand", "같은 상호", _same("brand")),
            Level("same chain under another sign", "같은 체인의 다른 상호", _same("chain")),
            Level("another brand", "다른 상호", _differ("chain")),
            Level("one without a brand", "한쪽은 상호 없음", _one_without("chain")),
        ),
    ),
    Feature(
        "branch",
        (
            Level("another branch number", "다른 호점", _differ("number")),
            # A chain gives each branch name once.
            Level("same branch", "같은 지점명", _same("branch") & _same("chain") & _same_number),
            Level("same name", "같은 이름", _same("branch") & _same_number),
            Level(
                "same branch, one without its number",
                "같은 지점명, 한쪽은 호점 없음",
                _same("branch"),
            ),
            # 한빛스토어 is named after the same quarter as GS25 한빛스퀘어점, no more.
            Level("similar branch", "비슷한 지점명", (_similarity >= 0.8) & _both_named),
            Level(
                "somewhat similar branch",
                "조금 비슷한 지점명",
                (_similarity >= 0.6) & _both_named,
            ),
            Level("another branch", "다른 지점명", _similarity.is_not_null()),
        ),
    ),
)
"""What is compared. What each answer weighs stands in `weights.toml`.

Bits are logarithms to base 2 of how much likelier an answer is for one shop than for two. A
missing value applies to no level, so it weighs nothing.
"""

_SAME_ADDRESS = ("same road address but for 지하", "same road address", "same lot", "same building")
_SAME_NAME = ("same branch", "same name")
_SAME_BRANCH = (*_SAME_NAME, "same branch, one without its number", "similar branch")
_COMPARED = (
    *("brand", "chain", "branch", "number", "station", "another_kind"),
    *ADDRESS_SCHEMA,
)


def compared(
    pairs: pl.DataFrame, places: pl.DataFrame, records: pl.DataFrame, of: Weights | None = None
) -> pl.DataFrame:
    """The pairs with `distance_m`, each feature's level, the sum of `bits`, and the `score`.

    Which of the two sides is called the record makes no difference to the bits. The score is
    the probability, 0 to 1, that the record is this listing's and not another's, nor nobody's.
    `same_chain`, `same_number` and `other_number` are false where a value is missing; `no_chain`
    is true where neither names a brand, and none alone says that it is of another kind.
    """
    columns = [*_COMPARED, "x_m", "y_m"]
    one = places.select(columns)[pairs["place"]]
    other = records.select(columns)[pairs["record"]].rename(lambda name: f"{name}_of")
    wide = pl.concat([pairs, one, other], how="horizontal").with_columns(
        distance_m=_distance(),
        similarity=_similarities(one["branch"], other["branch_of"]),
    )
    return (
        wide.select(
            "place",
            "record",
            "distance_m",
            *(feature.level() for feature in FEATURES),
            same_chain=_same("chain").fill_null(value=False),
            same_number=_same("number").fill_null(value=False),
            other_number=_differ("number").fill_null(value=False),
            no_chain=pl.all_horizontal(pl.col("chain", "chain_of").is_null())
            & _same("another_kind"),
        )
        .with_columns(bits=_bits(of or weights()))
        .with_columns(score=_score())
    )


def same_address() -> pl.Expr:
    """Whether a compared pair is at one road address or on one lot; null where not known."""
    return _is_any_of("address", _SAME_ADDRESS)


def same_branch() -> pl.Expr:
    """Whether the branches of a compared pair are alike; null where one is not known."""
    somewhat = _is_any_of("branch", ("somewhat similar branch",))
    return _is_any_of("branch", _SAME_BRANCH) | (pl.col("same_number") & somewhat)


def same_name() -> pl.Expr:
    """Whether the names agree to the letter, branch number and all; false where not known."""
    return _is_any_of("branch", _SAME_NAME).fill_null(value=False)


def _is_any_of(feature: str, says: tuple[str, ...]) -> pl.Expr:
    (levels,) = (one.levels for one in FEATURES if one.name == feature)
    wanted = [index for index, level in enumerate(levels) if level.says in says]
    return pl.col(f"{feature}_level").is_in(wanted)


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


def _similarities(one: pl.Series, other: pl.Series) -> pl.Series:
    """How alike the branches are spelled, 0 to 1; null where one is unknown."""
    similar = cpdist(one.to_list(), other.to_list(), scorer=Indel.normalized_similarity)
    unknown = (one.is_null() | other.is_null()).to_numpy()
    return pl.Series(np.where(unknown, np.nan, similar), dtype=pl.Float64).fill_nan(None)
