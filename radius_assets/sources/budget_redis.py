"""A request budget in Redis, shared by all processes of all hosts."""

import os
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias, TypeVar

from radius_assets.sources.budget import (
    DAY_S,
    WHOLE_KEY,
    Holder,
    Ledger,
    Limits,
    day_in_korea,
)
from radius_assets.sources.budget_file import Clock
from radius_assets.sources.budget_record import Record, pack, restored
from radius_assets.sources.holders import is_gone, this_namespace
from radius_assets.sources.shared_redis import REDIS, shared_redis

T = TypeVar("T")
Change: TypeAlias = Callable[[Ledger, float], T]

KEEP_S = 2 * DAY_S  # a record that nobody used for so long says nothing any more
MOST_TRIES = 50


class RedisBudget:
    """The budget of one service and key, in one value of a Redis, on the clock of its server.

    The rules stay in `Ledger`: a call reads the record, changes it, and swaps it in if nobody
    else did meanwhile, else begins again with what is there then. Those are two round trips,
    0.14 ms on the loopback; a script with all the rules in it would take one, of 0.06 ms and
    more, but the rules would be written twice, and ten requests a second need but 60 calls.
    As calls do not await, Redis has to be near, so that each takes a millisecond or two.

    Where Redis does not answer, `reserve` says when to ask again, so that waiting is done by
    sleeping: longer and longer, up to `patience_s` in all, then it raises. What is given back
    meanwhile, or slowed down, is remembered and done with the first call that gets through.
    A Redis that lost its memory is noticed by those who had used it; they make everyone pause
    for `LOST_STATE_PAUSE_S`. A holder on another host cannot be seen, there the lease of
    `LEASE_S` decides. Where the server's clock is put forward, slots are free that much sooner.

    Args:
        url: As in RADIUS_REDIS_URL, `redis://:password@host:6379/0`; never shown.
        name: The key of the value; it is dropped when nobody has used it for two days.
        patience_s: How long Redis may be away.
        clock: Seconds since 1970 on a clock that all hosts share; without it, Redis' own.
        own_clock: Seconds on a clock of this process, for the patience.
    """

    def __init__(
        self,
        url: str,
        name: str,
        *,
        patience_s: float = 30.0,
        clock: Clock | None = None,
        own_clock: Clock = time.monotonic,
    ) -> None:
        self._redis = shared_redis(url, patience_s, own_clock)
        self._name = name
        self._clock = clock
        self._namespace = this_namespace()
        self._owed: list[Change[None]] = []
        self._was_used = False

    def reserve(
        self, limits: Limits, ticket: int, *, api: str = WHOLE_KEY, priority: int = 0
    ) -> float:
        """Seconds until the holder of the ticket shall ask again; 0.0 to send now."""
        holder = Holder(os.getpid(), self._namespace)
        gone = partial(is_gone, namespace=self._namespace)

        def reserved(ledger: Ledger, now: float) -> float:
            ledger.forget(now, window_s=limits.window_s, is_gone=gone)
            wake_at = ledger.reserve(
                ticket, holder, now=now, limits=limits, api=api, priority=priority
            )
            return max(0.0, wake_at - now)

        wait_s = self._changed(reserved)
        return self._redis.wait_s() if wait_s is None else wait_s

    def give_back(self, ticket: int, *, after_s: float) -> None:
        """End a ticket; if its request was sent, its slot is free after so many seconds."""
        self._owed.append(lambda ledger, now: ledger.give_back(ticket, free_at=now + after_s))
        self._changed(_nothing_more)

    def slow_down(self, seconds: float) -> None:
        """Let nobody send for so many seconds, unless a longer pause is on already."""
        self._owed.append(lambda ledger, now: ledger.slow_down(now + seconds))
        self._changed(_nothing_more)

    def requests_today(self) -> Mapping[str, int]:
        """How many requests were sent to each API since midnight in Korea."""
        seen = self._redis.tried(partial(self._redis.read, self._name))
        if seen is None:
            raise self._redis.error()
        return self._ledger(*seen)[0].requests

    def _changed(self, change: Change[T]) -> T | None:
        """What the change gives; None if it could not be made now, for Redis is away."""
        given = self._redis.tried(partial(self._swapped, change))
        self._was_used = True  # by us, or by others before it went away
        return given

    def _swapped(self, change: Change[T]) -> T | None:
        """Make what is owed and this change in one swap; None if others are always faster."""
        seen = self._redis.read(self._name)
        for _ in range(MOST_TRIES):
            ledger, now = self._ledger(*seen)
            for owed in self._owed:
                owed(ledger, now)
            given = change(ledger, now)
            new = pack(Record(b"", now, ledger))
            others = self._redis.swap(self._name, seen[0], new, keep_s=KEEP_S)
            if others is None:
                self._owed.clear()
                return given
            seen = others
        return None

    def _ledger(self, kept: bytes, server_now: float) -> tuple[Ledger, float]:
        now = server_now if self._clock is None else self._clock()
        where = f"{self._name} in {REDIS}"
        ledger = restored(kept, now=now, boot=b"", was_used=self._was_used, where=where)
        ledger.begin_day(day_in_korea(now))
        return ledger, now


def _nothing_more(_ledger: Ledger, _now: float) -> None:
    """For when only what is owed is to be done."""
