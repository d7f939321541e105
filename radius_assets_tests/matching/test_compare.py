"""How well two shops agree, in bits and in words."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.matching.compare import FEATURES, compared
from radius_assets.matching.knowledge import weights
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


def said(pair: dict[str, Any]) -> list[str]:
    return [
        feature.levels[level].says
        for feature in FEATURES
        if (level := pair[feature.column]) is not None
    ]


NEAR = "within 10 m"
ROAD = "same road address"


@pytest.mark.parametrize(
    ("other", "answers"),
    [
        pytest.param({}, [NEAR, ROAD, "same brand", "same branch"], id="same"),
        pytest.param(ELSEWHERE, [NEAR, "another street", "same brand", "same branch"], id="street"),
        pytest.param(
            {"road_address": None}, [NEAR, "same lot", "same brand", "same branch"], id="lot"
        ),
        pytest.param(
            {"road_address": "서울 영등포구 한빛로 14", "lot_address": None},
            [NEAR, "same street, another number", "same brand", "same branch"],
            id="number",
        ),
        pytest.param(
            {"road_address": "서울 영등포구 한빛로 지하 12"},
            [NEAR, "same road address but for 지하", "same brand", "same branch"],
            id="underground",
        ),
        pytest.param(
            {"place_name": "CU 하늘점"}, [NEAR, ROAD, "another brand", "another branch"], id="other"
        ),
        pytest.param(
            {"place_name": "LG25 한빛점"},
            [NEAR, ROAD, "same chain under another sign", "same branch"],
            id="old sign",
        ),
        pytest.param(
            {"place_name": "한빛점"},
            [NEAR, ROAD, "one without a brand", "same name"],
            id="no brand",
        ),
        pytest.param(
            {"place_name": "GS25 한빛2호점"},
            [NEAR, ROAD, "same brand", "same branch, one without its number"],
            id="number of the branch",
        ),
        pytest.param(
            {"place_name": "GS25 한빛제일점"},
            [NEAR, ROAD, "same brand", "somewhat similar branch"],
            id="somewhat similar",
        ),
        pytest.param(
            {"place_name": "한빛스토어"},
            [NEAR, ROAD, "one without a brand", "another branch"],
            id="named after the same quarter",
        ),
        pytest.param(
            {"place_name": "GS25", "road_address": None, "lot_address": None},
            [NEAR, "same brand"],
            id="hardly anything known",
        ),
    ],
)
def test_features_say_what_agrees(other: Row, answers: list[str]) -> None:
    assert said(compare(LISTED, {**LISTED, **other})) == answers


@pytest.mark.parametrize(
    ("one", "other", "no_chain"),
    [
        pytest.param("한빛편의점", "가온상사", True, id="neither says more"),
        pytest.param("한빛슈퍼", "가온마트", True, id="both of another kind"),
        pytest.param("한빛편의점", "가온찻집", False, id="one of another kind"),
        pytest.param("GS25 한빛점", "가온상사", False, id="a chain"),
    ],
)
def test_without_a_chain_are_those_that_may_be_one_shop(
    one: str, other: str, *, no_chain: bool
) -> None:
    assert compare(place(one), place(other))["no_chain"] is no_chain
    assert compare(place(other), place(one))["no_chain"] is no_chain


def test_two_branch_numbers_are_two_branches() -> None:
    pair = compare(place("GS25 한빛1호점"), place("GS25 한빛2호점"))

    assert said(pair)[-1] == "another branch number"
    assert (pair["same_number"], pair["other_number"]) == (False, True)


def test_the_addresses_of_a_station_may_differ() -> None:
    one = place("GS25 S9한빛역점")
    other = place("지에스25S9한빛역점", road_address="서울 영등포구 다솜로 99", east_m=140.0)

    pair = compare(one, other)

    assert "another address of a station" in said(pair)
    assert pair["score"] > 0.9


def test_a_building_binds_where_numbers_are_masked() -> None:
    masked = place(road_address="서울 영등포구 한빛로 1** (가온동, 한빛타워)", east_m=60.0)
    named = place(road_address="서울 영등포구 한빛로 12 (가온동, 한빛타워)")

    assert "same building" in said(compare(masked, named))


@pytest.mark.parametrize(
    ("other", "is_one_shop"),
    [
        pytest.param({"place_name": "지에스25한빛"}, True, id="spelled otherwise"),
        pytest.param({"place_name": "GS25"}, True, id="branch not known"),
        pytest.param({"place_name": "한빛점"}, True, id="brand not known"),
        pytest.param({"place_name": "GS25 한빛사거리역점"}, False, id="branch a little different"),
        pytest.param(ELSEWHERE, True, id="moved address, same branch"),
        pytest.param({"place_name": "CU 한빛점"}, False, id="another brand"),
        pytest.param({"place_name": "GS25 가온점", **ELSEWHERE}, False, id="chain alone"),
        pytest.param({"place_name": "가온마트"}, False, id="address alone"),
    ],
)
def test_the_score_tells_one_shop_from_two(other: Row, *, is_one_shop: bool) -> None:
    assert (compare(LISTED, {**LISTED, **other})["score"] > 0.5) == is_one_shop


def test_a_missing_value_weighs_nothing() -> None:
    known = compare(LISTED, LISTED)
    unknown = compare(LISTED, {**LISTED, "lon": None, "lat": None})

    assert unknown["distance_level"] is None
    bits = weights().bits["distance"][NEAR]
    assert known["bits"] - unknown["bits"] == pytest.approx(bits)


def test_a_record_that_two_listings_claim_is_half_as_sure() -> None:
    listed = normalized_places(places(place(place_id="1"), place(place_id="2")))
    pairs = pl.DataFrame({"place": [0, 1], "record": [0, 0]}, schema_overrides=PAIR.schema)

    assert compared(pairs, listed, listed)["score"].to_list() == pytest.approx([0.5, 0.5], abs=0.01)


@settings(max_examples=50, deadline=None)
@given(shops, shops)
def test_comparison_is_symmetrical(one: Row, other: Row) -> None:
    there, back = compare(one, other), compare(other, one)

    assert there["bits"] == back["bits"]
    assert said(there) == said(back)


@settings(max_examples=50, deadline=None)
@given(shops, shops)
def test_a_score_is_a_probability(one: Row, other: Row) -> None:
    assert 0 <= compare(one, other)["score"] <= 1
