"""Throws of dice for the invented city: a stream of its own for each district and topic.

A district's rows rest on nothing but the seed and its own name, so they are the same whichever
other districts are built. Days are whole numbers since 1970-01-01.
"""

import datetime as dt
import zlib
from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

NEVER = 1_000_000
"""A day that does not come."""

_EPOCH = dt.date(1970, 1, 1)


def dice(seed: int, district: str, topic: str) -> np.random.Generator:
    """The stream of dice of one topic in one district."""
    return np.random.default_rng([seed, zlib.crc32(f"{district} {topic}".encode())])


def day_of(date: dt.date) -> int:
    """The day number of a date."""
    return (date - _EPOCH).days


def draw(rng: np.random.Generator, shares: Mapping[str, float], count: int) -> list[str]:
    """Draw `count` of the keys, each as often as its share of the sum says."""
    keys = list(shares)
    weights = np.fromiter(shares.values(), dtype=np.float64)
    return [keys[index] for index in rng.choice(len(keys), count, p=weights / weights.sum())]


def whole(values: npt.NDArray[np.float64]) -> Ints:
    """The values rounded down."""
    return np.floor(values).astype(np.int64)


def ranks(keys: Ints) -> Ints:
    """How many equal keys stand before each one."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.r_[True, ordered[1:] != ordered[:-1]]
    position = np.arange(len(keys))
    before = position - np.maximum.accumulate(np.where(starts, position, 0))
    result = np.empty(len(keys), dtype=np.int64)
    result[order] = before
    return result
