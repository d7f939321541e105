"""Which request something happens to: seeded dice, a pair for each service."""

import random
from dataclasses import dataclass

from radius_assets.sandbox.faults import MISHAPS, Faults


@dataclass(frozen=True, slots=True)
class Luck:
    """What the dice say about one request; `cut_at` is the share of a cut-off text that is left."""

    mishap: str | None = None
    total_shift: int = 0
    row_shift: int = 0
    cut_at: float = 1.0


class Dice:
    """The dice of one service: the same faults and seed give the same luck in the same order."""

    def __init__(self, service: str, faults: Faults) -> None:
        self._faults = faults
        self._befalls = service in faults.services
        self._random = random.Random(f"{faults.seed} {service}")

    def throw(self) -> Luck:
        """The luck of the next request."""
        if not self._befalls:
            return Luck()
        mishap, shift, sign, rows, cut = (self._random.random() for _ in range(5))
        moved = 1 if sign < 0.5 else -1
        return Luck(
            mishap=self._mishap(mishap),
            total_shift=moved if shift < self._faults.total_jitter else 0,
            row_shift=1 if rows < self._faults.shifted_pages else 0,
            cut_at=cut,
        )

    def _mishap(self, drawn: float) -> str | None:
        for name in MISHAPS:
            drawn -= getattr(self._faults, name)
            if drawn < 0:
                return name
        return None
