"""When a number is odd: neither for a few rows, nor for what chance brings about."""

from math import comb

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from radius_assets.checks.finding import (
    CHANCE,
    LEAST,
    is_beyond_chance,
    is_too_many,
    named,
    share_of,
)

counts = st.integers(0, 60)
shares = st.floats(0.01, 0.99)


def chance_of(least: int, of: int, share: float) -> float:
    """How likely as many as that are, added up."""
    return sum(comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(least, of + 1))


@given(counts, counts, shares)
def test_what_is_beyond_chance_is_what_the_binomial_sum_says(
    count: int, of: int, share: float
) -> None:
    assume(count <= of)
    chance = chance_of(count, of, share)
    assume(abs(chance - CHANCE) > 1e-9)

    assert is_beyond_chance(count, of, expected=share) == (chance < CHANCE)


@given(counts, counts, shares)
def test_more_of_it_is_never_less_odd(count: int, of: int, share: float) -> None:
    assume(count < of)

    for odd in (
        [is_beyond_chance(n, of, expected=share) for n in (count, count + 1)],
        [is_too_many(n, of, tolerated=share) for n in (count, count + 1)],
    ):
        assert odd == sorted(odd)


@pytest.mark.parametrize(
    ("count", "of", "odd"),
    [
        pytest.param(0, 0, False, id="nothing of nothing"),
        pytest.param(LEAST - 1, LEAST - 1, False, id="a few, though all"),
        pytest.param(LEAST, LEAST, True, id="enough, and all"),
        pytest.param(20, 100, False, id="just what is tolerated"),
        pytest.param(21, 100, True, id="one more"),
    ],
)
def test_a_few_are_never_too_many(count: int, of: int, *, odd: bool) -> None:
    assert is_too_many(count, of, tolerated=0.2) == odd


@pytest.mark.parametrize("expected", [0.0, 0.5, 1.0])
def test_nothing_is_never_beyond_chance(expected: float) -> None:
    assert not is_beyond_chance(0, 0, expected=expected)
    assert not is_beyond_chance(0, 9, expected=expected)


def test_what_is_never_to_be_expected_is_always_odd() -> None:
    assert is_beyond_chance(1, 1_000, expected=0.0)
    assert not is_beyond_chance(1_000, 1_000, expected=1.0)


def test_a_share_of_nothing_is_nothing() -> None:
    assert share_of(0, 0) == 0.0
    assert share_of(1, 3) == 0.3333


def test_the_first_names_stand_for_all() -> None:
    assert named([]) == ""
    assert named(["a", "b", "c"]) == "a, b, c"
    assert named(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
