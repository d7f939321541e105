"""When Seoul's register counts as gone: what proves it, and what is only trouble."""

import pytest

from radius_assets.sources.errors import ServiceGoneError, TransientSourceError
from radius_assets.sources.seoul import open_seoul
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.asking import KEY, YEONGDEUNGPO
from radius_assets_tests.sources.scripted import Reply, json_reply, scripted
from radius_assets_tests.sources.shapes import seoul_code, seoul_code_in_xml, seoul_reply

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]

UNKNOWN = seoul_code("ERROR-500", "서버 오류입니다.")
BIKES = json_reply({"rentBikeStatus": {"RESULT": {"CODE": "INFO-000"}, "row": [{}]}})
TROUBLE = Reply("", 503)


async def asked(throttle: Throttle, *replies: Reply, start: int = 1) -> list[str]:
    """The last part of the paths asked for; raises what the answers mean."""
    async with (
        scripted(*replies) as server,
        open_seoul(KEY, base_url=server.url, throttle=throttle) as seoul,
    ):
        try:
            await seoul.permits_page("food", YEONGDEUNGPO, start, start + 999)
        except (ServiceGoneError, TransientSourceError) as error:
            paths = [request.path.split("/")[3] for request in server.asked]
            raise type(error)(error.source, error.asked, f"{error.why} {paths}") from None
        return [request.path for request in server.asked]


@pytest.mark.parametrize("unknown", [UNKNOWN, seoul_code_in_xml("ERROR-500")], ids=["json", "xml"])
async def test_what_five_answers_do_not_know_is_gone_if_another_service_is_known(
    unknown: Reply, throttle: Throttle
) -> None:
    with pytest.raises(ServiceGoneError, match=r"5 times, while it answers of another .*bike"):
        await asked(throttle, *[unknown] * 5, BIKES)


async def test_what_it_says_not_to_know_is_gone(throttle: Throttle) -> None:
    with pytest.raises(ServiceGoneError, match="ERROR-310"):
        await asked(throttle, seoul_code("ERROR-310"))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(UNKNOWN, id="does not know the other either"),
        pytest.param(seoul_code("INFO-200"), id="has nothing of the other"),
        pytest.param(TROUBLE, id="cannot answer"),
        pytest.param(json_reply({"rentBikeStatus": {}}), id="answers something else"),
        pytest.param(seoul_code_in_xml("INFO-100"), id="refuses the key"),
    ],
)
async def test_a_gateway_that_answers_nothing_well_is_in_trouble(
    other: Reply, throttle: Throttle
) -> None:
    with pytest.raises(TransientSourceError, match="ERROR-500"):
        await asked(throttle, *[UNKNOWN] * 5, other)


@pytest.mark.parametrize(
    "trouble",
    [TROUBLE, Reply(hangs_up=True), seoul_code("ERROR-600")],
    ids=["503", "no answer", "ERROR-600"],
)
async def test_one_other_trouble_among_the_answers_proves_nothing(
    trouble: Reply, throttle: Throttle
) -> None:
    replies = [UNKNOWN, UNKNOWN, trouble, UNKNOWN, UNKNOWN, BIKES]

    with pytest.raises(TransientSourceError) as raised:
        await asked(throttle, *replies)

    assert "bikeList" not in str(raised.value), "nobody asked for what cannot matter"


async def test_a_register_that_comes_back_is_read(throttle: Throttle) -> None:
    paths = await asked(throttle, *[UNKNOWN] * 4, seoul_reply([{}]))

    assert len(paths) == 5


async def test_a_register_whose_first_row_was_read_is_not_gone(throttle: Throttle) -> None:
    with pytest.raises(TransientSourceError):
        await asked(throttle, *[UNKNOWN] * 5, BIKES, start=1001)
