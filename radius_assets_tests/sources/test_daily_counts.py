"""Tests of the count of the day: by API, over midnight and reboots, and from older records."""

import struct
import zlib
from datetime import UTC, datetime

import pytest

from radius_assets.sources.budget import DAY_S, WHOLE_KEY, Limits, ThrottleStateError, day_in_korea
from radius_assets.sources.budget_record import LOST_STATE_PAUSE_S
from radius_assets_tests.sources.places import Place
from radius_assets_tests.sources.set_clock import SetClock

ONE = Limits(slots=1, window_s=1.0)
MANY = Limits(slots=100, window_s=1.0)
MIDNIGHT = datetime(2026, 3, 1, 15, tzinfo=UTC).timestamp()  # in Korea


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MIDNIGHT + 3_600.0)


def test_requests_are_counted_where_they_go(place: Place, clock: SetClock) -> None:
    budget = place.opened(clock)

    for ticket, api in enumerate(["category", "keyword", "category", "주소"]):
        budget.reserve(MANY, ticket, api=api)
    budget.reserve(MANY, 9)

    counted = {"category": 2, "keyword": 1, "주소": 1, WHOLE_KEY: 1}
    assert place.opened(clock).requests_today() == counted


def test_all_apis_of_a_key_stand_in_one_line(place: Place, clock: SetClock) -> None:
    budget = place.opened(clock)
    budget.reserve(ONE, 1, api="category")

    waits_s = [budget.reserve(ONE, ticket, api="keyword") for ticket in (2, 2)]

    assert waits_s == [ONE.window_s] * 2
    assert budget.requests_today() == {"category": 1}, "who waits is not counted yet"


def test_all_counts_start_anew_with_the_day_in_korea(place: Place, clock: SetClock) -> None:
    budget = place.opened(clock)
    for ticket, api in enumerate(["category", "keyword"]):
        budget.reserve(MANY, ticket, api=api)

    clock.now += DAY_S
    budget.reserve(MANY, 3, api="keyword")

    assert budget.requests_today() == {"keyword": 1}


def test_a_clock_that_steps_back_over_midnight_loses_no_count(place: Place) -> None:
    clock = SetClock(MIDNIGHT + 0.2)
    budget = place.opened(clock)
    budget.reserve(MANY, 1, api="category")

    clock.now = MIDNIGHT - 0.2
    before = dict(budget.requests_today())
    budget.reserve(MANY, 2, api="category")
    clock.now = MIDNIGHT + 0.3

    assert (before, budget.requests_today()) == ({"category": 1}, {"category": 2})


def test_a_count_from_the_far_future_does_not_hold_until_then(place: Place) -> None:
    clock = SetClock(MIDNIGHT + 10 * DAY_S)
    budget = place.opened(clock)
    budget.reserve(MANY, 1)

    clock.now = MIDNIGHT

    assert budget.requests_today() == {}


def record_before(*, day: int, requests: int, written_at: float) -> bytes:
    """A record as it was laid out when all APIs were counted together: idle, of no boot."""
    header = struct.pack("<36sdddqqI", b"", written_at, 0.0, 0.0, day, requests, 0)
    return struct.pack("<8sII", b"radius1\n", len(header), zlib.crc32(header)) + header


def test_a_record_that_did_not_count_by_api_keeps_its_count_for_the_whole_key(
    place: Place, clock: SetClock
) -> None:
    day = day_in_korea(clock.now)
    place.write(record_before(day=day, requests=84, written_at=clock.now))
    budget = place.opened(clock)

    before = dict(budget.requests_today())
    waited_s = budget.reserve(MANY, 1, api="category")

    assert before == {WHOLE_KEY: 84}
    assert waited_s == LOST_STATE_PAUSE_S, "what was under way is not known"
    clock.now += LOST_STATE_PAUSE_S
    assert budget.reserve(MANY, 1, api="category") == 0.0
    assert budget.requests_today() == {WHOLE_KEY: 84, "category": 1}


def test_a_damaged_record_of_before_is_made_anew(place: Place, clock: SetClock) -> None:
    record = record_before(day=day_in_korea(clock.now), requests=84, written_at=clock.now)
    place.write(record[:-1] + b"?")

    assert place.opened(clock).reserve(MANY, 1) == LOST_STATE_PAUSE_S
    assert place.opened(clock).requests_today() == {}


def test_a_record_of_a_later_layout_is_left_alone(place: Place, clock: SetClock) -> None:
    later = b"radius3\n" + b"whatever it holds"
    place.write(later)

    with pytest.raises(ThrottleStateError, match="another version of radius_assets"):
        place.opened(clock).reserve(MANY, 1)

    assert place.read() == later
