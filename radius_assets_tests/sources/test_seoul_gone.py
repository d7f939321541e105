"""When Seoul's register counts as gone: what proves it, and what is only trouble."""

import pytest

from radius_assets.sources.errors import (
    ServiceGoneError,
    SourceChangedError,
    TransientSourceError,
)
from radius_assets.sources.seoul import may_be_gone, open_seoul
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

UNKNOWN = seoul_code("ERROR-500", "서버 오류입니다.")
NO_PAGE, NO_MORE = Reply("<html><title>Not Found</title></html>", 404), Reply("", 410)
BIKES = json_reply({"rentBikeStatus": {"RESULT": {"CODE": "INFO-000"}, "row": [{}]}})
TROUBLE = Reply("", 503)
IN_TROUBLE = seoul_code_in_xml("ERROR-600")


async def asked(throttle: Throttle, *replies: Reply, start: int = 1) -> list[str]:
    """The last part of the paths asked for; raises what the answers mean."""
    async with (
        scripted(*replies) as server,
        open_seoul(KEY, base_url=server.url, throttle=throttle) as seoul,
    ):
        try:
            await seoul.permits_page("food", YEONGDEUNGPO, start, start + 999)
        except (ServiceGoneError, SourceChangedError, TransientSourceError) as error:
            paths = [request.path.split("/")[3] for request in server.asked]
            raise type(error)(error.source, error.asked, f"{error.why} {paths}") from None
        return [request.path for request in server.asked]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        pytest.param([UNKNOWN] * 5, "ERROR-500", id="json"),
        pytest.param([seoul_code_in_xml("ERROR-500")] * 5, "ERROR-500", id="xml"),
        pytest.param([NO_PAGE] * 5, 'HTTP 404 no such page "Not Found"', id="404"),
        pytest.param([NO_MORE] * 5, "HTTP 410 no such page any more", id="410"),
        pytest.param([with_status(seoul_code("INFO-200"), 404)] * 5, "HTTP 404", id="404, no data"),
        pytest.param([NO_PAGE, UNKNOWN, NO_MORE, UNKNOWN, NO_PAGE], "HTTP 404", id="one and other"),
    ],
)
async def test_what_five_answers_do_not_know_is_gone_if_another_service_is_known(
    answers: list[Reply], said: str, throttle: Throttle
) -> None:
    with pytest.raises(ServiceGoneError, match=r"5 times, while it answers of another .*bike") as e:
        await asked(throttle, *answers, BIKES)

    assert f", rows 1 to 1000 of LOCALDATA_072405_YD: {said}" in str(e.value)


async def test_what_it_says_not_to_know_is_gone(throttle: Throttle) -> None:
    with pytest.raises(ServiceGoneError, match="ERROR-310"):
        await asked(throttle, seoul_code("ERROR-310"))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(UNKNOWN, id="does not know the other either"),
        pytest.param(seoul_code("INFO-200"), id="has nothing of the other"),
        pytest.param(TROUBLE, id="cannot answer"),
        pytest.param(NO_PAGE, id="has no page of the other either"),
        pytest.param(json_reply({"rentBikeStatus": {}}), id="answers something else"),
        pytest.param(seoul_code_in_xml("INFO-100"), id="refuses the key"),
    ],
)
async def test_a_gateway_that_answers_nothing_well_is_in_trouble(
    other: Reply, throttle: Throttle
) -> None:
    with pytest.raises(TransientSourceError, match="ERROR-500"):
        await asked(throttle, *[UNKNOWN] * 5, other)


@pytest.mark.parametrize("answer", [NO_PAGE, NO_MORE], ids=["404", "410"])
@pytest.mark.parametrize(
    "other",
    [NO_PAGE, TROUBLE, json_reply({"rentBikeStatus": {}})],
    ids=["not there either", "in trouble", "something else"],
)
async def test_a_gateway_that_has_no_page_of_anything_is_at_another_address(
    answer: Reply, other: Reply, throttle: Throttle
) -> None:
    with pytest.raises(SourceChangedError, match=r"HTTP 4.*5 times, .*RADIUS_SEOUL_URL still .*bi"):
        await asked(throttle, *[answer] * 5, other)


@pytest.mark.parametrize("unknown", [UNKNOWN, NO_PAGE], ids=["ERROR-500", "404"])
@pytest.mark.parametrize(
    "trouble",
    [TROUBLE, Reply(hangs_up=True), seoul_code("ERROR-600"), with_status(IN_TROUBLE, 404)],
    ids=["503", "no answer", "ERROR-600", "ERROR-600 with 404"],
)
async def test_one_other_trouble_among_the_answers_proves_nothing(
    trouble: Reply, unknown: Reply, throttle: Throttle
) -> None:
    replies = [unknown, unknown, trouble, unknown, unknown, BIKES]

    with pytest.raises(TransientSourceError) as raised:
        await asked(throttle, *replies)

    assert "bikeList" not in str(raised.value), "nobody asked for what cannot matter"


@pytest.mark.parametrize("unknown", [UNKNOWN, NO_PAGE, NO_MORE], ids=["ERROR-500", "404", "410"])
@pytest.mark.parametrize("times", [1, 4])
async def test_a_register_that_comes_back_is_read(
    times: int, unknown: Reply, throttle: Throttle
) -> None:
    paths = await asked(throttle, *[unknown] * times, seoul_reply([{}]))

    assert len(paths) == times + 1


@pytest.mark.parametrize("unknown", [UNKNOWN, NO_PAGE, NO_MORE], ids=["ERROR-500", "404", "410"])
async def test_a_register_whose_first_row_was_read_is_not_gone(
    unknown: Reply, throttle: Throttle
) -> None:
    with pytest.raises(TransientSourceError):
        await asked(throttle, *[unknown] * 5, BIKES, start=1001)


@pytest.mark.parametrize(
    ("reply", "may_be"),
    [
        pytest.param(UNKNOWN, True, id="ERROR-500"),
        pytest.param(NO_PAGE, True, id="404"),
        pytest.param(seoul_code("ERROR-600", "after ERROR-500"), False, id="quoted in words"),
        pytest.param(Reply("<html><title>no such page</title></html>", 503), False, id="a title"),
    ],
)
async def test_only_the_services_own_code_says_that_it_may_be_gone(
    reply: Reply, may_be: bool, throttle: Throttle
) -> None:
    async with (
        scripted(*[reply] * 5, TROUBLE, TROUBLE, TROUBLE, TROUBLE, TROUBLE) as server,
        open_seoul(KEY, base_url=server.url, throttle=throttle) as seoul,
    ):
        with pytest.raises(TransientSourceError) as raised:
            await seoul.permits_page("food", YEONGDEUNGPO, 1001, 2000)

    assert may_be_gone(raised.value) is may_be
