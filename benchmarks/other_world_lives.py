"""What became of the premises of 2020 until today: owners, signs and shops that came and went."""

from dataclasses import replace
from datetime import date, timedelta

from benchmarks import other_world_shares as shares
from benchmarks.other_world_names import GREAT_CHAINS, Names
from benchmarks.other_world_shops import Dice, Owner, Premises, Spot, Takeover, opened

DAYS_A_YEAR = 365
MINISTOP, SEVEN_ELEVEN = "미니스톱", "세븐일레븐"


def lived_on(premises: Premises, dice: Dice, names: Names) -> Premises:
    """The premises as they are today; where nobody was left in 2020, nobody came."""
    if premises.last.end is not None:
        return premises
    return _Life(premises, dice, names).until_today()


class _Life:
    """The shops of one premises while the years go by.

    What happens on a day returns the day from which things go on, None if nobody is left.
    """

    def __init__(self, premises: Premises, dice: Dice, names: Names) -> None:
        self._shops = list(premises.shops)
        self._other_seller_from: date | None = None
        self._dice = dice
        self._names = names

    def until_today(self) -> Premises:
        day: date | None = shares.REAL_DAY
        while day is not None:
            day = self._next(day)
        return Premises(tuple(self._shops), self._other_seller_from)

    def _next(self, since: date) -> date | None:
        a_year = shares.ENDS_A_YEAR + shares.NEW_OWNERS_A_YEAR
        day = since + self._dice.days_about(DAYS_A_YEAR / a_year) + timedelta(days=1)
        is_sold = self._shops[-1].chain == MINISTOP and day > shares.MINISTOP_LASTS_TO
        if is_sold:
            sold_on = shares.MINISTOP_SOLD_ON + self._dice.days(*shares.DAYS_TO_NEW_SIGN)
            day = min(day, max(sold_on, since + timedelta(days=1)))
        if day >= shares.TODAY:
            return None
        if is_sold:
            return self._sold(day)
        if self._dice.hits(shares.ENDS_A_YEAR / a_year):
            return self._ended(day)
        return self._new_owner(day)

    def _new_owner(self, day: date) -> date:
        shop = self._shops[-1]
        if shop.chain is None:
            return day
        branch, is_kept = shop.branch, self._dice.hits(shares.PERMITS_TAKEN_OVER)
        if self._dice.hits(shares.NEW_BRANCH_OF_NEW_OWNER):
            branch = self._names.branch(self._district)
        self._leave(day)
        start = day + timedelta(days=self._dice.choice(shares.DAYS_BETWEEN_OWNERS))
        takeover: Takeover = "permits kept" if is_kept else "new permits"
        self._come(start, (shop.chain, branch), takeover=takeover)
        return start

    def _sold(self, day: date) -> date | None:
        """A shop of 미니스톱, which is no more, gets the sign of another chain, or closes."""
        became = self._dice.one_of(shares.MINISTOP_BECOMES)
        if became == SEVEN_ELEVEN:
            return self._new_sign(day)
        self._leave(day)
        if became == "empty":
            return self._left_empty(day)
        chain = self._dice.choice([name for name in GREAT_CHAINS if name != SEVEN_ELEVEN])
        return self._followed(day, chain, shares.MINISTOP_SAME_OWNER)

    def _new_sign(self, day: date) -> date:
        shop = self._shops[-1]
        branch = shop.branch
        if self._dice.hits(shares.MINISTOP_NEW_BRANCH):
            branch = self._names.branch(self._district)
        permits = self._dice.one_of(shares.MINISTOP_PERMITS)
        start = day
        if permits != "as they are":
            self._leave(day)
            start = day + self._dice.days(0, 30)
            takeover: Takeover = "permits renamed" if permits == "renamed" else "new permits"
            self._come(start, (SEVEN_ELEVEN, branch), takeover=takeover)
        self._shops[-1] = replace(
            self._shops[-1],
            chain=SEVEN_ELEVEN,
            branch=branch,
            old_sign=(MINISTOP, shop.branch),
        )
        return start

    def _ended(self, day: date) -> date | None:
        self._leave(day)
        after = self._dice.one_of(shares.AFTER_END)
        if after == "empty":
            return self._left_empty(day)
        if after == "no chain":
            return self._followed(day, None, 0.0)
        others = [name for name in (*GREAT_CHAINS, "CU", "GS25") if name != self._shops[-1].chain]
        return self._followed(day, self._dice.choice(others), shares.SAME_OWNER_CHANGES_CHAIN)

    def _followed(self, day: date, chain: str | None, same_owner: float) -> date | None:
        """Another shop opens, run so often by the same owner."""
        dice, old = self._dice, self._shops[-1]
        is_same = dice.hits(same_owner)
        if is_same:
            start = day + dice.days(*shares.DAYS_TO_SAME_OWNER)
        else:
            least = timedelta(days=shares.LEAST_DAYS_TO_FOLLOWER)
            start = day + dice.days_about(shares.MEAN_DAYS_TO_FOLLOWER) + least
        if chain is None:
            branch = self._names.independent(self._district)
        else:
            branch = self._names.branch(self._district, old.branch if old.chain else None)
        is_renamed = is_same and dice.hits(shares.PERMITS_RENAMED)
        return self._open(
            start, (chain, branch), "permits renamed" if is_renamed else "new permits"
        )

    def _left_empty(self, day: date) -> date | None:
        """Nobody follows; later the same chain may come again, or another seller of tobacco."""
        dice, old = self._dice, self._shops[-1]
        if old.chain not in {None, MINISTOP} and dice.hits(shares.SAME_CHAIN_AGAIN):
            branch = self._names.branch(self._district, old.branch)
            start = day + dice.days(*shares.DAYS_TO_SAME_CHAIN_AGAIN)
            return self._open(start, (old.chain, branch), "new permits")
        if dice.hits(shares.OTHER_SELLER_AFTER):
            self._other_seller_from = day + dice.days(*shares.DAYS_TO_OTHER_SELLER)
        return None

    def _open(self, start: date, sign: tuple[str | None, str], takeover: Takeover) -> date | None:
        if start >= shares.TODAY:
            return None
        owner = Owner(self._spot, *sign, start, takeover=takeover, is_renamed=True)
        self._shops.append(opened(self._dice, owner))
        return start

    def _leave(self, day: date) -> None:
        shop = self._shops[-1]
        owner = replace(shop.owners[-1], end=day)
        self._shops[-1] = replace(shop, owners=(*shop.owners[:-1], owner))

    def _come(self, day: date, sign: tuple[str, str], *, takeover: Takeover) -> None:
        shop = self._shops[-1]
        is_renamed = sign != (shop.chain, shop.branch)
        owner = Owner(self._spot, *sign, day, takeover=takeover, is_renamed=is_renamed)
        self._shops[-1] = replace(shop, branch=sign[1], owners=(*shop.owners, owner))

    @property
    def _spot(self) -> Spot:
        return self._shops[-1].owners[-1].spot

    @property
    def _district(self) -> str:
        return self._spot.district
