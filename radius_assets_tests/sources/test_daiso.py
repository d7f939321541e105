"""What is read of the answers of Daiso's store finder, and what is not believed."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from radius_assets.domain.geo import LonLat
from radius_assets.domain.records import Store
from radius_assets.sources.daiso import Daiso, StoresPage, open_daiso
from radius_assets.sources.errors import (
    BadRequestError,
    QuotaSpentError,
    SourceChangedError,
    SourceError,
    TransientSourceError,
)
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.scripted import Reply, json_reply, scripted
from radius_assets_tests.sources.shapes import daiso_reply, daiso_row

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]

FORBIDDEN = "<html><head><title>403 Forbidden</title></head></html>"


@asynccontextmanager
async def daiso_answering(throttle: Throttle, reply: Reply) -> AsyncIterator[Daiso]:
    async with (
        scripted(reply) as server,
        open_daiso(base_url=server.url, throttle=throttle) as daiso,
    ):
        yield daiso


async def test_asks_for_a_hundred_stores_by_keyword(throttle: Throttle) -> None:
    async with (
        scripted(daiso_reply([])) as server,
        open_daiso(base_url=server.url, throttle=throttle) as daiso,
    ):
        await daiso.stores_page("영등포", 1)

    (request,) = server.asked
    assert (request.method, request.path) == ("POST", "/ms/msg/selStr")
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.body) == {
        "keyword": "영등포",
        "curLttd": "",
        "curLitd": "",
        "srchYn": "Y",
        "currentPage": 1,
        "pageSize": 100,
    }


async def test_reads_a_page_of_stores(throttle: Throttle) -> None:
    rows = [daiso_row(totalCnt=2), daiso_row(strCd="19002", totalCnt=2)]

    async with daiso_answering(throttle, daiso_reply(rows)) as daiso:
        page = await daiso.stores_page("영등포", 1)

    address = "서울특별시 영등포구 가온로 12"
    store = Store("19001", "가온역점", address, LonLat(126.905, 37.525))
    assert page.total == 2
    assert page.stores[0] == store
    assert [store.store_id for store in page.stores] == ["19001", "19002"]


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        pytest.param({"strLitd": "126.9", "strLttd": "37.5"}, LonLat(126.9, 37.5), id="texts"),
        pytest.param({"strLitd": 0, "strLttd": 0}, None, id="nought of a new store"),
        pytest.param({"strLitd": "0.0", "strLttd": "0.0"}, None, id="nought as texts"),
        pytest.param({"strLitd": 126.9, "strLttd": 0}, None, id="half a position"),
        pytest.param({"strLitd": None, "strLttd": None}, None, id="null"),
        pytest.param({"strLitd": "", "strLttd": ""}, None, id="empty"),
    ],
)
async def test_a_new_store_has_no_position_yet(
    position: dict[str, object], expected: LonLat | None, throttle: Throttle
) -> None:
    async with daiso_answering(throttle, daiso_reply([daiso_row(**position)])) as daiso:
        page = await daiso.stores_page("영등포", 1)

    assert page.stores[0].position == expected


async def test_a_row_may_lack_its_position(throttle: Throttle) -> None:
    row = daiso_row()
    del row["strLitd"], row["strLttd"]

    async with daiso_answering(throttle, daiso_reply([row])) as daiso:
        page = await daiso.stores_page("영등포", 1)

    assert page.stores[0].position is None


async def test_a_keyword_without_stores_finds_none(throttle: Throttle) -> None:
    async with daiso_answering(throttle, daiso_reply([])) as daiso:
        page = await daiso.stores_page("없는곳", 1)

    assert page == StoresPage(total=0, stores=())


async def test_an_empty_page_after_the_first_is_no_end(throttle: Throttle) -> None:
    """Only stores tell the total, so such a page tells nothing."""
    async with daiso_answering(throttle, daiso_reply([])) as daiso:
        with pytest.raises(TransientSourceError, match="page 2: shows no store"):
            await daiso.stores_page("영등포", 2)


async def test_one_store_that_has_not_the_keyword_is_no_answer(throttle: Throttle) -> None:
    """A body that the finder does not understand gives some store, and success."""
    async with daiso_answering(throttle, daiso_reply([daiso_row()])) as daiso:
        with pytest.raises(SourceChangedError, match="one store that has not the keyword"):
            await daiso.stores_page("강남", 1)


@pytest.mark.parametrize("field", ["strNm", "strAddr", "strDtlAddr"])
async def test_the_keyword_may_be_in_any_part_of_name_and_address(
    field: str, throttle: Throttle
) -> None:
    row = daiso_row(**{field: "강남대로 1"})

    async with daiso_answering(throttle, daiso_reply([row])) as daiso:
        page = await daiso.stores_page("강남", 1)

    assert page.total == 1


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        pytest.param(Reply(FORBIDDEN, 403), QuotaSpentError, "403 Forbidden", id="403"),
        pytest.param(Reply(FORBIDDEN, 429), QuotaSpentError, "try again tomorrow", id="429"),
        pytest.param(Reply("", 415), BadRequestError, "HTTP 415", id="415"),
        pytest.param(
            daiso_reply(None, success=False, message="처리 중 오류"),
            TransientSourceError,
            'says it failed "처리 중 오류"',
            id="no success",
        ),
        pytest.param(
            daiso_reply([daiso_row()], success=False),
            TransientSourceError,
            "says it failed",
            id="no success, but rows",
        ),
        pytest.param(daiso_reply(None), SourceChangedError, "data is not a list", id="no data"),
        pytest.param(daiso_reply({}), SourceChangedError, "data is not a list", id="object"),
        pytest.param(json_reply({"success": True}), SourceChangedError, "data is missing", id="-"),
        pytest.param(
            json_reply({"data": []}), SourceChangedError, "success is missing", id="unknown success"
        ),
    ],
)
async def test_a_failure_is_no_empty_list(
    reply: Reply, kind: type[SourceError], words: str, throttle: Throttle
) -> None:
    async with daiso_answering(throttle, reply) as daiso:
        with pytest.raises(kind) as raised:
            await daiso.stores_page("영등포", 1)

    assert type(raised.value) is kind
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        pytest.param({"strCd": None}, "data[0].strCd is not a text: None", id="no code"),
        pytest.param({"strCd": 19001}, "data[0].strCd is not a text: 19001", id="a number"),
        pytest.param({"strNm": ""}, "data[0].strNm is not a text", id="no name"),
        pytest.param({"totalCnt": "many"}, "data[0].totalCnt is not a whole number", id="total"),
        pytest.param({"strLitd": "east"}, "data[0].strLitd is not a number", id="longitude"),
        pytest.param({"strLitd": []}, "data[0].strLitd is not a number: list", id="list"),
    ],
)
async def test_a_store_that_cannot_be_read_is_named(
    row: dict[str, object], field: str, throttle: Throttle
) -> None:
    async with daiso_answering(throttle, daiso_reply([daiso_row(**row)])) as daiso:
        with pytest.raises(SourceChangedError) as raised:
            await daiso.stores_page("영등포", 1)

    assert field in str(raised.value)
