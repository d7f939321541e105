"""Tests of a refresh whose budget is in a Redis that goes away in the middle of it."""

import dataclasses
import threading
from collections.abc import Callable, Mapping

import dagster as dg
import pytest

from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell, Done, Outcome
from radius_assets.refresh.progress import Unwatched
from radius_assets.resources import ServiceResource
from radius_assets_tests.graph.platform import Platform, failure_text
from radius_assets_tests.sources.redis_server import OwnRedis, StartRedis

DISTRICT = "금천구"
SOME = ("daiso", "convenience", "openapi_tobacco", "semas")
ALL = {Cell(asset, DISTRICT) for asset in SOME}
BACK_AFTER_S = 0.3  # while it is away, requests wait; they are ready to wait for 30 s


class OnceDone(Unwatched):
    """Does something when the first table is complete, in the middle of the refresh."""

    def __init__(self, do: Callable[[], None]) -> None:
        self._do = do
        self.done: list[Cell] = []

    def ended(self, outcome: Outcome[Materialized]) -> None:
        if isinstance(outcome, Done):
            self.done.append(outcome.cell)
            if len(self.done) == 1:
                self._do()


@dataclasses.dataclass(frozen=True, slots=True)
class Impatient(Platform):
    """The platform, which does not wait long for a Redis that is away."""

    @property
    def definitions(self) -> dg.Definitions:
        usual = Platform(self.settings, self.instance, self.progress).definitions
        resources = {
            name: _impatient(each) if isinstance(each, ServiceResource) else each
            for name, each in (usual.resources or {}).items()
        }
        return dg.Definitions(
            assets=usual.assets, jobs=usual.jobs, resources=resources, executor=usual.executor
        )


def _impatient(service: ServiceResource) -> ServiceResource:
    values = {name: getattr(service, name) for name in type(service).model_fields}
    return type(service)(**values | {"redis_patience_s": 0.2})


def on_redis(
    platform: Platform,
    server: OwnRedis,
    environment: pytest.MonkeyPatch,
    do: Callable[[], None],
) -> Platform:
    """The platform with its budgets in that Redis."""
    environment.setenv("RADIUS_REDIS_URL", server.url)
    settings = dataclasses.replace(platform.settings, redis_url=server.url)
    return Platform(settings, platform.instance, OnceDone(do))


def going_on_from(run: dg.ExecuteInProcessResult) -> Mapping[str, str]:
    return {"dagster/parent_run_id": run.run_id, "dagster/is_resume_retry": "true"}


def test_a_redis_that_comes_back_soon_costs_nothing_but_time(
    platform: Platform, start_redis: StartRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    with start_redis() as server:
        back = threading.Timer(BACK_AFTER_S, server.start)

        def go_away_for_a_while() -> None:
            server.stop()
            back.start()

        result = on_redis(platform, server, monkeypatch, go_away_for_a_while).refresh(
            [DISTRICT], assets=SOME
        )
        back.join()

    assert result.success
    assert platform.materialized() == ALL


def test_a_redis_that_stays_away_fails_what_is_left_and_keeps_what_is_complete(
    platform: Platform, start_redis: StartRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    with start_redis() as server:
        usual = on_redis(platform, server, monkeypatch, server.stop)
        impatient = Impatient(usual.settings, usual.instance, usual.progress)

        first = impatient.refresh([DISTRICT], assets=SOME)

        assert isinstance(usual.progress, OnceDone)
        assert "RADIUS_REDIS_URL does not answer" in failure_text(first)
        assert server.url not in failure_text(first)
        kept = platform.materialized()
        assert kept == set(usual.progress.done)
        assert set() < kept < ALL
        assert platform.failed() == ALL - kept

        server.start()
        again = usual.refresh([DISTRICT], assets=SOME, tags=going_on_from(first))

    assert again.success
    assert platform.materialized() == ALL
