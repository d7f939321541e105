"""Each listing's findings, added up into the questions that the rules of the verdict ask."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from radius_assets.matching.overtaken import LATELY, LISTING_LASTS
from radius_assets.matching.succession import CHANGE_OF_OWNER
from radius_assets.matching.successors import intruders, shared_spots, successors

STRUCK_OFF = timedelta(days=365)
"""So long after the first of a shop's two permits the second may be struck off, unasked."""

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
    stood = _without_history(_filled(added)).with_columns(**_ended(read_on, as_of))
    return _with_others(stood, found, as_of).with_columns(
        **_consulted(read_on),
        **_in_semas(read_on, as_of),
        days_since_read=_days_since_read(read_on, as_of),
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
            _given_on(ended).alias(f"{register}_given_on"),
            pl.col("permitted_on")
            .filter(ended & pl.col("closed_on").is_null())
            .max()
            .alias(f"{register}_undated_on"),
            pl.col("score").max().alias(f"{register}_score"),
        )
    )


def _given_on(ended: pl.Expr) -> pl.Expr:
    """When the permit was given that ended last, of those with a day."""
    dated = ended & pl.col("closed_on").is_not_null()
    days = [pl.col(name).filter(dated) for name in ("closed_on", "permitted_on")]
    return days[1].sort_by(days).last()


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
        unknown = pl.col(f"{register}_ended_on").is_null()
        stands = pl.col(f"{other}_live") & (unknown | before.fill_null(value=False))
        over[f"{register}_ended"] = pl.col(f"{register}_ended") & ~stands
    return added.with_columns(**over)


def _ended(read_on: Mapping[str, date | None], as_of: date) -> dict[str, pl.Expr]:
    """What has ended, when, and what still stands.

    An end is late as long as the registers of permits may have more to say of it, so its age is
    counted up to the last word of the stalest, not up to a day of which none speaks.
    """
    told_until = min([as_of, *(day for name in PERMITS if (day := read_on.get(name)))])
    ends = _of_ended("ended_on")
    ended_on = pl.max_horizontal(ends)
    live = [f"{register}_live" for register in PERMITS]
    days = (pl.lit(told_until) - ended_on).dt.total_days()
    return {
        "live": pl.any_horizontal(live),
        "suspended": pl.any_horizontal(f"{one}_suspended" for one in PERMITS),
        "unclear": pl.any_horizontal(f"{one}_unclear" for one in PERMITS),
        "ended": pl.any_horizontal(f"{one}_ended" for one in PERMITS),
        "permit_known": pl.any_horizontal(f"{one}_known" for one in PERMITS),
        "ended_on": ended_on,
        "ending_since": pl.max_horizontal(pl.min_horizontal(ends), ended_on - STRUCK_OFF),
        "closed_on": _closed_on(),
        "ended_lately": (days <= LATELY.days).fill_null(value=False),
        "score": pl.max_horizontal("food_score", "tobacco_score", "semas_score"),
    }


def _of_ended(what: str) -> list[pl.Expr]:
    """A day of each register, null where its permits have not ended."""
    return [pl.when(pl.col(f"{one}_ended")).then(f"{one}_{what}") for one in PERMITS]


def _closed_on() -> pl.Expr:
    """The day on which the last permit ended; null if a later one did, on a day nobody knows."""
    closed_on = pl.max_horizontal(_of_ended("closed_on"))
    undated_on = pl.max_horizontal(_of_ended("undated_on"))
    food, tobacco = PERMITS
    is_of_food = pl.col(f"{food}_ended") & (pl.col(f"{food}_closed_on") == closed_on)
    given_on = pl.when(is_of_food).then(f"{food}_given_on").otherwise(f"{tobacco}_given_on")
    later = (undated_on > given_on) & (undated_on + CHANGE_OF_OWNER >= closed_on)
    return pl.when(~later.fill_null(value=False)).then(closed_on)


def _in_semas(read_on: Mapping[str, date | None], as_of: date) -> dict[str, pl.Expr]:
    """Whether SEMAS lists the shop after its permits ended, or was asked since and does not."""
    known_on, ended_on = pl.col("semas_known_on"), pl.col("ended_on")
    asked_since = (read_on.get("semas") or as_of) > ended_on + LATELY
    outlived = (known_on > ended_on + LATELY).fill_null(value=False)
    return {
        "outlived_in_semas": outlived,
        "outlived_for_years": (known_on > ended_on + LISTING_LASTS).fill_null(value=False),
        "gone_from_semas": pl.lit("semas" in read_on)
        & asked_since.fill_null(value=False)
        & ~(pl.col("semas_known") & (outlived | known_on.is_null())),
    }


def _with_others(stood: pl.DataFrame, found: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The cases with those who took the place over, or may have."""
    others = found.filter(~pl.col("is_own") & (pl.col("standing") != "ended"))
    says_nothing = ~pl.col("is_chain") & ~pl.col("another_kind")
    nameless = others.filter(
        (pl.col("register") != "semas") & says_nothing & pl.col("owner").is_null()
    )
    unread = others.filter(says_nothing & pl.col("owner").is_null())
    nobodys = others.filter(pl.col("is_chain") & pl.col("owner").is_null())
    of_chain = nobodys.filter(pl.col("same_chain") & (pl.col("register") != "semas"))
    shared = shared_spots(others, stood.select("place", "ending_since"))
    stood = stood.with_columns(spot_is_shared=_is_of(shared))
    readable = others.filter(pl.col("standing") != "unclear")
    came = successors(readable, stood.select("place", "ending_since", "ended_on", "spot_is_shared"))
    strange = intruders(others, since=as_of - LISTING_LASTS)
    return (
        stood.join(came, on="place", how="left", maintain_order="left")
        .join(strange, on="place", how="left", maintain_order="left")
        .with_columns(
            never_given_back=_is_of(_left_standing(found)),
            nameless_at_spot=_is_of(nameless),
            unread_at_spot=_is_of(unread),
            nameless_in_turn=_in_turn(nameless, stood, as_of),
            stranger_at_spot=_is_of(nobodys),
            chain_stands_here=_is_of(of_chain),
        )
    )


def _is_of(findings: pl.DataFrame) -> pl.Expr:
    """Whether one of these findings is of the place."""
    return pl.col("place").is_in(findings["place"].unique().implode())


def _left_standing(found: pl.DataFrame) -> pl.DataFrame:
    """The permits that stand though a later one has overtaken them."""
    return found.filter(pl.col("overtaken") & (pl.col("standing") == "live"))


def _in_turn(nameless: pl.DataFrame, stood: pl.DataFrame, as_of: date) -> pl.Expr:
    """Whether a permit without a brand was given since theirs ended, or nearly.

    It may be their new owner's, under a name that says nothing. A shop that has let permits of both
    registers end has a new owner only if both were given anew; but if that was longer ago than
    listings last, one is enough to doubt that it is gone.
    """
    turn = pl.col("permitted_on") - pl.col("ended_on") >= -CHANGE_OF_OWNER
    since = nameless.join(stood.select("place", "ended_on"), on="place").filter(
        turn.fill_null(value=True)
    )
    food, tobacco = (_is_of(since.filter(register=one)) for one in PERMITS)
    both_ended = pl.all_horizontal(f"{one}_ended" for one in PERMITS)
    may_last = (pl.lit(as_of) - pl.col("ended_on") <= LISTING_LASTS).fill_null(value=True)
    return pl.when(both_ended & may_last).then(food & tobacco).otherwise(food | tobacco)


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
