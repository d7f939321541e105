"""Tests of kept budgets, in a file and in a Redis: sharing, dead processes, lost state, clocks."""

import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from radius_assets.sources.budget import LEASE_S, Limits, ThrottleStateError
from radius_assets.sources.budget_record import LOST_STATE_PAUSE_S
from radius_assets_tests.sources.places import Place
from radius_assets_tests.sources.set_clock import SetClock

ONE = Limits(slots=1, window_s=1.0)

HOLD_A_SLOT = """
import sys, time
from radius_assets.sources.budget import Limits
from radius_assets_tests.sources.places import place_at

budget = place_at(sys.argv[1]).opened(clock=lambda: 1_000.0)
print(budget.reserve(Limits(slots=1), 1), flush=True)
time.sleep(600)
"""


def test_two_budgets_in_one_place_share_its_slots(place: Place, clock: SetClock) -> None:
    first, second = place.opened(clock), place.opened(clock)
    assert first.reserve(ONE, 1) == 0.0

    first.give_back(1, after_s=0.75)

    assert second.reserve(ONE, 2) == 0.75
    assert second.requests_today() == {"all": 1}


def test_a_higher_priority_is_kept_with_its_ticket(place: Place, clock: SetClock) -> None:
    first, second = place.opened(clock), place.opened(clock)
    for ticket in (1, 2, 3):
        first.reserve(ONE, ticket)
    second.reserve(ONE, 4, priority=1)

    first.give_back(1, after_s=0.5)

    assert second.reserve(ONE, 4, priority=1) == 0.5
    assert first.reserve(ONE, 2) == 1.5


def test_everyone_pauses_when_one_is_told_to_slow_down(place: Place, clock: SetClock) -> None:
    place.opened(clock).slow_down(30.0)

    assert place.opened(clock).reserve(ONE, 1) == 30.0


def test_a_killed_process_gives_its_slot_back(place: Place, clock: SetClock) -> None:
    command = [sys.executable, "-c", HOLD_A_SLOT, place.address]
    budget = place.opened(clock)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "0.0\n"
        clock.now += 30.0
        while_alive_s = budget.reserve(ONE, 2)
        process.kill()

    assert while_alive_s == ONE.window_s  # to ask again, not to start
    assert budget.reserve(ONE, 2) == 2 * ONE.window_s
    clock.now += 2 * ONE.window_s
    assert budget.reserve(ONE, 2) == 0.0


def test_a_process_that_cannot_be_seen_keeps_its_slot_for_its_lease(
    place: Place, clock: SetClock
) -> None:
    elsewhere, here = place.opened(clock), place.opened(clock)
    elsewhere._namespace = 1
    elsewhere.reserve(ONE, 1)

    clock.now += LEASE_S - 1.0
    before_s = here.reserve(ONE, 2)
    clock.now += 1.0
    after_s = here.reserve(ONE, 2)

    assert (before_s, after_s) == (1.0, 2 * ONE.window_s)


def test_a_time_in_the_impossible_future_loses_the_slots_but_not_the_count(
    place: Place, clock: SetClock
) -> None:
    budget = place.opened(clock)
    budget.reserve(ONE, 1)
    clock.now -= 100.0

    waited_s = budget.reserve(ONE, 2)

    assert waited_s == LOST_STATE_PAUSE_S
    assert budget.requests_today() == {"all": 1}


def test_a_clock_that_steps_back_a_little_keeps_the_slots(place: Place, clock: SetClock) -> None:
    budget = place.opened(clock)
    budget.reserve(ONE, 1)
    clock.now -= 0.5

    budget.give_back(1, after_s=1.0)

    assert budget.reserve(ONE, 2) == 1.0


def test_state_that_is_lost_is_made_anew_after_a_pause(place: Place, clock: SetClock) -> None:
    budget = place.opened(clock)
    budget.reserve(ONE, 1)
    place.delete()

    waited_s = budget.reserve(ONE, 2)

    assert waited_s == LOST_STATE_PAUSE_S
    assert place.read()


def test_an_answer_to_a_request_that_nobody_knows_of_still_cools_its_slot(
    place: Place, clock: SetClock
) -> None:
    budget = place.opened(clock)
    budget.reserve(ONE, 1)
    place.delete()

    budget.give_back(1, after_s=3.0)

    assert budget.reserve(ONE, 2) == 3.0


def test_a_first_use_starts_without_a_pause(place: Place, clock: SetClock) -> None:
    budget = place.opened(clock)
    before = budget.requests_today()

    assert (before, budget.reserve(ONE, 1)) == ({}, 0.0)


def test_empty_state_is_none(place: Place, clock: SetClock) -> None:
    place.write(b"")

    assert place.opened(clock).reserve(ONE, 1) == 0.0


def first_half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def start_of_the_frame(data: bytes) -> bytes:
    return data[:10]


def flipped_bit(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def of_another_layout(data: bytes) -> bytes:
    body = data[16:-1]
    return data[:8] + struct.pack("<II", len(body), zlib.crc32(body)) + body


@pytest.mark.parametrize("damage", [first_half, start_of_the_frame, flipped_bit, of_another_layout])
def test_damaged_state_is_made_anew_after_a_pause(
    damage: Callable[[bytes], bytes], place: Place, clock: SetClock
) -> None:
    place.opened(clock).reserve(ONE, 1)
    place.write(damage(place.read()))

    assert place.opened(clock).reserve(ONE, 2) == LOST_STATE_PAUSE_S


def test_what_stands_behind_the_record_is_not_read(place: Place, clock: SetClock) -> None:
    budget = place.opened(clock)
    budget.reserve(ONE, 1)
    place.write(place.read() + b"left over")

    budget.give_back(1, after_s=0.5)

    assert budget.reserve(ONE, 2) == 0.5


def test_something_else_is_left_alone(place: Place) -> None:
    place.write(b"somebody's notes")

    with pytest.raises(ThrottleStateError, match="is no request budget"):
        place.opened().requests_today()

    assert place.read() == b"somebody's notes"


def test_the_count_starts_anew_at_midnight_in_korea(place: Place) -> None:
    midnight = datetime(2026, 3, 1, 15, tzinfo=UTC).timestamp()
    clock = SetClock(midnight - 1.0)
    budget = place.opened(clock)
    budget.reserve(ONE, 1)
    before = budget.requests_today()

    clock.now = midnight

    assert (before, budget.requests_today()) == ({"all": 1}, {})


def test_the_present_day_is_counted_without_a_set_clock(place: Place) -> None:
    place.opened().reserve(ONE, 1)

    assert place.opened().requests_today() == {"all": 1}
