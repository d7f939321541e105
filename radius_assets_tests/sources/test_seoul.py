"""What Seoul's codes and pages mean, in JSON or XML, nearly all of them under HTTP 200."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from radius_assets.domain.records import RowsPage
from radius_assets.sources.errors import (
    AccessRefusedError,
    BadRequestError,
    ServiceGoneError,
    SourceChangedError,
    SourceError,
    TransientSourceError,
)
from radius_assets.sources.seoul import Kind, Seoul, open_seoul
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.asking import KEY, YEONGDEUNGPO
from radius_assets_tests.sources.scripted import Reply, json_reply, scripted
from radius_assets_tests.sources.shapes import (
    seoul_code,
    seoul_code_in_xml,
    seoul_reply,
    with_status,
)

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]


@asynccontextmanager
async def seoul_answering(throttle: Throttle, *replies: Reply) -> AsyncIterator[Seoul]:
    async with (
        scripted(*replies) as server,
        open_seoul(KEY, base_url=server.url, throttle=throttle) as seoul,
    ):
        yield seoul


async def test_reads_rows_as_they_came(throttle: Throttle) -> None:
    rows: list[dict[str, object]] = [
        {"MGTNO": "1", "X": "202513.119414067    ", "SITETEL": None},
        {"MGTNO": "2"},
    ]

    async with seoul_answering(throttle, seoul_reply(rows, total=5_341)) as seoul:
        page = await seoul.permits_page("food", YEONGDEUNGPO, 1, 1000)

    assert page == RowsPage(total=5_341, rows=tuple(rows))


@pytest.mark.parametrize(
    ("kind", "service"),
    [("food", "LOCALDATA_072405_YD"), ("tobacco", "LOCALDATA_114302_YD")],
)
async def test_asks_for_the_register_of_the_district(
    kind: Kind, service: str, throttle: Throttle
) -> None:
    async with (
        scripted(seoul_reply([{}], service=service)) as server,
        open_seoul(KEY, base_url=server.url, throttle=throttle) as seoul,
    ):
        await seoul.permits_page(kind, YEONGDEUNGPO, 1001, 2000)

    assert [request.path for request in server.asked] == [f"/{KEY}/json/{service}/1001/2000/"]


async def test_a_key_is_one_part_of_the_path_whatever_is_in_it(throttle: Throttle) -> None:
    async with (
        scripted(seoul_reply([{}], service="LOCALDATA_072405_JN")) as server,
        open_seoul("a/b ?#%41", base_url=server.url, throttle=throttle) as seoul,
    ):
        await seoul.probe()

    paths = [request.path for request in server.asked]
    assert paths == ["/a%2Fb%20%3F%23%2541/json/LOCALDATA_072405_JN/1/1/"]


@pytest.mark.parametrize("reply", [seoul_code("INFO-200"), seoul_code_in_xml("INFO-200")])
async def test_a_register_without_a_first_row_is_empty(reply: Reply, throttle: Throttle) -> None:
    async with seoul_answering(throttle, reply) as seoul:
        page = await seoul.permits_page("food", YEONGDEUNGPO, 1, 1000)

    assert page == RowsPage(total=0, rows=())


async def test_no_data_past_the_end_says_where_the_end_is_now(throttle: Throttle) -> None:
    """The register shrank from 1001 rows while we paged."""
    replies = [seoul_code("INFO-200"), seoul_reply([{}], total=1000)]

    async with seoul_answering(throttle, *replies) as seoul:
        page = await seoul.permits_page("food", YEONGDEUNGPO, 1001, 2000)

    assert page == RowsPage(total=1000, rows=())


@pytest.mark.parametrize(
    "first_row",
    [
        pytest.param(seoul_reply([{}], total=1001), id="the register has that row"),
        pytest.param(seoul_code("INFO-200"), id="the register has no rows at all"),
    ],
)
async def test_no_data_before_the_end_is_no_end(first_row: Reply, throttle: Throttle) -> None:
    async with seoul_answering(throttle, seoul_code("INFO-200"), first_row) as seoul:
        with pytest.raises(TransientSourceError, match="INFO-200, no data, of a register that"):
            await seoul.permits_page("food", YEONGDEUNGPO, 1001, 2000)


CODES: dict[str, type[SourceError]] = {
    "INFO-100": AccessRefusedError,
    "ERROR-335": AccessRefusedError,
    "ERROR-300": BadRequestError,
    "ERROR-301": BadRequestError,
    "ERROR-310": ServiceGoneError,
    "ERROR-331": BadRequestError,
    "ERROR-332": BadRequestError,
    "ERROR-333": BadRequestError,
    "ERROR-334": BadRequestError,
    "ERROR-336": BadRequestError,
    "ERROR-400": TransientSourceError,
    "ERROR-500": TransientSourceError,
    "ERROR-600": TransientSourceError,
    "ERROR-601": TransientSourceError,
    "INFO-300": SourceChangedError,
    "ERROR-777": SourceChangedError,
}


@pytest.mark.parametrize("reply", [seoul_code, seoul_code_in_xml], ids=["json", "xml"])
@pytest.mark.parametrize(("code", "kind"), CODES.items(), ids=CODES)
async def test_every_code_means_what_the_table_says(
    code: str, kind: type[SourceError], reply: Callable[[str, str], Reply], throttle: Throttle
) -> None:
    async with seoul_answering(throttle, reply(code, "말씀")) as seoul:
        with pytest.raises(kind) as raised:
            await seoul.permits_page("food", YEONGDEUNGPO, 1, 1000)

    asked = "food permits of 영등포구, rows 1 to 1000 of LOCALDATA_072405_YD"
    assert type(raised.value) is kind
    assert str(raised.value).startswith(f'Seoul Open Data: {asked}: {code} "말씀"')


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        pytest.param(
            seoul_code("INFO-100"), AccessRefusedError, "check SEOUL_OPENAPI_KEY", id="key"
        ),
        pytest.param(
            seoul_code("ERROR-335"), AccessRefusedError, "get one of your own", id="sample key"
        ),
        pytest.param(
            seoul_code("ERROR-500"), TransientSourceError, "that does not exist", id="500"
        ),
        pytest.param(seoul_code_in_xml("INFO-000"), SourceChangedError, "INFO-000", id="all XML"),
        pytest.param(
            Reply("<RESULT><CODE>ERROR-500</CODE></RESULT>", 500),
            TransientSourceError,
            "HTTP 500 ERROR-500",
            id="code under HTTP 500",
        ),
        pytest.param(
            with_status(seoul_code("INFO-100"), 404),
            AccessRefusedError,
            "HTTP 404 INFO-100",
            id="key under HTTP 404",
        ),
        pytest.param(
            with_status(seoul_code("ERROR-335"), 410),
            AccessRefusedError,
            "HTTP 410 ERROR-335",
            id="sample key under HTTP 410",
        ),
        pytest.param(
            with_status(seoul_code("ERROR-310"), 404),
            ServiceGoneError,
            "HTTP 404 ERROR-310",
            id="no such service under HTTP 404",
        ),
        pytest.param(
            with_status(
                json_reply({"LOCALDATA_072405_YD": {"RESULT": {"CODE": "ERROR-300"}}}), 500
            ),
            BadRequestError,
            "HTTP 500 ERROR-300",
            id="code within the service under HTTP 500",
        ),
        pytest.param(
            with_status(json_reply({"RESULT": {"CODE": 404}}), 404),
            SourceChangedError,
            "HTTP 404 no such page",
            id="no code of the service",
        ),
        pytest.param(
            with_status(seoul_code("INFO-000"), 410),
            SourceChangedError,
            "HTTP 410 no such page any more",
            id="success under HTTP 410",
        ),
        pytest.param(
            Reply("<a><CODE>INFO-100</a>"), TransientSourceError, "no JSON but a page", id="odd XML"
        ),
        pytest.param(
            json_reply({"RESULT": {"CODE": "INFO-000"}}),
            SourceChangedError,
            "list_total_count is missing",
            id="success without rows",
        ),
        pytest.param(
            seoul_reply([{}], service="LOCALDATA_072405_SD"),
            SourceChangedError,
            "RESULT is missing",
            id="another register",
        ),
        pytest.param(
            seoul_reply([["MGTNO"]]),
            SourceChangedError,
            "row is not a list of",
            id="rows are lists",
        ),
        pytest.param(
            seoul_reply([{}], total=None), SourceChangedError, "list_total_count is not", id="total"
        ),
        pytest.param(
            seoul_reply(None), SourceChangedError, "LOCALDATA_072405_YD.row is not", id="no rows"
        ),
    ],
)
async def test_says_what_an_answer_means_and_what_to_do(
    reply: Reply, kind: type[SourceError], words: str, throttle: Throttle
) -> None:
    async with seoul_answering(throttle, reply) as seoul:
        with pytest.raises(kind) as raised:
            await seoul.permits_page("food", YEONGDEUNGPO, 1, 1000)

    assert type(raised.value) is kind
    assert words in str(raised.value)
