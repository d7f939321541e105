"""How late a closure is seen."""

from collections.abc import Sequence
from datetime import date

import pytest

from radius_assets.evaluation.delays import PATIENCE, WEEK, Delays, Look, delays, delays_of

WEEKS = 11
FIRST = date(2026, 1, 1)
LAST = FIRST + WEEK * (WEEKS - 1)
LATEST = LAST - PATIENCE
assert date(2026, 1, 15) == LATEST


def test_closures_are_seen_late_or_never() -> None:
    looks = []
    found = delays(5, ["강남구"], WEEKS, looked=lambda: looks.append(1))

    assert len(looks) == WEEKS
    assert found.shops > 0
    assert 0 < found.seen <= found.shops - found.forgotten - found.early
    assert all(0 <= days < 7 * WEEKS for days in found.days)


def test_one_look_sees_no_closure_come() -> None:
    assert delays(5, ["도봉구"], 1) == Delays(shops=0, days=[], forgotten=0, early=0)


@pytest.mark.parametrize(
    ("days", "share", "within"),
    [
        ([], 0.5, None),
        ([3], 0.5, 3),
        ([30, 10, 20], 0.5, 20),
        ([30, 10, 20], 0.67, 30),
        ([30, 10, 20], 1.0, 30),
        (list(range(1, 11)), 0.9, 9),
    ],
)
def test_days_within_which_a_share_was_seen(
    days: list[int], share: float, within: int | None
) -> None:
    assert Delays(shops=20, days=days, forgotten=0, early=0).within(share) == within


def _looks(ended_on: date, held_gone: Sequence[int], listed: int = WEEKS) -> list[Look]:
    """A listing on the map for so many looks, held gone at those that are counted."""
    looks = []
    for number in range(WEEKS):
        day = FIRST + WEEK * number
        is_listed = number < listed
        looks.append(
            Look(
                day=day,
                listed={"1"} if is_listed else set(),
                closed_on={"1": ended_on} if is_listed and ended_on <= day else {},
                held_gone={"1"} if number in held_gone else set(),
            )
        )
    return looks


NONE = Delays(shops=0, days=[], forgotten=0, early=0)
WAITING = Delays(shops=1, days=[], forgotten=0, early=0)
FORGOTTEN = Delays(shops=1, days=[], forgotten=1, early=0)
EARLY = Delays(shops=1, days=[], forgotten=0, early=1)


def _seen(days: int) -> Delays:
    return Delays(shops=1, days=[days], forgotten=0, early=0)


@pytest.mark.parametrize(
    ("looks", "found"),
    [
        pytest.param(_looks(date(2026, 1, 10), range(2, WEEKS)), _seen(5), id="at the next look"),
        pytest.param(_looks(date(2026, 1, 10), range(5, WEEKS)), _seen(26), id="weeks later"),
        pytest.param(_looks(date(2026, 1, 10), [3, 7]), _seen(12), id="the first time counts"),
        pytest.param(_looks(date(2026, 1, 8), range(1, WEEKS)), _seen(0), id="on the day itself"),
        pytest.param(_looks(date(2026, 1, 10), []), WAITING, id="never"),
        pytest.param(_looks(date(2026, 1, 10), [], listed=4), FORGOTTEN, id="left unseen"),
        pytest.param(_looks(date(2026, 1, 10), [3], listed=4), _seen(12), id="seen, then left"),
        pytest.param(_looks(date(2026, 1, 10), range(WEEKS)), EARLY, id="always held gone"),
        pytest.param(_looks(date(2026, 1, 10), [1]), EARLY, id="held gone too early"),
        pytest.param(_looks(date(2026, 1, 10), [1], listed=4), EARLY, id="early, then left"),
        pytest.param(_looks(date(2026, 1, 10), [0, 3]), _seen(12), id="right again by its end"),
        pytest.param(_looks(LATEST, range(2, WEEKS)), _seen(0), id="the latest that counts"),
        pytest.param(_looks(date(2026, 1, 16), range(3, WEEKS)), NONE, id="too late to count"),
        pytest.param(
            _looks(date(2026, 1, 2), range(1, WEEKS)), _seen(6), id="the first that counts"
        ),
        pytest.param(_looks(FIRST, range(WEEKS)), NONE, id="no look before it"),
        pytest.param(_looks(date(2025, 12, 20), range(WEEKS)), NONE, id="before all looks"),
    ],
)
def test_a_closure_is_seen_at_the_first_look_that_tells_it(
    looks: list[Look], found: Delays
) -> None:
    assert delays_of(looks) == found


def test_who_holds_everything_gone_sees_no_closure() -> None:
    ends = {str(number): date(2026, 1, 1 + number) for number in range(1, 15)}
    looks = [
        Look(
            day=day,
            listed=set(ends),
            closed_on={each: end for each, end in ends.items() if end <= day},
            held_gone=set(ends),
        )
        for day in (FIRST + WEEK * number for number in range(WEEKS))
    ]

    assert delays_of(looks) == Delays(shops=14, days=[], forgotten=0, early=14)
