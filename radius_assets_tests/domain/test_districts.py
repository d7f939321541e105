"""Tests of the districts."""

import unicodedata

import numpy as np
import pytest
import shapely

from radius_assets.domain.districts import (
    DISTRICT_NAMES,
    UnknownDistrictError,
    district,
    district_at,
    district_of_address,
    districts_at,
    is_outside_seoul,
)
from radius_assets.domain.geo import LonLat


def test_there_are_25_districts_in_official_order() -> None:
    assert len(DISTRICT_NAMES) == 25
    assert (DISTRICT_NAMES[0], DISTRICT_NAMES[-1]) == ("종로구", "강동구")


def test_decomposed_hangul_names_the_same_district() -> None:
    decomposed = unicodedata.normalize("NFD", "영등포구")

    assert decomposed != "영등포구"
    assert district(decomposed).name == "영등포구"


def test_an_unknown_district_is_named_with_those_that_exist() -> None:
    with pytest.raises(UnknownDistrictError, match=r"'강남'; there are: 종로구 .* 강동구"):
        district("강남")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("서울 영등포구 신풍로 1", "영등포구", id="short"),
        pytest.param("서울특별시 영등포구 신풍로 1", "영등포구", id="long"),
        pytest.param("서울시 중구 세종대로 1", "중구", id="colloquial"),
        pytest.param("서울특별시 강남구", "강남구", id="nothing after"),
        pytest.param("부산 강서구 명지로 1", None, id="another city's 강서구"),
        pytest.param("대구광역시 중구 국채보상로 1", None, id="another city's 중구"),
        pytest.param("서울특별시 서초구 강남대로 343", "서초구", id="a road named after another"),
        pytest.param("서울특별시 없는구 길 1", None, id="no such district"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="missing"),
    ],
)
def test_the_district_comes_from_the_start_of_the_address(
    address: str | None, expected: str | None
) -> None:
    assert district_of_address(address) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("경기 광명시 철산로 1", True, id="neighbour"),
        pytest.param("경상남도 창원시 의창구 1", True, id="long name"),
        pytest.param("서울 구로구 경인로 1", False, id="Seoul"),
        pytest.param("경인로 1", False, id="a road, no province"),
        pytest.param(None, False, id="missing"),
    ],
)
def test_other_provinces_are_known(address: str | None, expected: bool) -> None:
    assert is_outside_seoul(address) is expected


def test_every_district_holds_a_point_of_its_own() -> None:
    inside = [district(name).boundary.representative_point() for name in DISTRICT_NAMES]

    found = districts_at(shapely.get_x(inside), shapely.get_y(inside))

    assert found == list(DISTRICT_NAMES)


def test_a_position_outside_seoul_has_no_district() -> None:
    assert district_at(LonLat(126.70, 37.45)) is None


def test_no_positions_have_no_districts() -> None:
    assert districts_at(np.array([]), np.array([])) == []
