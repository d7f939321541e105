"""Shops of the other world, who ran them and where, and the dice that all of it is drawn with."""

import itertools
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias, TypeVar

from benchmarks.other_world_shares import TODAY
from radius_assets.domain.geo import METRES_PER_DEG_LAT, LonLat

M_PER_DEG_LON = 88_000  # in Seoul

Drawn = TypeVar("Drawn")
Takeover: TypeAlias = Literal["new permits", "permits kept", "permits renamed"]
Setting: TypeAlias = Literal["street", "facing", "large building", "station"]


class Dice(random.Random):
    """Everything that is drawn, and numbers that nothing else has."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._numbers = itertools.count(1)

    def number(self) -> int:
        """A number that it has not given yet."""
        return next(self._numbers)

    def hits(self, share: float) -> bool:
        """Whether something that happens so often happens."""
        return self.random() < share

    def one_of(self, weights: Mapping[Drawn, float]) -> Drawn:
        """One of these, each as often as its weight says."""
        return self.choices(list(weights), list(weights.values()))[0]

    def days(self, least: int, most: int) -> timedelta:
        """Any number of days between these."""
        return timedelta(days=self.randint(least, most))

    def days_about(self, mean: float) -> timedelta:
        """A waiting time, as of things that happen at any time."""
        return timedelta(days=int(self.expovariate(1 / mean)))

    def around(self, at: LonLat, metres: float) -> LonLat:
        """A position so far away, in any direction."""
        angle = self.uniform(0, 2 * math.pi)
        east, north = metres * math.cos(angle), metres * math.sin(angle)
        return LonLat(at.lon + east / M_PER_DEG_LON, at.lat + north / METRES_PER_DEG_LAT)

    def blurred(self, at: LonLat, metres: float) -> LonLat:
        """A position that is off by so much in each direction, on average."""
        east, north = self.gauss(0, metres), self.gauss(0, metres)
        return LonLat(at.lon + east / M_PER_DEG_LON, at.lat + north / METRES_PER_DEG_LAT)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a shop is.

    `road` and `lot` are what permits say behind the district, with floor and building; `street`,
    `street_number` and `lot_number` the parts that tell the building. `known_at` is the position
    of its permits, None if they have none; `at` where it really is.
    """

    district: str
    road: str | None
    lot: str | None
    street: str | None
    street_number: str | None
    lot_number: str | None
    at: LonLat
    known_at: LonLat | None
    is_underground: bool = False

    @property
    def main_number(self) -> int:
        """The number of the building on its street, without what follows a dash."""
        return int((self.street_number or "1").split("-")[0])


@dataclass(frozen=True, slots=True)
class Owner:
    """A time in which a shop had one owner and one sign.

    `permit_name` is the name in the real register, `takeover` what became of the permits of the
    owner before.
    """

    spot: Spot
    chain: str | None
    branch: str
    start: date
    end: date | None = None
    permit_name: str | None = None
    takeover: Takeover = "new permits"
    is_renamed: bool = False


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop: the same chain at the same place, whoever owns it, oldest owner first.

    `chain` and `branch` are those of today: a new sign may hang there under the old permits.
    `old_sign` is what hung there before, `operator` the name that its food permit has instead.
    `food_permit` says whether that of a shop that moved came along.
    """

    number: int
    chain: str | None
    branch: str
    owners: tuple[Owner, ...]
    operator: str | None = None
    old_sign: tuple[str, str] | None = None
    setting: Setting = "street"
    food_permit: Literal["its own", "went away", "came along"] = "its own"

    @property
    def start(self) -> date:
        """The day on which it opened."""
        return self.owners[0].start

    @property
    def end(self) -> date | None:
        """The day on which its last owner left."""
        return self.owners[-1].end

    @property
    def is_open(self) -> bool:
        """Whether it is there today."""
        return self.end is None or self.end >= TODAY

    @property
    def is_unmanned(self) -> bool:
        """Whether it is a shop without staff, which may not sell tobacco."""
        return self.chain is None and "무인" in self.branch


@dataclass(frozen=True, slots=True)
class Premises:
    """A place for a shop, the shops that were there, oldest first, and who came afterwards."""

    shops: tuple[Shop, ...]
    other_seller_from: date | None = None

    @property
    def last(self) -> Shop:
        """The shop that is there, or was there last."""
        return self.shops[-1]


def opened(dice: Dice, owner: Owner, *, setting: Setting = "street") -> Shop:
    """A shop that this owner opened."""
    return Shop(dice.number(), owner.chain, owner.branch, (owner,), setting=setting)
