"""The asset graph on one page: what there is, and the step that refreshes districts."""

from importlib.metadata import version
from typing import Literal

import dagster as dg
import polars as pl
from pydantic import Field

from radius_assets.interrupts import ending_on_signals
from radius_assets.partitions import districts
from radius_assets.publication.summary import city_summary_frame
from radius_assets.refresh.order import ASSETS, NEEDS
from radius_assets.refresh.progress import Progress
from radius_assets.refresh.work import Options
from radius_assets.reports import described
from radius_assets.resources import DaisoResource, DataGoKrResource, KakaoResource, SeoulResource
from radius_assets.step import Services, refresh_events
from radius_assets.store import StoreResource

CODE_VERSION = version("radius_assets")

SPECS = [
    dg.AssetSpec(
        asset,
        deps=NEEDS[asset],
        partitions_def=districts,
        group_name="stores",
        kinds={"polars", "parquet"},
        description=described(asset),
        code_version=CODE_VERSION,
        skippable=True,
    )
    for asset in ASSETS
]


class RefreshConfig(dg.Config):
    """What a person may choose for a run."""

    radius_m: float = Field(
        default=1_800.0,
        ge=100,
        le=20_000,
        description="Half the side, in metres, of the square around a Daiso store; "
        "1,800 m reach about 90 % of a district.",
    )
    shape: Literal["square", "circle"] = Field(
        default="square", description="What is drawn around a Daiso store."
    )
    without: list[str] = Field(
        default=[],
        description="Registers that closures may do without where no table of them is stored: "
        "openapi_food, openapi_tobacco, semas.",
    )


@dg.multi_asset(
    name="refresh",
    specs=SPECS,
    can_subset=True,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
async def refresh(  # type: ignore[no-untyped-def]  # Dagster reads a return type as outputs
    context: dg.AssetExecutionContext,
    config: RefreshConfig,
    kakao: KakaoResource,
    seoul: SeoulResource,
    daiso_finder: DaisoResource,
    data_go_kr: DataGoKrResource,
    store: StoreResource,
    progress: dg.ResourceParam[Progress],
):
    """Refresh the selected assets of the run's districts, each as soon as what it needs is there.

    One step for all, so that tiles, clients and the request budget are shared and one district's
    failure costs that district alone. It yields no outputs: an output would mark every partition
    of the run as materialized, the failed ones too.
    """
    services = Services(kakao, seoul, daiso_finder, data_go_kr, store)
    options = Options(config.radius_m, config.shape, frozenset(config.without))
    events = refresh_events(context, services, options, progress)
    async for event in ending_on_signals(events):
        yield event


@dg.asset(
    group_name="stores",
    kinds={"polars", "parquet"},
    code_version=CODE_VERSION,
    description=described("city_summary"),
    ins={
        asset: dg.AssetIn(metadata={"allow_missing_partitions": True})
        for asset in ("daiso", "closures")
    },
    automation_condition=(
        # Remembered until it is handled: the last update may come long before its run ends.
        dg.AutomationCondition.any_deps_updated().since_last_handled()
        & ~dg.AutomationCondition.any_deps_in_progress()
    ),
)
def city_summary(daiso: pl.DataFrame, closures: pl.DataFrame) -> pl.DataFrame:
    """One row a district that has verdicts: how many listings are what."""
    return city_summary_frame(daiso, closures)
