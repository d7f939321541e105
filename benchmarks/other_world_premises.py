"""Premises of the other world as they were in 2020: which permits were given for one shop.

The file of real permits has no days: when a shop was opened or closed is drawn.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from benchmarks import other_world_shares as shares
from benchmarks.other_world_names import GREAT_CHAINS, Names, read_name
from benchmarks.other_world_shops import Dice, Owner, Premises, Shop, Spot, opened
from radius_assets.domain.districts import district
from radius_assets.domain.geo import LonLat

AWAY_DEG = 0.01  # a building of which no permit has a position lies anywhere around the middle
_UNIT = re.compile(r"\d+호")


@dataclass(frozen=True, slots=True)
class Real:
    """A real permit: its name, read, and whether it was open in 2020."""

    name: str
    is_open: bool
    chain: str | None
    branch: str
    spot: Spot

    @property
    def units(self) -> set[str]:
        """The units that its address names."""
        return set(_UNIT.findall((self.spot.road or "") + (self.spot.lot or "")))


class Past:
    """Premises as they were in 2020."""

    def __init__(self, dice: Dice, names: Names) -> None:
        self._dice = dice
        self._names = names

    def premises(self, permits: pl.DataFrame) -> Iterator[Premises]:
        """The premises of all buildings, in the order of the file."""
        groups = permits.partition_by(["district", "building"], maintain_order=True)
        for group in groups:
            for rows in _by_premises(self._building(group)):
                yield self._premises(rows)

    def _building(self, group: pl.DataFrame) -> list[Real]:
        """The permits of one building; one of no known position lies in its middle."""
        first = group.row(0, named=True)
        middle = LonLat(first["lon_middle"], first["lat_middle"])
        if first["lon_middle"] is None:
            around = district(first["district"]).boundary.centroid
            east, north = (self._dice.uniform(-AWAY_DEG, AWAY_DEG) for _ in range(2))
            middle = LonLat(around.x + east, around.y + north)
        return [_real(row, middle) for row in group.iter_rows(named=True)]

    def _premises(self, rows: Sequence[Real]) -> Premises:
        """The shops that these permits, oldest first, were given to."""
        shops: list[Shop] = []
        for row, (start, end) in zip(rows, self._times(rows), strict=True):
            owner, operator = self._owner(row, shops[-1] if shops else None, start, end)
            if shops and _goes_on(shops[-1], owner):
                owners = (*shops[-1].owners, owner)
                shops[-1] = replace(shops[-1], branch=owner.branch, owners=owners)
            else:
                shops.append(replace(opened(self._dice, owner), operator=operator))
        return Premises(tuple(shops))

    def _times(self, rows: Sequence[Real]) -> list[tuple[date, date | None]]:
        """From when to when each permit was used, going back from the last one."""
        dice, last = self._dice, rows[-1]
        if last.is_open:
            end = None
            days = int(dice.expovariate(1 / shares.MEAN_DAYS_OF_OPEN)) + 5
            start = shares.REAL_DAY - timedelta(days=min(days, shares.MOST_DAYS_OF_OPEN))
        else:
            end = shares.REAL_DAY - dice.days(*shares.DAYS_SINCE_ENDED)
            start = self._start_of(end)
        times: list[tuple[date, date | None]] = [(start, end)]
        for row, after in zip(reversed(rows[:-1]), reversed(rows), strict=False):
            is_same = row.chain is not None and row.chain == after.chain
            gap = shares.DAYS_TO_NEXT_OWNER if is_same else shares.DAYS_TO_NEXT_CHAIN
            end = times[0][0] - dice.days(*gap)
            times.insert(0, (self._start_of(end), end))
        return times

    def _start_of(self, end: date) -> date:
        lasted = self._dice.days_about(shares.MEAN_DAYS_OF_ENDED)
        return end - lasted - timedelta(days=shares.LEAST_DAYS_OF_ENDED)

    def _owner(
        self, row: Real, before: Shop | None, start: date, end: date | None
    ) -> tuple[Owner, str | None]:
        """Who held the permit, and the name of the operator if it hides a chain."""
        chain, branch, operator = row.chain, row.branch, None
        if chain is None and self._dice.hits(shares.NO_BRAND_IS_CHAIN):
            operator, branch = row.name, ""
            chain = before.chain if before else None
            if before and chain:
                branch = before.branch
            chain = chain or self._dice.choice(GREAT_CHAINS)
        elif chain is None:
            branch = row.name
        branch = branch or self._names.branch(row.spot.district)
        return Owner(row.spot, chain, branch, start, end, permit_name=row.name), operator


def _goes_on(shop: Shop, owner: Owner) -> bool:
    """Whether the owner took over a shop, and did not open another."""
    gap = owner.start - (shop.end or owner.start)
    is_soon = gap <= timedelta(days=shares.SAME_SHOP_WITHIN_DAYS)
    return owner.chain is not None and owner.chain == shop.chain and is_soon


def _real(row: Mapping[str, object], middle: LonLat) -> Real:
    def text(name: str) -> str | None:
        value = row[name]
        return None if value is None else str(value)

    lon, lat = row["lon"], row["lat"]
    known = LonLat(lon, lat) if isinstance(lon, float) and isinstance(lat, float) else None
    spot = Spot(
        district=str(row["district"]),
        road=text("road"),
        lot=text("lot"),
        street=text("street"),
        street_number=text("street_number"),
        lot_number=text("lot_number"),
        at=known or middle,
        known_at=known,
    )
    name = str(row["business_name"])
    chain, branch = read_name(name)
    return Real(name, bool(row["is_open"]), chain, branch, spot)


def _by_premises(rows: Sequence[Real]) -> list[list[Real]]:
    """The permits of a building by shop premises, oldest first.

    Those that are open stand side by side, unless they look like one shop; one that has ended was
    given for what it has most in common with.
    """
    found: list[list[Real]] = []
    are_open = [row for row in rows if row.is_open]
    for row in are_open:
        same = next((of for of in found if _is_twin(of[-1], row)), None)
        if same is None:
            found.append([row])
        else:
            same.append(row)
    for row in (row for row in rows if not row.is_open):
        best = max(found, key=lambda of: _in_common(of[-1], row), default=None)
        if best is not None and (len(are_open) <= 1 or _in_common(best[-1], row)):
            best.insert(0, row)
        else:
            found.append([row])
    return found


def _is_twin(a: Real, b: Real) -> bool:
    return a.chain is not None and a.chain == b.chain and a.branch[-3:] == b.branch[-3:]


def _in_common(a: Real, b: Real) -> int:
    return 2 * (a.chain == b.chain) + 3 * bool(a.units & b.units)
