"""Tests of the line: higher priorities first, then first come first served, nobody for ever."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.sources.budget import TURNS_BY_AGE, Holder, Ledger, Limits, Mode

HERE = Holder(1, 0)
MODES: Sequence[Mode] = ("slots", "paced")


def one_at_a_time(mode: Mode) -> Limits:
    return Limits(slots=1, window_s=1.0, mode=mode)


class Line:
    """Requests on one slot: one is answered, the next one is sent."""

    def __init__(self, mode: Mode) -> None:
        self._limits = one_at_a_time(mode)
        self._now = 0.0
        self.ledger = Ledger()
        self.waiting: dict[int, int] = {}
        self.sent: list[int] = []

    def join(self, priority: int) -> int:
        """One more request asks; its ticket, which is the number of those before it."""
        ticket = len(self.sent) + len(self.waiting)
        self.waiting[ticket] = priority
        self._send_if_its_turn(ticket)
        return ticket

    def go_on(self) -> None:
        """Answer the one that is under way, and wait until the next one is sent."""
        before = len(self.sent)
        if before:
            self.ledger.give_back(self.sent[-1], free_at=self._now + 1.0)
        while self.waiting and len(self.sent) == before:
            self._now += 0.35
            for ticket in list(self.waiting):
                self._send_if_its_turn(ticket)

    def _send_if_its_turn(self, ticket: int) -> None:
        priority = self.waiting[ticket]
        start_at = self.ledger.reserve(
            ticket, HERE, now=self._now, limits=self._limits, priority=priority
        )
        if start_at <= self._now:
            del self.waiting[ticket]
            self.sent.append(ticket)


@pytest.mark.parametrize("mode", MODES)
@settings(deadline=None)
@given(priorities=st.lists(st.integers(-2, 2), max_size=30))
def test_turns_go_by_priority_and_one_in_five_to_who_waits_longest(
    mode: Mode, priorities: list[int]
) -> None:
    line = Line(mode)
    line.join(0)
    priority_of = {line.join(priority): priority for priority in priorities}

    while line.waiting:
        line.go_on()

    left, by_priority = list(priority_of), []
    for turn, ticket in enumerate(line.sent[1:], start=1):
        if turn % TURNS_BY_AGE == 0:
            assert ticket == left[0]
        else:
            by_priority.append((-priority_of[ticket], ticket))
        left.remove(ticket)
    assert by_priority == sorted(by_priority)


@pytest.mark.parametrize("mode", MODES)
@settings(deadline=None)
@given(
    before=st.lists(st.integers(-2, 2), max_size=10),
    priority=st.integers(-2, 2),
    crowds=st.lists(st.lists(st.integers(-2, 1_000), max_size=4), max_size=30),
)
def test_nobody_starves_whoever_comes_later(
    mode: Mode, before: list[int], priority: int, crowds: list[list[int]]
) -> None:
    line = Line(mode)
    for other in before:
        line.join(other)
    waiting_before = len(line.waiting)
    ours, sent_before = line.join(priority), len(line.sent)

    for crowd in crowds:
        for other in crowd:
            line.join(other)
        line.go_on()
    while ours in line.waiting:
        line.go_on()

    turns = line.sent.index(ours) + 1 - sent_before
    assert turns <= TURNS_BY_AGE * (waiting_before + 1)


@pytest.mark.parametrize("mode", MODES)
def test_without_priorities_the_line_is_first_come_first_served(mode: Mode) -> None:
    line = Line(mode)

    for _ in range(23):
        line.join(7)
    while line.waiting:
        line.go_on()

    assert line.sent == list(range(23))


def test_a_slot_that_was_given_is_not_taken_away_again() -> None:
    ledger, limits = Ledger(), one_at_a_time("slots")
    for ticket in (0, 1):
        ledger.reserve(ticket, HERE, now=0.0, limits=limits)
    ledger.give_back(0, free_at=0.8)
    ledger.reserve(1, HERE, now=0.1, limits=limits)

    ledger.reserve(2, HERE, now=0.2, limits=limits, priority=9)

    assert ledger.claims[1].start_at == 0.8


def test_a_paced_time_goes_to_a_higher_priority_that_comes_before_it() -> None:
    ledger, limits = Ledger(), one_at_a_time("paced")
    for ticket in (0, 1, 2):
        ledger.reserve(ticket, HERE, now=0.0, limits=limits)

    starts_at = ledger.reserve(3, HERE, now=0.1, limits=limits, priority=1)

    assert starts_at == pytest.approx(1.05)
    assert [ledger.claims[ticket].start_at for ticket in (1, 2)] == pytest.approx([2.1, 3.15])


def test_a_request_that_asks_twice_whether_it_may_be_sent_is_counted_once() -> None:
    ledger, limits = Ledger(), one_at_a_time("slots")

    for _ in range(2):
        ledger.reserve(0, HERE, now=0.0, limits=limits)

    assert ledger.requests == {"all": 1}
