"""Tests of where a service's budget is kept, and of the priority of the run that uses it."""

import asyncio
from pathlib import Path

import dagster as dg
import pytest
import redis

from radius_assets.composition import services
from radius_assets.resources import MOST_PRIORITY, KakaoResource, priority_of
from radius_assets.settings import settings_from
from radius_assets.sources.budget import ThrottleStateError
from radius_assets_tests.sources.redis_server import StartRedis

URL, KEY = "http://kakao.test", "0123456789abcdef"
NOBODY_THERE = "redis://:5ecret@127.0.0.1:1/0"


def kakao(url: str, *, folder: Path, redis_url: str = "", patience_s: float = 30) -> KakaoResource:
    return KakaoResource(
        api_key=KEY,
        base_url=url,
        budget_folder=str(folder),
        redis_url=redis_url,
        redis_patience_s=patience_s,
    )


def use(resource: KakaoResource) -> None:
    """Send one request of its budget."""

    async def send() -> None:
        async with resource.throttle().request():
            pass

    asyncio.run(send())


def test_hosts_with_the_same_redis_share_a_budget_whose_name_does_not_show_the_key(
    start_redis: StartRedis, tmp_path: Path
) -> None:
    with start_redis() as server, redis.Redis.from_url(server.url) as client:
        one_host = kakao(URL, folder=tmp_path / "one", redis_url=server.url)
        other_host = kakao(URL, folder=tmp_path / "other", redis_url=f" {server.url}\n")

        use(one_host)
        use(other_host)

        (name,) = map(bytes.decode, client.scan_iter())
        assert name.startswith("radius:budget:kakao-")
        assert KEY not in name
        assert one_host.requests_today() == other_host.requests_today() == {"all": 2}
    assert list(tmp_path.glob("*/*.budget")) == []


def test_without_a_redis_the_budget_is_a_file(tmp_path: Path) -> None:
    use(kakao(URL, folder=tmp_path))

    assert [path.suffix for path in tmp_path.iterdir()] == [".budget"]


def test_a_redis_that_is_away_for_too_long_fails_the_request(tmp_path: Path) -> None:
    resource = kakao(URL, folder=tmp_path, redis_url=NOBODY_THERE, patience_s=0)

    with pytest.raises(ThrottleStateError, match="RADIUS_REDIS_URL does not answer"):
        use(resource)


@pytest.mark.parametrize("name", ["kakao", "seoul", "daiso_finder", "data_go_kr"])
def test_the_address_of_redis_is_taken_from_the_environment_when_a_run_begins(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADIUS_REDIS_URL", NOBODY_THERE)

    resource = services(settings_from({"RADIUS_REDIS_URL": NOBODY_THERE}))[name]

    assert resource.redis_url == "RADIUS_REDIS_URL"
    assert resource.process_config_and_initialize().redis_url == NOBODY_THERE


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        pytest.param({}, 0, id="none"),
        pytest.param({"dagster/priority": "3"}, 3, id="urgent"),
        pytest.param({"dagster/priority": "-1"}, -1, id="can wait"),
        pytest.param({"dagster/priority": "soon"}, 0, id="no number"),
        pytest.param({"dagster/priority": "9" * 30}, MOST_PRIORITY, id="beyond all bounds"),
    ],
)
def test_a_run_stands_in_the_line_with_the_priority_of_its_tag(
    tags: dict[str, str], expected: int, tmp_path: Path
) -> None:
    seen = []

    @dg.asset
    def asks(kakao: KakaoResource) -> None:
        seen.append(kakao.throttle()._priority)

    resource = kakao(URL, folder=tmp_path)
    result = dg.materialize([asks], resources={"kakao": resource}, tags=tags)

    assert result.success
    assert seen == [expected]
    assert priority_of(tags) == expected
