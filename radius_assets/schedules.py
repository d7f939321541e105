"""When to refresh without being asked; off until switched on in the UI.

A schedule asks for one run over all districts: a run each would cost 15 times the CPU.
"""

import dagster as dg

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.partitions import range_tags
from radius_assets.refresh.order import ASSETS

REGISTERS = ("openapi_food", "openapi_tobacco", "semas", "closures")

refresh_job = dg.define_asset_job(
    "refresh_all",
    selection=dg.AssetSelection.assets(*ASSETS),
    description="All six assets of the districts asked for.",
)
registers_job = dg.define_asset_job(
    "refresh_registers",
    selection=dg.AssetSelection.assets(*REGISTERS),
    description="The registers, and the verdicts that follow from them.",
)

summary_job = dg.define_asset_job(
    "summarize",
    selection=dg.AssetSelection.assets("city_summary"),
    description="The city at a glance, from the verdicts that are stored.",
)


def _whole_city() -> dg.RunRequest:
    return dg.RunRequest(tags=range_tags(DISTRICT_NAMES[0], DISTRICT_NAMES[-1]))


@dg.schedule(job=refresh_job, cron_schedule="0 3 * * 1", execution_timezone="Asia/Seoul")
def weekly_refresh() -> dg.RunRequest:
    """Everything of every district, Mondays at 03:00 in Seoul."""
    return _whole_city()


@dg.schedule(job=registers_job, cron_schedule="0 4 * * *", execution_timezone="Asia/Seoul")
def daily_registers() -> dg.RunRequest:
    """The registers of every district and new verdicts, every day at 04:00 in Seoul."""
    return _whole_city()
