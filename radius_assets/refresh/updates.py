"""What the sensors decide: which districts have changed, and what to remember until next time.

Pure functions from what is stored, what was remembered and what a service says.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

import polars as pl

from radius_assets.collection.changes import news
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.sources.seoul import Kind

MARGIN = timedelta(days=3)
"""Registers arrive late: Seoul's content is about three days old (data.go.kr 15147297)."""

Anchors: TypeAlias = Mapping[str, str]
"""Daiso stores of a district: their id, and what must stay the same of each."""


class BrokenCursorError(ValueError):
    """What a sensor remembered cannot be read; it must be reset by hand."""


@dataclass(frozen=True, slots=True)
class Watermarks:
    """Up to when the changes of each kind of permit are known: when the last tick began to ask."""

    taken_at: Mapping[Kind, datetime]

    def to_json(self) -> str:
        """The watermarks as a sensor's cursor."""
        return json.dumps({kind: at.isoformat() for kind, at in sorted(self.taken_at.items())})

    @classmethod
    def from_json(cls, cursor: str | None) -> "Watermarks":
        """Read a cursor; one that was never set has no watermark.

        Raises:
            BrokenCursorError: It is none of ours.
        """
        try:
            return cls(
                {k: datetime.fromisoformat(at) for k, at in json.loads(cursor or "{}").items()}
            )
        except (ValueError, AttributeError, TypeError) as error:
            raise BrokenCursorError(f"not a cursor of watermarks: {cursor!r}") from error


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


def changed_districts(
    changed: pl.DataFrame, stored: Mapping[str, pl.DataFrame]
) -> Mapping[str, pl.DataFrame]:
    """The changes of each stored district that its table does not have yet.

    Args:
        changed: What the register says has changed, of all districts; what is known of it
            already counts for nothing.
        stored: The permits of each district whose table is stored; others need a full read,
            which is not for a sensor to begin.
    """
    found = {
        name: news(table, changed.filter(district=name))
        for name, table in sorted(stored.items(), key=lambda item: DISTRICT_NAMES.index(item[0]))
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
            raise BrokenCursorError(f"not a cursor of Daiso stores: {cursor!r}") from error


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


def run_key(what: Iterable[str], *, on: date) -> str:
    """A key that is the same for the same changes on the same day: a tick may come twice.

    A run that failed is asked for again the next day, or when more has changed.
    """
    digest = hashlib.sha256("\0".join(sorted(what)).encode()).hexdigest()
    return f"{on.isoformat()}-{digest[:16]}"
