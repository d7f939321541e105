"""How settings, services, assets and schedules become one Dagster deployment."""

from collections.abc import Mapping

import dagster as dg

from radius_assets.assets import brands, city_summary, corrections, refresh, weekly_summary
from radius_assets.checks.corrections import listings_are_known
from radius_assets.external import BrandsResource, ClockResource
from radius_assets.refresh.progress import Progress
from radius_assets.resources import (
    DaisoResource,
    DataGoKrResource,
    KakaoResource,
    SeoulResource,
    ServiceResource,
)
from radius_assets.schedules import (
    corrections_sensor,
    daily_registers,
    judge_job,
    permits_job,
    refresh_job,
    registers_job,
    stores_job,
    summary_job,
    weekly_refresh,
)
from radius_assets.sensors import daiso_changes_sensor, permit_updates_sensor
from radius_assets.settings import (
    DATA_GO_KR,
    KAKAO_KEY,
    SEOUL_KEY,
    Settings,
)
from radius_assets.store import StoreResource, TableIOManager


def build_definitions(settings: Settings, *, progress: Progress) -> dg.Definitions:
    """The platform as these settings make it; `progress` is told what a refresh does."""
    return dg.Definitions(
        assets=[refresh, corrections, brands, city_summary, weekly_summary],
        asset_checks=[listings_are_known],
        jobs=[refresh_job, registers_job, permits_job, stores_job, judge_job, summary_job],
        schedules=[weekly_refresh, daily_registers],
        sensors=[
            permit_updates_sensor,
            daiso_changes_sensor,
            corrections_sensor,
            dg.AutomationConditionSensorDefinition(
                "summary_automation",
                target=dg.AssetSelection.assets("city_summary", "weekly_summary"),
            ),
        ],
        resources={
            **services(settings),
            "store": StoreResource(
                uri=settings.store,
                origin=settings.origin,
                raw_uri=settings.raw or "",
                raw_days=settings.raw_days,
            ),
            "io_manager": TableIOManager(uri=settings.store),
            "clock": ClockResource(today=str(settings.today or "")),
            "brands_file": BrandsResource(file=str(settings.brands or "")),
            "progress": progress,
        },
        executor=dg.in_process_executor,
    )


def services(settings: Settings) -> Mapping[str, ServiceResource]:
    """The services by the names under which the assets ask for them."""
    budgets = str(settings.budget_folder)
    redis_url = _secret(settings.redis_url, "RADIUS_REDIS_URL")
    limit = settings.requests_per_second
    return {
        "kakao": KakaoResource(
            api_key=_secret(settings.kakao_key, KAKAO_KEY.variable),
            base_url=settings.kakao_url,
            daily_quota=settings.kakao_daily_quota,
            budget_folder=budgets,
            redis_url=redis_url,
            requests_per_second=limit,
            mode=settings.budget_mode,
        ),
        "seoul": SeoulResource(
            api_key=_secret(settings.seoul_key, SEOUL_KEY.variable),
            base_url=settings.seoul_url,
            is_optional=settings.permits == "data_go_kr",
            daily_quota=settings.seoul_daily_quota,
            budget_folder=budgets,
            redis_url=redis_url,
            requests_per_second=limit,
            mode=settings.budget_mode,
        ),
        "daiso_finder": DaisoResource(
            base_url=settings.daiso_url,
            budget_folder=budgets,
            redis_url=redis_url,
            mode=settings.budget_mode,
        ),
        "data_go_kr": DataGoKrResource(
            api_key=_secret(settings.data_go_kr_key, DATA_GO_KR.variable),
            base_url=settings.data_go_kr_url,
            daily_quota=settings.data_go_kr_daily_quota,
            permits=settings.permits,
            is_optional=settings.permits != "data_go_kr",
            margin_days=settings.margin_days,
            budget_folder=budgets,
            redis_url=redis_url,
            requests_per_second=limit,
            mode=settings.budget_mode,
        ),
    }


def _secret(value: str | None, variable: str) -> str:
    """A reference to the variable, so that no secret is ever part of a definition."""
    return "" if value is None else dg.EnvVar(variable)
