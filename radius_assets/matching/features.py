"""What two shops can agree on: the features, their levels, and when each of these applies."""

from dataclasses import dataclass

import polars as pl

from radius_assets.matching.knowledge import Weights


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


def same(column: str) -> pl.Expr:
    """Whether both sides of a pair have one value; null where one is not known."""
    return pl.col(column) == pl.col(f"{column}_of")


def differ(column: str) -> pl.Expr:
    """Whether both sides have a value, and not the same; null where one is not known."""
    return pl.col(column) != pl.col(f"{column}_of")


def other_number() -> pl.Expr:
    """Whether the branches have two numbers, or differ in the gate or block at their ends alone."""
    other_side = differ("side") & same("stem")
    return differ("number").fill_null(value=False) | other_side.fill_null(value=False)


def _one_without(column: str) -> pl.Expr:
    return pl.col(column).is_null() != pl.col(f"{column}_of").is_null()


def may_be_alike() -> pl.Expr:
    """Whether two branches are worth comparing: of one chain, or of no chain both."""
    return pl.col("chain").eq_missing(pl.col("chain_of"))


def _within(limit_m: float) -> pl.Expr:
    return pl.col("distance_m") <= limit_m


SIDE = (
    r"(정문|후문|동문|서문|남문|북문|본관|별관|신관|구관"
    r"|(?:[가나다라]|에이|비|씨|디|\d+)동|[가나다라])$"
)
"""How the names of shops end that share a building or a campus: by its gates, wings and blocks.

One letter alone may belong to the name, so two shops are told apart by it if all else agrees.
"""

_SHORTEST_END = 2  # characters; a shorter branch ends many others

_similarity = pl.col("similarity")
_same_number = pl.col("number").eq_missing(pl.col("number_of"))
_one_kind = _same_number & may_be_alike()
_one_ends_with_other = (
    pl.col("branch").str.ends_with(pl.col("branch_of"))
    | pl.col("branch_of").str.ends_with(pl.col("branch"))
) & (pl.min_horizontal(pl.col("branch", "branch_of").str.len_chars()) >= _SHORTEST_END)
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
                same("road_key") & differ("underground"),
            ),
            Level("same road address", "같은 도로명주소", same("road_key")),
            Level("same lot", "같은 지번", same("lot_key")),
            Level("same building", "같은 건물", same("building")),
            # A station has several addresses.
            Level("another address of a station", "역의 다른 주소", differ("street") & _stations),
            Level("same street, another number", "같은 길, 다른 번호", same("street")),
            Level("another street", "다른 길", differ("street")),
            Level("another lot", "다른 지번", differ("lot_key")),
        ),
    ),
    Feature(
        "brand",
        (
            Level("same brand", "같은 브랜드", same("brand")),
            Level("same chain under another sign", "같은 체인의 다른 브랜드", same("chain")),
            Level("another brand", "다른 브랜드", differ("chain")),
            Level("one without a brand", "한쪽은 브랜드 없음", _one_without("chain")),
        ),
    ),
    Feature(
        "branch",
        (
            Level("another number, gate or block", "호점·출입구·동이 다름", other_number()),
            # A chain gives each branch name once.
            Level("same branch", "같은 지점명", same("branch") & same("chain") & _same_number),
            Level("same name", "같은 이름", same("branch") & _same_number),
            Level(
                "same branch, one without its number",
                "같은 지점명, 한쪽은 호점 없음",
                same("branch"),
            ),
            # 한빛스토어 is named after the same quarter as GS25 한빛스퀘어점, no more.
            Level("similar branch", "비슷한 지점명", (_similarity >= 0.8) & _one_kind),
            # 소원점 is 성남소원점 on the map, where the town stands in the address.
            Level(
                "one branch ends with the other",
                "한쪽 지점명이 다른 쪽으로 끝남",
                _one_ends_with_other & _one_kind,
            ),
            Level(
                "somewhat similar branch",
                "조금 비슷한 지점명",
                (_similarity >= 0.6) & _one_kind,
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
_OTHER_ADDRESS = ("same street, another number", "another street", "another lot")
_SAME_NAME = ("same branch", "same name")
_SAME_BRANCH = (
    *_SAME_NAME,
    "same branch, one without its number",
    "similar branch",
    "one branch ends with the other",
)


def same_address() -> pl.Expr:
    """Whether a compared pair is at one road address or on one lot; null where not known."""
    return _is_any_of("address", _SAME_ADDRESS)


def other_address() -> pl.Expr:
    """Whether a compared pair is at two addresses, not those of a station; null if not known."""
    return _is_any_of("address", _OTHER_ADDRESS)


def other_brand() -> pl.Expr:
    """Whether a compared pair names two brands, or one of it none; null where neither does."""
    return _is_any_of("brand", ("another brand", "one without a brand"))


def same_branch() -> pl.Expr:
    """Whether the branches of a compared pair are alike; null where one is not known."""
    somewhat = _is_any_of("branch", ("somewhat similar branch",))
    return nearly_same_branch() | (pl.col("same_number") & somewhat)


def nearly_same_branch() -> pl.Expr:
    """Whether the branches of a compared pair are more than somewhat similar; null if not known."""
    return _is_any_of("branch", _SAME_BRANCH)


def same_name() -> pl.Expr:
    """Whether the names agree to the letter, branch number and all; false where not known."""
    return _is_any_of("branch", _SAME_NAME).fill_null(value=False)


def _is_any_of(feature: str, says: tuple[str, ...]) -> pl.Expr:
    (levels,) = (one.levels for one in FEATURES if one.name == feature)
    wanted = [index for index, level in enumerate(levels) if level.says in says]
    return pl.col(f"{feature}_level").is_in(wanted)
