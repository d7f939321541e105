"""The two permit registers of the other world: what they know of shops, and what they get wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest
from typing import Literal, TypeAlias

from benchmarks import other_world_shares as shares
from benchmarks.other_world_addresses import Addresses
from benchmarks.other_world_names import Names
from benchmarks.other_world_shares import TODAY
from benchmarks.other_world_shops import Dice, Owner, Premises, Shop, Spot
from radius_assets.domain.geo import LonLat

PermitRegister: TypeAlias = Literal["food", "tobacco"]
State: TypeAlias = Literal["operating", "suspended", "closed", "revoked", "excluded"]
REGISTERS: tuple[PermitRegister, ...] = ("food", "tobacco")
KNOWN_UNTIL = TODAY - timedelta(days=shares.DAYS_TO_REGISTER)


@dataclass(frozen=True, slots=True)
class Permit:
    """A permit as its register has it, and the number of the shop that had it last."""

    register: PermitRegister
    number: int
    name: str
    district: str
    addresses: tuple[str | None, str | None]
    at: LonLat | None
    permitted_on: date
    updated_on: date
    shop: int | None = None
    state: State = "operating"
    closed_on: date | None = None
    suspended_from: date | None = None


class Permits:
    """Draws the permits of premises."""

    def __init__(self, dice: Dice, names: Names) -> None:
        self._dice = dice
        self._names = names
        self._addresses = Addresses(dice)

    def of(self, premises: Premises) -> Iterator[Permit]:
        """All permits that were given at these premises."""
        with_food = self._dice.hits(shares.FOOD_AT_PREMISES)
        for register in REGISTERS:
            yield from self._ended(premises, self._given(premises, register, with_food=with_food))
        yield from self._of_others(premises)

    def _given(
        self, premises: Premises, register: PermitRegister, *, with_food: bool
    ) -> list[Permit]:
        """The permits of the shops, as if none had ended."""
        given: list[Permit] = []
        before: Shop | None = None
        for shop in premises.shops:
            if self._needs(shop, register, with_food=with_food):
                for owner, name in zip(shop.owners, self._called(shop, register), strict=True):
                    last = _taken_over(given, owner, shop, before)
                    if last is not None and self._is_kept(owner, register):
                        given[-1] = self._kept(last, shop, owner, name)
                    elif (new := self._new(register, shop, owner, name)) is not None:
                        given.append(new)
            before = shop
        return given

    def _needs(self, shop: Shop, register: PermitRegister, *, with_food: bool) -> bool:
        hits, is_chain = self._dice.hits, shop.chain is not None
        if register == "tobacco":
            if shop.is_unmanned:
                return hits(shares.TOBACCO_UNMANNED)
            return hits(shares.TOBACCO_OF_CHAIN if is_chain else shares.TOBACCO_OF_NO_CHAIN)
        if any(owner.permit_name for owner in shop.owners) and hits(shares.FOOD_AS_IN_2020):
            return True
        if is_chain or not with_food:
            return with_food
        return not shop.is_unmanned and hits(shares.FOOD_OF_NO_CHAIN)

    def _called(self, shop: Shop, register: PermitRegister) -> Iterator[str]:
        """What the permit of each owner is called."""
        hits, alone = self._dice.hits, None
        if shop.chain is not None and register == "tobacco":
            if hits(shares.TOBACCO_NAME_BRAND_ALONE):
                alone = {"GS25": "지에스25", "CU": "씨유"}.get(shop.chain, shop.chain)
            elif hits(shares.TOBACCO_NAME_OF_OPERATOR):
                alone = self._names.operator()
        for owner in shop.owners:
            real = shop.operator or owner.permit_name if register == "food" else None
            yield real or alone or self._names.on_permit(owner.chain, owner.branch)

    def _is_kept(self, owner: Owner, register: PermitRegister) -> bool:
        if owner.takeover == "permits renamed":
            return self._dice.hits(shares.KEEPS_RENAMED)
        kept = shares.KEEPS_TAKEN_OVER[register]
        return owner.takeover == "permits kept" and self._dice.hits(kept)

    def _kept(self, permit: Permit, shop: Shop, owner: Owner, name: str) -> Permit:
        hits = self._dice.hits
        is_named = owner.takeover == "permits renamed" and hits(shares.NAME_FOLLOWS_NEW_CHAIN)
        is_named = is_named or (owner.is_renamed and hits(shares.NAME_FOLLOWS_NEW_BRANCH))
        return replace(permit, name=name if is_named else permit.name, shop=shop.number)

    def _new(self, register: PermitRegister, shop: Shop, owner: Owner, name: str) -> Permit | None:
        """A new permit; None if the register has it no more, or not yet."""
        dice = self._dice
        if register == "food" and shop.food_permit == "went away" and owner is shop.owners[-1]:
            return None
        days = shares.DAYS_BEFORE_OPENING[register]
        if register == "tobacco" and owner is not shop.owners[0]:
            days = shares.TOBACCO_DAYS_OF_NEW_OWNER
        day = owner.start + dice.days(*days)
        if register == "food" and shop.food_permit == "came along":
            day = TODAY - dice.days(*shares.DAYS_OF_MOVED_FOOD)
        if day > KNOWN_UNTIL:
            return None
        return replace(self._permit(register, owner.spot, name, day), shop=shop.number)

    def _permit(self, register: PermitRegister, spot: Spot, name: str, day: date) -> Permit:
        return Permit(
            register=register,
            number=self._dice.number(),
            name=name,
            district=spot.district,
            addresses=self._addresses.on_permit(spot, register),
            at=self._addresses.position_on_permit(spot, register, day),
            permitted_on=day,
            updated_on=_told(day),
        )

    def _ended(self, premises: Premises, given: Sequence[Permit]) -> Iterator[Permit]:
        """The permits, each ended when another was given for its shop or its shop closed."""
        by_day = sorted(given, key=lambda permit: permit.permitted_on)
        for permit, after in zip_longest(by_day, by_day[1:]):
            shop = next(shop for shop in premises.shops if shop.number == permit.shop)
            if after is not None:
                day = after.permitted_on - timedelta(days=3)
                if after.shop != shop.number and shop.end is not None:
                    day = shop.end
                yield self._given_back(permit, day, shares.NEVER_GIVEN_BACK_TAKEN)
            elif shop.end is not None and not shop.is_open:
                yield self._given_back(permit, shop.end, shares.NEVER_GIVEN_BACK)
            else:
                yield self._suspended(permit)

    def _given_back(self, permit: Permit, day: date, never: float) -> Permit:
        """The permit after the owner left on a day."""
        dice, register = self._dice, permit.register
        if dice.hits(never):
            return permit
        is_late = dice.hits(shares.GIVEN_BACK_LATE)
        days = shares.DAYS_LATE if is_late else shares.DAYS_TO_GIVE_BACK[register]
        end = max(day + dice.days(*days), permit.permitted_on + timedelta(days=1))
        if end > KNOWN_UNTIL:
            return permit
        state: State = "revoked" if dice.hits(shares.REVOKED[register]) else "closed"
        no_day = state == "revoked" and dice.hits(shares.REVOKED_WITHOUT_DAY)
        if register == "tobacco" and dice.hits(shares.TOBACCO_EXCLUDED):
            state = "excluded"
        closed_on = None if no_day else end
        return replace(permit, state=state, closed_on=closed_on, updated_on=_told(end))

    def _suspended(self, permit: Permit) -> Permit:
        """The permit of an open shop, which few have suspended."""
        dice = self._dice
        if not dice.hits(shares.SUSPENDED):
            return permit
        day = TODAY - dice.days(10, 100)
        known = day if dice.hits(shares.SUSPENDED_SINCE_KNOWN) else None
        return replace(permit, state="suspended", suspended_from=known, updated_on=_told(day))

    def _of_others(self, premises: Premises) -> Iterator[Permit]:
        """Permits of others who sold tobacco at the address: before, beside and afterwards."""
        dice, spot = self._dice, premises.last.owners[-1].spot
        if dice.hits(shares.SELLER_BEFORE):
            first = premises.shops[0].start
            end = first - dice.days(0, 500)
            start = end - dice.days(300, 4_000)
            permit = self._permit("tobacco", spot, self._names.seller(), start)
            is_revoked = dice.hits(shares.SELLER_BEFORE_REVOKED)
            yield replace(
                permit,
                state="revoked" if is_revoked else "closed",
                closed_on=None if is_revoked else end,
                updated_on=_told(end),
            )
        if dice.hits(shares.SELLER_BESIDE):
            start = TODAY - dice.days(50, 4_000)
            yield self._permit("tobacco", spot, self._names.seller_beside(), start)
        afterwards = premises.other_seller_from
        if afterwards is not None and afterwards <= KNOWN_UNTIL:
            yield self._permit("tobacco", spot, self._names.seller_afterwards(), afterwards)


def _taken_over(
    given: Sequence[Permit], owner: Owner, shop: Shop, before: Shop | None
) -> Permit | None:
    """The permit that the owner may go on with: of the same shop, or of the one that it was."""
    whose = {shop.number}
    if before is not None and owner.takeover == "permits renamed":
        whose.add(before.number)
    return given[-1] if given and given[-1].shop in whose else None


def _told(day: date) -> date:
    return min(day + timedelta(days=3), TODAY)
