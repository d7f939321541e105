"""What a check is, what it finds, and when a number is odd."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import dagster as dg
from scipy.special import bdtrc

from radius_assets.publication.storage import TableStore

Figures: TypeAlias = Mapping[str, int | float | str]

LEAST = 5
"""Fewer rows than these are no sign of anything: a person looks at them one by one."""

CHANCE = 0.001
"""What chance alone brings about less often than this is odd: once in 40 cities of 25 districts."""

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: whether all is well, a sentence, and figures for people."""

    passed: bool
    sentence: str
    figures: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """A check of one asset's tables; `look` gets the store and the name of a district.

    A finding that is not passed counts as `severity`: ERROR where a table cannot be trusted,
    WARN where it is odd.
    """

    name: str
    description: str
    look: Callable[[TableStore, str], Finding]
    severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.WARN


def share_of(count: int, of: int) -> float:
    """The share, 0 to 1 and rounded for people; nothing of nothing is 0."""
    return round(count / of, 4) if of else 0.0


def is_too_many(count: float, of: int, *, tolerated: float) -> bool:
    """Whether it is more than the share tolerated, and not merely a few."""
    return count >= LEAST and count > tolerated * of


def is_beyond_chance(count: int, of: int, *, expected: float) -> bool:
    """Whether so many of them, or more, come about less often than `CHANCE`.

    Args:
        count: How many there are.
        of: Of how many, each by itself.
        expected: Share that is to be expected, 0 to 1.
    """
    return count > 0 and float(bdtrc(count - 1, of, expected)) < CHANCE


def named(names: Sequence[str]) -> str:
    """The first of the names, and how many more there are."""
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
