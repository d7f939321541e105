"""The findings as evidence: a struct each, with a sentence in two languages for people to check."""

from collections.abc import Mapping
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
_ROW = ("place", "register", "record")


def evidence(
    found: pl.DataFrame, verdicts: pl.DataFrame, shops: pl.DataFrame, words: Lexicon
) -> pl.DataFrame:
    """`evidence` by `place`, a list of structs of `EVIDENCE_SCHEMA`, what matters most first.

    The shop's own records come first, then the successor and a few of the others at the spot. A
    place of which nothing is known has no row.

    Args:
        found: The findings.
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
    own = ranked.filter("is_own").sort("place", "order")
    others = ranked.filter(~pl.col("is_own") & _stands()).sort(
        "place",
        ~pl.col("is_heir").fill_null(value=False),
        pl.col("owner").is_not_null(),
        ~pl.col("is_chain"),
        -pl.col("score"),
        "order",
    )
    few = others.filter(pl.int_range(pl.len()).over("place") < _OTHERS_TOLD)
    return pl.concat([own, few]).sort("place", ~pl.col("is_own"), maintain_order=True)


def _afterwards(found: pl.DataFrame, verdicts: pl.DataFrame) -> pl.DataFrame:
    """What came after each of the shops' own permits that ended, by the record."""
    own = found.filter(pl.col("is_own") & ~register_is_semas())
    over = own.filter(pl.col("standing") == "ended").select(*_ROW, "permitted_on", "closed_on")
    others = own.select(
        "place",
        of="register",
        stands=pl.col("standing") != "ended",
        heir_name="name",
        heir_on="permitted_on",
    )
    pairs = over.join(others, on="place")
    later = (pl.col("heir_on") > pl.col("permitted_on")) & (pl.col("of") == pl.col("register"))
    in_turn = (pl.col("heir_on") - pl.col("closed_on")).abs() <= CHANGE_OF_OWNER
    is_other = (pl.col("of") != pl.col("register")) | later.fill_null(value=True)
    heirs = pairs.filter(later & in_turn).sort("heir_on", "heir_name").unique(_ROW, keep="first")
    standing = pairs.filter(pl.col("stands") & is_other).select(_ROW).unique()
    return (
        over.join(heirs.select(*_ROW, "heir_name", "heir_on"), on=_ROW, how="left")
        .join(standing.with_columns(another_stands=pl.lit(value=True)), on=_ROW, how="left")
        .join(_next(found, over, verdicts), on=_ROW, how="left")
        .drop("permitted_on", "closed_on")
    )


def _next(found: pl.DataFrame, over: pl.DataFrame, verdicts: pl.DataFrame) -> pl.DataFrame:
    """Who came next: the next permit at the spot, whoever's, else the successor of the verdict."""
    permits = found.filter(~register_is_semas() & (pl.col("is_own") | _stands())).select(
        "place", next_name="name", next_on="permitted_on"
    )
    ended_on = pl.coalesce("closed_on", "permitted_on")
    later = over.join(permits, on="place").filter(pl.col("next_on") > ended_on)
    heirs = verdicts.drop_nulls("heir_name").select(
        "place", next_name="heir_name", next_on="heir_came_on"
    )
    both = pl.concat(
        rows.select(*_ROW, "next_name", "next_on")
        for rows in (later.sort("next_on", "next_name"), over.join(heirs, on="place"))
    )
    return both.unique(_ROW, keep="first", maintain_order=True)


def _stands() -> pl.Expr:
    return pl.col("standing") != "ended"
