"""What the business register and its gateway answer: JSON if well, XML or a text if not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from radius_assets.domain.records import RowsPage
from radius_assets.sources.errors import (
    AccessRefusedError,
    BadRequestError,
    QuotaSpentError,
    SourceChangedError,
    SourceError,
    TransientSourceError,
)
from radius_assets.sources.meter import Meter, metering
from radius_assets.sources.pauses import PAUSE_S
from radius_assets.sources.semas import Semas, open_semas
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.asking import KEY, YEONGDEUNGPO
from radius_assets_tests.sources.scripted import Reply, json_reply, scripted
from radius_assets_tests.sources.shapes import gateway_reply, semas_reply

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]


@asynccontextmanager
async def semas_answering(throttle: Throttle, *replies: Reply) -> AsyncIterator[Semas]:
    async with (
        scripted(*replies) as server,
        open_semas(KEY, base_url=server.url, throttle=throttle) as semas,
    ):
        yield semas


@pytest.mark.parametrize("code", ["00", "0", 0])
async def test_every_row_keeps_the_base_month(code: object, throttle: Throttle) -> None:
    reply = semas_reply([{"bizesId": "MA1", "lon": 126.9}], total=321, resultCode=code)

    async with semas_answering(throttle, reply) as semas:
        page = await semas.stores_page(YEONGDEUNGPO, 1)

    row: dict[str, object] = {"bizesId": "MA1", "lon": 126.9, "stdrYm": "203012"}
    assert page == RowsPage(total=321, rows=(row,))


@pytest.mark.parametrize("key", ["aB3+x/Yz0==", "aB3%2Bx%2FYz0%3D%3D"], ids=["decoded", "encoded"])
async def test_either_spelling_of_the_key_arrives_as_the_key(key: str, throttle: Throttle) -> None:
    async with (
        scripted(semas_reply([{}])) as server,
        open_semas(key, base_url=server.url, throttle=throttle) as semas,
    ):
        await semas.stores_page(YEONGDEUNGPO, 2)

    (request,) = server.asked
    assert request.path == "/B553077/api/open/sdsc2/storeListInDong"
    assert request.query == {
        "divId": "signguCd",
        "key": "11560",
        "indsSclsCd": "G20405",
        "numOfRows": "1000",
        "pageNo": "2",
        "type": "json",
        "serviceKey": "aB3+x/Yz0==",
    }


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(
            json_reply({"header": {"resultCode": "03", "resultMsg": "NODATA_ERROR"}}), id="json"
        ),
        pytest.param(gateway_reply("03", "NODATA_ERROR"), id="xml"),
        pytest.param(semas_reply([], total=0), id="a total of 0"),
    ],
)
async def test_a_district_without_stores_is_empty(reply: Reply, throttle: Throttle) -> None:
    async with semas_answering(throttle, reply) as semas:
        page = await semas.stores_page(YEONGDEUNGPO, 1)

    assert page == RowsPage(total=0, rows=())


async def test_no_data_after_the_first_page_is_no_end(throttle: Throttle) -> None:
    reply = json_reply({"header": {"resultCode": "03"}, "body": {}})

    async with semas_answering(throttle, reply) as semas:
        with pytest.raises(TransientSourceError, match="page 2: shows no store"):
            await semas.stores_page(YEONGDEUNGPO, 2)


CODES: dict[str, type[SourceError]] = {
    "1": TransientSourceError,
    "04": TransientSourceError,
    "05": TransientSourceError,
    "10": BadRequestError,
    "11": BadRequestError,
    "12": SourceChangedError,
    "20": AccessRefusedError,
    "21": AccessRefusedError,
    "22": QuotaSpentError,
    "23": TransientSourceError,
    "30": AccessRefusedError,
    "31": AccessRefusedError,
    "32": AccessRefusedError,
    "33": AccessRefusedError,
    "99": TransientSourceError,
    "77": SourceChangedError,
}


@pytest.mark.parametrize(("code", "kind"), CODES.items(), ids=CODES)
@pytest.mark.parametrize("status", [200, 403, 500])
async def test_every_code_of_the_gateway_means_what_the_table_says(
    code: str, kind: type[SourceError], status: int, throttle: Throttle
) -> None:
    async with semas_answering(throttle, gateway_reply(code, "NAME_ERROR", status)) as semas:
        with pytest.raises(kind) as raised:
            await semas.probe()

    assert type(raised.value) is kind
    assert f'code {int(code)} "NAME_ERROR"' in str(raised.value)


@pytest.mark.parametrize(("code", "kind"), CODES.items(), ids=CODES)
async def test_every_code_in_the_header_means_the_same(
    code: str, kind: type[SourceError], throttle: Throttle
) -> None:
    reply = semas_reply([], total=0, resultCode=code, resultMsg="NAME_ERROR")

    async with semas_answering(throttle, reply) as semas:
        with pytest.raises(kind) as raised:
            await semas.stores_page(YEONGDEUNGPO, 1)

    assert type(raised.value) is kind


async def test_the_limit_of_a_second_slows_everyone_down(throttle: Throttle) -> None:
    meter = Meter()
    async with semas_answering(throttle, gateway_reply("23"), semas_reply([{}])) as semas:
        with metering(meter):
            await semas.stores_page(YEONGDEUNGPO, 1)

    assert meter.waited_s == pytest.approx(PAUSE_S)


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        pytest.param(
            gateway_reply("30", "SERVICE_KEY_IS_NOT_REGISTERED_ERROR"),
            AccessRefusedError,
            "check DATA_GO_KR_KEY, see 마이페이지 at data.go.kr; a new key",
            id="unknown key",
        ),
        pytest.param(gateway_reply("31"), AccessRefusedError, "extend it", id="expired"),
        pytest.param(gateway_reply("32"), AccessRefusedError, "IP address", id="IP address"),
        pytest.param(gateway_reply("22"), QuotaSpentError, "00:00 Korean time", id="quota"),
        pytest.param(Reply("Unauthorized", 401), AccessRefusedError, "DATA_GO_KR_KEY", id="401"),
        pytest.param(Reply("Forbidden", 403), AccessRefusedError, '"Forbidden"', id="403"),
        pytest.param(Reply("API token quota exceeded", 429), QuotaSpentError, "anew", id="429 day"),
        pytest.param(Reply("slow down", 429), TransientSourceError, "slow down", id="429"),
        pytest.param(Reply("Service Unavailable", 503), TransientSourceError, "503", id="503"),
        pytest.param(gateway_reply("XX"), SourceChangedError, "code 'XX'", id="no code"),
        pytest.param(gateway_reply("1", ""), TransientSourceError, '"SERVICE ERROR"', id="no name"),
        pytest.param(
            Reply("<a><returnReasonCode>30</returnReasonCode></a>"),
            AccessRefusedError,
            "code 30;",
            id="no words",
        ),
        pytest.param(
            semas_reply([], resultCode="X"), SourceChangedError, "header.resultCode", id="header"
        ),
        pytest.param(
            semas_reply({"item": []}), SourceChangedError, "body.items is not a list", id="items"
        ),
    ],
)
async def test_says_what_an_answer_means_and_what_to_do(
    reply: Reply, kind: type[SourceError], words: str, throttle: Throttle
) -> None:
    async with semas_answering(throttle, reply) as semas:
        with pytest.raises(kind) as raised:
            await semas.stores_page(YEONGDEUNGPO, 1)

    assert type(raised.value) is kind
    assert words in str(raised.value)
