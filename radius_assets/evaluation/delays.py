"""How long a closure takes to become a verdict, in an invented city looked at every week."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import polars as pl

from radius_assets.evaluation.trial import Trial, trial
from radius_assets.matching.judge import judge
from radius_assets.matching.scores import GONE
from radius_assets.sandbox.world.figures import DEFAULT_TODAY

WEEK = timedelta(days=7)
PATIENCE = timedelta(days=56)
"""Closures count that were so long ago or longer, so each had the time to be seen."""


@dataclass(frozen=True, slots=True)
class Delays:
    """What became of the closures of some months, looked at once a week.

    `shops` listings whose shop closed, of which `seen` were held gone at some look, so many `days`
    after the true end, and `forgotten` left the map before any look said so.
    """

    shops: int
    days: Sequence[int]
    forgotten: int

    @property
    def seen(self) -> int:
        """Closures that became a verdict."""
        return len(self.days)

    def within(self, share: float) -> int | None:
        """Days within which that share of those that were seen was seen; None if none was."""
        if not self.days:
            return None
        return sorted(self.days)[ceil(share * self.seen) - 1]


def delays(
    seed: int,
    districts: Sequence[str],
    weeks: int,
    *,
    looked: Callable[[], None] = lambda: None,
    last: date = DEFAULT_TODAY,
) -> Delays:
    """Look at a city once a week up to `last`, and tell how late its closures were seen.

    Args:
        seed: The city.
        districts: Its districts that are looked at.
        weeks: How many looks; closures since the first and `PATIENCE` before the last count.
        looked: Called after each look, to show progress.
        last: The day of the last look.

    Raises:
        ValueError: So many weeks ago the city has no history.
    """
    closed: dict[str, date] = {}
    seen: dict[str, int] = {}
    listed: set[str] = set()
    first = last - WEEK * (weeks - 1)
    for look in range(weeks):
        city = trial(seed, districts, today=first + WEEK * look)
        gone = _gone(city)
        ended = city.truth.filter(pl.col("closed_on").is_between(first, last - PATIENCE))
        listed = set(city.truth["place_id"])
        closed |= dict(ended.select("place_id", "closed_on").iter_rows())
        for place_id in ended.filter(pl.col("place_id").is_in(list(gone)))["place_id"]:
            seen.setdefault(place_id, (city.today - closed[place_id]).days)
        looked()
    forgotten = sum(place_id not in seen and place_id not in listed for place_id in closed)
    return Delays(shops=len(closed), days=list(seen.values()), forgotten=forgotten)


def _gone(city: Trial) -> set[str]:
    closures = judge(
        city.places, food=city.food, tobacco=city.tobacco, semas=city.semas, as_of=city.today
    )
    return set(closures.filter(pl.col("verdict").is_in(GONE))["place_id"])
