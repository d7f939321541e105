"""Tests of staleness: what Dagster shows as out of date, and what asks for a new summary."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import dagster as dg
from dagster._core.definitions.asset_daemon_cursor import AssetDaemonCursor
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus
from dagster._core.loader import LoadingContextForTest

from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import ASSETS, Outcome
from radius_assets.refresh.progress import Unwatched
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets.settings import Settings
from radius_assets_tests.graph.platform import Platform

DISTRICT = "금천구"


def stale(platform: Platform) -> set[str]:
    """The assets that the UI shows as out of date in the district."""
    resolver = CachingStaleStatusResolver(
        platform.instance,
        platform.definitions.resolve_asset_graph(),
        LoadingContextForTest(platform.instance),
    )
    return {
        asset
        for asset in ASSETS
        if resolver.get_status(dg.AssetKey(asset), DISTRICT) == StaleStatus.STALE
    }


def data_versions(platform: Platform) -> dict[str, str]:
    tags = {asset: platform.latest(asset, DISTRICT).tags or {} for asset in ASSETS}
    return {asset: tags[asset]["dagster/data_version"] for asset in ASSETS}


def test_an_unchanged_district_makes_nothing_stale(platform: Platform) -> None:
    platform.refresh([DISTRICT])
    before, stale_at_first = data_versions(platform), stale(platform)

    platform.refresh([DISTRICT], assets=["daiso", "openapi_food", "openapi_tobacco", "semas"])

    assert stale_at_first == set()
    assert data_versions(platform) == before
    assert stale(platform) == set()


def test_changed_stores_make_stale_what_is_made_from_them(
    platform: Platform, sandbox: RunningSandbox
) -> None:
    platform.refresh([DISTRICT], assets=["daiso", "convenience"])
    moved = platform.store.read("daiso", DISTRICT).filter(source="daiso")["store_id"]
    sandbox.set_faults(Faults(moved_stores=tuple(moved)))

    platform.refresh([DISTRICT], assets=["daiso"])
    after_the_stores = stale(platform)
    platform.refresh([DISTRICT], assets=["convenience"])

    assert after_the_stores == {"convenience"}
    assert stale(platform) == set()


def test_a_register_that_is_left_out_makes_no_verdict_stale(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    platform = Platform(dataclasses.replace(settings, data_go_kr_key=None), instance)

    platform.refresh([DISTRICT])

    assert stale(platform) == set()


class Ticking(Unwatched):
    """Lets the automation sensor tick whenever a cell has ended, as its daemon may."""

    def __init__(self, unwatched: Platform) -> None:
        self._platform = unwatched
        self._cursor: AssetDaemonCursor | None = None
        self.asked_for: list[int] = []

    def ended(self, _outcome: Outcome[Materialized]) -> None:
        self.tick()

    def tick(self) -> None:
        """Note how many runs of the summary are asked for now."""
        with ThreadPoolExecutor(1) as beside_the_loop:
            result = beside_the_loop.submit(self._evaluate).result()
        self._cursor = result.cursor
        self.asked_for.append(result.total_requested)

    def _evaluate(self) -> dg.EvaluateAutomationConditionsResult:
        return dg.evaluate_automation_conditions(
            self._platform.definitions,
            self._platform.instance,
            asset_selection=dg.AssetSelection.assets("city_summary"),
            cursor=self._cursor,
        )


def test_a_summary_is_asked_for_once_and_not_before_the_run_has_ended(
    platform: Platform,
) -> None:
    """`closures` fail, for there is nothing to judge: until the end they count as being made."""
    watch = Ticking(platform)
    watch.tick()

    dataclasses.replace(platform, progress=watch).refresh([DISTRICT], assets=["daiso", "closures"])
    watch.tick()
    watch.tick()

    assert watch.asked_for == [0, 0, 0, 1, 0], "before, after two cells, after the run, and later"
