"""What the sensors decide: which districts have changed, and what to remember until next time.

Pure functions from what is stored, what was remembered and what a service says.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeAlias

import polars as pl

from radius_assets.collection.changes import news
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.refresh.work import MARGIN
from radius_assets.sources.seoul import Kind

Anchors: TypeAlias = Mapping[str, str]
"""Daiso stores of a district: their id, and what must stay the same of each."""


class BrokenCursorError(ValueError):
    """What a sensor remembered cannot be read; it must be reset by hand."""


@dataclass(frozen=True, slots=True)
class PermitCursor:
    """What a tick remembers of the permits until the next one.

    Attributes:
        taken_at: When the last tick that learned all changes of a kind began to ask for them.
        next_district: Where sampling goes on, for want of a service that tells changes.
    """

    taken_at: Mapping[Kind, datetime] = field(default_factory=dict)
    next_district: str | None = None

    def to_json(self) -> str:
        """The cursor as a sensor keeps it."""
        taken_at = {kind: at.isoformat() for kind, at in sorted(self.taken_at.items())}
        return json.dumps(
            {"taken_at": taken_at, "next_district": self.next_district}, ensure_ascii=False
        )

    @classmethod
    def from_json(cls, cursor: str | None) -> "PermitCursor":
        """Read a cursor; None is that of a sensor that has not ticked yet.

        Raises:
            BrokenCursorError: It is none of ours.
        """
        if not cursor:
            return cls()
        try:
            fields = json.loads(cursor)
            taken_at = {k: datetime.fromisoformat(at) for k, at in fields["taken_at"].items()}
            return cls(taken_at, fields["next_district"])
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise BrokenCursorError(_not_a_cursor(cursor)) from error


def ask_since(
    watermark: datetime | None, read_at: Iterable[datetime], *, margin: timedelta = MARGIN
) -> datetime | None:
    """Since when to ask for changes; None where nothing is stored that could be kept by them.

    Args:
        watermark: When the last tick began to ask.
        read_at: When each stored table was read; before the first tick the oldest one counts.
        margin: How late a register may show a change.
    """
    since = watermark or min(read_at, default=None)
    return None if since is None else since - margin


def districts_behind(
    watermark: datetime | None, read_at: Mapping[str, datetime], *, margin: timedelta = MARGIN
) -> Mapping[str, datetime]:
    """The districts whose stored table is older than what a tick asks for, and when it was read.

    Their run failed for days, or the table came out of a file or a backup: no tick hears any more
    of what changed before. A run of their own asks since the table was read and makes it young
    again, so that a district without changes costs two requests once in a margin, not more with
    every day.

    Args:
        watermark: When the last tick began to ask; before the first one nobody is behind.
        read_at: When each stored table was read.
        margin: How late a register may show a change; the usual one at least, lest a margin of
            none ask for every district at every tick.
    """
    if watermark is None:
        return {}
    since = watermark - max(margin, MARGIN)
    return {name: read_at[name] for name in DISTRICT_NAMES if read_at.get(name, since) < since}


def changed_districts(
    changed: Mapping[str, pl.DataFrame], stored: Mapping[str, pl.DataFrame]
) -> Mapping[str, pl.DataFrame]:
    """The changes of each district that its stored table does not have yet, in official order.

    Args:
        changed: The permits of each district that its register says have changed; what is known
            of them already counts for nothing.
        stored: The permits of each district whose table is stored. Others need a full reading,
            which is not for a sensor to begin.
    """
    found = {
        name: news(stored[name], changed[name])
        for name in DISTRICT_NAMES
        if name in stored and name in changed
    }
    return {name: new for name, new in found.items() if not new.is_empty()}


@dataclass(frozen=True, slots=True)
class AnchorsSeen:
    """The ids of stored Daiso stores that the last tick missed, by district."""

    missing: Mapping[str, frozenset[str]]

    def to_json(self) -> str:
        """What was seen as a sensor's cursor."""
        return json.dumps({name: sorted(ids) for name, ids in sorted(self.missing.items())})

    @classmethod
    def from_json(cls, cursor: str | None) -> "AnchorsSeen":
        """Read a cursor; one that was never set has missed nothing.

        Raises:
            BrokenCursorError: It is none of ours.
        """
        try:
            return cls({name: frozenset(ids) for name, ids in json.loads(cursor or "{}").items()})
        except (ValueError, AttributeError, TypeError) as error:
            raise BrokenCursorError(_not_a_cursor(cursor)) from error


@dataclass(frozen=True, slots=True)
class AnchorChanges:
    """The districts whose Daiso stores changed, each with what did; and what to remember."""

    changed: Mapping[str, tuple[str, ...]]
    seen: AnchorsSeen


def changed_anchors(
    stored: Mapping[str, Anchors], listed: Mapping[str, Anchors], before: AnchorsSeen
) -> AnchorChanges:
    """The districts with stores that are new, have moved, or have been missing twice in a row.

    The finder leaves a store out now and then, so one absence alone closes none.

    Args:
        stored: What the table of each district has of the finder's stores.
        listed: What the finder lists now, of the same districts.
        before: What the last tick missed.
    """
    changed: dict[str, tuple[str, ...]] = {}
    missing: dict[str, frozenset[str]] = {}
    for name, anchors in stored.items():
        now = listed[name]
        gone = frozenset(anchors) - frozenset(now)
        again = gone & before.missing.get(name, frozenset())
        other = {store for store, what in now.items() if anchors.get(store) != what}
        if once := gone - again:
            missing[name] = frozenset(once)
        if again or other:
            changed[name] = tuple(sorted(again | other))
    return AnchorChanges(changed, AnchorsSeen(missing))


def districts_to_sample(
    names: Sequence[str], first: str | None, *, most: int
) -> tuple[tuple[str, ...], str | None]:
    """The districts whose turn it is to be sampled, and the one that is next.

    Args:
        names: All districts that could be, in official order.
        first: Whose turn it is; one that cannot be sampled any more gives its turn to the first.
        most: How many a tick samples.
    """
    if not names:
        return (), None
    start = names.index(first) if first in names else 0
    ring = [*names[start:], *names[:start]]
    return tuple(ring[:most]), ring[most % len(ring)]


def run_key(what: Iterable[str], *, on: date) -> str:
    """A key that is the same for the same changes on the same day: a tick may come twice.

    A run that failed is asked for again the next day, or when more has changed.
    """
    digest = hashlib.sha256("\0".join(sorted(what)).encode()).hexdigest()
    return f"{on.isoformat()}-{digest[:16]}"


def _not_a_cursor(cursor: str | None) -> str:
    return f"the sensor's cursor is none of ours, reset it in the UI: {cursor!r}"
