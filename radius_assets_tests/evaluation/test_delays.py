"""How late a closure is seen."""

import pytest

from radius_assets.evaluation.delays import Delays, delays

WEEKS = 11


def test_closures_are_seen_late_or_never() -> None:
    looks = []
    found = delays(5, ["강남구"], WEEKS, looked=lambda: looks.append(1))

    assert len(looks) == WEEKS
    assert found.shops > 0
    assert 0 < found.seen <= found.shops - found.forgotten
    assert all(0 <= days < 7 * WEEKS for days in found.days)


def test_one_look_sees_no_closure_come() -> None:
    assert delays(5, ["도봉구"], 1) == Delays(shops=0, days=[], forgotten=0)


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
    assert Delays(shops=20, days=days, forgotten=0).within(share) == within
