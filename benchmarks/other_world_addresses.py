"""Addresses and positions in the other world, as permits, SEMAS and the map give them."""

import re
from datetime import date, timedelta

from benchmarks import other_world_shares as shares
from benchmarks.other_world_shops import Dice, Setting, Spot
from radius_assets.domain.geo import LonLat

_FLOOR = re.compile(r",[^()]*")
_HOUSE = re.compile(r"(\d+)-(\d+)번지.*")
_AFTER_LOT = re.compile(r"번지.*")
_DIGIT = re.compile(r"\d(?=번지|$| )")
_LOT = re.compile(r"\d+(?:-\d+)?번지")
_OTHER_STREETS = ("중앙로", "시장길", "공원로", "대학로")
FAR_M = 60
FACING_M = 12  # two shops that face each other would change places if their listings were worse


class Addresses:
    """Draws how the lists write the address of a spot, and where they put it."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice

    def on_permit(self, spot: Spot, register: str) -> tuple[str | None, str | None]:
        """Road and lot address of a permit."""
        hits = self._dice.hits
        road, lot = spot.road, spot.lot
        if register == "tobacco":
            if road and hits(shares.TOBACCO_NO_FLOOR):
                road = _FLOOR.sub("", road)
            if lot and hits(shares.TOBACCO_LOT_CUT):
                lot = self._cut(lot)
            if hits(shares.TOBACCO_NO_LOT):
                lot = None
        if hits(shares.NO_ROAD[register]):
            road = None
        return _in_seoul(spot, road), _in_seoul(spot, self._masked(lot))

    def position_on_permit(self, spot: Spot, register: str, given_on: date) -> LonLat | None:
        """Where the register puts a permit; the latest have no position yet."""
        dice, at = self._dice, spot.known_at
        is_new = given_on > shares.TODAY - timedelta(days=shares.NEW_DAYS)
        if at is None or (is_new and dice.hits(shares.NEW_WITHOUT_POSITION)):
            return None
        if dice.hits(shares.NO_POSITION[register]):
            return None
        if dice.hits(shares.POSITION_ROUGH[register]):
            return dice.blurred(at, shares.POSITION_ROUGH_M)
        if dice.hits(shares.POSITION_FAR):
            return dice.around(at, dice.uniform(0, shares.POSITION_FAR_M))
        return at

    def on_map(self, spot: Spot) -> tuple[str | None, str | None]:
        """Road and lot address of a listing."""
        road, lot = self._road_on_map(spot), spot.lot_number
        if lot and self._dice.hits(shares.MAP_OTHER_LOT):
            numbers = f"{self._dice.randint(1, 900)}-{self._dice.randint(1, 30)}"
            lot = f"{lot.split()[0]} {numbers}"
        before = f"서울 {spot.district}"
        return (f"{before} {road}" if road else None), (f"{before} {lot}" if lot else None)

    def position_on_map(self, spot: Spot, setting: Setting) -> LonLat:
        """Where the map puts a listing."""
        dice = self._dice
        metres = dice.uniform(*dice.one_of(shares.MAP_POSITIONS_M))
        is_explained = setting in {"large building", "station"}
        if metres > FAR_M and not is_explained and not dice.hits(shares.MAP_FAR_AFTER_ALL):
            metres /= 4
        if setting == "facing":
            metres = min(metres, FACING_M)
        return dice.around(spot.at, metres)

    def in_semas(self, spot: Spot) -> tuple[str | None, str | None]:
        """Road and lot address in SEMAS, which leaves 지하 out."""
        number = spot.street_number
        if self._dice.hits(shares.SEMAS_OTHER_NUMBER):
            number = str(spot.main_number + 2)
        road = f"{spot.street} {number}" if spot.street else None
        return _in_seoul(spot, road), _in_seoul(spot, spot.lot_number)

    def _road_on_map(self, spot: Spot) -> str | None:
        dice = self._dice
        way = dice.one_of(shares.MAP_ROADS)
        if spot.street is None or way == "none":
            return None
        if way == "another street":
            return f"{dice.choice(_OTHER_STREETS)}{dice.randint(1, 9)}길 {dice.randint(1, 90)}"
        number = spot.street_number
        if way == "another number":
            number = str(max(1, spot.main_number + dice.choice([-4, -2, 2, 4])))
        return f"{spot.street} {'지하 ' if spot.is_underground else ''}{number}"

    def _cut(self, lot: str) -> str:
        if self._dice.hits(shares.TOBACCO_LOT_IN_WORDS):
            return _HOUSE.sub(r"\1번지 \2호", lot)
        return _AFTER_LOT.sub("", lot)

    def _masked(self, lot: str | None) -> str | None:
        """The lot with stars for its numbers, as registers hide some."""
        if lot and self._dice.hits(shares.LOT_DIGITS_MASKED):
            return _DIGIT.sub("*", lot, count=2)
        if lot and self._dice.hits(shares.LOT_MASKED):
            return _LOT.sub("***", lot)
        return lot


def _in_seoul(spot: Spot, text: str | None) -> str | None:
    return f"서울특별시 {spot.district} {text}" if text else None
