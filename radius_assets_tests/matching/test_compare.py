"""How well two shops agree, in bits and in words."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.matching.compare import compared
from radius_assets.matching.features import FEATURES
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

    assert said(pair)[-1] == "another number, gate or block"
    assert (pair["same_number"], pair["other_number"]) == (False, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("GS25 한빛가점", "GS25 한빛나점", id="parts"),
        pytest.param("GS25 한빛파크정문점", "GS25 한빛파크후문점", id="gates"),
        pytest.param("CU 한빛밸리 A동점", "씨유한빛밸리B동", id="blocks"),
        pytest.param("CU 한빛아파트101동점", "CU 한빛아파트102동점", id="houses"),
        pytest.param("CU 한빛병원본관점", "CU 한빛병원별관점", id="wings"),
    ],
)
def test_two_gates_or_blocks_are_two_branches(one: str, other: str) -> None:
    pair = compare(place(one), place(other))

    assert said(pair)[-1] == "another number, gate or block"
    assert pair["other_number"] is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("GS25 한빛3가점", "GS25 가온시나라점", id="letters of the names"),
        pytest.param("GS25 한빛파크정문점", "GS25 가온후문점", id="gates of two houses"),
    ],
)
def test_a_gate_tells_two_branches_of_one_house_apart(one: str, other: str) -> None:
    pair = compare(place(one), place(other))

    assert said(pair)[-1] == "another branch"
    assert pair["other_number"] is False


@pytest.mark.parametrize("other", ["GS25 한빛파크정문", "지에스25한빛파크정문점"])
def test_one_gate_is_one_branch(other: str) -> None:
    pair = compare(place("GS25 한빛파크정문점"), place(other))

    assert said(pair)[-1] == "same branch"
    assert pair["other_number"] is False


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        pytest.param("태평점", "시흥태평점", "one branch ends with the other", id="the town"),
        pytest.param("한빛시흥태평점", "태평점", "one branch ends with the other", id="other way"),
        pytest.param("한빛역점", "역점", "another branch", id="a letter tells nothing"),
        pytest.param("태평점", "태평중앙점", "somewhat similar branch", id="what follows tells"),
        pytest.param("태평점", "시흥태평2호점", "another branch", id="another number"),
    ],
)
def test_a_branch_may_be_named_with_its_town_or_without(one: str, other: str, says: str) -> None:
    assert said(compare(place(f"CU {one}"), place(f"CU {other}")))[-1] == says


@pytest.mark.parametrize(
    ("listed", "recorded", "is_one"),
    [
        pytest.param("GS25 한빛마을점", "GS 한빛마을", True, id="GS"),
        pytest.param("GS25 한빛마을2호점", "지에스한빛마을2호", True, id="a number"),
        pytest.param("CU 한빛리조트점", "비지에프 한빛리조트", True, id="a company"),
        pytest.param("GS25 가온점", "GS 한빛마을", False, id="another branch"),
        pytest.param("CU 한빛마을점", "GS 한빛마을", False, id="another chain"),
        pytest.param("GS25 슈퍼한빛점", "GS슈퍼 한빛", False, id="no convenience store"),
    ],
)
def test_a_short_form_of_a_brand_is_believed_where_the_branch_agrees(
    listed: str, recorded: str, is_one: bool
) -> None:
    pair = compare(place(listed), place(recorded))

    assert (said(pair)[-2:] == ["same brand", "same branch"]) is is_one
    assert pair["same_chain"] is is_one


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
