"""Addresses as keys: the spellings of the map and of the registers."""

import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.domain.addresses import ADDRESS_SCHEMA, with_address_keys
from radius_assets_tests.domain.reference import address_of


def keys(road: str | None, lot: str | None = None) -> dict[str, object]:
    row = {"road_address": road, "lot_address": lot, "district": "영등포구"}
    table = pl.DataFrame([row], schema=dict.fromkeys(row, pl.String()))
    return with_address_keys(table).drop(row).row(0, named=True)


@pytest.mark.parametrize(
    ("address", "road_key"),
    [
        pytest.param("서울 영등포구 한빛로 12", "영등포구 한빛로 12", id="map"),
        pytest.param("서울특별시 영등포구 한빛로 12", "영등포구 한빛로 12", id="register"),
        pytest.param(
            "서울특별시 영등포구 한빛로 12, 지하1층 101호 (가온동)",
            "영등포구 한빛로 12",
            id="floor and unit",
        ),
        pytest.param("서울 영등포구 한빛로12길 3-4", "영등포구 한빛로12길 3-4", id="side street"),
        pytest.param("서울 영등포구 한빛로 12길 3", "영등포구 한빛로12길 3", id="blank inside"),
        pytest.param("서울 영등포구 한빛로12가길 3", "영등포구 한빛로12가길 3", id="lettered"),
        pytest.param("서울 영등포구 한빛로1234", "영등포구 한빛로 1234", id="no blank"),
        pytest.param(
            "서울 영등포구 한빛로 3 - 2 층", "영등포구 한빛로 3", id="floor behind a dash"
        ),
        pytest.param("서울 영등포구 한빛로 3\u00ad4", None, id="digits parted by a soft hyphen"),
        pytest.param(
            "서울\ufeff 영등포구 한빛로 3\u200b-4", "영등포구 한빛로 3-4", id="unseen signs"
        ),
        pytest.param("서울 영등포구 63로 10", "영등포구 63로 10", id="digits in the name"),
        pytest.param("서울 영등포구 한빛1로 28", "영등포구 한빛1로 28", id="digit before 로"),
        pytest.param("서울 영등포구 가온동 한빛로 12", "영등포구 한빛로 12", id="with quarter"),
        pytest.param("서울 구로구 구로동로 12", "구로구 구로동로 12", id="named like a quarter"),
        pytest.param("경기도 김포시 한빛읍 가온로 12", "김포시 가온로 12", id="outside Seoul"),
        pytest.param("한빛로 12", "영등포구 한빛로 12", id="no district"),
        pytest.param("서울특별시 한빛로 12", "영등포구 한빛로 12", id="the city alone"),
        pytest.param("서울시 한빛로 12", "영등포구 한빛로 12", id="the city in short"),
        pytest.param("서울 영등포구 지하 758", None, id="no road"),
        pytest.param("서울 영등포구 한빛로 1**", None, id="masked"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="not known"),
    ],
)
def test_a_road_address_becomes_district_road_and_number(
    address: str | None, road_key: str | None
) -> None:
    assert keys(address)["road_key"] == road_key


@pytest.mark.parametrize(
    ("address", "lot_key"),
    [
        pytest.param("서울 영등포구 가온동 12-3", "영등포구 가온동 12-3", id="map"),
        pytest.param("서울시 영등포구 가온동 12-3번지 1층", "영등포구 가온동 12-3", id="register"),
        pytest.param("서울 영등포구 가온동 12번지 3호", "영등포구 가온동 12-3", id="old form"),
        pytest.param("서울 영등포구 가온동 12번지3호", "영등포구 가온동 12-3", id="old, no blank"),
        pytest.param(
            "서울 영등포구 가온동 12 - 301", "영등포구 가온동 12", id="a unit after a dash"
        ),
        pytest.param("서울 영등포구 가온동 12번지 101호", "영등포구 가온동 12", id="unit"),
        pytest.param("서울 영등포구 가온동3가 12", "영등포구 가온동3가 12", id="가"),
        pytest.param("서울 영등포구 가온동 3가 12", "영등포구 가온동3가 12", id="가 apart"),
        pytest.param("서울 영등포구 가온동 산 12-3", "영등포구 가온동 산12-3", id="hill"),
        pytest.param("서울 영등포구 가온동 12 외 1필지", "영등포구 가온동 12", id="several lots"),
        pytest.param("서울 영등포구 가온동(가온2동) 12-3", "영등포구 가온동 12-3", id="aside"),
        pytest.param("서울 한빛로 12(가온동 12-3) CU", "영등포구 가온동 12-3", id="in brackets"),
        pytest.param("경기도 김포시 한빛읍 가온리 12-3", "김포시 가온리 12-3", id="읍 and 리"),
        pytest.param("경기도 화성시 한빛면 12-3번지", "화성시 한빛면 12-3", id="면 alone"),
        pytest.param("서울특별시 가온동 12-3", "영등포구 가온동 12-3", id="the city alone"),
        pytest.param("서울 영등포구 가온동 0번지", None, id="filler"),
        pytest.param("서울 영등포구 가온동 1**-*", None, id="masked"),
        pytest.param(None, None, id="not known"),
    ],
)
def test_a_lot_address_becomes_district_quarter_and_lot(
    address: str | None, lot_key: str | None
) -> None:
    assert keys(None, address)["lot_key"] == lot_key


def test_a_lot_address_in_the_road_column_is_read_as_such() -> None:
    assert keys("서울 영등포구 가온동 12-3") == {
        "road_key": None,
        "street": None,
        "underground": None,
        "lot_key": "영등포구 가온동 12-3",
        "building": None,
    }


@pytest.mark.parametrize(
    ("address", "building"),
    [
        pytest.param("서울 영등포구 한빛로 12 (가온동, 한빛타워)", "영등포구 한빛타워", id="named"),
        pytest.param(
            "서울 영등포구 한빛로 12, 1층 (가온동, 한빛 타워)", "영등포구 한빛타워", id="blank"
        ),
        pytest.param(
            "서울 영등포구 한빛로 1** (가온동, 한빛타워)", "영등포구 한빛타워", id="masked"
        ),
        pytest.param("서울 영등포구 한빛로 12 (가온동)", None, id="none"),
        pytest.param("서울 영등포구 한빛로 12 (가온동, 주식회사)", None, id="a legal form"),
        pytest.param("서울 영등포구 한빛로 12 (가온동, 1층)", None, id="a floor"),
        pytest.param("서울 영등포구 한빛로 12 (가온동, 지하1층 101호)", None, id="a unit"),
    ],
)
def test_a_name_in_brackets_is_the_building(address: str, building: str | None) -> None:
    assert keys(address)["building"] == building


def test_underground_is_a_mark_and_no_part_of_the_number() -> None:
    below, above = keys("서울 영등포구 한빛로 지하 12"), keys("서울 영등포구 한빛로 12")

    assert (below["road_key"], below["underground"]) == (above["road_key"], True)
    assert above["underground"] is False


def test_decomposed_hangul_is_the_same_address() -> None:
    composed = "서울 영등포구 한빛로 12"

    assert keys(unicodedata.normalize("NFD", composed)) == keys(composed)


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cn", "Co"]), max_size=30)
PIECES = st.sampled_from(
    [
        *(
            "서울특별시 ",
            "영등포구 ",
            "구로구",
            "가온동",
            "가온동3가",
            "한빛읍 ",
            "가온리",
            "(가온2동)",
        ),
        *(
            "한빛로",
            "한빛로 12길",
            "한빛대로",
            "63로",
            "번길",
            "길",
            " ",
            "지하",
            "산",
            "12",
            "3-4",
            "0",
        ),
        *(
            "번지",
            " 3호",
            "3호",
            " - 5",
            "\u200b",
            "101호",
            ", 1층",
            " (가온동, 한빛타워)",
            "(가온동)",
            "1**",
            "외 2필지",
            ".",
        ),
    ]
)
WRITTEN = st.none() | ANY_TEXT | st.lists(PIECES, max_size=8).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(WRITTEN, WRITTEN), min_size=1, max_size=8))
def test_any_address_says_what_it_says_alone(written: list[tuple[str | None, str | None]]) -> None:
    rows = [(road, lot, "영등포구") for road, lot in written]
    columns = ["road_address", "lot_address", "district"]

    table = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()), orient="row")
    known = with_address_keys(table)

    assert known.select(columns).equals(table)
    assert known.drop(columns).schema == ADDRESS_SCHEMA
    assert known.drop(columns).rows() == [address_of(*row) for row in rows]


@settings(max_examples=50, deadline=None)
@given(
    number=st.integers(1, 2000),
    sub=st.none() | st.integers(1, 99),
    rest=st.sampled_from(
        ["", ", 1층", " 지하1층", " (가온동)", ", 101동 1203호 (가온동, 한빛타워)"]
    ),
    city=st.sampled_from(["서울", "서울시", "서울특별시"]),
)
def test_every_spelling_of_a_road_address_gets_one_key(
    number: int, sub: int | None, rest: str, city: str
) -> None:
    numbers = f"{number}" if sub is None else f"{number}-{sub}"

    found = keys(f"{city} 영등포구 한빛로 {numbers}{rest}")

    assert found["road_key"] == f"영등포구 한빛로 {numbers}"
