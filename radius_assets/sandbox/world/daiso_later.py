"""Which Daiso stores close after the default day, and which open."""

from dataclasses import dataclass

import numpy as np

from radius_assets.sandbox.world.draws import Ints, day_of, whole
from radius_assets.sandbox.world.figures import DEFAULT_TODAY, LAST_DAY

_OPEN_A_YEAR = 0.04  # of the stores that there are, ten a year in the city; invented
_CLOSE_A_YEAR = 0.015  # invented
_YEAR_DAYS = 365.25
_NO_POSITION_DAYS = 45  # the finder shows a new store at 0/0 for so long; invented

KNOWN_ON = day_of(DEFAULT_TODAY)
"""On this day, and before it, the city has the stores that its figures say."""


@dataclass(frozen=True, slots=True)
class Turnover:
    """Day numbers of stores, those of the default day first, then the later ones as they open.

    The finder knows where a store is from the day `placed` on.
    """

    opened: Ints
    placed: Ints
    closed: Ints

    @property
    def later(self) -> int:
        """How many stores open after the default day."""
        return int((self.opened > KNOWN_ON).sum())


def turn_over(rng: np.random.Generator, stores: int, *, newest: int | None) -> Turnover:
    """Let `stores` stores of the default day go, and others come, until the history ends.

    The finder does not know yet where the `newest` of them is, if one is.
    """
    days = day_of(LAST_DAY) - KNOWN_ON
    later = int(rng.poisson(stores * _OPEN_A_YEAR * days / _YEAR_DAYS))
    opening = np.sort(KNOWN_ON + rng.integers(1, days, later))
    opened = np.r_[np.zeros(stores, dtype=np.int64), opening]
    placed = np.r_[np.zeros(stores, dtype=np.int64), opening + _NO_POSITION_DAYS]
    if newest is not None:
        placed[newest] = KNOWN_ON + _NO_POSITION_DAYS
    lasts = 1 + whole(rng.exponential(_YEAR_DAYS / _CLOSE_A_YEAR, stores + later))
    return Turnover(opened, placed, np.maximum(opened, KNOWN_ON) + lasts)
