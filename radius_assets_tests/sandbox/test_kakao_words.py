"""Kakao's searches by keyword and for addresses, over a real socket."""

from typing import Any

import httpx
import pytest

from radius_assets_tests.sandbox.cities import GANGNAM_RECT


def search(client: httpx.Client, kind: str, query: str, **other: str) -> dict[str, Any]:
    """What Kakao answers to words."""
    answer = client.get(
        f"/v2/local/search/{kind}.json",
        params={"query": query} | other,
        headers={"Authorization": "KakaoAK sandbox"},
    )
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def names(body: dict[str, Any]) -> list[str]:
    """The names of the listings of an answer, in its order."""
    return [document["place_name"] for document in body["documents"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("다이소", {"다이소 가온역점", "다이소 라온점", "다이소마트", "다이소 마온점"}),
        ("다이소 강서구", {"다이소 라온점", "다이소 마온점"}),
        ("가온로 200", {"다이소 가온역점"}),
        ("다이소 나온점", set()),
    ],
    ids=["part of a name", "name and district", "road address", "one word is nowhere"],
)
def test_a_keyword_finds_what_holds_all_its_words(
    client: httpx.Client, query: str, found: set[str]
) -> None:
    answer = search(client, "keyword", query)

    assert set(names(answer)) == found


def test_a_keyword_search_can_be_narrowed(client: httpx.Client) -> None:
    by_group = search(client, "keyword", "가온25", category_group_code="CS2")
    by_rect = search(client, "keyword", "다이소", rect=GANGNAM_RECT)

    assert by_group["meta"]["total_count"] == 65
    assert names(by_rect) == ["다이소마트"]


@pytest.mark.parametrize(
    ("query", "same_name"),
    [
        ("다이소", {"keyword": "다이소", "region": [], "selected_region": ""}),
        (
            "다이소 강서구",
            {"keyword": "다이소", "region": ["부산 강서구", "서울 강서구"], "selected_region": ""},
        ),
        (
            "강남구 다이소",
            {"keyword": "다이소", "region": ["서울 강남구"], "selected_region": "서울 강남구"},
        ),
    ],
    ids=["no region", "two regions of a name", "one region"],
)
def test_a_keyword_search_tells_the_regions_it_saw(
    client: httpx.Client, query: str, same_name: dict[str, object]
) -> None:
    answer = search(client, "keyword", query)

    assert answer["meta"]["same_name"] == same_name


@pytest.mark.parametrize(
    ("query", "address_type", "name"),
    [
        ("서울특별시 영등포구 가온로 12, 1층", "ROAD_ADDR", "서울 영등포구 가온로 12"),
        ("서울 영등포구 가온로  지하 14-2", "ROAD_ADDR", "서울 영등포구 가온로 지하 14-2"),
        ("서울 영등포구 가온동 12-3 (나온상가)", "REGION_ADDR", "서울 영등포구 가온동 12-3"),
        ("서울 영등포구 가온동", "REGION", "서울 영등포구 가온동"),
        ("서울 영등포구 가온로", "ROAD", "서울 영등포구 가온로"),
    ],
    ids=["road, with a floor", "underground", "lot, with a building", "only the dong", "only road"],
)
def test_an_address_is_found_by_road_and_by_lot(
    client: httpx.Client, query: str, address_type: str, name: str
) -> None:
    answer = search(client, "address", query)

    (document,) = answer["documents"]
    assert (document["address_type"], document["address_name"]) == (address_type, name)
    assert answer["meta"] == {"is_end": True, "pageable_count": 1, "total_count": 1}


def test_an_address_document_has_both_spellings(client: httpx.Client) -> None:
    answer = search(client, "address", "서울 영등포구 가온로 지하 14-2")

    (document,) = answer["documents"]
    assert (document["x"], document["y"]) == ("126.907", "37.527")
    assert document["address"]["mountain_yn"] == "Y"
    assert document["address"]["main_address_no"] == "4"
    assert document["road_address"]["underground_yn"] == "Y"
    assert document["road_address"]["sub_building_no"] == "2"


def test_an_address_may_lack_one_spelling(client: httpx.Client) -> None:
    lot = search(client, "address", "서울 강남구 다온동 7")["documents"][0]
    road = search(client, "address", "서울 영등포구 가온로")["documents"][0]

    assert lot["road_address"] is None
    assert road["address"] is None


@pytest.mark.parametrize(
    ("query", "analyze_type"),
    [("서울 영등포구 가온로 13", "similar"), ("서울 영등포구 가온로 12, 1층", "exact")],
    ids=["no such number", "exact with a floor"],
)
def test_an_unknown_address_is_empty_without_an_error(
    client: httpx.Client, query: str, analyze_type: str
) -> None:
    answer = search(client, "address", query, analyze_type=analyze_type)

    assert answer["meta"]["total_count"] == 0
