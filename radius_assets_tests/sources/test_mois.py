"""What the permits of data.go.kr come as: lists, objects or nothing, behind an XML gateway."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

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
from radius_assets.sources.mois import Mois, open_mois
from radius_assets.sources.seoul import Kind
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.asking import KEY, YEONGDEUNGPO
from radius_assets_tests.sources.scripted import Reply, json_reply, scripted
from radius_assets_tests.sources.shapes import gateway_reply, mois_reply

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]

ROW: dict[str, object] = {"MNG_NO": "1", "SALS_STTS_CD": "1", "TELNO": None}
NO_DATA = json_reply({"response": {"header": {"resultCode": "03"}, "body": {}}})


@asynccontextmanager
async def mois_answering(throttle: Throttle, *replies: Reply) -> AsyncIterator[Mois]:
    async with (
        scripted(*replies) as server,
        open_mois(KEY, base_url=server.url, throttle=throttle) as mois,
    ):
        yield mois


@pytest.mark.parametrize("code", ["0", "00", 0])
@pytest.mark.parametrize(
    ("items", "rows"),
    [
        pytest.param({"item": [ROW, {"MNG_NO": "2"}]}, (ROW, {"MNG_NO": "2"}), id="a list"),
        pytest.param({"item": ROW}, (ROW,), id="one alone"),
    ],
)
async def test_reads_rows_as_they_came(
    items: object, rows: tuple[dict[str, object], ...], code: object, throttle: Throttle
) -> None:
    reply = mois_reply(items, total="5341", resultCode=code)

    async with mois_answering(throttle, reply) as mois:
        page = await mois.permits_page("food", YEONGDEUNGPO, 1)

    assert page == RowsPage(total=5_341, rows=rows)


@pytest.mark.parametrize("items", ["", " ", None, {}, {"item": ""}, {"item": None}, {"item": []}])
async def test_nothing_has_many_spellings(items: object, throttle: Throttle) -> None:
    async with mois_answering(throttle, mois_reply(items, total=0)) as mois:
        page = await mois.permits_page("food", YEONGDEUNGPO, 1)

    assert page == RowsPage(total=0, rows=())


@pytest.mark.parametrize("reply", [NO_DATA, gateway_reply("03")], ids=["json", "xml"])
async def test_a_register_without_a_first_page_is_empty(reply: Reply, throttle: Throttle) -> None:
    async with mois_answering(throttle, reply) as mois:
        page = await mois.permits_page("food", YEONGDEUNGPO, 1)

    assert page == RowsPage(total=0, rows=())


@pytest.mark.parametrize("beyond", [NO_DATA, mois_reply("", total=100)], ids=["03", "no items"])
async def test_no_data_past_the_end_says_where_the_end_is_now(
    beyond: Reply, throttle: Throttle
) -> None:
    """The register shrank from 101 rows while we paged."""
    async with mois_answering(throttle, beyond, mois_reply({"item": ROW}, total=100)) as mois:
        page = await mois.permits_page("food", YEONGDEUNGPO, 2)

    assert page == RowsPage(total=100, rows=())


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(mois_reply({"item": ROW}, total=101), id="the register has that page"),
        pytest.param(NO_DATA, id="the register has no rows at all"),
    ],
)
async def test_no_data_before_the_end_is_no_end(first: Reply, throttle: Throttle) -> None:
    async with mois_answering(throttle, NO_DATA, first) as mois:
        with pytest.raises(TransientSourceError, match="page 2 of rest_cafes: no data of a"):
            await mois.permits_page("food", YEONGDEUNGPO, 2)


@pytest.mark.parametrize("key", ["aB3+x/Yz0==", "aB3%2Bx%2FYz0%3D%3D"], ids=["decoded", "encoded"])
@pytest.mark.parametrize(
    ("kind", "slug"), [("food", "rest_cafes"), ("tobacco", "tobacco_retailers")]
)
async def test_asks_for_the_register_of_the_authority(
    kind: Kind, slug: str, key: str, throttle: Throttle
) -> None:
    async with (
        scripted(mois_reply({"item": ROW})) as server,
        open_mois(key, base_url=server.url, throttle=throttle) as mois,
    ):
        await mois.permits_page(kind, YEONGDEUNGPO, 3)

    (request,) = server.asked
    assert request.path == f"/1741000/{slug}/info"
    assert request.query == {
        "cond[OPN_ATMY_GRP_CD::EQ]": "3180000",
        "pageNo": "3",
        "numOfRows": "100",
        "returnType": "json",
        "serviceKey": "aB3+x/Yz0==",
    }


async def test_changes_are_asked_for_in_korean_time(throttle: Throttle) -> None:
    since = datetime(2031, 2, 6, 20, 35, 51, tzinfo=UTC)

    async with (
        scripted(mois_reply("", total=0)) as server,
        open_mois(KEY, base_url=server.url, throttle=throttle) as mois,
    ):
        await mois.permits_page("food", YEONGDEUNGPO, 1, updated_since=since)

    assert server.asked[0].query["cond[DAT_UPDT_PNT::GTE]"] == "20310207053551"


async def test_changes_are_told_from_the_whole_register_where_they_fail(throttle: Throttle) -> None:
    """What was recorded of one is never taken for the other."""
    since = datetime(2031, 2, 6, 20, 35, 51, tzinfo=UTC)

    async with mois_answering(throttle, gateway_reply("12")) as mois:
        with pytest.raises(SourceChangedError, match="cafes, changed since 2031-02-06T20:35:51"):
            await mois.permits_page("food", YEONGDEUNGPO, 1, updated_since=since)


async def test_changes_since_a_moment_without_a_time_zone_are_not_asked_for(
    throttle: Throttle,
) -> None:
    async with mois_answering(throttle, NO_DATA) as mois:
        with pytest.raises(ValueError, match="updated_since has no time zone"):
            await mois.permits_page(
                "food",
                YEONGDEUNGPO,
                1,
                updated_since=datetime(2031, 2, 6),  # noqa: DTZ001
            )


CODES: dict[str, type[SourceError]] = {
    "1": TransientSourceError,
    "10": BadRequestError,
    "12": SourceChangedError,
    "20": AccessRefusedError,
    "22": QuotaSpentError,
    "23": TransientSourceError,
    "30": AccessRefusedError,
    "99": TransientSourceError,
    "77": SourceChangedError,
}


@pytest.mark.parametrize(("code", "kind"), CODES.items(), ids=CODES)
@pytest.mark.parametrize("form", ["xml", "json"])
async def test_every_code_means_what_the_table_says(
    code: str, kind: type[SourceError], form: str, throttle: Throttle
) -> None:
    header = mois_reply("", resultCode=code, resultMsg="NAME_ERROR")
    reply = header if form == "json" else gateway_reply(code, "NAME_ERROR")

    async with mois_answering(throttle, reply) as mois:
        with pytest.raises(kind) as raised:
            await mois.permits_page("food", YEONGDEUNGPO, 1)

    assert type(raised.value) is kind
    asked = "MOIS: food permits of 영등포구, page 1 of rest_cafes: "
    assert str(raised.value).startswith(f'{asked}code {int(code)} "NAME_ERROR"')


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        pytest.param(json_reply({"header": {}}), "response is missing", id="no response"),
        pytest.param(mois_reply({"item": [["1"]]}), "items.item is not a list of", id="lists"),
        pytest.param(mois_reply({"item": 3}), "items.item is not a list of objects", id="a number"),
        pytest.param(mois_reply([ROW]), "items is not an object", id="a bare list"),
        pytest.param(mois_reply({"item": ROW}, total=None), "totalCount is not", id="no total"),
        pytest.param(mois_reply("", resultCode="X"), "resultCode is not a whole", id="no code"),
    ],
)
async def test_another_shape_is_a_change_of_the_source(
    reply: Reply, words: str, throttle: Throttle
) -> None:
    async with mois_answering(throttle, reply) as mois:
        with pytest.raises(SourceChangedError, match=words):
            await mois.permits_page("food", YEONGDEUNGPO, 1)


async def test_a_key_that_one_data_set_refuses_may_be_admitted_to_the_other(
    throttle: Throttle,
) -> None:
    replies = [gateway_reply("20"), mois_reply({"item": ROW})]

    async with mois_answering(throttle, *replies) as mois:
        with pytest.raises(AccessRefusedError, match="활용신청"):
            await mois.probe("food")
        page = await mois.permits_page("tobacco", YEONGDEUNGPO, 1)

    assert page.total == 1
