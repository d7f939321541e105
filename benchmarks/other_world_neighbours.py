"""What a city has and permits of 2020 do not show: shops that are easily taken for one another.

Two of one chain face each other; a shop moves; another opens in the same building, or in a station
and beside it; some have just opened.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from benchmarks import other_world_shares as shares
from benchmarks.other_world_names import GREAT_CHAINS, Names
from benchmarks.other_world_shops import Dice, Owner, Premises, Setting, Shop, Spot, opened
from benchmarks.other_world_stations import Station

_LARGE = re.compile("타워|빌딩|아파트|몰|플라자|프라자|센터|대학|병원|오피스텔|단지")
_QUARTER = re.compile(r"\(([^()]*?[동가])")
_ENDING = re.compile("(중앙|역|센터|타운|본|제일)$")


class Neighbours:
    """The premises of a city, with those that are added to them."""

    def __init__(self, premises: Sequence[Premises], dice: Dice, names: Names) -> None:
        self.premises = list(premises)
        self._dice = dice
        self._names = names
        self._open = [at for at, of in enumerate(premises) if of.last.chain and of.last.is_open]

    def add(self, stations: Sequence[Station]) -> None:
        """Add all of them; these stations have a shop."""
        for at in self._some(shares.FACING):
            self._facing(at)
        for at in self._some(shares.MOVED):
            self._move(at)
        for at in self._some(shares.JUST_OPENED):
            self._just_open(self._spot(at))
        large = [at for at in self._open if _is_large(self._spot(at))]
        number = min(len(large), round(len(self._open) * shares.SAME_BUILDING))
        for at in self._dice.sample(large, number):
            self._share_building(at)
        for station in stations:
            self._open_at_station(station)

    def _some(self, share: float) -> list[int]:
        """Premises with an open shop whose street is known, drawn from all with an open shop."""
        drawn = self._dice.sample(self._open, round(len(self._open) * share))
        return [at for at in drawn if self._spot(at).street is not None]

    def _spot(self, at: int) -> Spot:
        return self.premises[at].last.owners[-1].spot

    def _facing(self, at: int) -> None:
        dice, shop = self._dice, self.premises[at].last
        here = self._spot(at)
        number = max(1, here.main_number + dice.choice([-1, 1, 3, -3]))
        spot = self._beside(here, dice.uniform(*shares.FACING_M), number)
        ending = dice.choice(["제일", "중앙", "본", "스타", "행복"])
        branch = dice.choice(
            [
                self._names.branch(here.district),
                f"{shop.branch}2호",
                _ENDING.sub("", shop.branch) + ending,
            ]
        )
        start, end = self._days(30, shares.FACING_ENDED, least_days=300)
        self._add(Owner(spot, shop.chain, branch, start, end), "facing")
        self._set(at, "facing")

    def _move(self, at: int) -> None:
        """The same shop a few houses on, its food permit with it or not."""
        dice, shop = self._dice, self.premises[at].last
        day = shares.TODAY - dice.days(*shares.DAYS_SINCE_MOVED)
        if shop.setting == "facing" or shop.owners[-1].start > day - timedelta(days=30):
            return
        here = self._spot(at)
        number = max(1, here.main_number + dice.choice([-1, 1]) * dice.randint(3, 30))
        spot = self._beside(here, dice.uniform(*shares.MOVED_M), number)
        takes_food = dice.hits(shares.MOVED_WITH_FOOD_PERMIT)
        there = opened(dice, Owner(spot, shop.chain, shop.branch, day + dice.days(0, 10)))
        if takes_food:
            there = replace(there, food_permit="came along")
        self.premises.append(Premises((there,)))
        left = replace(
            shop,
            owners=(*shop.owners[:-1], replace(shop.owners[-1], end=day)),
            food_permit="went away" if takes_food else "its own",
        )
        self._replace(at, left)

    def _just_open(self, here: Spot) -> None:
        dice = self._dice
        spot = self._beside(here, dice.uniform(*shares.JUST_OPENED_M), dice.randint(1, 400))
        spot = replace(spot, known_at=None if dice.hits(shares.NEW_WITHOUT_POSITION) else spot.at)
        branch = self._names.branch(here.district)
        start = shares.TODAY - dice.days(0, shares.JUST_OPENED_DAYS)
        self._add(Owner(spot, dice.choice(GREAT_CHAINS), branch, start))

    def _share_building(self, at: int) -> None:
        dice, shop, here = self._dice, self.premises[at].last, self._spot(at)
        there = dice.around(here.at, dice.uniform(*shares.SAME_BUILDING_M))
        spot = replace(here, at=there, known_at=dice.choice([here.at, there]))
        if dice.hits(shares.SAME_BUILDING_NO_UNIT):
            floor = ", 지하1층" if dice.hits(shares.SAME_BUILDING_FLOOR) else ""
            road = f"{here.street} {here.street_number}{floor}" if here.street else here.road
            spot = replace(
                spot, road=road, lot=f"{here.lot_number}번지" if here.lot_number else None
            )
        beside = shop.branch + dice.choice(["2호", "지하", "B동", "별관", "2"])
        branch = (
            self._names.branch(here.district)
            if dice.hits(shares.SAME_BUILDING_OWN_NAME)
            else beside
        )
        start, end = self._days(100, shares.SAME_BUILDING_ENDED, least_days=200)
        chain = dice.choice([shop.chain, *GREAT_CHAINS])
        self._add(Owner(spot, chain, branch, start, end), "large building")
        self._set(at, "large building")

    def _open_at_station(self, station: Station) -> None:
        dice, spot = self._dice, station.spot
        chain, branch = station.sign(dice)
        end = (
            shares.TODAY - dice.days(*shares.DAYS_SINCE_LEFT)
            if dice.hits(shares.STATION_ENDED)
            else None
        )
        start = (end or shares.TODAY) - dice.days(*shares.DAYS_AT_STATION)
        self._add(Owner(spot, chain, branch, start, end), "station")
        if not dice.hits(shares.BESIDE_STATION):
            return
        # A shop in the street outside has the station's name, too.
        number = str(spot.main_number + dice.randint(1, 3))
        at = dice.around(spot.at, dice.uniform(*shares.BESIDE_STATION_M))
        outside = replace(
            spot,
            road=f"{spot.street} {number}",
            street_number=number,
            at=at,
            known_at=at,
            is_underground=False,
        )
        ended = dice.hits(shares.BESIDE_STATION_ENDED)
        end = shares.TODAY - dice.days(*shares.DAYS_SINCE_LEFT) if ended else None
        name = station.name if station.name != branch else f"{station.name}중앙"
        self._add(
            Owner(
                outside,
                chain,
                name,
                (end or shares.TODAY) - dice.days(*shares.DAYS_AT_STATION),
                end,
            )
        )

    def _beside(self, spot: Spot, metres: float, number: int) -> Spot:
        """A building on the same street, so far away; its lot has nothing to do with the other."""
        dice = self._dice
        at = dice.around(spot.at, metres)
        quarter = _QUARTER.search(spot.road or "")
        lot = None
        if spot.lot_number:
            of = spot.lot_number.split()[0]
            lot = f"{of} {dice.randint(1, 1200)}-{dice.randint(1, 60)}"
        return Spot(
            district=spot.district,
            road=f"{spot.street} {number}, 1층" + (f" ({quarter[1]})" if quarter else ""),
            lot=f"{lot}번지" if lot else None,
            street=spot.street,
            street_number=str(number),
            lot_number=lot,
            at=at,
            known_at=at,
        )

    def _days(self, open_days: int, ended: float, *, least_days: int) -> tuple[date, date | None]:
        """From when to when: open at least so long, and so often ended lately."""
        dice = self._dice
        start = (
            shares.TODAY
            - dice.days_about(shares.MEAN_DAYS_OF_NEIGHBOUR)
            - timedelta(days=open_days)
        )
        if not dice.hits(ended):
            return start, None
        end = shares.TODAY - dice.days(*shares.DAYS_SINCE_LEFT)
        return min(start, end - timedelta(days=least_days)), end

    def _add(self, owner: Owner, setting: Setting = "street") -> None:
        self.premises.append(Premises((opened(self._dice, owner, setting=setting),)))

    def _set(self, at: int, setting: Setting) -> None:
        self._replace(at, replace(self.premises[at].last, setting=setting))

    def _replace(self, at: int, shop: Shop) -> None:
        before = self.premises[at]
        self.premises[at] = replace(before, shops=(*before.shops[:-1], shop))


def _is_large(spot: Spot) -> bool:
    return _LARGE.search((spot.road or "") + (spot.lot or "")) is not None
