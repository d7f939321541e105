"""Permits that say they stand and no longer do: a later one has ended, or the shop goes on."""

from datetime import date, timedelta

import polars as pl

LISTING_LASTS = timedelta(days=3 * 365)
"""So long after its shop a listing may still be on the map."""


def with_overtaken(found: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The findings with `overtaken`: whether a shop's own record is out of date, though it stands.

    Args:
        found: Findings after `with_succession`.
        as_of: The day of judgement.
    """
    own = pl.col("is_own")
    overtaken = (_never_given_back(as_of) | _slept_through()).fill_null(value=False)
    return found.with_columns(overtaken=own & overtaken)


def _never_given_back(as_of: date) -> pl.Expr:
    """Whether a permit stands although the shop's last one has ended.

    A shop has one permit at a time, so a permit was over when a later one was given; if that has
    ended since, the shop has none. Only a permit of this very name can tell.
    """
    tells = (
        pl.col("is_own")
        & (pl.col("standing") == "ended")
        & pl.col("same_name")
        & (pl.lit(as_of) - pl.col("closed_on") <= LISTING_LASTS)
    )
    last = pl.col("permitted_on").filter(tells).max().over("place", "register")
    return (pl.col("standing") != "ended") & (pl.col("permitted_on") < last)


def _slept_through() -> pl.Expr:
    """Whether a suspension is one that nobody ended: a permit was given or ended since.

    One without a day began at the latest when the register last spoke of the permit.
    """
    own, standing = pl.col("is_own"), pl.col("standing")
    since = pl.coalesce("suspended_from", "known_on", "permitted_on")
    given = pl.col("permitted_on").filter(own & (standing == "live")).max().over("place")
    ended = pl.col("closed_on").filter(own & (standing == "ended")).max().over("place")
    return (standing == "suspended") & (pl.max_horizontal(given, ended) > since)
