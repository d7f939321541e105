"""Each listing's findings, added up into the questions that the rules of the verdict ask."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from radius_assets.matching.overtaken import LISTING_LASTS
from radius_assets.matching.succession import CHANGE_OF_OWNER
from radius_assets.matching.successors import intruders, successors

LATELY = timedelta(days=45)
"""So long after a closure another register's word, or the new owner's permit, may be to come."""

PERMITS = ("food", "tobacco")


def cases(
    found: pl.DataFrame,
    *,
    expects_permit: pl.Series,
    read_on: Mapping[str, date | None],
    as_of: date,
) -> pl.DataFrame:
    """One row a listing, in their order: what is so of it on the day of judgement.

    Args:
        found: Findings after `with_overtaken`.
        expects_permit: Whether each listing is a chain's shop with someone in it.
        read_on: The registers that were consulted, each with the day of its last word if known.
        as_of: The day of judgement.
    """
    shops = pl.DataFrame({"expects_permit": expects_permit}).with_row_index("place")
    own = found.filter(pl.col("is_own") & ~pl.col("overtaken"))
    added = shops
    for register in PERMITS:
        added = added.join(_permits(own, register), on="place", how="left", maintain_order="left")
    added = added.join(_listed(own), on="place", how="left", maintain_order="left")
    stood = _without_history(_filled(added)).with_columns(**_ended(as_of))
    return _with_others(stood, found, as_of).with_columns(
        **_consulted(read_on), days_since_read=_days_since_read(read_on, as_of)
    )


def _permits(own: pl.DataFrame, register: str) -> pl.DataFrame:
    """What one register says of each shop that has permits in it."""
    standing = pl.col("standing")
    ended = standing == "ended"
    return (
        own.filter(register=register)
        .group_by("place")
        .agg(
            (standing == "live").any().alias(f"{register}_live"),
            (standing == "suspended").any().alias(f"{register}_suspended"),
            (standing == "unclear").any().alias(f"{register}_unclear"),
            ended.all().alias(f"{register}_ended"),
            pl.lit(value=True).alias(f"{register}_known"),
            pl.col("permitted_on").filter(~ended).max().alias(f"{register}_since"),
            # A revocation may have no date; it came after the permit.
            pl.coalesce("closed_on", "permitted_on")
            .filter(ended)
            .max()
            .alias(f"{register}_ended_on"),
            pl.col("closed_on").filter(ended).max().alias(f"{register}_closed_on"),
            pl.col("score").max().alias(f"{register}_score"),
        )
    )


def _listed(own: pl.DataFrame) -> pl.DataFrame:
    return (
        own.filter(register="semas")
        .group_by("place")
        .agg(
            semas_known=pl.lit(value=True),
            semas_known_on=pl.col("known_on").max(),
            semas_score=pl.col("score").max(),
        )
    )


def _filled(added: pl.DataFrame) -> pl.DataFrame:
    flags = [name for name, kind in added.schema.items() if kind == pl.Boolean]
    return added.with_columns(pl.col(flags).fill_null(value=False))


def _without_history(added: pl.DataFrame) -> pl.DataFrame:
    """A permit that ended before or when the other register's was given says nothing of today."""
    over = {}
    for register, other in (PERMITS, PERMITS[::-1]):
        before = pl.col(f"{register}_ended_on") <= pl.col(f"{other}_since") + CHANGE_OF_OWNER
        stands = pl.col(f"{other}_live") & before.fill_null(value=False)
        over[f"{register}_ended"] = pl.col(f"{register}_ended") & ~stands
    return added.with_columns(**over)


def _ended(as_of: date) -> dict[str, pl.Expr]:
    """What has ended, when, and what still stands."""
    ended_on, closed_on = (
        pl.max_horizontal(
            pl.when(pl.col(f"{register}_ended")).then(f"{register}_{what}") for register in PERMITS
        )
        for what in ("ended_on", "closed_on")
    )
    live = [f"{register}_live" for register in PERMITS]
    days = (pl.lit(as_of) - ended_on).dt.total_days()
    return {
        "live": pl.any_horizontal(live),
        "suspended": pl.any_horizontal(f"{one}_suspended" for one in PERMITS),
        "unclear": pl.any_horizontal(f"{one}_unclear" for one in PERMITS),
        "ended": pl.any_horizontal(f"{one}_ended" for one in PERMITS),
        "permit_known": pl.any_horizontal(f"{one}_known" for one in PERMITS),
        "ended_on": ended_on,
        "closed_on": closed_on,
        "ended_lately": (days <= LATELY.days).fill_null(value=False),
        "outlived_in_semas": (pl.col("semas_known_on") > ended_on + LATELY).fill_null(value=False),
        "outlived_for_years": (pl.col("semas_known_on") > ended_on + LISTING_LASTS).fill_null(
            value=False
        ),
        "score": pl.max_horizontal("food_score", "tobacco_score", "semas_score"),
    }


def _with_others(stood: pl.DataFrame, found: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The cases with those who took the place over, or may have."""
    others = found.filter(~pl.col("is_own") & (pl.col("standing") != "ended"))
    says_nothing = ~pl.col("is_chain") & ~pl.col("another_kind")
    nameless = others.filter(
        (pl.col("register") != "semas") & says_nothing & pl.col("owner").is_null()
    )
    strangers = others.filter(pl.col("is_chain") & pl.col("owner").is_null())
    came = successors(others, stood.select("place", "ended_on"))
    strange = intruders(others, since=as_of - LISTING_LASTS)
    return (
        stood.join(came, on="place", how="left", maintain_order="left")
        .join(strange, on="place", how="left", maintain_order="left")
        .with_columns(
            never_given_back=pl.col("place").is_in(_left_standing(found).implode()),
            nameless_at_spot=pl.col("place").is_in(nameless["place"].unique().implode()),
            nameless_in_turn=pl.col("place").is_in(_in_turn(nameless, stood).implode()),
            stranger_at_spot=pl.col("place").is_in(strangers["place"].unique().implode()),
        )
    )


def _left_standing(found: pl.DataFrame) -> pl.Series:
    """The places of which a permit stands that a later one has overtaken."""
    return found.filter(pl.col("overtaken") & (pl.col("standing") == "live"))["place"].unique()


def _in_turn(nameless: pl.DataFrame, stood: pl.DataFrame) -> pl.Series:
    """The places at which a permit without a brand was given since theirs ended, or nearly.

    It may be their new owner's, under a name that says nothing.
    """
    dated = nameless.join(stood.select("place", "ended_on"), on="place")
    since = pl.col("permitted_on") - pl.col("ended_on")
    return dated.filter(since >= -CHANGE_OF_OWNER)["place"].unique()


def _consulted(read_on: Mapping[str, date | None]) -> dict[str, pl.Expr]:
    return {f"{name}_consulted": pl.lit(name in read_on) for name in (*PERMITS, "semas")}


def _days_since_read(read_on: Mapping[str, date | None], as_of: date) -> pl.Expr:
    """Age of the freshest register that knows the shop, else of the stalest consulted."""
    ages = {name: max((as_of - day).days, 0) for name, day in read_on.items() if day is not None}
    if not ages:
        return pl.lit(None, pl.Int64)
    knowing = [pl.when(pl.col(f"{name}_known")).then(pl.lit(age)) for name, age in ages.items()]
    known = pl.any_horizontal(f"{name}_known" for name in read_on)
    return pl.when(known).then(pl.min_horizontal(knowing)).otherwise(pl.lit(max(ages.values())))
