"""Tests of the dice."""

import datetime as dt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.sandbox.world.draws import day_of, dice, draw, ranks


@given(st.lists(st.integers(0, 9), max_size=60))
def test_a_rank_counts_the_equal_keys_before(keys: list[int]) -> None:
    expected = [keys[:nth].count(key) for nth, key in enumerate(keys)]

    assert ranks(np.array(keys, dtype=np.int64)).tolist() == expected


def test_topics_and_districts_have_dice_of_their_own() -> None:
    thrown = {
        dice(seed, district, topic).random()
        for seed in (1, 2)
        for district in ("영등포구", "서초구")
        for topic in ("food", "tobacco")
    }

    assert len(thrown) == 8
    assert dice(1, "서초구", "food").random() == dice(1, "서초구", "food").random()


def test_draws_by_share() -> None:
    drawn = draw(dice(1, "서초구", "test"), {"often": 3.0, "seldom": 1.0}, 4_000)

    assert 0.72 < drawn.count("often") / len(drawn) < 0.78


def test_days_are_numbered_from_1970() -> None:
    assert day_of(dt.date(1970, 1, 2)) == 1
