"""Which record is which listing's: one to one over all pairs at once, then the records left."""

from datetime import timedelta

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from radius_assets.matching.features import same_address, same_branch, same_name

Ints = npt.NDArray[np.int64]

LIVE_BITS = 2.0
"""A live record is preferred to an ended one that fits as well: the shop's present permit."""


RENAMED_M = 50.0
"""A record of another branch is a listing's only so near: on one lot there may be a campus."""

RENAMED_ALONE_M = 200.0
"""The same where the two are all that is left of the chain at the address, on either side.

The positions of one shop in two registers are 50 m apart in every tenth case (Kakao and SEMAS,
463 listings of Yeongdeungpo).
"""

RENAMED_BY = timedelta(days=365)
"""So long after its permit for tobacco another permit of a shop may be given, under another name.

An owner gets both when the shop opens or is taken over. Counted in invented cities: of food permits
of another branch that were given later none of 15 was the shop's, but a newcomer's.
"""


def link(pairs: pl.DataFrame, *, only_stores: bool, leftover: float) -> pl.DataFrame:
    """The pairs that are one shop, with the columns `first` and `runner_up` added.

    Each listing gets at most one record as its first, each record at most one listing: the
    assignment with the most bits in all, in which a record that bears the very name of a listing
    is no other's. A record that is left over then joins the listing it
    fits best, beside its first: an earlier permit, or another row of the same shop. What is
    still left over on both sides at one address is a shop with another name, if the record is
    live: what the owner called it, or a branch that was renamed.

    `runner_up` is the best score of another listing's or no listing's record: how close it was.

    Args:
        pairs: Compared pairs of one register, with the record's `standing` and `permitted_on`, and
            `sells_since`, when the listing got the permit for tobacco that stands; null if not
            known, or of this register.
        only_stores: Whether the register lists convenience stores alone, so that a record without
            a brand is one.
        leftover: How sure a link of what was left over is, 0 to 1.
    """
    weighed = pairs.with_columns(
        weight=pl.col("bits") + LIVE_BITS * (pl.col("standing") == "live") + _tie_breaker()
    )
    alike = _of_its_name(weighed.filter((pl.col("bits") > 0) & _is_alike()))
    renamed = weighed.filter(_may_be_renamed(only_stores=only_stores)).with_columns(
        weight=pl.col("weight") - pl.col("weight").min() + 1,
        score=pl.max_horizontal("score", pl.lit(leftover)),
    )
    first = alike[_assigned(alike)]
    beside = _best_listing(alike.join(first, on="record", how="anti"))
    for taken, side in ((first, "place"), (first, "record"), (beside, "record")):
        renamed = renamed.join(taken, on=side, how="anti")
    renamed = renamed.filter(_is_near_or_alone())
    linked = pl.concat(
        part.with_columns(first=pl.lit(is_first))
        for part, is_first in ((first, True), (renamed[_assigned(renamed)], True), (beside, False))
    )
    return linked.join(_runners_up(pairs, linked), on="place", how="left").sort(
        "place", ~pl.col("first"), -pl.col("weight"), "record"
    )


def _is_alike() -> pl.Expr:
    """Whether the names agree: the branch, or the chain where a branch is not known."""
    return pl.coalesce(same_branch(), "same_chain")


def _of_its_name(alike: pl.DataFrame) -> pl.DataFrame:
    """The pairs, but of records that bear the name of a listing those with this listing alone.

    Else 한빛역사점 would get the second permit of 한빛역점, where it has none itself.
    """
    is_its_name = pl.col("same_chain") & same_name()
    return alike.filter(is_its_name | ~is_its_name.any().over("record"))


def _is_near_or_alone() -> pl.Expr:
    """Whether a pair is near, or neither side may be renamed to anything else."""
    near = (pl.col("distance_m") <= RENAMED_M).fill_null(value=True)
    alone = (pl.len().over("place") == 1) & (pl.len().over("record") == 1)
    return near | (pl.col("same_chain") & alone)


def _may_be_renamed(*, only_stores: bool) -> pl.Expr:
    """Whether a live record at the address is of the same chain, whatever the branch."""
    same_kind = pl.col("same_chain") | (pl.col("no_chain") & pl.lit(only_stores))
    return (
        same_kind
        & (pl.col("standing") == "live")
        & ~_came_later()
        & ~pl.col("other_number")
        & (pl.col("distance_m") <= RENAMED_ALONE_M).fill_null(value=True)
        & same_address().fill_null(value=False)
    )


def _came_later() -> pl.Expr:
    """Whether a permit was given long after the shop's own for tobacco, which stands."""
    later = pl.col("permitted_on") > pl.col("sells_since") + RENAMED_BY
    return later.fill_null(value=False)


def _tie_breaker() -> pl.Expr:
    """A little for the later permit and the shorter way, so that equals are told apart."""
    day = pl.col("permitted_on").cast(pl.Int32).fill_null(0) / 1e7
    return day - pl.col("distance_m").fill_null(0).clip(upper_bound=1_000) / 1e5


def _assigned(pairs: pl.DataFrame) -> Ints:
    """Row numbers of the pairs in the best assignment, found component by component."""
    if pairs.is_empty():
        return np.empty(0, np.int64)
    numbered = pairs.select("place", "record", "weight").with_columns(_component(pairs))
    numbered = numbered.with_row_index("row").with_columns(
        is_star=(pl.col("place").n_unique() == 1).over("component")
        | (pl.col("record").n_unique() == 1).over("component")
    )
    stars, others = numbered.filter("is_star"), numbered.filter(~pl.col("is_star"))
    best = pl.col("row").sort_by("weight", descending=True, maintain_order=True).first()
    of_stars = stars.group_by("component").agg(best)["row"].to_numpy()
    of_others = [
        part["row"].to_numpy()[_best(part)]
        for part in others.partition_by("component", maintain_order=True)
    ]
    return np.sort(np.concatenate([of_stars, *of_others])).astype(np.int64)


def _component(pairs: pl.DataFrame) -> pl.Series:
    """The pairs that hang together, through listings or records that they share, by number."""
    _, rows = np.unique(pairs["place"].to_numpy(), return_inverse=True)
    _, columns = np.unique(pairs["record"].to_numpy(), return_inverse=True)
    columns = columns + rows.max() + 1
    size = int(columns.max()) + 1
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    _, component = connected_components(graph, directed=False)
    return pl.Series("component", component[rows])


def _best(pairs: pl.DataFrame) -> Ints:
    """Which of the pairs of one component are in its best assignment."""
    _, row = np.unique(pairs["place"].to_numpy(), return_inverse=True)
    _, column = np.unique(pairs["record"].to_numpy(), return_inverse=True)
    gain = np.zeros((row.max() + 1, column.max() + 1))
    gain[row, column] = pairs["weight"].to_numpy()
    taken = np.zeros_like(gain, dtype=bool)
    taken[linear_sum_assignment(gain, maximize=True)] = True
    return np.flatnonzero(taken[row, column])


def _best_listing(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.sort(-pl.col("weight"), "place", "record").unique(
        "record", keep="first", maintain_order=True
    )


def _runners_up(pairs: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    others = pairs.join(linked, on=["place", "record"], how="anti")
    return others.group_by("place").agg(runner_up=pl.col("score").max())
