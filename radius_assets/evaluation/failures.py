"""Why a verdict is not what is true: what was linked, and what the registers do not tell."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Literal, TypeAlias

import polars as pl

from radius_assets.evaluation.trial import PAIR, Trial
from radius_assets.matching.scores import GONE, SUSPICION, is_right

Cause: TypeAlias = Literal[
    "a record of another shop was linked",
    "a record of the shop was not linked",
    "no register tells of the end yet",
    "the next shop has its permit, and is not open yet",
    "the next shop has closed as well",
    "another shop came to the building, not to its place",
    "no register shows who came",
    "its permit ended, and no later one is in the registers",
    "it holds no permit, or none is in the registers yet",
    "the rule decided otherwise",
]

FAILURES_SCHEMA: Mapping[str, pl.DataType] = {
    "place_id": pl.String(),
    "place_name": pl.String(),
    "district": pl.String(),
    "truth": pl.String(),
    "verdict": pl.String(),
    "confidence": pl.Float64(),
    "cause": pl.String(),
    "detail": pl.String(),
}
"""A row a listing with a wrong verdict, the surest first: what is true, what was said, and why."""

PERMITTED_BEFORE = timedelta(days=60)
"""A shop has its permit at most so long before it opens."""

_OPEN = ("operating", "suspended", "unverifiable")


def failures(city: Trial, listings: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """The wrong verdicts on a city, with the columns of `FAILURES_SCHEMA`.

    Args:
        city: The city.
        listings: Its verdicts beside its truth, a row a listing.
        links: What they hold for one shop: `place_id`, `register`, `record_id`.
    """
    wrong = listings.filter(~is_right())
    stray, unlinked = _linked_wrongly(city, links)
    rows = [
        {**row, **_why(row, stray.get(row["place_id"]), unlinked.get(row["place_id"]), city.today)}
        for row in wrong.sort(-pl.col("confidence"), "place_id").iter_rows(named=True)
    ]
    return pl.DataFrame(
        [{name: row[name] for name in FAILURES_SCHEMA} for row in rows], schema=FAILURES_SCHEMA
    )


def _linked_wrongly(
    city: Trial, links: pl.DataFrame
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """By listing: a record of another shop that was linked, and one of its own that was not."""
    names = pl.concat(_names(city))
    stray = links.join(city.pairs, on=PAIR, how="anti").join(names, on=PAIR[1:])
    unlinked = city.pairs.join(links, on=PAIR, how="anti").join(names, on=PAIR[1:])
    return (
        dict(stray.select("place_id", "said").iter_rows()),
        dict(unlinked.select("place_id", "said").iter_rows()),
    )


def _names(city: Trial) -> Iterator[pl.DataFrame]:
    """What each record is, in short: `tobacco 지에스25 한빛점 (closed)`."""
    for register, permits in (("food", city.food), ("tobacco", city.tobacco)):
        said = pl.format(f"{register} {{}} ({{}})", "name", "state")
        yield permits.select(register=pl.lit(register), record_id="management_number", said=said)
    yield city.semas.select(
        register=pl.lit("semas"), record_id="store_id", said=pl.format("semas {}", "name")
    )


def _who_came(row: Mapping[str, object], today: date) -> Cause:
    """Why a place that nobody has taken is held taken over."""
    succeeded_on = row["succeeded_on"]
    if isinstance(succeeded_on, date) and succeeded_on <= today:
        return "the next shop has closed as well"
    if isinstance(succeeded_on, date) and succeeded_on - today <= PERMITTED_BEFORE:
        return "the next shop has its permit, and is not open yet"
    return "another shop came to the building, not to its place"


def _why(
    row: Mapping[str, object], stray: str | None, unlinked: str | None, today: date
) -> dict[str, str]:
    """The first cause that holds, and what it is about."""
    cause: Cause
    ended_on, detail = row["ended_on"], str(row["reason"])
    was_gone, held_gone = row["truth"] in GONE, row["verdict"] in GONE
    untaken = row["truth"] == "closed" and row["verdict"] == "replaced"
    if stray is not None:
        cause, detail = "a record of another shop was linked", stray
    elif was_gone and not held_gone and not row["is_told"]:
        cause, detail = "no register tells of the end yet", f"gone since {ended_on}"
    elif unlinked is not None:
        cause, detail = "a record of the shop was not linked", unlinked
    elif untaken:
        cause, detail = _who_came(row, today), str(row["replaced_by"])
    elif row["truth"] == "replaced" and row["verdict"] == "closed":
        cause = "no register shows who came"
    elif row["truth"] in _OPEN and held_gone:
        cause = "its permit ended, and no later one is in the registers"
    elif row["truth"] in _OPEN and row["verdict"] in (SUSPICION, "unverifiable"):
        cause = "it holds no permit, or none is in the registers yet"
    else:
        cause = "the rule decided otherwise"
    return {"cause": cause, "detail": detail}
