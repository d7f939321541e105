"""The clients against the services of the small city, over real connections."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from radius_assets.domain.districts import district
from radius_assets.domain.geo import LonLat, Rect
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.messages import KEY as SANDBOX_KEY
from radius_assets.sandbox.server import RunningSandbox
from radius_assets.sources.daiso import Daiso, open_daiso
from radius_assets.sources.errors import (
    AccessRefusedError,
    QuotaSpentError,
    SourceError,
    TransientSourceError,
)
from radius_assets.sources.kakao import Kakao, open_kakao
from radius_assets.sources.meter import Meter, metering
from radius_assets.sources.mois import Mois, open_mois
from radius_assets.sources.semas import Semas, open_semas
from radius_assets.sources.seoul import Seoul, open_seoul
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.asking import QUESTIONS, YEONGDEUNGPO, answer_to

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]

CROWD = Rect(126.9, 37.52, 126.909, 37.529)
SUBURB = district("도봉구")  # the small city has nothing there


@dataclass(frozen=True, slots=True)
class Clients:
    """A client of each service."""

    kakao: Kakao
    daiso: Daiso
    seoul: Seoul
    semas: Semas
    mois: Mois


@pytest.fixture
async def clients(city: RunningSandbox, throttle: Throttle) -> AsyncIterator[Clients]:
    """Clients of the small city, with the key it accepts."""
    url = city.url
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        yield Clients(
            await enter(open_kakao(SANDBOX_KEY, base_url=url, throttle=throttle)),
            await enter(open_daiso(base_url=url, throttle=throttle)),
            await enter(open_seoul(SANDBOX_KEY, base_url=url, throttle=throttle)),
            await enter(open_semas(SANDBOX_KEY, base_url=url, throttle=throttle)),
            await enter(open_mois(SANDBOX_KEY, base_url=url, throttle=throttle)),
        )


async def test_kakao_shows_45_of_63_places_and_says_so(clients: Clients) -> None:
    pages = [await clients.kakao.category_page(CROWD, page) for page in (1, 2, 3)]

    places = {place.place_id: place for page in pages for place in page.places}
    assert [(page.total, page.readable) for page in pages] == [(63, 45)] * 3
    assert [page.is_last for page in pages] == [False, False, True]
    assert len(places) == 45
    assert all(CROWD.contains(place.position) for place in places.values())


async def test_kakao_finds_by_keyword_in_a_tile_and_anywhere(clients: Clients) -> None:
    everywhere = await clients.kakao.keyword_page("다이소", 1)
    nearby = await clients.kakao.keyword_page("다이소", 1, rect=CROWD)

    assert everywhere.total == 4
    assert [place.name for place in nearby.places] == ["다이소 가온역점"]
    assert nearby.places[0].phone is None


async def test_kakao_finds_addresses(clients: Clients) -> None:
    (house,) = await clients.kakao.addresses("서울특별시 영등포구 가온로 12, 3층")
    (road,) = await clients.kakao.addresses("서울 영등포구 가온로")
    nothing = await clients.kakao.addresses("서울 영등포구 가온로 12, 3층", analyze="exact")

    assert (house.is_house, house.position) == (True, LonLat(126.905, 37.525))
    assert not road.is_house
    assert nothing == []


async def test_daiso_finds_by_a_part_of_name_or_address(clients: Clients) -> None:
    page = await clients.daiso.stores_page("강남", 1)
    nothing = await clients.daiso.stores_page("도봉", 1)

    positions = {store.store_id: store.position for store in page.stores}
    assert page.total == 2
    assert positions == {"19003": LonLat(127.03, 37.525), "19004": None}
    assert nothing.total == 0


async def test_seoul_shows_the_permits_of_a_district(clients: Clients) -> None:
    first = await clients.seoul.permits_page("food", YEONGDEUNGPO, 1, 8)
    rest = await clients.seoul.permits_page("food", YEONGDEUNGPO, 9, 16)
    tobacco = await clients.seoul.permits_page("tobacco", YEONGDEUNGPO, 1, 1000)

    assert first.total == rest.total == len(first.rows) + len(rest.rows) == 11
    assert first.rows[0]["APVPERMYMD"] == "2031-02-03".ljust(24)
    assert tobacco.total == 3


async def test_seoul_says_where_a_register_ends(clients: Clients) -> None:
    beyond = await clients.seoul.permits_page("food", YEONGDEUNGPO, 1001, 2000)
    none = await clients.seoul.permits_page("food", SUBURB, 1, 1000)

    assert (beyond.total, beyond.rows) == (11, ())
    assert (none.total, none.rows) == (0, ())


async def test_semas_shows_the_stores_of_a_district(clients: Clients) -> None:
    page = await clients.semas.stores_page(YEONGDEUNGPO, 1)
    none = await clients.semas.stores_page(SUBURB, 1)

    assert page.total == len(page.rows) == 5
    assert {row["stdrYm"] for row in page.rows} == {"203012"}
    assert {row["signguNm"] for row in page.rows} == {"영등포구"}
    assert (none.total, none.rows) == (0, ())


async def test_mois_shows_the_permits_of_a_district(clients: Clients) -> None:
    food = await clients.mois.permits_page("food", YEONGDEUNGPO, 1)
    beyond = await clients.mois.permits_page("food", YEONGDEUNGPO, 2)
    none = await clients.mois.permits_page("food", SUBURB, 1)

    assert (food.total, len(food.rows)) == (11, 11)
    assert {row["OPN_ATMY_GRP_CD"] for row in food.rows} == {"3180000"}
    assert {row["LCPMT_YMD"] for row in food.rows} == {"2031-02-03", "20310203"}
    assert (beyond.total, beyond.rows) == (11, ())
    assert (none.total, none.rows) == (0, ())


@pytest.mark.parametrize("question", [name for name in QUESTIONS if "daiso" not in name])
async def test_a_wrong_key_costs_one_request(
    question: str, city: RunningSandbox, throttle: Throttle
) -> None:
    with pytest.raises(AccessRefusedError, match=r"KAKAO_API_KEY|SEOUL_OPENAPI_KEY|DATA_GO_KR_KEY"):
        await answer_to(question, city.url, throttle)

    assert sum(int(str(seen["requests"])) for seen in city.stats().values()) == 1


async def test_probes_are_quiet_where_the_key_is_good(
    clients: Clients, city: RunningSandbox
) -> None:
    await clients.kakao.probe()
    await clients.daiso.probe()
    await clients.seoul.probe()
    await clients.semas.probe()
    await clients.mois.probe()

    assert [seen["requests"] for seen in city.stats().values()] == [1, 1, 1, 1, 1]


MISHAPS = {
    "unavailable": Faults(unavailable=1.0),
    "truncated": Faults(truncated=1.0),
    "html": Faults(html=1.0),
    "disconnects": Faults(disconnects=1.0),
    "unsuccessful": Faults(unsuccessful=1.0),
}


@pytest.mark.parametrize("faults", MISHAPS.values(), ids=MISHAPS)
async def test_a_service_in_trouble_answers_nothing(
    faults: Faults, clients: Clients, city: RunningSandbox
) -> None:
    city.set_faults(faults)

    questions = (
        clients.kakao.category_page(CROWD, 1),
        clients.daiso.stores_page("영등포", 1),
        clients.seoul.permits_page("food", YEONGDEUNGPO, 1, 1000),
        clients.semas.stores_page(YEONGDEUNGPO, 1),
        clients.mois.permits_page("food", YEONGDEUNGPO, 1),
    )
    answers = await asyncio.gather(*questions, return_exceptions=True)

    assert {type(answer) for answer in answers} == {TransientSourceError}


async def test_a_service_in_some_trouble_is_read_whole(
    clients: Clients, city: RunningSandbox
) -> None:
    city.set_faults(Faults(seed=5, unavailable=0.1, truncated=0.1, html=0.1, disconnects=0.1))
    meter = Meter()

    with metering(meter):
        tasks = [clients.kakao.category_page(CROWD, page) for _ in range(10) for page in (1, 2, 3)]
        pages = await asyncio.gather(*tasks)

    assert {page.total for page in pages} == {63}
    assert {len(page.places) for page in pages} == {15}
    assert meter.retries == meter.requests - 30 > 0
    assert meter.requests == city.stats()["kakao"]["requests"]


@pytest.mark.parametrize(
    ("faults", "error"),
    [
        pytest.param(Faults(refusing=("kakao", "semas", "mois")), AccessRefusedError, id="refuse"),
        pytest.param(
            Faults(quota=dict.fromkeys(("kakao", "semas", "mois"), 0)), QuotaSpentError, id="quota"
        ),
    ],
)
@pytest.mark.parametrize("service", ["kakao", "semas", "mois"])
async def test_a_service_that_is_closed_to_us_is_asked_once(
    service: str,
    faults: Faults,
    error: type[SourceError],
    clients: Clients,
    city: RunningSandbox,
) -> None:
    city.set_faults(faults)
    probes = (clients.kakao.probe, clients.semas.probe, clients.mois.probe)
    ask = dict(zip(("kakao", "semas", "mois"), probes, strict=True))[service]

    answers = await asyncio.gather(*(ask() for _ in range(5)), return_exceptions=True)

    assert {type(answer) for answer in answers} == {error}
    assert city.stats()[service]["requests"] == 1


async def test_a_finder_that_blocks_us_is_left_alone(
    clients: Clients, city: RunningSandbox
) -> None:
    city.set_faults(Faults(refusing=("daiso",)))

    for _ in range(3):
        with pytest.raises(QuotaSpentError, match="403 Forbidden"):
            await clients.daiso.stores_page("영등포", 1)

    assert city.stats()["daiso"]["requests"] == 1
