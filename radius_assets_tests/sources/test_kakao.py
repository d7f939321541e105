"""What is read of Kakao's answers, and what of them cannot be read."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.domain.geo import LonLat, Rect
from radius_assets.domain.records import Place, PlacesPage
from radius_assets.sources.errors import SourceChangedError
from radius_assets.sources.kakao import AddressMatch, Kakao, open_kakao, rect_parameter
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.asking import KEY, TILE
from radius_assets_tests.sources.scripted import Reply, json_reply, scripted
from radius_assets_tests.sources.shapes import kakao_address, kakao_document, kakao_reply

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]


@asynccontextmanager
async def kakao_answering(throttle: Throttle, reply: Reply) -> AsyncIterator[Kakao]:
    async with (
        scripted(reply) as server,
        open_kakao(KEY, base_url=server.url, throttle=throttle) as kakao,
    ):
        yield kakao


async def test_reads_a_page_of_places(throttle: Throttle) -> None:
    reply = kakao_reply([kakao_document()], total_count=63, pageable_count=45)

    async with kakao_answering(throttle, reply) as kakao:
        page = await kakao.category_page(TILE, 3)

    place = Place(
        place_id="990000101",
        name="가온25 한빛점",
        category="가정,생활 > 편의점 > 가온25",
        road_address=None,
        lot_address="서울 영등포구 가온동 12-3",
        phone=None,
        position=LonLat(126.90123456789, 37.520987654321),
    )
    assert page == PlacesPage(total=63, readable=45, is_last=True, places=(place,))


@pytest.mark.parametrize("nothing", ["", " ", None])
async def test_what_a_place_lacks_is_none(nothing: str | None, throttle: Throttle) -> None:
    lacking = {"road_address_name": nothing, "address_name": nothing, "phone": nothing}

    async with kakao_answering(throttle, kakao_reply([kakao_document(**lacking)])) as kakao:
        (place,) = (await kakao.category_page(TILE, 1)).places

    assert (place.road_address, place.lot_address, place.phone) == (None, None, None)


async def test_asks_as_the_guide_says(throttle: Throttle) -> None:
    async with (
        scripted(kakao_reply([])) as server,
        open_kakao(KEY, base_url=server.url, throttle=throttle) as kakao,
    ):
        await kakao.category_page(TILE, 2)
        await kakao.keyword_page("다이소", 1, rect=TILE)
        await kakao.keyword_page("다이소", 1)
        await kakao.addresses("가온로 12", analyze="exact")

    rect = "126.900000000,37.500000000,126.910000000,37.510000000"
    paging = {"page": "1", "size": "15"}
    assert [request.path.rpartition("/")[2] for request in server.asked] == [
        "category.json",
        "keyword.json",
        "keyword.json",
        "address.json",
    ]
    assert [request.query for request in server.asked] == [
        {"category_group_code": "CS2", "rect": rect, "page": "2", "size": "15"},
        {"query": "다이소", "rect": rect} | paging,
        {"query": "다이소"} | paging,
        {"query": "가온로 12", "analyze_type": "exact"},
    ]
    assert {request.headers["authorization"] for request in server.asked} == {f"KakaoAK {KEY}"}


degrees = st.floats(-180, 180)


@given(degrees, degrees, degrees, degrees)
def test_a_tile_is_never_asked_for_smaller_than_it_is(
    a: float, b: float, c: float, d: float
) -> None:
    rect = Rect(min(a, b), min(c, d), max(a, b), max(c, d))

    west, south, east, north = map(float, rect_parameter(rect).split(","))

    assert west <= rect.west <= rect.east <= east
    assert south <= rect.south <= rect.north <= north
    assert max(rect.west - west, east - rect.east, rect.south - south) <= 1.001e-9
    assert "e" not in rect_parameter(rect).lower()


async def test_only_houses_give_a_position_that_is_a_shops(throttle: Throttle) -> None:
    kinds = ["ROAD_ADDR", "REGION_ADDR", "ROAD", "REGION"]
    reply = kakao_reply([kakao_address(address_type=kind) for kind in kinds])

    async with kakao_answering(throttle, reply) as kakao:
        matches = await kakao.addresses("가온로 12")

    position = LonLat(126.905, 37.525)
    assert matches[0] == AddressMatch("ROAD_ADDR", "서울 영등포구 가온로 12", position)
    assert [match.is_house for match in matches] == [True, True, False, False]


async def test_nothing_is_found_only_by_kakaos_own_word(throttle: Throttle) -> None:
    async with kakao_answering(throttle, kakao_reply([])) as kakao:
        page = await kakao.category_page(TILE, 1)
        matches = await kakao.addresses("없는 곳")

    assert page == PlacesPage(total=0, readable=0, is_last=True, places=())
    assert matches == []


async def test_a_page_past_the_last_may_be_empty(throttle: Throttle) -> None:
    """Where the service does not show the last page again."""
    reply = kakao_reply([], total_count=15, pageable_count=15)

    async with kakao_answering(throttle, reply) as kakao:
        page = await kakao.category_page(TILE, 2)

    assert page.places == ()
    assert page.total == 15


@pytest.mark.parametrize(
    ("document", "field"),
    [
        pytest.param({"id": 5}, "documents[0].id is not a text: 5", id="id"),
        pytest.param({"id": " "}, "documents[0].id is not a text", id="blank id"),
        pytest.param({"place_name": ""}, "documents[0].place_name", id="no name"),
        pytest.param({"category_name": None}, "documents[0].category_name", id="no category"),
        pytest.param({"x": "east"}, "documents[0].x is not a number: 'east'", id="x"),
        pytest.param({"x": ""}, "documents[0].x", id="no x"),
        pytest.param({"y": None}, "documents[0].y is not a number: None", id="y"),
        pytest.param({"y": "nan"}, "documents[0].y", id="y is not finite"),
        pytest.param({"y": True}, "documents[0].y", id="y is true"),
        pytest.param({"x": math.pi, "phone": 2}, "documents[0].phone", id="phone"),
        pytest.param({"x": 10**400}, "documents[0].x", id="x beyond all numbers"),
    ],
)
async def test_a_place_that_cannot_be_read_is_named(
    document: dict[str, object], field: str, throttle: Throttle
) -> None:
    async with kakao_answering(throttle, kakao_reply([kakao_document(**document)])) as kakao:
        with pytest.raises(SourceChangedError) as raised:
            await kakao.category_page(TILE, 1)

    assert field in str(raised.value)


@pytest.mark.parametrize("name", ["id", "place_name", "category_name", "phone", "x", "y"])
async def test_a_field_that_is_gone_is_named(name: str, throttle: Throttle) -> None:
    document = kakao_document()
    del document[name]

    async with kakao_answering(throttle, kakao_reply([document])) as kakao:
        with pytest.raises(SourceChangedError, match=rf"documents\[0\]\.{name} is missing"):
            await kakao.category_page(TILE, 1)


@pytest.mark.parametrize(
    ("meta", "field"),
    [
        pytest.param({"total_count": -1}, "meta.total_count is not a whole number: -1", id="less"),
        pytest.param({"total_count": True}, "meta.total_count", id="true"),
        pytest.param({"total_count": 1.5}, "meta.total_count", id="a half"),
        pytest.param({"pageable_count": None}, "meta.pageable_count", id="null"),
        pytest.param({"is_end": "false"}, "meta.is_end is not true or false", id="a text"),
    ],
)
async def test_a_count_that_cannot_be_read_is_named(
    meta: dict[str, object], field: str, throttle: Throttle
) -> None:
    async with kakao_answering(throttle, kakao_reply([], **meta)) as kakao:
        with pytest.raises(SourceChangedError) as raised:
            await kakao.category_page(TILE, 1)

    assert field in str(raised.value)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        pytest.param({"documents": {}, "meta": {}}, "documents is not a list", id="documents"),
        pytest.param({"documents": ["편의점"], "meta": {}}, "a list of objects: list", id="texts"),
        pytest.param({"documents": [], "meta": "편의점" * 50}, "meta is not an object", id="meta"),
        pytest.param({"documents": []}, "meta is missing", id="no meta"),
    ],
)
async def test_another_shape_is_named(
    answer: dict[str, object], field: str, throttle: Throttle
) -> None:
    async with kakao_answering(throttle, json_reply(answer)) as kakao:
        with pytest.raises(SourceChangedError) as raised:
            await kakao.category_page(TILE, 1)

    assert field in str(raised.value)
