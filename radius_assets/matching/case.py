"""One listing's findings, added up into the questions that the rules of the verdict ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from radius_assets.matching.blocking import SPOT_M
from radius_assets.matching.evidence import CHANGE_OF_OWNER, Finding, changes_hands

LATELY = timedelta(days=45)
"""So long after a closure another register's word, or the new owner's permit, may be to come."""

SEMAS_LAG = timedelta(days=365)
"""SEMAS is built from card and tax data every few months; a closed shop stays in it for a while."""

TOBACCO_TAKEOVER = (timedelta(days=-15), timedelta(days=180))
"""When a mere tobacco permit is a successor's: one retailer to a spot, so it cannot come early."""

LISTING_LASTS = timedelta(days=3 * 365)
"""So long after its shop a listing may still be on the map."""

_PERMITS = ("food", "tobacco")


@dataclass(frozen=True, slots=True)
class Case:
    """One listing on the day of judgement.

    `own` are the findings of its shop, `others` those at its spot. `read_on` holds the registers
    that were consulted, each with the day of its last word if known. `expects_permit` is true
    of a chain's shop with someone in it. `live`, `suspended` and `ended` are the permit registers
    by what they say of the shop; in one of the last all of the shop's permits have ended.
    """

    as_of: date
    read_on: Mapping[str, date | None]
    expects_permit: bool
    own: tuple[Finding, ...]
    others: tuple[Finding, ...]
    live: frozenset[str]
    suspended: frozenset[str]
    ended: frozenset[str]
    ended_on: date | None
    closed_on: date | None

    @property
    def permits_consulted(self) -> int:
        """How many of the two permit registers were consulted."""
        return sum(register in self.read_on for register in _PERMITS)

    @property
    def tobacco_consulted(self) -> bool:
        """Whether the register in which nearly every chain's shop stands was consulted."""
        return "tobacco" in self.read_on

    @property
    def has_ended(self) -> bool:
        """Whether permits of the shop have ended, and none is live."""
        return bool(self.ended) and not self.live

    @property
    def ended_lately(self) -> bool:
        """Whether a permit ended so recently that the next may be on its way."""
        return self.ended_on is not None and self.as_of - self.ended_on <= LATELY

    @property
    def has_unclear(self) -> bool:
        """Whether a permit of the shop is in a state that nobody can read."""
        return any(finding.standing == "unclear" for finding in self.own)

    @property
    def in_semas(self) -> bool:
        """Whether SEMAS lists the shop."""
        return any(not finding.is_permit for finding in self.own)

    @property
    def outlived_in_semas(self) -> bool:
        """Whether SEMAS lists the shop at a time when the end of its permits had reached it."""
        return self.closed_on is not None and any(
            finding.known_on is not None and finding.known_on - self.closed_on > SEMAS_LAG
            for finding in self.own
            if not finding.is_permit
        )

    @property
    def lacks_permit(self) -> bool:
        """Whether the shop must have a permit, and those who looked found none in any state."""
        return (
            self.expects_permit
            and self.permits_consulted > 0
            and not any(finding.is_permit for finding in self.own)
        )

    @property
    def nameless_at_spot(self) -> bool:
        """Whether a permit without a brand may be this shop's, in its operator's name."""
        return any(
            finding.is_permit and not finding.is_chain and not finding.claimed
            for finding in self.others
        )

    @property
    def other_in_semas(self) -> bool:
        """Whether SEMAS, asked alone, has another chain's shop here that is listed nowhere."""
        return (
            self.expects_permit
            and self.permits_consulted == 0
            and any(finding.is_chain and not finding.claimed for finding in self.others)
        )

    @property
    def successor(self) -> Finding | None:
        """The shop that came here when the permits of this one had ended, the first to come."""
        came = [finding for finding in self.others if self._took_over(finding)]
        return min(came, key=lambda one: (str(one.permitted_on), one.name), default=None)

    @property
    def successor_sells_the_same(self) -> bool:
        """Whether the successor is a convenience store, and not just someone with tobacco."""
        return self.successor is not None and _is_convenience(self.successor)

    @property
    def intruder(self) -> Finding | None:
        """A live chain's shop on the very spot without a listing; this one has no permit."""
        strange = [
            finding
            for finding in self.others
            if finding.is_permit
            and finding.standing == "live"
            and finding.is_chain
            and (finding.distance_m is None or finding.distance_m <= SPOT_M)
            and not (finding.same_chain or finding.claimed)
        ]
        return max(strange, key=lambda one: (str(one.permitted_on), one.name), default=None)

    def _took_over(self, other: Finding) -> bool:
        """Whether the other shop came when the permits had ended, and was not there before."""
        came_on = other.there_since if other.claimed else other.permitted_on
        if not (other.is_permit and came_on is not None and self.ended_on is not None):
            return False
        if other.same_chain and not other.claimed:
            return False
        after = came_on - self.ended_on
        if _is_convenience(other):
            return after >= -CHANGE_OF_OWNER
        soonest, latest = TOBACCO_TAKEOVER
        return soonest <= after <= latest

    @property
    def days_since_read(self) -> int | None:
        """Age of the freshest register that knows the shop, else of the stalest consulted."""
        knowing = {finding.register for finding in self.own}
        days = [
            max((self.as_of - day).days, 0)
            for register, day in self.read_on.items()
            if day is not None and (register in knowing or not knowing)
        ]
        return (min if knowing else max)(days, default=None)


def case_of(
    found: Sequence[Finding],
    *,
    as_of: date,
    read_on: Mapping[str, date | None],
    expects_permit: bool,
) -> Case:
    """Add the findings up; `found` has each record once, and heirs count as the shop's own."""
    own = tuple(finding for finding in found if finding.same_shop)
    says = {register: _standings(own, register, as_of) for register in _PERMITS}
    over = frozenset(register for register in _PERMITS if says[register] == {"ended"})
    ended = [one for one in own if one.register in over and one.standing == "ended"]
    live = frozenset(register for register in _PERMITS if "live" in says[register])
    resting = frozenset(register for register in _PERMITS if "suspended" in says[register])
    return Case(
        as_of=as_of,
        read_on=read_on,
        expects_permit=expects_permit,
        own=own,
        others=tuple(finding for finding in found if not finding.same_shop),
        live=live,
        suspended=resting - live,
        ended=over,
        ended_on=max((one.ended_on for one in ended if one.ended_on is not None), default=None),
        closed_on=max((one.closed_on for one in ended if one.closed_on is not None), default=None),
    )


def _standings(own: Sequence[Finding], register: str, as_of: date) -> set[str]:
    """What one register says of the shop, without permits that someone forgot to give back.

    A shop has one permit at a time, so a permit was over when a later one was given; if that has
    ended since, the shop has none.
    """
    permits = [finding for finding in own if finding.register == register]
    last = max(
        (
            one.permitted_on
            for one in permits
            if one.standing == "ended"
            and one.permitted_on is not None
            and one.closed_on is not None
            and as_of - one.closed_on <= LISTING_LASTS
        ),
        default=date.min,
    )
    return {
        one.standing
        for one in permits
        if one.standing == "ended" or one.permitted_on is None or one.permitted_on >= last
    }


def with_heirs(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, with another permit of the chain as the shop's own if it followed on one.

    So a shop keeps its permits when its owner changes and the branch gets another name.
    """
    ended = [one for one in found if one.same_shop and one.standing == "ended"]
    return tuple(
        replace(one, same_shop=True)
        if _may_inherit(one) and any(changes_hands(before, one) for before in ended)
        else one
        for one in found
    )


def _may_inherit(finding: Finding) -> bool:
    return (
        finding.is_permit
        and finding.same_chain
        and finding.standing == "live"
        and not (finding.same_shop or finding.claimed or finding.other_number)
    )


def _is_convenience(finding: Finding) -> bool:
    """Whether the record is a convenience store's; the map lists nothing else.

    Of food permits no others are compared.
    """
    return finding.is_chain or finding.claimed or finding.register == "food"
