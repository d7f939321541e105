"""Tests of the schedules: when they tick, and the one run that they ask for."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from radius_assets.composition import build_definitions
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.partitions import districts
from radius_assets.refresh.order import ASSETS
from radius_assets.refresh.progress import Unwatched
from radius_assets.settings import settings_from

DEFINITIONS = build_definitions(settings_from({}), progress=Unwatched())
REGISTERS = {"openapi_food", "openapi_tobacco", "semas", "closures", "closure_events"}
SCHEDULES = ["weekly_refresh", "daily_registers"]


@pytest.mark.parametrize(
    ("name", "cron", "assets"),
    [("weekly_refresh", "0 3 * * 1", set(ASSETS)), ("daily_registers", "0 4 * * *", REGISTERS)],
)
def test_a_schedule_refreshes_its_assets_at_its_hour_in_seoul(
    name: str, cron: str, assets: set[str]
) -> None:
    schedule = DEFINITIONS.resolve_schedule_def(name)

    job = DEFINITIONS.resolve_job_def(schedule.job_name)
    assert schedule.cron_schedule == cron
    assert schedule.execution_timezone == "Asia/Seoul"
    assert job.asset_layer.selected_asset_keys == {dg.AssetKey(asset) for asset in assets}


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_tick_asks_for_one_run_over_all_districts(name: str) -> None:
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2031, 3, 4, tzinfo=UTC))

    tick = DEFINITIONS.resolve_schedule_def(name).evaluate_tick(context)

    (request,) = tick.run_requests or []
    ends = [request.tags[f"dagster/asset_partition_range_{end}"] for end in ("start", "end")]
    covered = districts.get_partition_keys_in_range(dg.PartitionKeyRange(*ends))
    assert covered == list(DISTRICT_NAMES)


@pytest.mark.parametrize("name", SCHEDULES)
def test_nothing_runs_by_itself_until_it_is_switched_on(name: str) -> None:
    schedule = DEFINITIONS.resolve_schedule_def(name)

    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
