"""The rules of a request budget: which request may be sent when. No clock and no file here."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol, TypeAlias

Mode: TypeAlias = Literal["slots", "paced"]

LEASE_S = 60.0  # a request is over long before: its time-outs are 10 s each
PACED_SPACING = 1.05  # at exactly 1.0, jitter on the way puts 12 instead of 11 into a second
TURNS_BY_AGE = 5  # one turn of so many goes to who waits longest, so that nobody starves

KOREA_AHEAD_S = 9 * 3_600  # the services' day, with no summer time since 1988
DAY_S = 86_400

WHOLE_KEY = "all"
"""Stands for the APIs of a key where a service does not count them apart, or nobody named one."""


def day_in_korea(wall_s: float) -> int:
    """The number of the day in Korea, of a time in seconds since 1970."""
    return int(wall_s + KOREA_AHEAD_S) // DAY_S


class ThrottleStateError(Exception):
    """The shared state of a budget cannot be used; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one service takes from one key.

    In the mode `slots` a request takes one of the slots and gives it back a window after its
    answer: it is counted for as long as it can lie in one window with another request, so
    that no window at the server sees more than `slots` of them, however long each was on its
    way. In the mode `paced` requests start `PACED_SPACING` x `window_s` / `slots` apart: more
    of them in the long run, and now and then one too many in a window.
    """

    slots: int = 10
    window_s: float = 1.0
    mode: Mode = "slots"

    def __post_init__(self) -> None:
        if self.slots < 1 or self.window_s <= 0:
            raise ValueError(f"not a limit: {self.slots} requests in {self.window_s} s")

    def slots_after(self, pause_s: float) -> int:
        """The slots in use so long after a pause: half of them, and one more each window."""
        regained = pause_s / self.window_s
        return max(1, int(min(self.slots, self.slots // 2 + regained)))


class Budget(Protocol):
    """The state that all users of one service and key share, wherever it is kept.

    Calls are short and do not await: a waiter that is cancelled then always knows whether
    it holds a reservation. Each raises `ThrottleStateError` where the state cannot be used.
    """

    def reserve(
        self, limits: Limits, ticket: int, *, api: str = WHOLE_KEY, priority: int = 0
    ) -> float:
        """Seconds until the holder of the ticket shall ask again; 0.0 to send now.

        The first call with a ticket puts it into the line, behind those who came earlier with
        the same priority or a higher one. All APIs of the key stand in one line; `api` says
        where the request is counted.
        """

    def give_back(self, ticket: int, *, after_s: float) -> None:
        """End a ticket; if its request was sent, its slot is free after so many seconds."""

    def slow_down(self, seconds: float) -> None:
        """Let nobody send for so many seconds, unless a longer pause is on already."""

    def requests_today(self) -> Mapping[str, int]:
        """How many requests were sent to each API since midnight in Korea."""


class Holder(NamedTuple):
    """A process, by its number and the PID namespace in which it has that number."""

    pid: int
    namespace: int


class Claim(NamedTuple):
    """The place of one request in the line. Times are seconds of the budget's clock."""

    holder: Holder
    start_at: float = math.inf  # infinite until an earlier request gives its slot back
    lease_until: float = math.inf
    is_sent: bool = False
    priority: int = 0  # higher goes first


@dataclass(slots=True)
class Ledger:
    """All claims on one budget; `claims` are in the order in which they came.

    `cooling` has a time for each slot that is given back but not free before then, `requests`
    how many were sent to each API on the day.
    """

    paused_until: float = -math.inf
    last_start_at: float = -math.inf
    day: int = 0
    requests: dict[str, int] = field(default_factory=dict)
    cooling: list[float] = field(default_factory=list)
    claims: dict[int, Claim] = field(default_factory=dict)

    def begin_day(self, day: int) -> None:
        """Count from nought on another day, but not where a clock stepped back over midnight."""
        if day not in (self.day, self.day - 1):
            self.day, self.requests = day, {}

    def forget(self, now: float, *, window_s: float, is_gone: Callable[[Holder], bool]) -> None:
        """Take back what has run out, and what belongs to processes that are gone."""
        self.cooling = [free_at for free_at in self.cooling if free_at > now]
        holders = {claim.holder for claim in self.claims.values()}
        gone = {holder for holder in holders if is_gone(holder)}
        for ticket, claim in list(self.claims.items()):
            if claim.holder in gone or claim.lease_until <= now:
                # What a process sent as it died may still be on its way.
                self.give_back(ticket, free_at=now + 2 * window_s)

    def reserve(
        self,
        ticket: int,
        holder: Holder,
        *,
        now: float,
        limits: Limits,
        api: str = WHOLE_KEY,
        priority: int = 0,
    ) -> float:
        """Give the ticket its place in the line; when it may send, or ask again.

        Returns:
            A time up to `now` if the request may be sent, and is thereby counted as sent.
        """
        self._join(ticket, Claim(holder, priority=priority), now=now, limits=limits)
        self._grant(now, limits)
        claim = self.claims[ticket]
        wake_at = claim.start_at
        if math.isinf(wake_at):
            wake_at = self._soonest_start_of(ticket, now, limits.window_s)
        is_sent = wake_at <= now
        lease_until = max(now, wake_at) + LEASE_S
        self.claims[ticket] = claim._replace(lease_until=lease_until, is_sent=is_sent)
        if is_sent and not claim.is_sent:
            self.last_start_at = max(self.last_start_at, claim.start_at)
            self.requests[api] = self.requests.get(api, 0) + 1
        return wake_at

    def give_back(self, ticket: int, *, free_at: float) -> None:
        """End a ticket. A slot that was not used is free from the time it was reserved for.

        A ticket that is not known is one from before the state was lost: it did send.
        """
        claim = self.claims.pop(ticket, None)
        if claim is None or claim.is_sent:
            self.cooling.append(free_at)
        elif math.isfinite(claim.start_at):
            self.cooling.append(claim.start_at)

    def slow_down(self, until: float) -> None:
        """Let nobody send until then, those neither who had a time already."""
        self.paused_until = max(self.paused_until, until)
        for claim in self.claims.values():
            if not claim.is_sent and math.isfinite(claim.start_at):
                self.cooling.append(claim.start_at)
        self._recall()

    def _join(self, ticket: int, newcomer: Claim, *, now: float, limits: Limits) -> None:
        is_new = ticket not in self.claims
        claim = self.claims.setdefault(ticket, newcomer)
        if limits.mode == "slots":
            return  # a slot is given so shortly before its time that it is not taken away again
        tolerance_s = (PACED_SPACING - 1) * limits.window_s / limits.slots
        is_late = claim.start_at + tolerance_s < now
        if is_late or (is_new and self._overtakes(claim.priority)):
            self._recall()  # a late start too moves the later ones, or it comes too close

    def _overtakes(self, priority: int) -> bool:
        waiting = (claim for claim in self.claims.values() if not claim.is_sent)
        return any(claim.priority < priority for claim in waiting)

    def _recall(self) -> None:
        for ticket, claim in self.claims.items():
            if not claim.is_sent:
                self.claims[ticket] = claim._replace(start_at=math.inf)

    def _grant(self, now: float, limits: Limits) -> None:
        """Give a time to everyone for whom one is known, in the order of the line."""
        earliest = max(now, self.paused_until)
        slots = limits.slots_after(earliest - self.paused_until)
        for ticket in self._line():
            if limits.mode == "paced":
                start_at = self._paced_start(earliest, PACED_SPACING * limits.window_s / slots)
            else:
                start_at = self._slot_start(earliest, slots)
            if math.isinf(start_at):
                break
            self.claims[ticket] = self.claims[ticket]._replace(start_at=start_at)

    def _line(self) -> Iterator[int]:
        """Who has no time yet: by priority, then first come first served, but for some turns."""
        by_age = [ticket for ticket, claim in self.claims.items() if math.isinf(claim.start_at)]
        by_priority = sorted(by_age, key=lambda ticket: -self.claims[ticket].priority)
        given = sum(not claim.is_sent for claim in self.claims.values()) - len(by_age)
        first = sum(self.requests.values()) + given
        for turn in range(first, first + len(by_age)):
            ticket = by_age[0] if turn % TURNS_BY_AGE == 0 else by_priority[0]
            by_age.remove(ticket)
            by_priority.remove(ticket)
            yield ticket

    def _slot_start(self, earliest: float, slots: int) -> float:
        """When one more slot is free, and takes that one; infinite if it is not yet known."""
        held = sum(math.isfinite(claim.start_at) for claim in self.claims.values())
        to_be_freed = held + len(self.cooling) + 1 - slots
        if to_be_freed <= 0:
            return earliest
        if to_be_freed > len(self.cooling):
            return math.inf
        self.cooling.sort()
        return max(earliest, self.cooling.pop(to_be_freed - 1))

    def _paced_start(self, earliest: float, spacing_s: float) -> float:
        """The first time that is far enough from every start that is taken."""
        times = (claim.start_at for claim in self.claims.values() if not claim.is_sent)
        for start_at in sorted([self.last_start_at, *filter(math.isfinite, times)]):
            if start_at - earliest >= spacing_s:
                break
            earliest = max(earliest, start_at + spacing_s)
        return earliest

    def _soonest_start_of(self, ticket: int, now: float, window_s: float) -> float:
        """No slot can reach the ticket before then: none is free within a window of its start."""
        free_at = sorted(
            max(now, claim.start_at) + window_s
            for claim in self.claims.values()
            if math.isfinite(claim.start_at)
        )
        rounds, place = divmod(list(self._line()).index(ticket), len(free_at))
        return max(self.paused_until, free_at[place] + rounds * window_s)
