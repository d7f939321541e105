"""The settings of what can be made to go wrong, and the dice."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.sandbox.dice import Dice, Luck
from radius_assets.sandbox.faults import (
    MISHAPS,
    Faults,
    faults_from_json,
    faults_to_json,
    meanings,
)


def test_no_fault_is_the_rule() -> None:
    assert faults_from_json("{}") == Faults()


def test_faults_are_read_back_as_they_were_written() -> None:
    faults = Faults(
        unavailable=0.1,
        services=("kakao",),
        quota={"semas": 3},
        failing_districts={"food": ("영등포구",)},
        v2_after_requests=0,
    )

    assert faults_from_json(json.dumps(faults_to_json(faults))) == faults


def test_every_fault_says_what_it_does() -> None:
    assert all(meanings().values())
    assert set(MISHAPS) < set(meanings())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "not JSON: "),
        ("[]", r"not an object of faults: \[\]"),
        ('{"rate_503": 0.1}', "unknown fault 'rate_503'; there are: seed, services, unavailable,"),
        ('{"html": 2}', "fault 'html' is 2, expected: a share between 0 and 1"),
        ('{"html": true}', "fault 'html' is True, expected: a share"),
        ('{"timeout_s": -1}', "fault 'timeout_s' is -1, expected: a number of seconds"),
        ('{"moving_total": 1.5}', "fault 'moving_total' is 1.5, expected: a whole number"),
        ('{"services": ["naver"]}', "expected: one of kakao seoul daiso semas"),
        ('{"refusing": ["semas.food"]}', "expected: one of kakao seoul daiso semas mois kakao."),
        ('{"services": "kakao"}', "fault 'services' is 'kakao', expected: a list"),
        ('{"quota": {"seoul": 5}}', "expected: one of kakao semas"),
        ('{"quota": 5}', "fault 'quota' is 5, expected: an object"),
        ('{"failing_districts": {"permits": ["강남구"]}}', "expected: one of category keyword"),
        ('{"failing_districts": {"food": ["강남"]}}', "expected: districts, of 종로구 중구 "),
        ('{"moved_stores": [19001]}', "expected: a text"),
        ('{"past_last_page": "loop"}', "expected: one of repeat empty error400"),
        ('{"html": 0.6, "truncated": 0.6}', "add up to more than 1"),
    ],
)
def test_a_fault_that_cannot_be_read_is_named(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        faults_from_json(text)


def test_the_same_seed_throws_the_same_dice() -> None:
    faults = Faults(seed=5, unavailable=0.3, total_jitter=0.3, shifted_pages=0.3)
    one, other = Dice("kakao", faults), Dice("kakao", faults)

    assert [one.throw() for _ in range(50)] == [other.throw() for _ in range(50)]


def test_a_service_that_is_spared_throws_no_dice() -> None:
    dice = Dice("seoul", Faults(services=("kakao",), unavailable=1.0))

    assert dice.throw() == Luck()


@given(st.sampled_from(MISHAPS), st.integers(0, 10_000))
def test_a_share_of_one_befalls_every_request(mishap: str, seed: int) -> None:
    faults = faults_from_json(json.dumps({"seed": seed, mishap: 1}))

    dice = Dice("kakao", faults)

    assert dice.throw().mishap == mishap


def test_shares_come_out_as_often_as_they_say() -> None:
    dice = Dice("kakao", Faults(unavailable=0.2, html=0.1))

    thrown = [dice.throw().mishap for _ in range(2000)]

    assert 0.17 < thrown.count("unavailable") / 2000 < 0.23
    assert 0.08 < thrown.count("html") / 2000 < 0.12
