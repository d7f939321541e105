"""The findings as evidence: a struct each, with a sentence in two languages for people to check."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

import polars as pl

from radius_assets.matching.brands import Lexicon
from radius_assets.matching.succession import CHANGE_OF_OWNER
from radius_assets.matching.words import TONGUES, register_is_semas, sentence

EVIDENCE_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "register": pl.String(),
        "record_id": pl.String(),
        "name": pl.String(),
        "state": pl.String(),
        "relation": pl.String(),
        "score": pl.Float64(),
        "distance_m": pl.Float64(),
        "permitted_on": pl.Date(),
        "closed_on": pl.Date(),
        "sentence": pl.String(),
        "sentence_ko": pl.String(),
    }
)

_OTHERS_TOLD = 5
_A_DAY = timedelta(days=1)
_ROW = ("place", "register", "record")


def evidence(
    found: pl.DataFrame, verdicts: pl.DataFrame, shops: pl.DataFrame, words: Lexicon
) -> pl.DataFrame:
    """`evidence` by `place`, a list of structs of `EVIDENCE_SCHEMA`, what matters most first.

    The shop's own records come first, then the successor and a few of the others at the spot. A
    place of which nothing is known has no row.

    Args:
        found: Findings after `with_overtaken`.
        verdicts: What was decided, by `place`.
        shops: Normalized listings; `place` is the row number.
        words: What is known of brands.
    """
    told = _worth_telling(found.with_row_index("order"), verdicts)
    after = told.join(_afterwards(found, verdicts), on=_ROW, how="left", maintain_order="left")
    return (
        after.with_columns(
            listed_brand=shops["brand"].gather(after["place"]),
            another_stands=pl.col("another_stands").fill_null(value=False),
        )
        .with_columns(
            relation=pl.when("is_own").then(pl.lit("same_shop")).otherwise(pl.lit("other_at_spot")),
            **{column: sentence(tongue, words) for column, tongue in TONGUES},
        )
        .with_columns(score=pl.col("score").round(3), distance_m=pl.col("distance_m").round(1))
        .group_by("place", maintain_order=True)
        .agg(evidence=pl.struct(pl.col(name).cast(kind) for name, kind in EVIDENCE_SCHEMA.items()))
    )


def _worth_telling(found: pl.DataFrame, verdicts: pl.DataFrame) -> pl.DataFrame:
    heirs = verdicts.select("place", "heir_register", "heir_record")
    ranked = found.join(heirs, on="place", how="left", maintain_order="left").with_columns(
        is_heir=(pl.col("register") == pl.col("heir_register"))
        & (pl.col("record") == pl.col("heir_record"))
    )
    own = ranked.filter("is_own").sort("place", "overtaken", "order")
    others = ranked.filter(~pl.col("is_own") & (_stands() | _may_have_been_its_own(found))).sort(
        "place",
        ~pl.col("is_heir").fill_null(value=False),
        pl.col("owner").is_not_null(),
        ~pl.col("is_chain"),
        -pl.col("score"),
        "order",
    )
    few = others.filter(pl.int_range(pl.len()).over("place") < _OTHERS_TOLD)
    return pl.concat([own, few]).sort("place", ~pl.col("is_own"), maintain_order=True)


def _may_have_been_its_own(found: pl.DataFrame) -> pl.Expr:
    """Whether it is nobody's permit of the same chain that ended, of a shop that has no other."""
    with_permits = found.filter(pl.col("is_own") & ~register_is_semas())["place"].unique()
    is_nobodys = pl.col("same_chain") & pl.col("owner").is_null() & ~register_is_semas()
    return is_nobodys & ~pl.col("place").is_in(with_permits.implode())


def _afterwards(found: pl.DataFrame, verdicts: pl.DataFrame) -> pl.DataFrame:
    """What came after each of the shops' own permits that ended, by the record."""
    own = found.filter(pl.col("is_own") & ~register_is_semas())
    over = own.filter(pl.col("standing") == "ended").select(*_ROW, "permitted_on", "closed_on")
    standing = own.filter(_stands()).select("place", another_stands=True).unique()
    return (
        over.select(_ROW)
        .join(_heirs(own, over), on=_ROW, how="left")
        .join(standing, on="place", how="left")
        .join(_next(found, over, verdicts), on=_ROW, how="left")
    )


def _heirs(own: pl.DataFrame, over: pl.DataFrame) -> pl.DataFrame:
    """The shop's next permit in the same register, if it was given in turn: `heir_…`."""
    began = own.select("place", "register", heir_name="name", heir_on="permitted_on")
    after = pl.max_horizontal(
        pl.col("permitted_on") + _A_DAY, pl.col("closed_on") - CHANGE_OF_OWNER
    )
    dated = over.drop_nulls(["permitted_on", "closed_on"]).with_columns(after=after)
    heirs = _first_from(dated, began, "heir", by=["place", "register"])
    return heirs.filter(pl.col("heir_on") - pl.col("closed_on") <= CHANGE_OF_OWNER).select(
        *_ROW, "heir_name", "heir_on"
    )


def _next(found: pl.DataFrame, over: pl.DataFrame, verdicts: pl.DataFrame) -> pl.DataFrame:
    """Who came next: the next permit at the spot, whoever's, else the successor of the verdict."""
    permits = found.filter(~register_is_semas() & (pl.col("is_own") | _stands())).select(
        "place", next_name="name", next_on="permitted_on", next_is_own="is_own"
    )
    after = pl.max_horizontal("closed_on", "permitted_on") + _A_DAY
    dated = over.with_columns(after=after).drop_nulls("after")
    heirs = verdicts.drop_nulls("heir_name").select(
        "place", next_name="heir_name", next_on="heir_came_on", next_is_own=pl.lit(value=False)
    )
    both = pl.concat(
        rows.select(*_ROW, "next_name", "next_on", "next_is_own")
        for rows in (
            _first_from(dated, permits, "next", by=["place"]).drop_nulls("next_on"),
            over.join(heirs, on="place"),
        )
    )
    return both.unique(_ROW, keep="first", maintain_order=True)


def _first_from(
    over: pl.DataFrame, permits: pl.DataFrame, role: str, *, by: list[str]
) -> pl.DataFrame:
    """Beside each of `over` the first of the permits that was given on the day `after` or later.

    A search in order: a shop may have thousands of permits, and pairs would be their square.
    """
    day = f"{role}_on"
    ordered = permits.drop_nulls(day).sort(permits.columns)
    firsts = ordered.unique([*by, day], keep="first", maintain_order=True)
    return over.sort("after").join_asof(
        firsts.sort(day),
        left_on="after",
        right_on=day,
        by=by,
        strategy="forward",
        check_sortedness=False,
    )


def _stands() -> pl.Expr:
    return (pl.col("standing") != "ended") & ~pl.col("overtaken")
