"""Tests of runs for which a day's quota does not last: what they start, say, keep and leave."""

import dataclasses
from collections.abc import Mapping, Sequence

import dagster as dg
import pytest

from radius_assets.publication.storage import TableStore
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import ASSETS, Cell, NotStarted, Outcome
from radius_assets.refresh.progress import Unwatched
from radius_assets.refresh.quota import forecast
from radius_assets.runs import left_undone
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets.settings import Settings
from radius_assets.sources.http import CONCURRENCY
from radius_assets.step import NOT_STARTED_TAG
from radius_assets_tests.graph.platform import DISTRICTS, Platform, failure_text

ASKING_KAKAO = ("daiso", "convenience")
KAKAO_FOR_TWO = 1 + 2 * 56  # a probe, and what two districts of which nothing is stored may need


class Watching(Unwatched):
    """Keeps the outcomes."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome[Materialized]] = []

    def ended(self, outcome: Outcome[Materialized]) -> None:
        self.outcomes.append(outcome)


def cells(*districts: str, assets: Sequence[str] = ASKING_KAKAO) -> set[Cell]:
    return {Cell(asset, name) for asset in assets for name in districts}


def going_on_from(run: dg.ExecuteInProcessResult) -> Mapping[str, str]:
    """The tags of a run that Dagster starts from where another ended."""
    tags = {"dagster/is_resume_retry": "true", "dagster/parent_run_id": run.run_id}
    return {**tags, "dagster/root_run_id": run.run_id}


def tags_of(run: dg.ExecuteInProcessResult, instance: dg.DagsterInstance) -> Mapping[str, str]:
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    return found.tags


def with_kakao_quota(platform: Platform, limit: int) -> Platform:
    settings = dataclasses.replace(platform.settings, kakao_daily_quota=limit)
    return dataclasses.replace(platform, settings=settings, progress=Watching())


def kinds(sandbox: RunningSandbox) -> dict[str, int]:
    """How often each kind of request was asked."""
    found: dict[str, int] = {}
    for stats in sandbox.stats().values():
        assert isinstance(stats["kinds"], dict)
        found |= stats["kinds"]
    return found


def test_districts_beyond_the_quota_are_left_for_later_and_are_no_failure(
    platform: Platform, sandbox: RunningSandbox
) -> None:
    short = with_kakao_quota(platform, KAKAO_FOR_TWO)

    first = short.refresh(assets=ASKING_KAKAO)

    instance, left = platform.instance, DISTRICTS[2]
    assert first.success
    assert short.materialized() == cells(*DISTRICTS[:2])
    assert short.failed() == set()
    assert set(left_undone(instance, ASSETS)) == cells(left)
    assert kinds(sandbox)["stores"] == 2, "nothing is asked for the third"
    assert tags_of(first, instance)[NOT_STARTED_TAG] == "2"
    log = "\n".join(entry.user_message for entry in instance.all_logs(first.run_id))
    assert f"daiso, convenience of {left}: Kakao category: {left} needs about 56" in log

    sandbox.reset()
    tags = {**tags_of(first, instance), **going_on_from(first)}
    again = platform.refresh(assets=ASKING_KAKAO, tags=tags)

    assert again.success
    assert platform.materialized() == cells(*DISTRICTS)
    assert kinds(sandbox)["stores"] == 1
    assert tags_of(again, instance)[NOT_STARTED_TAG] == "0", "not that of its parent"


def test_whoever_watches_is_told_what_is_not_started(platform: Platform) -> None:
    short = with_kakao_quota(platform, 0)

    result = short.refresh(["금천구"])

    assert result.success
    assert short.materialized() == set()
    assert isinstance(short.progress, Watching)
    assert {each.cell for each in short.progress.outcomes} == cells("금천구", assets=ASSETS)
    assert all(isinstance(each, NotStarted) for each in short.progress.outcomes)


def test_a_forced_run_starts_everything(platform: Platform) -> None:
    short = with_kakao_quota(platform, 0)

    result = short.refresh(["금천구"], assets=["daiso"], config={"force": True})

    assert result.success
    assert short.materialized() == {Cell("daiso", "금천구")}


def test_registers_do_not_wait_for_a_quota_that_is_not_theirs(platform: Platform) -> None:
    short = with_kakao_quota(platform, 0)

    short.refresh(["금천구"], assets=["convenience", "openapi_food", "semas"])

    assert short.materialized() == {Cell("openapi_food", "금천구"), Cell("semas", "금천구")}


def test_a_quota_that_the_service_says_is_spent_costs_what_had_begun_and_no_more_requests(
    platform: Platform, sandbox: RunningSandbox, store: TableStore
) -> None:
    """Of the business register two districts are asked at once, so that one has not begun."""
    sandbox.set_faults(Faults(quota={"kakao": 60, "semas": 1}))
    watched = dataclasses.replace(platform, progress=Watching())
    assets = (*ASKING_KAKAO, "openapi_tobacco", "semas")

    first = watched.refresh(assets=assets)

    assert isinstance(watched.progress, Watching)
    waiting = {e.cell for e in watched.progress.outcomes if isinstance(e, NotStarted)}
    text = failure_text(first)
    assert not first.success
    assert "starts anew at 00:00 Korean time" in text
    assert {cell.asset for cell in waiting} >= {"semas"}
    assert (
        f"and {len(waiting)} were not started, of {len(cells(*DISTRICTS, assets=assets))}" in text
    )
    refused = {name: int(str(sandbox.stats()[name]["quota_spent"])) for name in ("kakao", "semas")}
    assert 0 < refused["kakao"] <= CONCURRENCY + 2, "under way, and the first of two more APIs"
    assert 0 < refused["semas"] <= 2
    assert store.districts("openapi_tobacco") == list(DISTRICTS)
    assert tags_of(first, platform.instance)["dagster/retry_on_asset_or_op_failure"] == "false"

    sandbox.set_faults(Faults())
    again = platform.refresh(assets=assets, tags=going_on_from(first))

    assert again.success
    assert platform.materialized() == cells(*DISTRICTS, assets=assets)


def test_what_is_asked_stays_below_the_forecast_and_is_not_far_from_it(
    platform: Platform, sandbox: RunningSandbox, yesterday: TableStore
) -> None:
    rows = {
        Cell(asset, name): yesterday.read(asset, name).height
        for asset in ("daiso", "convenience", "semas")
        for name in DISTRICTS
    }
    expected: dict[str, int] = {}
    for requests in forecast(rows, rows).values():
        for api, number in requests.items():
            expected[api.name] = expected.get(api.name, 0) + number

    platform.refresh(assets=["daiso", "convenience", "semas"])

    asked = kinds(sandbox)
    assert expected["category"] / 3 < asked["category"] - 1 <= expected["category"]
    assert asked["keyword"] <= expected["keyword"]
    assert asked.get("address", 0) <= expected["address"]
    assert asked["shops"] - 1 == expected["semas"]


@pytest.mark.parametrize(
    ("name", "limit"),
    [("kakao_daily_quota", 7), ("seoul_daily_quota", 8), ("data_go_kr_daily_quota", 9)],
)
def test_every_quota_that_is_set_reaches_its_service(
    name: str, limit: int, settings: Settings
) -> None:
    changes: dict[str, int] = {name: limit}
    definitions = Platform(
        dataclasses.replace(settings, **changes),  # type: ignore[arg-type]  # of one type only
        dg.DagsterInstance.ephemeral(),
    ).definitions
    resources = definitions.resources or {}

    assert resources[name.removesuffix("_daily_quota")].daily_quota == limit
