"""The sandbox's own addresses: a page for people, its health, day, statistics, faults, truth."""

import asyncio
import datetime as dt
import io
import json

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from radius_assets.sandbox.faults import faults_from_json, faults_to_json, meanings
from radius_assets.sandbox.messages import KEY
from radius_assets.sandbox.state import Sandbox

ADDRESS_VARIABLES = (
    "RADIUS_KAKAO_URL",
    "RADIUS_SEOUL_URL",
    "RADIUS_DAISO_URL",
    "RADIUS_DATA_GO_KR_URL",
)
KEY_VARIABLES = ("KAKAO_API_KEY", "SEOUL_OPENAPI_KEY", "DATA_GO_KR_KEY")

WHAT_IT_IS = (
    "the sandbox of radius_assets: one city that answers as Kakao Local, Seoul Open Data, "
    "Daiso's store search, SEMAS and the permits of data.go.kr do; it is not those services"
)

_HOME = """\
radius_assets sandbox (모래상자)

This is {what}.
실제 서비스가 아닙니다. 카카오 로컬, 서울 열린데이터광장, 다이소 매장 찾기, 소상공인 상가정보,
행정안전부 인허가 정보처럼 답하는 연습용 서버입니다.

{places} listings, seed {seed}, as of {today}; {rate} requests a second and key, {latency} ms each.

Set these, then run as usual (환경 변수를 설정한 뒤 평소처럼 실행하세요):

{environment}

/_sandbox               health (상태)
/_sandbox/today         PUT {{"today": "{today}"}} to show the city on another day (날짜);
                        RADIUS_TODAY={today} gives the verdicts of that day
/_sandbox/stats         what was asked; POST /_sandbox/stats/reset begins anew (통계)
/_sandbox/faults        what goes wrong; PUT a JSON object to change it (장애 설정):
{faults}
"""


def environment(url: str) -> dict[str, str]:
    """The environment variables that make radius_assets ask the sandbox at `url`."""
    return dict.fromkeys(ADDRESS_VARIABLES, url) | dict.fromkeys(KEY_VARIABLES, KEY)


class Control:
    """The addresses that belong to no service; they are neither limited nor counted."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/", self._home, methods=["GET"]),
            Route("/_sandbox", self._health, methods=["GET"]),
            Route("/_sandbox/today", self._put_today, methods=["PUT"]),
            Route("/_sandbox/stats", self._statistics, methods=["GET"]),
            Route("/_sandbox/stats/reset", self._reset, methods=["POST"]),
            Route("/_sandbox/faults", self._faults, methods=["GET"]),
            Route("/_sandbox/faults", self._put_faults, methods=["PUT"]),
            Route("/_sandbox/truth", self._truth, methods=["GET"]),
        ]

    async def _home(self, request: Request) -> Response:
        city, settings = self._sandbox.city, self._sandbox.settings
        url = str(request.base_url).rstrip("/")
        text = _HOME.format(
            what=WHAT_IT_IS,
            places=city.places.height,
            seed=city.seed,
            today=city.today,
            rate=settings.rate_per_second,
            latency=f"{settings.latency_ms:g}",
            environment="\n".join(f"{name}={value}" for name, value in environment(url).items()),
            faults="\n".join(f"  {name:<20} {meaning}" for name, meaning in meanings().items()),
        )
        return PlainTextResponse(text)

    async def _health(self, request: Request) -> Response:  # noqa: ARG002 # a Starlette endpoint
        city = self._sandbox.city
        return JSONResponse(
            {
                "what": WHAT_IT_IS,
                "today": city.today.isoformat(),
                "seed": city.seed,
                "listings": city.places.height,
            }
        )

    async def _put_today(self, request: Request) -> Response:
        try:
            await asyncio.to_thread(self._sandbox.set_today, _day(await request.body()))
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)
        return await self._health(request)

    async def _statistics(self, request: Request) -> Response:  # noqa: ARG002 # as above
        return JSONResponse(self._sandbox.statistics())

    async def _reset(self, request: Request) -> Response:  # noqa: ARG002 # as above
        self._sandbox.reset()
        return JSONResponse(self._sandbox.statistics())

    async def _faults(self, request: Request) -> Response:  # noqa: ARG002 # as above
        return JSONResponse(faults_to_json(self._sandbox.faults))

    async def _put_faults(self, request: Request) -> Response:
        try:
            faults = faults_from_json(await request.body())
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)
        self._sandbox.set_faults(faults)
        return JSONResponse(faults_to_json(faults))

    async def _truth(self, request: Request) -> Response:  # noqa: ARG002 # as above
        if not self._sandbox.settings.truth:
            return PlainTextResponse("the sandbox was started without --truth", 404)
        written = io.BytesIO()
        self._sandbox.city.truth.write_json(written)
        return Response(written.getvalue(), media_type="application/json")


def _day(body: bytes) -> dt.date:
    """The day in `{"today": "2026-10-05"}`.

    Raises:
        ValueError: There is none.
    """
    try:
        return dt.date.fromisoformat(json.loads(body)["today"])
    except (ValueError, KeyError, TypeError):
        text = body[:80].decode("utf-8", "replace")
        raise ValueError(f'{text!r} is no day; it takes {{"today": "2026-10-05"}}') from None
