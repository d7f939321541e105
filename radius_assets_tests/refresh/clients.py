"""A client for each service of a city, and the stages that work with them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from radius_assets.collection.covering import Covering
from radius_assets.domain.records import PermitsChoice
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.stages import Stages
from radius_assets.refresh.work import Options, Sources, Work
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.sources.daiso import open_daiso
from radius_assets.sources.kakao import open_kakao
from radius_assets.sources.mois import open_mois
from radius_assets.sources.semas import open_semas
from radius_assets.sources.seoul import open_seoul
from radius_assets.sources.throttle import Throttle

AT_ONCE = SandboxSettings(rate_per_second=10_000, latency_ms=0)
DISTRICT = "영등포구"  # where most of the small city is
ASKED_AT = datetime(2031, 3, 4, 20, 30, tzinfo=UTC)  # in Seoul it is the next day


@asynccontextmanager
async def opened(
    url: str, budget: Path, *, keys: Mapping[str, str] | None = None
) -> AsyncIterator[Sources]:
    """The clients of what answers at `url`; each key is `sandbox` unless `keys` has another."""
    key = dict.fromkeys(("kakao", "seoul", "semas", "mois"), "sandbox") | dict(keys or {})
    throttle = Throttle(budget, slots=10_000)
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        yield Sources(
            kakao=await enter(open_kakao(key["kakao"], base_url=url, throttle=throttle)),
            daiso=await enter(open_daiso(base_url=url, throttle=throttle)),
            seoul=await enter(open_seoul(key["seoul"], base_url=url, throttle=throttle)),
            semas=await enter(open_semas(key["semas"], base_url=url, throttle=throttle)),
            mois=await enter(open_mois(key["mois"], base_url=url, throttle=throttle)),
        )


@asynccontextmanager
async def stages(
    url: str,
    store: TableStore,
    budget: Path,
    *,
    without: frozenset[str] = frozenset(),
    permits: PermitsChoice = "auto",
    has_data_go_kr: bool = True,
    full_refresh: bool = True,
) -> AsyncIterator[Stages]:
    """The stages over the services at `url`, at a set time."""
    options = Options(
        without=without, permits=permits, full_refresh=full_refresh, now=lambda: ASKED_AT
    )
    async with opened(url, budget) as every:
        sources = every if has_data_go_kr else replace(every, mois=None)
        covering = Covering(sources.kakao.category_page)
        yield Stages(Work(sources, store, covering, options))
