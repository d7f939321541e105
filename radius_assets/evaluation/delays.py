"""How long a closure takes to become a verdict, in an invented city looked at every week."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import polars as pl

from radius_assets.evaluation.trial import Trial, trial, verdicts
from radius_assets.matching.scores import GONE
from radius_assets.sandbox.world.figures import DEFAULT_TODAY

WEEK = timedelta(days=7)
PATIENCE = timedelta(days=56)
"""Closures count that were so long ago or longer, so each had the time to be seen."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the map showed on a day, and what was said of it.

    `listed` are the ids on the map, `closed_on` the true ends of those whose shop is gone, and
    `held_gone` the ids with a verdict that says so.
    """

    day: date
    listed: AbstractSet[str]
    closed_on: Mapping[str, date]
    held_gone: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class Delays:
    """What became of the closures of some months, looked at once a week.

    `shops` listings whose shop closed, of which `seen` were held gone at some look, so many `days`
    after the true end, and `forgotten` left the map before any look said so. `early` were held
    gone at the look before their end already: that is no closure seen, but a shop misjudged.
    """

    shops: int
    days: Sequence[int]
    forgotten: int
    early: int

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
        weeks: How many looks, at least one.
        looked: Called after each look, to show progress.
        last: The day of the last look.

    Raises:
        ValueError: So many weeks ago the city has no history.
    """
    looks = []
    for back in reversed(range(weeks)):
        looks.append(_look(trial(seed, districts, today=last - WEEK * back)))
        looked()
    return delays_of(looks)


def delays_of(looks: Sequence[Look]) -> Delays:
    """How late closures were seen that came after the first look, `PATIENCE` before the last.

    Args:
        looks: At least one, by day.
    """
    first, last = looks[0].day, looks[-1]
    closed = {
        place_id: ended_on
        for look in looks
        for place_id, ended_on in look.closed_on.items()
        if first < ended_on <= last.day - PATIENCE
    }
    early = {place_id for place_id in closed if _is_early(place_id, closed[place_id], looks)}
    late = {
        place_id: _days_to_verdict(place_id, closed[place_id], looks)
        for place_id in closed
        if place_id not in early
    }
    return Delays(
        shops=len(closed),
        days=[days for days in late.values() if days is not None],
        forgotten=sum(days is None and each not in last.listed for each, days in late.items()),
        early=len(early),
    )


def _is_early(place_id: str, ended_on: date, looks: Sequence[Look]) -> bool:
    """Whether the last look before the end held it gone."""
    before = [look for look in looks if look.day < ended_on]
    return place_id in before[-1].held_gone


def _days_to_verdict(place_id: str, ended_on: date, looks: Sequence[Look]) -> int | None:
    """From the end to the first look that held it gone, None if none did."""
    since = (look.day for look in looks if look.day >= ended_on and place_id in look.held_gone)
    seen_on = next(since, None)
    return None if seen_on is None else (seen_on - ended_on).days


def _look(city: Trial) -> Look:
    closures = verdicts(city)
    ended = city.truth.drop_nulls("closed_on")
    return Look(
        day=city.today,
        listed=set(city.truth["place_id"]),
        closed_on=dict(ended.select("place_id", "closed_on").iter_rows()),
        held_gone=set(closures.filter(pl.col("verdict").is_in(GONE))["place_id"]),
    )
