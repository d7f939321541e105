"""What Kakao's errors mean, and what a person is told to do about them."""

import pytest

from radius_assets.sources.errors import (
    AccessRefusedError,
    BadRequestError,
    QuotaSpentError,
    SourceChangedError,
    SourceError,
    TransientSourceError,
)
from radius_assets.sources.kakao import open_kakao
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.asking import KEY
from radius_assets_tests.sources.scripted import Reply, json_reply, scripted

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]


def error(error_type: str, message: str, status: int) -> Reply:
    return json_reply({"errorType": error_type, "message": message}, status)


def code(number: int, msg: str, status: int) -> Reply:
    return json_reply({"code": number, "msg": msg, "extras": {}}, status)


DISABLED = "App(가온) disabled OPEN_MAP_AND_LOCAL service."
EXCEEDED = "API limit has been exceeded."


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        pytest.param(
            error("InvalidArgument", "page is more than max", 400),
            BadRequestError,
            'HTTP 400 "InvalidArgument: page is more than max"',
            id="400",
        ),
        pytest.param(
            error("MissingParameter", "query parameter required", 400),
            BadRequestError,
            "query parameter required",
            id="400 of a missing parameter",
        ),
        pytest.param(
            error("AccessDeniedError", "cannot find Authorization : KakaoAK header", 401),
            AccessRefusedError,
            "check that KAKAO_API_KEY is the REST API key of an app at developers.kakao.com",
            id="401 without a key",
        ),
        pytest.param(
            error("AccessDeniedError", f"wrong appKey({KEY}) format", 401),
            AccessRefusedError,
            '"AccessDeniedError: wrong appKey(***) format"; check that KAKAO_API_KEY',
            id="401 of a malformed key",
        ),
        pytest.param(
            error("AccessDeniedError", f"appKey({KEY.upper()}) does not exist", 401),
            AccessRefusedError,
            "appKey(***) does not exist",
            id="401 of an unknown key",
        ),
        pytest.param(
            code(-401, "ip mismatched! callerIp=203.0.113.7", 401),
            AccessRefusedError,
            "allow this computer's IP address for the app of KAKAO_API_KEY",
            id="401 of an IP address",
        ),
        pytest.param(
            code(-401, "ip mismatched! callerIp=203.0.113.7", 400),
            AccessRefusedError,
            "allow this computer's IP address",
            id="-401 under another status",
        ),
        pytest.param(
            error("NotAuthorizedError", DISABLED, 403),
            AccessRefusedError,
            "switch on the product 카카오맵 for the app of KAKAO_API_KEY",
            id="403 of the product",
        ),
        pytest.param(
            error("RequestThrottled", EXCEEDED, 429),
            QuotaSpentError,
            "starts anew at 00:00 Korean time",
            id="429",
        ),
        pytest.param(code(-10, EXCEEDED, 400), QuotaSpentError, EXCEEDED, id="-10 with 400"),
        pytest.param(code(-10, EXCEEDED, 429), QuotaSpentError, EXCEEDED, id="-10 with 429"),
        pytest.param(code(-10, EXCEEDED, 200), QuotaSpentError, EXCEEDED, id="-10 with 200"),
        pytest.param(code(-11, "paid limit", 400), QuotaSpentError, "paid limit", id="-11"),
        pytest.param(code(-1, "try again", 400), TransientSourceError, "try again", id="-1"),
        pytest.param(code(-7, "try again", 500), TransientSourceError, "try again", id="-7"),
        pytest.param(code(-9798, "점검", 503), TransientSourceError, "점검", id="-9798"),
        pytest.param(Reply("", 503), TransientSourceError, "HTTP 503", id="503"),
        pytest.param(code(-2, "what?", 200), SourceChangedError, "what?", id="unknown with 200"),
        pytest.param(
            json_reply({"code": -1}, 500), TransientSourceError, "HTTP 500", id="no words"
        ),
    ],
)
async def test_says_what_kakaos_error_means_and_what_to_do(
    reply: Reply, kind: type[SourceError], words: str, throttle: Throttle
) -> None:
    async with (
        scripted(reply) as server,
        open_kakao(KEY, base_url=server.url, throttle=throttle) as kakao,
    ):
        with pytest.raises(kind) as raised:
            await kakao.probe()

    assert type(raised.value) is kind
    assert words in str(raised.value)
