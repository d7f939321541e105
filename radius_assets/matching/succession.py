"""Permits that are a shop's own under another name: owners come and go, and rename the branch."""

from datetime import timedelta

import polars as pl

from radius_assets.matching.features import nearly_same_branch
from radius_assets.matching.knowledge import Weights
from radius_assets.matching.link import RENAMED_M

CHANGE_OF_OWNER = timedelta(days=90)
"""A permit ends and another begins within this time: the shop changed hands.

That is so of 16 % of the closed tobacco permits (design, section 6).
"""

CHANGE_AMONG_SEVERAL = timedelta(days=30)
"""The same where other stores of the map share the spot: later ones are mostly another shop's.

Counted in invented cities, where of links of 31 to 90 days one in six was right.
"""

_MOST_OWNERS = 6
_NAME = ("branch", "number")


def with_succession(found: pl.DataFrame, of: Weights) -> pl.DataFrame:
    """The findings, with permits of the same chain at the spot as the shop's own if they follow.

    A permit follows on one of the shop's own where one of the two ends when the other begins, in
    the same register; or where it has the name of one of the shop's own in another register; or
    where it stands near the listing under nearly its branch, and those before have ended. So
    a shop keeps its permits when its owner changes and the branch gets another name. A permit
    that another listing claims is never taken, and where several stores share the spot one that
    follows after `CHANGE_AMONG_SEVERAL` is not either.

    Args:
        found: The findings of all registers.
        of: How sure such links are.
    """
    neighboured = _with_neighbours(found)
    sure = pl.when("has_neighbours").then(of.succession_among_several).otherwise(of.succession)
    found = found.with_columns(has_neighbours=pl.col("place").is_in(neighboured.implode()))
    for _ in range(_MOST_OWNERS):
        taken = _following(found)
        if taken.is_empty():
            break
        found = (
            found.join(taken, on=["place", "register", "record"], how="left", maintain_order="left")
            .with_columns(
                is_own=pl.col("is_own") | pl.col("follows").fill_null(value=False),
                score=pl.when("follows").then(pl.max_horizontal("score", sure)).otherwise("score"),
            )
            .drop("follows")
        )
    return found.drop("has_neighbours")


def _with_neighbours(found: pl.DataFrame) -> pl.Series:
    """The places at whose spot another shop of the map has a permit that stands."""
    beside = ~pl.col("is_own") & pl.col("owner").is_not_null() & (pl.col("register") != "semas")
    beside &= pl.col("standing") != "ended"
    return found.filter(beside)["place"].unique()


def _following(found: pl.DataFrame) -> pl.DataFrame:
    """Which permits follow on one that is a shop's own: place, register, record."""
    own = found.filter(pl.col("is_own") & (pl.col("register") != "semas"))
    free = _free(found, own)
    dated = own.select(
        "place", "register", began_on="permitted_on", ended_on="closed_on", ended_by=_ended_by()
    ).unique()
    in_turn = free.join(dated, on=["place", "register"]).filter(_in_turn())
    named = own.select("place", *_NAME).drop_nulls("branch").unique()
    namesakes = free.join(named, on=["place", *_NAME], nulls_equal=True)
    alike = free.filter("free_is_alike", "free_is_live").join(_over(own), on=["place", "register"])
    alike = alike.filter(_comes_after())
    following = pl.concat(
        [in_turn.select(free.columns), namesakes.select(free.columns), alike.select(free.columns)]
    )
    # Two shops of one chain may share a spot; the permit is the better fit's.
    return (
        following.sort(-pl.col("score"), "place")
        .unique(["register", "record"], keep="first", maintain_order=True)
        .select("place", "register", "record", follows=pl.lit(value=True))
    )


def _over(own: pl.DataFrame) -> pl.DataFrame:
    """The places and registers whose permits have all ended, and the last day on which one did."""
    last = own.group_by("place", "register").agg(
        pl.col("closed_on").max().alias("over_on"),
        (pl.col("standing") == "ended").all().alias("is_over"),
    )
    return last.filter("is_over").drop("is_over")


def _comes_after() -> pl.Expr:
    """Whether a permit was given when the shop's own had ended: it has one at a time."""
    since = pl.col("permitted_on") - pl.col("over_on")
    return (since >= -CHANGE_OF_OWNER).fill_null(value=True)


def _free(found: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Permits of the same chain at the spot that are nobody's yet."""
    fits = pl.col("same_chain") & ~pl.col("other_number") & pl.col("owner").is_null()
    others = found.filter(~pl.col("is_own") & fits & (pl.col("register") != "semas"))
    return others.join(own, on=["register", "record"], how="anti").select(
        *("place", "register", "record", "score", *_NAME),
        *("permitted_on", "has_neighbours"),
        free_ended_on="closed_on",
        free_is_live=pl.col("standing") == "live",
        free_is_alike=_may_be_its_name(),
    )


def _may_be_its_name() -> pl.Expr:
    """Whether the branch is nearly the listing's: what was added to it stands there, too."""
    near = (pl.col("distance_m") <= RENAMED_M).fill_null(value=True)
    return nearly_same_branch().fill_null(value=False) & near


def _in_turn() -> pl.Expr:
    """Whether one of two permits ends when the other begins, some days more or less.

    One that ended without a day did so before the register last spoke of it, which is enough to
    tell for one that stands, where no other store shares the spot.
    """
    within = pl.when("has_neighbours").then(CHANGE_AMONG_SEVERAL).otherwise(CHANGE_OF_OWNER)
    follows = (pl.col("permitted_on") - pl.col("ended_on")).abs() <= within
    precedes = (pl.col("began_on") - pl.col("free_ended_on")).abs() <= within
    after_it = pl.col("permitted_on").is_between("began_on", pl.col("ended_by") + within)
    vaguely = after_it & pl.col("free_is_live") & ~pl.col("has_neighbours")
    return (follows | precedes | vaguely).fill_null(value=False)


def _ended_by() -> pl.Expr:
    """The day by which a permit that ended without a day had ended."""
    undated = (pl.col("standing") == "ended") & pl.col("closed_on").is_null()
    return pl.when(undated).then("known_on")
