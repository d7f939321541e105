"""Who took a shop's place over: the next convenience store at its spot, told by its permit."""

from datetime import date, timedelta

import polars as pl

from radius_assets.matching.blocking import SPOT_M
from radius_assets.matching.succession import CHANGE_OF_OWNER

TAKEN_AMONG_SEVERAL = timedelta(days=365)
"""So soon a shop's place is taken where several stores share the spot; later ones came beside.

Counted in invented cities: of those that came within a year four in five took the place over, of
later ones one in three.
"""

_ONE = ("record", "register", "name", "came_on")


def successors(others: pl.DataFrame, ended: pl.DataFrame) -> pl.DataFrame:
    """The shop that came to each spot when the permits of the one before had ended.

    Of several it is the first to come. One that holds no permit has no day; it counts where
    SEMAS lists it after the end and the map, too. Where several stores share the spot, a newcomer
    may as well have opened beside the others: it counts if it has a permit that was given within
    `TAKEN_AMONG_SEVERAL`.

    Args:
        others: Findings of other shops at the spots, that stand.
        ended: `place`, `ended_on` and `ending_since`, the days on which the last permit of each
            listing ended and since which its permits did, and `spot_is_shared`.

    Returns:
        A row a place, with `successor_record`, `successor_register`, `successor_name`, and
        `successor_came_on`, null where it holds no permit.
    """
    dated = others.join(ended.drop_nulls("ended_on"), on="place").with_columns(came_on=_came_on())
    soon = (pl.col("came_on") - pl.col("ended_on") <= TAKEN_AMONG_SEVERAL).fill_null(value=False)
    came = dated.filter(_came_after() | _came_unseen(), soon | ~pl.col("spot_is_shared"))
    return _first(came, "successor")


def shared_spots(others: pl.DataFrame, ended: pl.DataFrame) -> pl.DataFrame:
    """The findings of listed shops that stood already when the one at the spot ended.

    Args:
        others: Findings of other shops at the spots, that stand.
        ended: `place` and `ending_since`.
    """
    dated = others.join(ended, on="place")
    before = pl.col("there_since") < pl.col("ending_since") - CHANGE_OF_OWNER
    return dated.filter(pl.col("owner").is_not_null() & before)


def intruders(others: pl.DataFrame, *, since: date) -> pl.DataFrame:
    """A live chain's shop on the very spot of each listing, that came there lately: `intruder_…`.

    The map keeps listings for some time, so a chain's shop that got its permits since may well
    stand where another used to be that never had any.
    """
    near = pl.col("distance_m").is_null() | (pl.col("distance_m") <= SPOT_M)
    strange = others.with_columns(came_on=_came_on()).filter(
        (pl.col("register") != "semas")
        & (pl.col("standing") == "live")
        & pl.col("is_chain")
        & ~pl.col("same_chain")
        & near
        & (pl.col("came_on") >= since)
    )
    return _first(strange, "intruder")


def _came_on() -> pl.Expr:
    """The first permit of the shop that the map lists, else of the record itself."""
    claimed = pl.col("owner").is_not_null()
    return pl.when(claimed).then("there_since").otherwise("permitted_on")


def _came_after() -> pl.Expr:
    """Whether a convenience store's permit was given when this shop's had ended.

    The map lists nothing but convenience stores, and of food permits no others are compared. A
    permit of the same chain, or without a brand, that followed within `CHANGE_OF_OWNER` may be
    this shop's own; later it is a new shop's. Of two permits one may be struck off long after the
    shop has gone, so the newcomer need not have waited for it.
    """
    claimed = pl.col("owner").is_not_null()
    may_be_one = (pl.col("register") == "food") & ~pl.col("another_kind")
    is_convenience = pl.col("is_chain") | claimed | may_be_one
    after = pl.col("came_on") - pl.col("ended_on")
    is_other_chain = pl.col("is_chain") & ~pl.col("same_chain")
    is_new = is_other_chain | claimed | (after > CHANGE_OF_OWNER)
    since = pl.col("came_on") - pl.col("ending_since")
    came = is_convenience & is_new & (since >= -CHANGE_OF_OWNER)
    return (pl.col("register") != "semas") & came.fill_null(value=False)


def _came_unseen() -> pl.Expr:
    """Whether a shop without any permit is on the map and in SEMAS, and SEMAS knew of the end."""
    listed = (pl.col("register") == "semas") & pl.col("owner").is_not_null()
    later = pl.col("known_on") > pl.col("ended_on")
    return listed & pl.col("there_since").is_null() & later.fill_null(value=False)


def _first(came: pl.DataFrame, role: str) -> pl.DataFrame:
    """The first to come at each place, those with a day before those without."""
    return (
        came.sort("place", "came_on", "name", "register", "record", nulls_last=True)
        .unique("place", keep="first", maintain_order=True)
        .select("place", pl.col(*_ONE).name.prefix(f"{role}_"))
    )
