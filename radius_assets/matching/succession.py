"""Permits that are a shop's own under another name: owners come and go, and rename the branch."""

from datetime import timedelta

import polars as pl

CHANGE_OF_OWNER = timedelta(days=90)
"""A permit ends and another begins within this time: the shop changed hands.

That is so of 16 % of the closed tobacco permits (design, section 6).
"""

_MOST_OWNERS = 6
_NAME = ("branch", "number")


def with_succession(found: pl.DataFrame, *, confidence: float) -> pl.DataFrame:
    """The findings, with permits of the same chain at the spot as the shop's own if they follow.

    A permit follows on one of the shop's own where one of the two ends when the other begins, in
    the same register; or where it has the name of one of the shop's own in another register. So
    a shop keeps its permits when its owner changes and the branch gets another name. A permit
    that another listing claims is never taken.

    Args:
        found: The findings of all registers.
        confidence: How sure such a link is, 0 to 1.
    """
    for _ in range(_MOST_OWNERS):
        taken = _following(found).with_columns(follows=pl.lit(confidence))
        if taken.is_empty():
            break
        found = (
            found.join(taken, on=["place", "register", "record"], how="left", maintain_order="left")
            .with_columns(
                is_own=pl.col("is_own") | pl.col("follows").is_not_null(),
                score=pl.max_horizontal("score", "follows"),
            )
            .drop("follows")
        )
    return found


def _following(found: pl.DataFrame) -> pl.DataFrame:
    """Which permits follow on one that is a shop's own: place, register, record."""
    own = found.filter(pl.col("is_own") & (pl.col("register") != "semas"))
    free = _free(found, own)
    dated = own.select("place", "register", began_on="permitted_on", ended_on="closed_on").unique()
    in_turn = free.join(dated, on=["place", "register"]).filter(_in_turn())
    named = own.select("place", *_NAME).drop_nulls("branch").unique()
    namesakes = free.join(named, on=["place", *_NAME], nulls_equal=True)
    following = pl.concat([in_turn.select(free.columns), namesakes.select(free.columns)])
    # Two shops of one chain may share a spot; the permit is the better fit's.
    return (
        following.sort(-pl.col("score"), "place")
        .unique(["register", "record"], keep="first", maintain_order=True)
        .select("place", "register", "record")
    )


def _free(found: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Permits of the same chain at the spot that are nobody's yet."""
    fits = pl.col("same_chain") & ~pl.col("other_number") & pl.col("owner").is_null()
    others = found.filter(~pl.col("is_own") & fits & (pl.col("register") != "semas"))
    return others.join(own, on=["register", "record"], how="anti").select(
        "place", "register", "record", "score", *_NAME, "permitted_on", "closed_on"
    )


def _in_turn() -> pl.Expr:
    """Whether one of two permits ends when the other begins, 90 days more or less."""
    follows = (pl.col("permitted_on") - pl.col("ended_on")).abs() <= CHANGE_OF_OWNER
    precedes = (pl.col("began_on") - pl.col("closed_on")).abs() <= CHANGE_OF_OWNER
    return follows.fill_null(value=False) | precedes.fill_null(value=False)
