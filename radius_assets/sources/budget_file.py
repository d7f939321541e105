"""A request budget in a file, shared by all processes of a machine.

A record under a file lock and not SQLite: some 20 against 43 µs a call, at worst 20 against 108 ms
where four processes do nothing else, and a file that is deleted meanwhile is simply made anew.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

from radius_assets.sources.budget import (
    WHOLE_KEY,
    Holder,
    Ledger,
    Limits,
    ThrottleStateError,
    day_in_korea,
)
from radius_assets.sources.budget_record import Record, pack, restored
from radius_assets.sources.holders import boot_id, is_gone, this_namespace

Clock: TypeAlias = Callable[[], float]

LOCK_RETRY_S = 0.001


class FileBudget:
    """The budget of one service and key, in a file that is read and written under a lock.

    Every call opens the file, locks it, changes it and closes it: a process that dies or
    forks leaves nothing locked, and deleting the file at any time is harmless (requests
    under way are then forgotten, so those who know of the loss pause for
    `LOST_STATE_PAUSE_S`). The same is done where the content is damaged or from the future;
    a file from before a reboot is started anew, except for the count of the day. Slots of a
    process that is gone are taken back at the next call; a process in another PID namespace
    cannot be seen, there the lease of `LEASE_S` decides. The folder has to be on a local disk.

    Args:
        path: The file; it and its folder are made where missing.
        clock: Seconds on a clock that all processes of the machine share and nobody sets.
            `time.monotonic` is one on Linux and, since Python 3.10, on macOS, where it
            stands still while the machine sleeps; so does everyone who waits.
        wall_clock: Seconds since 1970, for the day.
        lock_timeout_s: How long to try for the lock, which is held for some 20 µs.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock = time.monotonic,
        wall_clock: Clock = time.time,
        lock_timeout_s: float = 5.0,
    ) -> None:
        self._path = path
        self._clock = clock
        self._wall_clock = wall_clock
        self._lock_tries = 1 + int(lock_timeout_s / LOCK_RETRY_S)
        self._boot = boot_id()
        self._namespace = this_namespace()
        self._was_used = False

    def reserve(
        self, limits: Limits, ticket: int, *, api: str = WHOLE_KEY, priority: int = 0
    ) -> float:
        """Seconds until the holder of the ticket shall ask again; 0.0 to send now."""
        holder = Holder(os.getpid(), self._namespace)
        gone = partial(is_gone, namespace=self._namespace)
        with self._ledger() as (ledger, now):
            ledger.forget(now, window_s=limits.window_s, is_gone=gone)
            wake_at = ledger.reserve(
                ticket, holder, now=now, limits=limits, api=api, priority=priority
            )
        return max(0.0, wake_at - now)

    def give_back(self, ticket: int, *, after_s: float) -> None:
        """End a ticket; if its request was sent, its slot is free after so many seconds."""
        with self._ledger() as (ledger, now):
            ledger.give_back(ticket, free_at=now + after_s)

    def slow_down(self, seconds: float) -> None:
        """Let nobody send for so many seconds, unless a longer pause is on already."""
        with self._ledger() as (ledger, now):
            ledger.slow_down(now + seconds)

    def requests_today(self) -> Mapping[str, int]:
        """How many requests were sent to each API since midnight in Korea."""
        with self._ledger() as (ledger, _):
            return ledger.requests

    @contextmanager
    def _ledger(self) -> Iterator[tuple[Ledger, float]]:
        try:
            with self._locked_file() as file:
                now = self._clock()
                ledger = self._read(file, now)
                ledger.begin_day(day_in_korea(self._wall_clock()))
                yield ledger, now
                os.pwrite(file, pack(Record(self._boot, now, ledger)), 0)
        except OSError as error:
            raise ThrottleStateError(
                f"the request budget in {self._path} cannot be used ({error.strerror}); make it "
                "and its folder writable, or set RADIUS_BUDGET_FOLDER to a folder that is"
            ) from error
        self._was_used = True

    @contextmanager
    def _locked_file(self) -> Iterator[int]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                self._lock(file)
                if os.fstat(file).st_nlink:
                    yield file
                    return
            finally:
                os.close(file)

    def _lock(self, file: int) -> None:
        for _ in range(self._lock_tries):
            try:
                return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(LOCK_RETRY_S)
        raise ThrottleStateError(
            f"the request budget in {self._path} stays locked; end the process that holds it "
            "(`fuser` names it), or delete the file"
        )

    def _read(self, file: int, now: float) -> Ledger:
        data = os.pread(file, os.fstat(file).st_size, 0)
        return restored(
            data, now=now, boot=self._boot, was_used=self._was_used, where=str(self._path)
        )
