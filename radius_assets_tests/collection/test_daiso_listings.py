"""Kakao's listings of Daiso stores: which are stores, which are known, which are new."""

import json
from pathlib import Path

import pytest

from radius_assets.collection.daiso_listings import is_daiso, store_name
from radius_assets.domain.geo import LonLat
from radius_assets.domain.records import Place, Store
from radius_assets_tests.collection.daiso_sources import (
    STORE_CATEGORY,
    Finder,
    KakaoMap,
    collect,
    east_of_here,
    ids,
    listing,
    store,
)

REAL = Path(__file__).parents[3] / "shared" / "data" / "real"


@pytest.mark.anyio
async def test_a_listing_that_daiso_does_not_know_is_added() -> None:
    kakao = KakaoMap(
        [
            listing(1, "다이소 가온1호점"),
            listing(5, "다이소 한빛점", road_address=None),
            listing(6, "다이소 새길점"),
        ]
    )

    reading = await collect(Finder([store(1)]), kakao)

    assert ids(reading) == ["19001", "kakao:9900005", "kakao:9900006"]
    added = reading.stores[1]
    assert (added.source, added.position_source) == ("kakao", "kakao_keyword")
    assert added.store == Store(
        "kakao:9900005", "다이소 한빛점", "서울 강남구 가온동 1", east_of_here(1_000)
    )


@pytest.mark.anyio
@pytest.mark.parametrize(
    "known",
    [
        pytest.param(listing(3, "다이소 가온 1호점"), id="same name elsewhere in the district"),
        pytest.param(
            listing(9, "다이소 한빛점", position=east_of_here(340)), id="other name, 140 m away"
        ),
        pytest.param(
            listing(9, "다이소 한빛점", road_address=None, lot_address=None), id="no address"
        ),
        pytest.param(listing(9, "다이소약국", category="의료,건강 > 약국"), id="a pharmacy"),
        pytest.param(
            listing(9, "다이소 주차장", category="교통,수송 > 교통시설 > 주차장"), id="a car park"
        ),
        pytest.param(listing(9, "가온 다이소", category=STORE_CATEGORY), id="named otherwise"),
        pytest.param(
            listing(9, "다이소 한빛점", road_address="서울 서초구 가온로 9"),
            id="in another district",
        ),
    ],
)
async def test_a_listing_is_not_added(known: Place) -> None:
    reading = await collect(Finder([store(1)]), KakaoMap([known]))

    assert ids(reading) == ["19001"]


@pytest.mark.anyio
async def test_a_listing_at_a_store_of_the_next_district_is_not_added() -> None:
    next_door = store(9, "강남구역점", road_address="서울특별시 서초구 가온로 9")
    kakao = KakaoMap([listing(9, "다이소 한빛점")])

    reading = await collect(Finder([store(1), next_door]), kakao)

    assert ids(reading) == ["19001"]


@pytest.mark.anyio
async def test_two_listings_of_one_new_store_are_added_once() -> None:
    kakao = KakaoMap(
        [
            listing(5, "다이소 한빛점"),
            listing(6, "다이소 한빛점"),
            listing(7, "다이소 한빛역점", position=east_of_here(1_010)),
        ]
    )

    reading = await collect(Finder(), kakao)

    assert ids(reading) == ["kakao:9900005"]


@pytest.mark.anyio
async def test_more_listings_than_kakao_shows_of_a_query_are_all_found() -> None:
    places = [
        listing(n, f"다이소 {n}호점", position=LonLat(127.03 + n % 10 / 250, 37.49 + n // 10 / 330))
        for n in range(99)
    ]

    reading = await collect(Finder(), KakaoMap(places))

    assert ids(reading) == [f"kakao:9900{n:03d}" for n in range(99)]


@pytest.mark.anyio
async def test_only_one_query_is_spent_on_the_listings_of_a_usual_district() -> None:
    kakao = KakaoMap([listing(n, f"다이소 {n}호점") for n in range(9)])

    await collect(Finder([store(1)]), kakao)

    assert kakao.asked == ["다이소"]


@pytest.mark.parametrize(
    ("official", "listed"),
    [
        ("강남역2호점", "다이소 강남역2호점"),
        ("강남역2호점", "다이소 강남역 2호점"),
        ("강남역2호", "다이소강남역２호점"),
        ("홈플러스(가온)점", "다이소 홈플러스 가온점"),
        ("AK가온점", "다이소 ak가온점"),
    ],
)
def test_names_of_one_store(official: str, listed: str) -> None:
    assert store_name(official) == store_name(listed)


@pytest.mark.parametrize(
    ("official", "listed"),
    [("강남역점", "다이소 강남역2호점"), ("가온점", "다이소 가온역점"), ("점", "다이소 점촌점")],
)
def test_names_of_two_stores(official: str, listed: str) -> None:
    assert store_name(official) != store_name(listed)


def test_no_real_cafe_is_a_daiso() -> None:
    path = REAL / "kakao_category_answer_ce7.json"
    if not path.exists():
        pytest.skip("there is no kakao_category_answer_ce7.json in ../shared/data/real")
    documents = json.loads(path.read_text("utf-8"))["documents"]

    found = [
        is_daiso(listing(0, document["place_name"], category=document["category_name"]))
        for document in documents
    ]

    assert found == [False] * 15
