"""The HTTP status comes before the words: only with 200 can there be "no data"."""

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
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.asking import answer_to
from radius_assets_tests.sources.scripted import Reply, scripted
from radius_assets_tests.sources.shapes import (
    gateway_reply,
    mois_reply,
    semas_reply,
    seoul_code,
    seoul_code_in_xml,
    seoul_reply,
)

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]

STATUSES: dict[int, type[SourceError]] = {
    206: SourceChangedError,
    400: BadRequestError,
    401: AccessRefusedError,
    403: AccessRefusedError,
    404: SourceChangedError,
    429: TransientSourceError,
    500: TransientSourceError,
    502: TransientSourceError,
    503: TransientSourceError,
}

HTML = "<html><head><title>Bad Gateway</title></head>{}</html>"
INFO_200 = "<RESULT><CODE>INFO-200</CODE></RESULT>"
CODE_03 = "<returnReasonCode>03</returnReasonCode>"
OF_SEOUL = {
    "XML": seoul_code_in_xml("INFO-200"),
    "JSON": seoul_code("INFO-200"),
    "a page": Reply(HTML.format(INFO_200)),
    "a comment": Reply(HTML.format(f"<!-- {INFO_200} -->")),
    "XML that is success": seoul_code_in_xml("INFO-000"),
    "rows": seoul_reply([{"MGTNO": "1"}]),
}
OF_DATA_GO_KR = {
    "XML": gateway_reply("03"),
    "a digit": gateway_reply("3"),
    "a page": Reply(HTML.format(CODE_03)),
    "a comment": Reply(HTML.format(f"<!-- {CODE_03} -->")),
    "XML that is success": gateway_reply("00"),
}
BODIES = {
    "seoul_food": OF_SEOUL,
    "mois_food": {
        **OF_DATA_GO_KR,
        "JSON": mois_reply("", resultCode="03"),
        "rows": mois_reply({"item": [{"MNG_NO": "1"}]}),
    },
    "semas": {
        **OF_DATA_GO_KR,
        "JSON": semas_reply([], resultCode="03"),
        "rows": semas_reply([{"bizesId": "1"}]),
    },
}


def with_status(reply: Reply, status: int) -> Reply:
    return Reply(reply.body, status)


@pytest.mark.parametrize(("status", "error"), STATUSES.items(), ids=map(str, STATUSES))
@pytest.mark.parametrize(
    ("question", "reply"),
    [
        pytest.param(question, reply, id=f"{question}: {name}")
        for question, replies in BODIES.items()
        for name, reply in replies.items()
    ],
)
async def test_nothing_but_200_can_say_that_there_is_no_data(
    question: str, reply: Reply, status: int, error: type[SourceError], throttle: Throttle
) -> None:
    async with scripted(with_status(reply, status)) as server:
        with pytest.raises(error, match=f"HTTP {status}") as raised:
            await answer_to(question, server.url, throttle)

    assert type(raised.value) is error


@pytest.mark.parametrize("question", BODIES)
@pytest.mark.parametrize("name", ["XML", "JSON"])
async def test_with_200_no_data_is_believed(question: str, name: str, throttle: Throttle) -> None:
    async with scripted(BODIES[question][name]) as server:
        answer = await answer_to(question, server.url, throttle)

    assert answer == RowsPage(total=0, rows=())


@pytest.mark.parametrize("question", BODIES)
@pytest.mark.parametrize("name", ["a page", "a comment"])
@pytest.mark.parametrize("before", ["", "<!DOCTYPE html>", "<!-- of a proxy -->\n", "<?xml?>\n"])
async def test_a_page_says_nothing_in_the_name_of_the_service(
    question: str, name: str, before: str, throttle: Throttle
) -> None:
    reply = Reply(f"{before}{BODIES[question][name].body!s}")

    async with scripted(reply) as server:
        with pytest.raises(TransientSourceError, match='no JSON but a page "Bad Gateway"'):
            await answer_to(question, server.url, throttle)


@pytest.mark.parametrize("body", [f"<x><!-- {INFO_200} --></x>", f"<x><!-- {INFO_200}</x>"])
async def test_a_comment_says_nothing_either(body: str, throttle: Throttle) -> None:
    async with scripted(Reply(body)) as server:
        with pytest.raises(TransientSourceError, match="no JSON but a page"):
            await answer_to("seoul_food", server.url, throttle)


@pytest.mark.parametrize("status", [200, *STATUSES])
@pytest.mark.parametrize(
    ("question", "reply", "error"),
    [
        ("seoul_food", seoul_code_in_xml("INFO-100"), AccessRefusedError),
        ("seoul_food", seoul_code_in_xml("ERROR-336"), BadRequestError),
        ("seoul_food", seoul_code_in_xml("ERROR-600"), TransientSourceError),
        ("mois_food", gateway_reply("22"), QuotaSpentError),
        ("mois_food", gateway_reply("30"), AccessRefusedError),
        ("semas", gateway_reply("23"), TransientSourceError),
        ("semas", gateway_reply("10"), BadRequestError),
    ],
)
async def test_trouble_in_the_words_of_the_service_is_believed_with_any_status(
    question: str, reply: Reply, error: type[SourceError], status: int, throttle: Throttle
) -> None:
    async with scripted(with_status(reply, status)) as server:
        with pytest.raises(error) as raised:
            await answer_to(question, server.url, throttle)

    assert type(raised.value) is error


async def test_no_data_with_another_status_is_asked_again(throttle: Throttle) -> None:
    replies = [with_status(seoul_code_in_xml("INFO-200"), 503), seoul_reply([{"MGTNO": "1"}])]

    async with scripted(*replies) as server:
        answer = await answer_to("seoul_food", server.url, throttle)

    assert answer == RowsPage(total=1, rows=({"MGTNO": "1"},))
