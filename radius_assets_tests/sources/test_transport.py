"""Tests of the transport that sends nothing before its turn."""

import asyncio
from collections.abc import Mapping

import httpx
import pytest

from radius_assets.sources.throttle import API, ThrottledTransport
from radius_assets_tests.sources.places import Place
from radius_assets_tests.sources.set_clock import run_skipping
from radius_assets_tests.sources.stations import REQUEST, Station, throttle_on


def test_the_transport_reports_waits_and_caps_what_is_under_way(place: Place) -> None:
    waits_s: list[float] = []

    async def scenario() -> Station:
        station = Station(latency_s=5.0)
        throttle = throttle_on(place, slots=4)
        transport = ThrottledTransport(station, throttle, concurrency=3, on_wait=waits_s.append)
        async with httpx.AsyncClient(transport=transport) as client, asyncio.TaskGroup() as group:
            for _ in range(6):
                group.create_task(client.get("https://kakao.test"))
        return station

    station = run_skipping(scenario())

    assert station.most_at_once == 3
    assert station.is_closed
    assert waits_s == pytest.approx([0.0, 0.0, 0.0, 0.0, 1.0, 1.0])


def test_the_transport_names_the_api_that_is_asked(place: Place) -> None:
    async def scenario() -> Mapping[str, int]:
        throttle = throttle_on(place)
        transport = ThrottledTransport(Station(), throttle)
        async with httpx.AsyncClient(transport=transport) as client:
            await client.get("https://kakao.test", extensions={API: "category"})
            await client.get("https://kakao.test")
        return throttle.requests_today()

    assert run_skipping(scenario()) == {"category": 1, "all": 1}


def test_the_transport_works_without_anyone_to_tell(place: Place) -> None:
    async def scenario() -> httpx.Response:
        transport = ThrottledTransport(Station(), throttle_on(place))
        return await transport.handle_async_request(REQUEST)

    assert run_skipping(scenario()).status_code == 200
