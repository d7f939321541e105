"""The sandbox on another day: the same city some time on, with its faults and statistics."""

import datetime as dt
import threading
from collections.abc import Iterator

import httpx
import pytest

from radius_assets.sandbox.city import City
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.sandbox.world import DEFAULT_TODAY, build_city

LATER = DEFAULT_TODAY + dt.timedelta(days=60)
SERVICE = "LOCALDATA_072405_DB"


def dobong(today: dt.date) -> City:
    """도봉구, the smallest district, on that day."""
    return build_city(7, today=today, districts=["도봉구"])


@pytest.fixture
def ageing() -> Iterator[RunningSandbox]:
    """A sandbox of one district, which can be shown on any day."""
    settings = SandboxSettings(rate_per_second=10_000, latency_ms=0)
    with serving(dobong(DEFAULT_TODAY), settings, city_on=dobong) as running:
        yield running


@pytest.fixture
def old_client(ageing: RunningSandbox, one_client: httpx.Client) -> httpx.Client:
    """A client of that sandbox."""
    one_client.base_url = httpx.URL(ageing.url)
    return one_client


def total(client: httpx.Client) -> int:
    """How many food permits Seoul has of the district."""
    page = client.get(f"/sandbox/json/{SERVICE}/1/1").json()
    return int(page[SERVICE]["list_total_count"])


def test_a_later_day_shows_what_came_since(old_client: httpx.Client) -> None:
    before = total(old_client)

    health = old_client.put("/_sandbox/today", json={"today": LATER.isoformat()})

    assert health.status_code == 200
    assert (
        health.json()["today"] == LATER.isoformat() == old_client.get("/_sandbox").json()["today"]
    )
    assert total(old_client) == dobong(LATER).food.height > before


def test_every_service_is_of_that_day(ageing: RunningSandbox) -> None:
    ageing.age(60)

    city, sandbox = dobong(LATER), ageing.sandbox
    assert sandbox.city.today == LATER
    assert sandbox.city.places.equals(city.places)
    with httpx.Client(base_url=ageing.url) as client:
        asked = {"serviceKey": "sandbox", "returnType": "json"}
        permits = client.get("/1741000/rest_cafes/info", params=asked).json()
        assert permits["response"]["body"]["totalCount"] == city.food.height
        stores = client.post("/ms/msg/selStr", json={"keyword": "도봉"}).json()["data"]
        assert stores[0]["totalCnt"] == city.daiso["strAddr"].str.contains("도봉").sum()


def test_faults_and_statistics_stay(ageing: RunningSandbox, old_client: httpx.Client) -> None:
    ageing.set_faults(Faults(v2_after_requests=2))
    for _ in range(2):
        total(old_client)

    ageing.age(7)
    (row,) = old_client.get(f"/sandbox/json/{SERVICE}/1/1").json()[SERVICE]["row"]

    assert "MNG_NO" in row, "the third request since the faults were set"
    assert ageing.stats()["seoul"]["requests"] == 3


def test_a_day_may_be_taken_back(ageing: RunningSandbox) -> None:
    before = ageing.sandbox.city.food

    ageing.age(7)
    ageing.age(-7)

    assert ageing.sandbox.city.food.equals(before)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("", "'' is no day; it takes"),
        ("{}", "'{}' is no day"),
        ('{"today": 5}', "is no day"),
        ('{"today": "2026-02-30"}', "is no day"),
        ('{"today": "2040-01-01"}', "today is 2040-01-01, but the city lives from 2015-01-01"),
    ],
)
def test_a_day_that_cannot_be_shown_changes_nothing(
    body: str, complaint: str, old_client: httpx.Client
) -> None:
    answer = old_client.put("/_sandbox/today", content=body)

    assert answer.status_code == 400
    assert complaint in answer.json()["error"]
    assert old_client.get("/_sandbox").json()["today"] == DEFAULT_TODAY.isoformat()


def test_a_city_made_by_hand_has_one_day_only(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    answer = client.put("/_sandbox/today", json={"today": "2031-03-05"})

    assert answer.status_code == 400
    assert "was made for one day" in answer.json()["error"]
    with pytest.raises(ValueError, match="was made for one day"):
        sandbox.age(1)


def test_a_city_of_ones_own_can_be_shown_instead(ageing: RunningSandbox) -> None:
    ageing.set_city(build_city(8, districts=["도봉구"]))

    assert ageing.sandbox.city.seed == 8


def test_it_answers_while_another_day_is_being_built(one_client: httpx.Client) -> None:
    building, built = threading.Event(), threading.Event()

    def slowly(today: dt.date) -> City:
        building.set()
        assert built.wait(10)
        return dobong(today)

    with serving(dobong(DEFAULT_TODAY), SandboxSettings(latency_ms=0), city_on=slowly) as running:
        put = threading.Thread(
            target=httpx.put,
            args=(f"{running.url}/_sandbox/today",),
            kwargs={"json": {"today": LATER.isoformat()}},
        )
        put.start()
        assert building.wait(10)
        meanwhile = one_client.get(f"{running.url}/_sandbox").json()["today"]
        built.set()
        put.join()
        afterwards = one_client.get(f"{running.url}/_sandbox").json()["today"]

    assert (meanwhile, afterwards) == (DEFAULT_TODAY.isoformat(), LATER.isoformat())
