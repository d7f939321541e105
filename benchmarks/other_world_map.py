"""What the map and SEMAS show of the shops of the other world, and what is true of it."""

import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from benchmarks import other_world_shares as shares
from benchmarks.other_world_addresses import Addresses
from benchmarks.other_world_names import Names
from benchmarks.other_world_shares import SEMAS_DAY, TODAY
from benchmarks.other_world_shops import Dice, Premises, Shop
from radius_assets.domain.geo import LonLat

Truth: TypeAlias = Literal["operating", "suspended", "closed", "replaced"]
CATEGORY = "가정,생활 > 편의점"
TWIN_DEG = 1e-5  # two listings of one shop lie so far apart
_SAYS_SO = re.compile("편의점|24|365|무인|나들|마트|스토어")


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing, the numbers of the shops that it is of, and what is true of it."""

    place_id: str
    name: str
    category: str
    district: str
    addresses: tuple[str | None, str | None]
    at: LonLat
    shops: tuple[int, ...]
    is_chain: bool
    truth: Truth
    closed_on: date | None
    succeeded_on: date | None


@dataclass(frozen=True, slots=True)
class Business:
    """A row of SEMAS, and the number of its shop."""

    number: int
    name: str
    branch: str | None
    district: str
    addresses: tuple[str | None, str | None]
    at: LonLat
    shop: int


class Map:
    """Draws the listings of premises; no two have the same id."""

    def __init__(self, dice: Dice, names: Names) -> None:
        self._dice = dice
        self._names = names
        self._addresses = Addresses(dice)

    def of(self, premises: Premises, suspended: Collection[int | None]) -> Iterator[Listing]:
        """The listings of all shops that were there; these shops are suspended."""
        for at, shop in enumerate(premises.shops):
            if self._has(shop, is_last=shop is premises.last):
                later = premises.shops[at + 1 :]
                yield from self._listings(shop, later, is_suspended=shop.number in suspended)

    def _has(self, shop: Shop, *, is_last: bool) -> bool:
        dice = self._dice
        is_unclear = shop.chain is None and not _SAYS_SO.search(shop.branch)
        if shop.start > TODAY or (is_unclear and dice.hits(shares.MAP_OTHER_CATEGORY)):
            return False
        if shop.end is None or shop.is_open:
            is_new = (TODAY - shop.start).days < 5
            is_missing = is_new and dice.hits(shares.MAP_HAS_NOT_YET)
            return dice.hits(shares.MAP_HAS_OPEN) and not is_missing
        days = (TODAY - shop.end).days
        share = shares.MAP_KEEPS_ENDED * math.exp(-days / shares.MAP_FORGETS_DAYS)
        share += shares.MAP_NEVER_FORGETS
        is_taken = not is_last and days > 60
        return dice.hits(share * (shares.MAP_KEEPS_TAKEN if is_taken else 1))

    def _listings(
        self, shop: Shop, later: tuple[Shop, ...], *, is_suspended: bool
    ) -> Iterator[Listing]:
        spot, district = shop.owners[-1].spot, shop.owners[-1].spot.district
        truth = "suspended" if is_suspended and shop.is_open else truth_of(shop, later)
        is_again = truth == "operating" and not shop.is_open
        name, category = self._name(shop, district), self._category(shop)
        addresses = self._addresses.on_map(spot)
        at = self._addresses.position_on_map(spot, shop.setting)
        for twin in range(2 if self._dice.hits(shares.MAP_TWICE) else 1):
            yield Listing(
                place_id=str(10_000_000 + self._dice.number()),
                name=name,
                category=category,
                district=district,
                addresses=addresses,
                at=LonLat(at.lon + twin * TWIN_DEG, at.lat),
                shops=(shop.number, later[-1].number) if is_again else (shop.number,),
                is_chain=shop.chain is not None,
                truth=truth,
                closed_on=None if shop.is_open or is_again else shop.end,
                succeeded_on=later[0].start if later else None,
            )

    def _name(self, shop: Shop, district: str) -> str:
        dice, brand, branch = self._dice, shop.chain, shop.branch
        if brand is None:
            return branch
        is_renamed = len(shop.owners) > 1 and shop.owners[-1].is_renamed
        if is_renamed and shop.is_open and dice.hits(shares.MAP_OLD_BRANCH):
            branch = shop.owners[-2].branch
        if shop.old_sign is not None and dice.hits(shares.MAP_OLD_SIGN):
            brand, branch = shop.old_sign
        if brand == "이마트24" and dice.hits(shares.MAP_WITHME):
            brand = "위드미"
        branch = self._names.branch_on_map(branch, district)
        return f"{brand} {branch}점" if branch else brand

    def _category(self, shop: Shop) -> str:
        is_told = shop.chain is not None and self._dice.hits(shares.MAP_CATEGORY_WITH_CHAIN)
        return f"{CATEGORY} > {shop.chain}" if is_told else CATEGORY


class Semas:
    """Draws the rows of SEMAS, which asks shops rarely and forgets them slowly."""

    def __init__(self, dice: Dice, names: Names) -> None:
        self._dice = dice
        self._names = names
        self._addresses = Addresses(dice)

    def of(self, premises: Premises) -> Iterator[Business]:
        """The rows of all shops that were there."""
        for shop in premises.shops:
            if self._has(shop):
                for _ in range(2 if self._dice.hits(shares.SEMAS_TWICE) else 1):
                    yield self._row(shop)

    def _has(self, shop: Shop) -> bool:
        if shop.end is None or shop.end > SEMAS_DAY:
            is_old = (SEMAS_DAY - shop.start).days > shares.SEMAS_DAYS_TO_LIST
            return is_old and self._dice.hits(shares.SEMAS_HAS_OPEN)
        days = (SEMAS_DAY - shop.end).days
        left = shares.SEMAS_HAS_ENDED * math.exp(-days / shares.SEMAS_FORGETS_DAYS)
        return self._dice.hits(left + shares.SEMAS_NEVER_FORGETS)

    def _row(self, shop: Shop) -> Business:
        owner = shop.owners[-1]
        name, branch = self._names.in_semas(shop.chain, shop.branch)
        return Business(
            number=self._dice.number(),
            name=name,
            branch=branch,
            district=owner.spot.district,
            addresses=self._addresses.in_semas(owner.spot),
            at=self._dice.blurred(owner.spot.at, shares.SEMAS_POSITION_M),
            shop=shop.number,
        )


def truth_of(shop: Shop, later: tuple[Shop, ...]) -> Truth:
    """What is true of a listing of a shop that these followed; one that came again is open."""
    if shop.is_open:
        return "operating"
    if not later:
        return "closed"
    last = later[-1]
    if shop.chain is not None and (last.chain, last.branch) == (shop.chain, shop.branch):
        return "operating" if last.is_open else "closed"
    return "replaced"
