"""Tests of the services as resources: keys, and budgets that are shared or kept apart."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from radius_assets.resources import (
    DaisoResource,
    DataGoKrResource,
    KakaoResource,
    SeoulResource,
    ServiceResource,
)
from radius_assets.sandbox.server import serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.settings import MissingKeyError
from radius_assets_tests.sandbox.cities import small_city

URL = "http://127.0.0.1:1"
KEY = "0123456789abcdef"
Kind: TypeAlias = Callable[..., ServiceResource]
WITH_KEY: list[Kind] = [KakaoResource, SeoulResource, DataGoKrResource]


def resource(kind: Kind, folder: Path, *, url: str = URL, key: str = KEY) -> ServiceResource:
    return kind(base_url=url, api_key=key, budget_folder=str(folder))


def use(asked: ServiceResource) -> None:
    """Send one request of its budget."""

    async def send() -> None:
        async with asked.throttle().request():
            pass

    asyncio.run(send())


def budgets(folder: Path) -> int:
    return len(list(folder.glob("*.budget")))


@pytest.mark.parametrize("kind", [*WITH_KEY, DaisoResource])
def test_the_same_service_and_key_share_a_budget_and_its_count(kind: Kind, tmp_path: Path) -> None:
    use(resource(kind, tmp_path))
    use(resource(kind, tmp_path, key=f" {KEY}\n"))

    assert budgets(tmp_path) == 1
    assert resource(kind, tmp_path).requests_today() == {"all": 2}


@pytest.mark.parametrize(
    ("kind", "url", "key"),
    [
        pytest.param(KakaoResource, URL, "another", id="another key"),
        pytest.param(KakaoResource, "http://127.0.0.1:2", KEY, id="another address"),
        pytest.param(SeoulResource, URL, KEY, id="another service"),
    ],
)
def test_another_key_address_or_service_has_a_budget_of_its_own(
    kind: Kind, url: str, key: str, tmp_path: Path
) -> None:
    use(resource(KakaoResource, tmp_path))

    other = resource(kind, tmp_path, url=url, key=key)
    use(other)

    assert budgets(tmp_path) == 2
    assert other.requests_today() == {"all": 1}


def test_no_budget_shows_its_key(tmp_path: Path) -> None:
    for kind in WITH_KEY:
        use(resource(kind, tmp_path))

    for path in tmp_path.iterdir():
        assert KEY not in path.name
        assert KEY.encode() not in path.read_bytes()


@pytest.mark.parametrize("key", ["", "  "])
@pytest.mark.parametrize(
    ("kind", "variable"),
    [
        (KakaoResource, "KAKAO_API_KEY"),
        (SeoulResource, "SEOUL_OPENAPI_KEY"),
        (DataGoKrResource, "DATA_GO_KR_KEY"),
    ],
)
def test_a_missing_key_is_named(kind: Kind, variable: str, key: str, tmp_path: Path) -> None:
    without = resource(kind, tmp_path, key=key)

    assert not without.has_key
    with pytest.raises(MissingKeyError, match=f"{variable} is not set"):
        without.require_key()


def test_a_key_that_is_there_or_not_needed_is_no_obstacle(tmp_path: Path) -> None:
    for kind in WITH_KEY:
        resource(kind, tmp_path).require_key()
    resource(DaisoResource, tmp_path, key="").require_key()


def test_only_the_business_register_may_be_left_out(tmp_path: Path) -> None:
    kinds = [*WITH_KEY, DaisoResource]

    optional = [kind for kind in kinds if resource(kind, tmp_path).is_optional]

    assert optional == [DataGoKrResource]


def test_a_service_without_a_quota_has_none_left_or_used(tmp_path: Path) -> None:
    kinds = [*WITH_KEY, DaisoResource]

    limited = [kind for kind in kinds if resource(kind, tmp_path).quota_today() is not None]

    assert limited == [KakaoResource, DataGoKrResource]


def test_a_quota_is_told_with_what_is_used_of_it(tmp_path: Path) -> None:
    asked = KakaoResource(base_url=URL, budget_folder=str(tmp_path), daily_quota=7)
    use(asked)

    quota = asked.quota_today()

    assert quota is not None
    assert (quota.limit, quota.sent, quota.left("category")) == (7, {"all": 1}, 6)


def test_daiso_is_asked_gently(tmp_path: Path) -> None:
    assert resource(DaisoResource, tmp_path).requests_per_second == 4


@pytest.mark.anyio
@pytest.mark.parametrize("kind", [*WITH_KEY, DaisoResource])
async def test_an_opened_client_is_let_in_with_the_key(kind: Kind, tmp_path: Path) -> None:
    settings = SandboxSettings(rate_per_second=10_000, latency_ms=0)

    with serving(small_city(), settings) as sandbox:
        asked = resource(kind, tmp_path, url=sandbox.url, key=" sandbox ")
        async with asked.open() as client:
            await client.probe()

    assert sum(int(str(stats["requests"])) for stats in sandbox.stats().values()) == 1
    assert sum(asked.requests_today().values()) == 1
