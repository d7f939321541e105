"""The questions that each source can be asked, for tests that hold for all of them."""

from collections.abc import Awaitable, Callable, Mapping

from radius_assets.domain.districts import district
from radius_assets.domain.geo import Rect
from radius_assets.sources.daiso import Daiso
from radius_assets.sources.http import SourceClient, open_source
from radius_assets.sources.kakao import Kakao
from radius_assets.sources.mois import Mois
from radius_assets.sources.semas import Semas
from radius_assets.sources.seoul import Seoul
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources import shapes
from radius_assets_tests.sources.scripted import Reply

KEY = "0123456789abcdef0123456789abcdef"
TILE = Rect(126.9, 37.5, 126.91, 37.51)
YEONGDEUNGPO = district("영등포구")

QUESTIONS: Mapping[str, Callable[[SourceClient], Awaitable[object]]] = {
    "kakao_category": lambda client: Kakao(client).category_page(TILE, 1),
    "kakao_keyword": lambda client: Kakao(client).keyword_page("다이소", 1),
    "kakao_address": lambda client: Kakao(client).addresses("서울 영등포구 가온로 12"),
    "kakao_probe": lambda client: Kakao(client).probe(),
    "daiso": lambda client: Daiso(client).stores_page("영등포", 1),
    "daiso_probe": lambda client: Daiso(client).probe(),
    "seoul_food": lambda client: Seoul(client, KEY).permits_page("food", YEONGDEUNGPO, 1, 1000),
    "seoul_tobacco": lambda client: Seoul(client, KEY).permits_page(
        "tobacco", YEONGDEUNGPO, 1, 1000
    ),
    "seoul_probe": lambda client: Seoul(client, KEY).probe(),
    "semas": lambda client: Semas(client, KEY).stores_page(YEONGDEUNGPO, 1),
    "semas_probe": lambda client: Semas(client, KEY).probe(),
    "mois_food": lambda client: _mois(client).permits_page("food", YEONGDEUNGPO, 1),
    "mois_tobacco": lambda client: _mois(client).permits_page("tobacco", YEONGDEUNGPO, 1),
    "mois_probe": lambda client: _mois(client).probe(),
}
"""One question of each kind, asked of a client."""

GOOD: Mapping[str, Reply] = {
    "kakao_category": shapes.kakao_reply([shapes.kakao_document()]),
    "kakao_keyword": shapes.kakao_reply([shapes.kakao_document()]),
    "kakao_address": shapes.kakao_reply([shapes.kakao_address()]),
    "kakao_probe": shapes.kakao_reply([]),
    "daiso": shapes.daiso_reply([shapes.daiso_row()]),
    "daiso_probe": shapes.daiso_reply([shapes.daiso_row()]),
    "seoul_food": shapes.seoul_reply([{"MGTNO": "1"}]),
    "seoul_tobacco": shapes.seoul_reply([{"MGTNO": "1"}], service="LOCALDATA_114302_YD"),
    "seoul_probe": shapes.seoul_reply([{"MGTNO": "1"}], service="LOCALDATA_072405_JN"),
    "semas": shapes.semas_reply([{"bizesId": "MA1"}]),
    "semas_probe": shapes.semas_reply([{"bizesId": "MA1"}]),
    "mois_food": shapes.mois_reply({"item": [{"MNG_NO": "1"}]}),
    "mois_tobacco": shapes.mois_reply({"item": {"MNG_NO": "1"}}),
    "mois_probe": shapes.mois_reply({"item": [{"MNG_NO": "1"}]}),
}
"""A good answer to each question."""


def _mois(client: SourceClient) -> Mois:
    return Mois({"food": client, "tobacco": client}, KEY)


async def answer_to(
    question: str, url: str, throttle: Throttle, *, key: str = KEY, timeout_s: float = 10.0
) -> object:
    """Ask the question of what answers at `url`, with a client of its own."""
    opened = open_source(question, url, throttle=throttle, secrets=[key], timeout_s=timeout_s)
    async with opened as client:
        return await QUESTIONS[question](client)
