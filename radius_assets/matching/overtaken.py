"""Permits that say nothing of today: forgotten ones, and those that a shop has moved away from."""

from datetime import date, timedelta

import polars as pl

from radius_assets.matching.features import other_address, same_address

MOVED_M = 100.0
"""A permit of another address and so far away is of where the shop was, not another spelling."""

LATELY = timedelta(days=45)
"""So long after a closure another register's word, or the new owner's permit, may be to come."""

LISTING_LASTS = timedelta(days=3 * 365)
"""So long after its shop a listing may still be on the map."""


def with_overtaken(found: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The findings with `overtaken`: whether a shop's own record is out of date.

    It stands though a later one has ended, or though the shop goes on after a suspension; or it
    has ended at another address, and one stands at the listing's.

    Args:
        found: Findings after `with_succession`.
        as_of: The day of judgement.
    """
    own = pl.col("is_own")
    outdated = [_never_given_back(as_of), _slept_through(), _left_behind()]
    overtaken = pl.any_horizontal(one.fill_null(value=False) for one in outdated)
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


def _left_behind() -> pl.Expr:
    """Whether a permit ended at another address, and the shop is at the listing's later: it moved.

    A later permit stands there, or SEMAS, which is late, lists the shop there after the end.
    """
    here = same_address().fill_null(value=False)
    stands_here = pl.col("is_own") & (pl.col("standing") == "live") & here
    came_here = pl.col("permitted_on").filter(stands_here).max().over("place")
    of_semas = stands_here & (pl.col("register") == "semas")
    listed_here = pl.col("known_on").filter(of_semas).max().over("place") - LATELY
    is_later = (came_here > pl.col("permitted_on")).fill_null(value=False)
    is_later |= (listed_here > pl.col("closed_on")).fill_null(value=False)
    elsewhere = other_address() & (pl.col("distance_m") > MOVED_M)
    return (pl.col("standing") == "ended") & elsewhere & is_later
