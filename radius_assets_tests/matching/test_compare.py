"""How well two shops agree, in bits and in words."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.matching.compare import FEATURES, agreement, compared
from radius_assets.matching.normalize import normalized_places
from radius_assets_tests.matching.rows import Row, place, places

LISTED = place("GS25 한빛점", lot_address="서울 영등포구 가온동 7")
ELSEWHERE = {"road_address": "서울 영등포구 다솜로 99", "lot_address": None}
PAIR = pl.DataFrame({"place": [0], "record": [0]}, schema_overrides={"place": pl.UInt32()})

shops = st.builds(
    place,
    st.sampled_from(
        ["GS25 한빛점", "CU 한빛점", "미니스톱 한빛2호점", "세븐일레븐 하늘점", "한빛마트", ""]
    ),
    east_m=st.floats(0, 1_000),
    road_address=st.sampled_from([None, "서울 영등포구 한빛로 12", "서울 영등포구 한빛로 지하 12"]),
    lot_address=st.sampled_from([None, "서울 영등포구 가온동 7", "서울 영등포구 가온동 8"]),
)


def compare(one: Row, other: Row) -> dict[str, Any]:
    left, right = normalized_places(places(one)), normalized_places(places(other))
    return compared(PAIR, left, right).row(0, named=True)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        pytest.param({}, ["0 m away", "same road address", "same brand", "same branch"], id="same"),
        pytest.param(
            ELSEWHERE, ["0 m away", "another street", "same brand", "same branch"], id="address"
        ),
        pytest.param(
            {"road_address": None},
            ["0 m away", "same lot", "same brand", "same branch"],
            id="no road address",
        ),
        pytest.param(
            {"road_address": "서울 영등포구 한빛로 14", "lot_address": None},
            ["0 m away", "same street, another number", "same brand", "same branch"],
            id="number",
        ),
        pytest.param(
            {"road_address": "서울 영등포구 한빛로 지하 12"},
            ["0 m away", "same road address but for 지하", "same brand", "same branch"],
            id="underground",
        ),
        pytest.param(
            {"place_name": "CU 하늘점"},
            ["0 m away", "same road address", "another brand", "another branch"],
            id="another shop",
        ),
        pytest.param(
            {"place_name": "LG25 한빛점"},
            ["0 m away", "same road address", "same chain under another sign", "same branch"],
            id="old sign",
        ),
        pytest.param(
            {"place_name": "한빛점"},
            ["0 m away", "same road address", "one without a brand", "same name"],
            id="no brand",
        ),
        pytest.param(
            {"place_name": "GS25 한빛2호점"},
            [
                *("0 m away", "same road address", "same brand", "same branch"),
                "one without a branch number",
            ],
            id="number of the branch",
        ),
        pytest.param(
            {"place_name": "GS25", "road_address": None, "lot_address": None},
            ["0 m away", "same brand"],
            id="hardly anything known",
        ),
    ],
)
def test_features_say_what_agrees(other: Row, said: list[str]) -> None:
    pair = compare(LISTED, {**LISTED, **other})

    assert agreement(pair, *(feature.name for feature in FEATURES)) == said


@pytest.mark.parametrize(
    ("other", "is_one_shop"),
    [
        pytest.param({"place_name": "지에스25한빛"}, True, id="spelled otherwise"),
        pytest.param({"place_name": "GS25"}, True, id="branch not known"),
        pytest.param({"place_name": "한빛점"}, True, id="brand not known"),
        pytest.param({"place_name": "GS25 한빛제일점"}, True, id="branch a little different"),
        pytest.param({"place_name": "GS25 가온점"}, True, id="one chain, one address"),
        pytest.param(ELSEWHERE, True, id="moved address, same branch"),
        pytest.param({"place_name": "CU 한빛점"}, False, id="another brand"),
        pytest.param({"place_name": "GS25 한빛2호점"}, True, id="one number missing"),
        pytest.param({"place_name": "GS25 가온점", **ELSEWHERE}, False, id="chain alone"),
        pytest.param({"place_name": "가온마트"}, False, id="address alone"),
    ],
)
def test_the_score_tells_one_shop_from_two(other: Row, *, is_one_shop: bool) -> None:
    assert (compare(LISTED, {**LISTED, **other})["score"] > 0.5) == is_one_shop


def test_another_branch_number_is_never_the_same_shop() -> None:
    first, second = place("GS25 한빛1호점"), place("GS25 한빛2호점")

    assert compare(first, second)["score"] < 0.1


def test_a_missing_value_weighs_nothing() -> None:
    known = compare(LISTED, LISTED)
    unknown = compare(LISTED, {**LISTED, "lon": None, "lat": None})

    assert unknown["distance_level"] is None
    assert known["bits"] - unknown["bits"] == FEATURES[0].levels[0].bits


@settings(max_examples=50, deadline=None)
@given(shops, shops)
def test_comparison_is_symmetrical(one: Row, other: Row) -> None:
    there, back = compare(one, other), compare(other, one)

    assert there["bits"] == back["bits"]
    assert agreement(there, "address", "brand", "branch") == agreement(
        back, "address", "brand", "branch"
    )


@settings(max_examples=50, deadline=None)
@given(shops, shops)
def test_a_score_is_a_probability(one: Row, other: Row) -> None:
    assert 0 <= compare(one, other)["score"] <= 1
