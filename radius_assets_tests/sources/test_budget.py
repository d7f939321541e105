"""Tests of the rules of a request budget."""

import math

import pytest

from radius_assets.sources.budget import LEASE_S, Holder, Ledger, Limits

HERE, THERE = Holder(1, 0), Holder(2, 0)
TWO = Limits(slots=2, window_s=1.0)
PACED = Limits(slots=10, window_s=1.0, mode="paced")


def started(ledger: Ledger, *tickets: int, now: float = 0.0, limits: Limits = TWO) -> list[bool]:
    return [ledger.reserve(ticket, HERE, now=now, limits=limits) <= now for ticket in tickets]


@pytest.mark.parametrize(("slots", "window_s"), [(0, 1.0), (10, 0.0), (10, -1.0)])
def test_a_limit_without_room_is_refused(slots: int, window_s: float) -> None:
    with pytest.raises(ValueError, match="not a limit"):
        Limits(slots, window_s)


@pytest.mark.parametrize(
    ("slots", "pause_s", "expected"),
    [
        pytest.param(10, 0.0, 5, id="half after a pause"),
        pytest.param(10, 0.99, 5, id="half for one window"),
        pytest.param(10, 1.0, 6, id="then one more"),
        pytest.param(10, 5.0, 10, id="all after five windows"),
        pytest.param(10, math.inf, 10, id="all where there was no pause"),
        pytest.param(1, 0.0, 1, id="never none"),
    ],
)
def test_slots_recover_step_by_step(slots: int, pause_s: float, expected: int) -> None:
    assert Limits(slots, 1.0).slots_after(pause_s) == expected


def test_a_slot_is_free_a_window_after_the_answer_and_not_before() -> None:
    ledger = Ledger()
    assert started(ledger, 1, 2, 3) == [True, True, False]

    ledger.give_back(1, free_at=1.4)

    assert ledger.reserve(3, HERE, now=0.4, limits=TWO) == 1.4
    assert started(ledger, 3, now=1.4) == [True]


def test_who_waits_asks_again_when_a_slot_could_be_free() -> None:
    ledger = Ledger()
    started(ledger, 1)
    started(ledger, 2, now=0.5)

    asked_again_at = [ledger.reserve(n, HERE, now=0.5, limits=TWO) for n in (3, 4, 5, 6)]

    assert asked_again_at == [1.5, 1.5, 2.5, 2.5]


def test_slots_go_to_those_who_came_first_whoever_asks() -> None:
    ledger = Ledger()
    started(ledger, 1, 2, 3, 4)
    ledger.give_back(1, free_at=1.0)
    ledger.give_back(2, free_at=1.2)

    latecomer_at = ledger.reserve(5, THERE, now=0.1, limits=TWO)

    assert [ledger.claims[ticket].start_at for ticket in (3, 4)] == [1.0, 1.2]
    assert latecomer_at == 2.0


def test_a_reservation_given_back_goes_to_the_next() -> None:
    ledger = Ledger()
    started(ledger, 1, 2)
    ledger.give_back(1, free_at=1.0)
    started(ledger, 3, 4, now=0.1)

    ledger.give_back(3, free_at=0.2)

    assert ledger.reserve(4, HERE, now=0.2, limits=TWO) == 1.0


def test_what_a_dead_process_sent_is_counted_for_two_windows() -> None:
    ledger = Ledger()
    ledger.reserve(1, THERE, now=0.0, limits=TWO)
    ledger.reserve(2, THERE, now=0.0, limits=TWO)
    ledger.reserve(3, THERE, now=0.0, limits=TWO)

    ledger.forget(5.0, window_s=1.0, is_gone=lambda holder: holder == THERE)

    assert ledger.claims == {}
    assert ledger.cooling == [7.0, 7.0]


def test_a_lease_that_ran_out_frees_the_slot() -> None:
    ledger = Ledger()
    started(ledger, 1, 2)

    ledger.forget(LEASE_S, window_s=1.0, is_gone=lambda _: False)

    assert ledger.claims == {}
    assert started(ledger, 3, now=LEASE_S + 2.0) == [True]


def test_a_pause_holds_for_those_who_had_a_time_already() -> None:
    ledger = Ledger()
    started(ledger, 1, 2)
    ledger.give_back(1, free_at=1.0)
    started(ledger, 3)

    ledger.slow_down(until=30.0)
    ledger.slow_down(until=20.0)

    assert ledger.reserve(3, HERE, now=1.0, limits=TWO) == 30.0


def test_a_pause_shorter_than_a_window_does_not_free_what_is_cooling() -> None:
    ledger = Ledger()
    started(ledger, 1, 2)
    ledger.give_back(1, free_at=1.0)
    ledger.give_back(2, free_at=1.1)
    started(ledger, 3, 4)

    ledger.slow_down(until=0.1)

    assert started(ledger, 3, 4, now=0.9) == [False, False]


def test_after_a_pause_half_of_the_slots_are_used() -> None:
    ledger = Ledger()
    ledger.slow_down(until=30.0)
    limits = Limits(slots=4)

    assert started(ledger, 1, 2, 3, 4, now=30.0, limits=limits) == [True, True, False, False]
    assert started(ledger, 3, 4, now=31.0, limits=limits) == [True, False]
    assert started(ledger, 4, now=32.0, limits=limits) == [True]


def test_slots_given_back_during_a_pause_do_not_add_to_the_half() -> None:
    ledger = Ledger()
    limits = Limits(slots=4)
    started(ledger, 1, 2, 3, 4, limits=limits)
    ledger.slow_down(until=0.5)
    for ticket, free_at in ((1, 1.1), (2, 1.2), (3, 1.3), (4, 1.4)):
        ledger.give_back(ticket, free_at=free_at)

    starts = [ledger.reserve(ticket, HERE, now=0.5, limits=limits) for ticket in (5, 6)]

    assert starts == [1.3, 1.4]


def test_paced_requests_start_five_percent_more_than_a_tenth_apart() -> None:
    ledger = Ledger()

    starts = [ledger.reserve(ticket, HERE, now=0.0, limits=PACED) for ticket in range(4)]

    assert starts == pytest.approx([0.0, 0.105, 0.21, 0.315])


def test_a_paced_time_given_back_is_taken_by_the_next() -> None:
    ledger = Ledger()
    for ticket in range(4):
        ledger.reserve(ticket, HERE, now=0.0, limits=PACED)

    ledger.give_back(2, free_at=0.0)

    assert ledger.reserve(4, HERE, now=0.0, limits=PACED) == pytest.approx(0.21)


@pytest.mark.parametrize(
    ("late_s", "next_at"),
    [pytest.param(0.004, 0.21, id="hardly"), pytest.param(0.006, 0.216, id="too late")],
)
def test_who_starts_late_does_not_come_too_close_to_the_next_one(
    late_s: float, next_at: float
) -> None:
    ledger = Ledger()
    for ticket in range(3):
        ledger.reserve(ticket, HERE, now=0.0, limits=PACED)

    assert started(ledger, 1, now=0.105 + late_s, limits=PACED) == [True]

    assert ledger.claims[2].start_at == pytest.approx(next_at)


def test_paced_requests_are_half_as_many_after_a_pause() -> None:
    ledger = Ledger()
    ledger.slow_down(until=1.0)

    starts = [ledger.reserve(ticket, HERE, now=1.0, limits=PACED) for ticket in range(3)]

    assert starts == pytest.approx([1.0, 1.21, 1.42])


def test_the_count_starts_anew_with_the_day() -> None:
    ledger = Ledger()
    ledger.begin_day(7)
    started(ledger, 1, 2, 3)
    assert ledger.requests == {"all": 2}

    ledger.begin_day(7)
    same_day = dict(ledger.requests)
    ledger.begin_day(8)

    assert (same_day, ledger.requests) == ({"all": 2}, {})
