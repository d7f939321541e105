"""The asset graph on one page: what there is, and the step that refreshes districts."""

from importlib.metadata import version

import dagster as dg
import polars as pl
from pydantic import Field

from radius_assets.checks import CHECK_SPECS
from radius_assets.collection.area import LEAST_RADIUS_M, MOST_RADIUS_M, RADIUS_M, Extent, Shape
from radius_assets.external import BRANDS, CORRECTIONS, EXTERNAL, BrandsResource, ClockResource
from radius_assets.interrupts import ending_on_signals
from radius_assets.opening import Services
from radius_assets.partitions import districts
from radius_assets.publication.summary import city_summary_frame
from radius_assets.publication.weekly import weekly_summary_frame
from radius_assets.refresh.order import ASSETS, NEEDS
from radius_assets.refresh.progress import Progress
from radius_assets.refresh.work import Options
from radius_assets.reports import described
from radius_assets.resources import DaisoResource, DataGoKrResource, KakaoResource, SeoulResource
from radius_assets.step import refresh_events
from radius_assets.store import StoreResource

CODE_VERSION = version("radius_assets")

SPECS = [
    dg.AssetSpec(
        asset,
        deps=[*NEEDS[asset], *EXTERNAL.get(asset, ())],
        partitions_def=districts,
        group_name="stores",
        kinds={"polars", "parquet"},
        description=described(asset),
        code_version=CODE_VERSION,
        skippable=True,
    )
    for asset in ASSETS
]


corrections = dg.AssetSpec(
    CORRECTIONS,
    group_name="stores",
    kinds={"csv"},
    description="What people know better than the registers: a CSV file in the store, of which "
    "nothing but people's words comes. Each row overrides a verdict, and removing it undoes that. "
    "A change is recorded when verdicts are given, and by the sensor `corrections_sensor`.",
)

brands = dg.AssetSpec(
    BRANDS,
    group_name="stores",
    kinds={"toml"},
    description="How the brands of convenience stores are written, and what became of them: what "
    "the package knows, and what the file of RADIUS_BRANDS adds to it. A change is recorded when "
    "verdicts are given; those that were given before it are then shown as out of date.",
)


class RefreshConfig(dg.Config):
    """What a person may choose for a run."""

    radius_m: float = Field(
        default=RADIUS_M,
        ge=LEAST_RADIUS_M,
        le=MOST_RADIUS_M,
        description="Half the side, in metres, of the square around a Daiso store, or the "
        "circle's radius; `radius coverage --radius` tells how much of a district it reaches.",
    )
    shape: Shape = Field(default="square", description="What is drawn around a Daiso store.")
    area: Extent = Field(
        default="stores",
        description="`stores` reads what lies around Daiso stores, `district` all of a district.",
    )
    without: list[str] = Field(
        default=[],
        description="Registers that closures may do without where no table of them is stored: "
        "openapi_food, openapi_tobacco, semas.",
    )
    force: bool = Field(
        default=False,
        description="Start all districts, also those for which today's quota may not last; "
        "without it they are left for another run, and named.",
    )
    full_refresh: bool = Field(
        default=True,
        description="Read all permits; without it only those that have changed since, where "
        "data.go.kr tells (DATA_GO_KR_KEY) and the district was read in full before.",
    )


@dg.multi_asset(
    name="refresh",
    specs=SPECS,
    check_specs=CHECK_SPECS,
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
    brands_file: BrandsResource,
    clock: ClockResource,
    progress: dg.ResourceParam[Progress],
):
    """Refresh the selected assets of the run's districts, each as soon as what it needs is there.

    One step for all, so that tiles, clients and the request budget are shared and one district's
    failure costs that district alone. It yields no outputs: an output would mark every partition
    of the run as materialized, the failed ones too.
    """
    services = Services(kakao, seoul, daiso_finder, data_go_kr, store, brands_file, clock)
    options = Options(
        radius_m=config.radius_m,
        shape=config.shape,
        area=config.area,
        without=frozenset(config.without),
        force=config.force,
        full_refresh=config.full_refresh,
        now=clock.now,
    )
    events = refresh_events(context, services, options, progress)
    async for event in ending_on_signals(events):
        yield event


# Remembered until it is handled: the last update may come long before its run ends.
_ONCE_RUNS_HAVE_ENDED = (
    dg.AutomationCondition.any_deps_updated().since_last_handled()
    & ~dg.AutomationCondition.any_deps_in_progress()
)


@dg.asset(
    group_name="stores",
    kinds={"polars", "parquet"},
    code_version=CODE_VERSION,
    description=described("city_summary"),
    ins={
        asset: dg.AssetIn(metadata={"allow_missing_partitions": True})
        for asset in ("daiso", "closures")
    },
    automation_condition=_ONCE_RUNS_HAVE_ENDED,
)
def city_summary(daiso: pl.DataFrame, closures: pl.DataFrame) -> pl.DataFrame:
    """One row a district that has verdicts: how many listings are what."""
    return city_summary_frame(daiso, closures)


@dg.asset(
    group_name="stores",
    kinds={"polars", "parquet"},
    code_version=CODE_VERSION,
    description=described("weekly_summary"),
    ins={"closure_events": dg.AssetIn(metadata={"allow_missing_partitions": True})},
    automation_condition=_ONCE_RUNS_HAVE_ENDED,
)
def weekly_summary(closure_events: pl.DataFrame) -> pl.DataFrame:
    """One row a week, district and brand: what came, what went, and how many there are."""
    return weekly_summary_frame(closure_events)
