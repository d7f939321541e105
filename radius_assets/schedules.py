"""When to refresh without being asked; off until switched on in the UI.

A schedule asks for one run over all districts: a run each would cost 15 times the CPU.
"""

import dagster as dg

from radius_assets.checks.corrections import evaluation
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.domain.seoul_time import SEOUL_TIME
from radius_assets.external import ClockResource, corrections_today, record_of
from radius_assets.partitions import contiguous_ranges, range_tags
from radius_assets.publication.corrections import is_applied, version_of
from radius_assets.publication.tables import SUMMARY_OF
from radius_assets.refresh.order import ASSETS
from radius_assets.store import StoreResource

REGISTERS = ("openapi_food", "openapi_tobacco", "semas", "closures", "closure_events")
PERMITS = ("openapi_food", "openapi_tobacco", "closures", "closure_events")
STORES = ("daiso", "convenience", "closures", "closure_events")

refresh_job = dg.define_asset_job(
    "refresh_all",
    selection=dg.AssetSelection.assets(*ASSETS),
    description="All assets of the districts asked for.",
)
registers_job = dg.define_asset_job(
    "refresh_registers",
    selection=dg.AssetSelection.assets(*REGISTERS),
    description="The registers, the verdicts that follow from them, and what is new in these.",
)
permits_job = dg.define_asset_job(
    "update_permits",
    selection=dg.AssetSelection.assets(*PERMITS),
    description="The permits, the verdicts that follow from them, and what is new in these.",
)
stores_job = dg.define_asset_job(
    "refresh_stores",
    selection=dg.AssetSelection.assets(*STORES),
    description="The Daiso stores, the listings around them, the verdicts and what is new.",
)

judge_job = dg.define_asset_job(
    "judge",
    selection=dg.AssetSelection.assets("closures", "closure_events"),
    description="The verdicts from what is stored, and what is new in them; nobody is asked.",
)

summary_job = dg.define_asset_job(
    "summarize",
    selection=dg.AssetSelection.assets(*SUMMARY_OF.values()),
    description="The city at a glance and week by week, from what is stored of districts.",
)


def _whole_city() -> dg.RunRequest:
    return dg.RunRequest(tags=range_tags(DISTRICT_NAMES[0], DISTRICT_NAMES[-1]))


@dg.schedule(job=refresh_job, cron_schedule="0 3 * * 1", execution_timezone=SEOUL_TIME.key)
def weekly_refresh() -> dg.RunRequest:
    """Everything of every district, Mondays at 03:00 in Seoul."""
    return _whole_city()


@dg.schedule(job=registers_job, cron_schedule="0 4 * * *", execution_timezone=SEOUL_TIME.key)
def daily_registers() -> dg.RunRequest:
    """The registers of every district and new verdicts, every day at 04:00 in Seoul."""
    return _whole_city()


@dg.sensor(
    job=judge_job,
    minimum_interval_seconds=60,
    description="Records people's corrections, and gives the verdicts anew that they change.",
)
def corrections_sensor(
    context: dg.SensorEvaluationContext, store: StoreResource, clock: ClockResource
) -> dg.SensorResult | dg.SkipReason:
    """Record which corrections there are, and request runs for the districts they concern.

    A tick raises where the file is broken, with the lines that are, and keeps its cursor.
    """
    tables = store.open()
    corrections = corrections_today(tables, clock.now())
    version = version_of(corrections)
    if version == context.cursor:
        return dg.SkipReason("the corrections are those of the last tick")
    names = [
        name
        for name in tables.districts("closures")
        if not is_applied(tables.read("closures", name), corrections)
    ]
    return dg.SensorResult(
        asset_events=[record_of(tables, corrections), evaluation(tables, clock.now())],
        run_requests=[
            dg.RunRequest(run_key=f"{version} {group[0]}", tags=range_tags(group[0], group[-1]))
            for group in contiguous_ranges(names)
        ],
        cursor=version,
    )
