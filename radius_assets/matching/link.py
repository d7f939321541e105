"""Which record is which listing's: one to one over all pairs at once, then the records left."""

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from radius_assets.matching.compare import same_branch

LIVE_BITS = 2.0
"""A live record is preferred to an ended one that fits as well: the shop's present permit."""


def link(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs that are one shop, with the columns `first` and `runner_up` added.

    Each listing gets at most one record as its first, each record at most one listing: the
    assignment with the most bits in all. A record that is left over then joins the listing it
    fits best, beside its first: an earlier permit, or another row of the same shop. What is
    still left over on both sides may be a shop with a new branch name, if the record is live.

    `runner_up` is the best score of another listing's or no listing's record: how close it was.

    Args:
        pairs: Compared pairs of one register, with the record's `standing`.
    """
    weighed = pairs.filter(pl.col("bits") > 0).with_columns(
        weight=pl.col("bits") + LIVE_BITS * (pl.col("standing") == "live") + _tie_breaker()
    )
    alike, renamed = weighed.filter(_is_alike()), weighed.filter(_may_be_renamed())
    first = alike[_assigned(alike)]
    beside = _best_listing(alike.join(first, on="record", how="anti"))
    for taken, side in ((first, "place"), (first, "record"), (beside, "record")):
        renamed = renamed.join(taken, on=side, how="anti")
    linked = pl.concat(
        part.with_columns(first=pl.lit(is_first))
        for part, is_first in ((first, True), (renamed[_assigned(renamed)], True), (beside, False))
    )
    return linked.join(_runners_up(pairs, linked), on="place", how="left").sort(
        "place", ~pl.col("first"), -pl.col("weight"), "record"
    )


def _is_alike() -> pl.Expr:
    """Whether the names agree: the branch, or the chain where a branch is not known."""
    same_chain = (pl.col("chain") == pl.col("chain_of")).fill_null(value=False)
    return pl.coalesce(same_branch(), same_chain)


def _may_be_renamed() -> pl.Expr:
    """Whether a live record is of the same chain, whatever the branch."""
    same_chain = (pl.col("chain") == pl.col("chain_of")).fill_null(value=False)
    return same_chain & (pl.col("standing") == "live") & ~_is_alike()


def _tie_breaker() -> pl.Expr:
    """A little for the later permit and the shorter way, so that equals are told apart."""
    day = pl.col("permitted_on").cast(pl.Int32).fill_null(0) / 1e7
    return day - pl.col("distance_m").fill_null(0).clip(upper_bound=1_000) / 1e5


def _assigned(pairs: pl.DataFrame) -> npt.NDArray[np.int64]:
    """Row numbers of the pairs in the best assignment, found component by component."""
    if pairs.is_empty():
        return np.empty(0, np.int64)
    places, rows = np.unique(pairs["place"].to_numpy(), return_inverse=True)
    records, columns = np.unique(pairs["record"].to_numpy(), return_inverse=True)
    columns = columns + len(places)
    size = len(places) + len(records)
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    _, component = connected_components(graph, directed=False)
    order = np.argsort(component[rows], kind="stable")
    starts = np.flatnonzero(np.diff(component[rows][order], prepend=-1))
    weight = pairs["weight"].to_numpy()
    chosen = [
        part if len(part) == 1 else part[_best(rows[part], columns[part], weight[part])]
        for part in np.split(order, starts[1:])
    ]
    return np.sort(np.concatenate(chosen))


def _best(
    rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], weight: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Which of the pairs of one component are in its best assignment."""
    _, row = np.unique(rows, return_inverse=True)
    _, column = np.unique(columns, return_inverse=True)
    gain = np.zeros((row.max() + 1, column.max() + 1))
    gain[row, column] = weight
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
