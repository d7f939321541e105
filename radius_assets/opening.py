"""What a run needs before it begins: clients that are let in, a store, a plan, and a quota."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, TypeAlias

import dagster as dg

from radius_assets.checks.corrections import evaluation
from radius_assets.external import (
    BRANDS,
    CORRECTIONS,
    BrandsResource,
    ClockResource,
    corrections_today,
    record_of,
    recorded_version,
)
from radius_assets.matching.brands import Lexicon
from radius_assets.matching.brands_file import BrandsFileError
from radius_assets.publication.corrections import version_of
from radius_assets.publication.corrections_file import CorrectionsError
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoreError
from radius_assets.publication.tables import UnknownTableError, table
from radius_assets.refresh.access import check_access
from radius_assets.refresh.archiving import Archiving
from radius_assets.refresh.forecasting import cells_that_fit
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell
from radius_assets.refresh.quota import Fitting, PermitsWay, Quotas
from radius_assets.refresh.stages import Stages
from radius_assets.refresh.tiles import open_covering, open_daiso_covering
from radius_assets.refresh.work import Options, Sources, Work
from radius_assets.reports import Refusal
from radius_assets.resources import DaisoResource, DataGoKrResource, KakaoResource, SeoulResource
from radius_assets.settings import MissingKeyError
from radius_assets.sources.budget import ThrottleStateError
from radius_assets.sources.errors import AccessRefusedError
from radius_assets.sources.meter import Meter
from radius_assets.sources.mois import Mois
from radius_assets.store import StoreResource

RETRY_TAG = "dagster/retry_on_asset_or_op_failure"

_REFUSALS = (
    MissingKeyError,
    BrandsFileError,
    AccessRefusedError,
    StoreError,
    ThrottleStateError,
    UnknownTableError,
)


@dataclass(frozen=True, slots=True)
class Services:
    """The resources of the step."""

    kakao: KakaoResource
    seoul: SeoulResource
    daiso_finder: DaisoResource
    data_go_kr: DataGoKrResource
    store: StoreResource
    brands: BrandsResource = field(default_factory=BrandsResource)
    clock: ClockResource = field(default_factory=ClockResource)

    def quotas_today(self) -> Quotas:
        """The daily quotas, and what is used of them."""
        each = (self.kakao, self.seoul, self.daiso_finder, self.data_go_kr)
        found = {service.title: service.quota_today() for service in each}
        return {title: quota for title, quota in found.items() if quota is not None}

    @property
    def asks_for_changes(self) -> bool:
        """Whether data.go.kr can be asked what has changed of permits."""
        return self.data_go_kr.has_key and self.data_go_kr.permits != "seoul"


class Maker(Protocol):
    """What makes cells: the stages, or something quicker where only the graph is looked at."""

    async def make(self, cell: Cell, *, started: Callable[[Cell, Meter], None]) -> Materialized:
        """Make the cell's table and write it; any exception is that cell's failure."""
        ...


@dataclass(frozen=True, slots=True)
class Workplace:
    """What makes the cells of one run, and which of them the day's quotas suffice for."""

    maker: Maker
    fitting: Fitting


Opener: TypeAlias = Callable[
    [dg.AssetExecutionContext, Services, Options, Sequence[Cell]],
    AbstractAsyncContextManager[Workplace],
]
"""Opens what makes the given cells, for one run."""


@asynccontextmanager
async def open_stages(
    context: dg.AssetExecutionContext, services: Services, options: Options, cells: Sequence[Cell]
) -> AsyncIterator[Workplace]:
    """Open the clients, try the keys, and choose what to start.

    Raises:
        Refusal: A key is missing or wrong, or the store is not to be used; nothing was started.
    """
    async with AsyncExitStack() as stack:
        try:
            words = services.brands.words()
            workplace = await _opened(
                stack, services, options, cells, words=words, run=context.run.run_id
            )
        except _REFUSALS as error:
            no_retry(context)
            raise Refusal(str(error)) from None
        judges = any(cell.asset == "closures" for cell in workplace.fitting.started)
        if judges:
            _record_corrections(context, services.store.open(), options)
            _record_brands(context, services.brands, words)
        yield workplace
        if judges:  # only now the verdicts tell which listings there are
            found = evaluation(services.store.open(), options.now())
            context.instance.report_runless_asset_event(found)


def no_retry(context: dg.AssetExecutionContext) -> None:
    """Asking again at once would end the same, so the daemon must not retry the run."""
    context.instance.add_run_tags(context.run.run_id, {RETRY_TAG: "false"})


async def _opened(
    stack: AsyncExitStack,
    services: Services,
    options: Options,
    cells: Sequence[Cell],
    *,
    words: Lexicon,
    run: str,
) -> Workplace:
    assets = {cell.asset for cell in cells}
    for name in sorted(options.without):
        table(name)  # raises for one that there is not
    _require_keys(services, assets)
    store = services.store.open()
    sources = Sources(
        kakao=await stack.enter_async_context(services.kakao.open()),
        daiso=await stack.enter_async_context(services.daiso_finder.open()),
        seoul=await stack.enter_async_context(services.seoul.open()),
        semas=await stack.enter_async_context(services.data_go_kr.open()),
        mois=await _opened_permits(stack, services.data_go_kr),
    )
    await check_access(sources, assets, permits=options.permits)
    # Not before: a wrong key would claim it, too.
    store.claim_origin(services.store.origin, today=services.clock.day)
    fitting = await _fitting(services, options, store, cells)
    work = await _work(sources, store, options, fitting.started, words=words)
    stages = Stages(work, archiving=_archiving(services.store, run))
    return Workplace(stages, fitting)


async def _work(
    sources: Sources, store: TableStore, options: Options, cells: Sequence[Cell], *, words: Lexicon
) -> Work:
    """What the makers share, planned for the cells that are started."""
    listings = [cell.district for cell in cells if cell.asset == "convenience"]
    daiso = [cell.district for cell in cells if cell.asset == "daiso"]
    return Work(
        sources,
        store,
        await open_covering(sources.kakao, store, listings, options.area_options),
        options,
        daiso_covering=await open_daiso_covering(sources.kakao, store, daiso),
        words=words,
    )


async def _fitting(
    services: Services, options: Options, store: TableStore, cells: Sequence[Cell]
) -> Fitting:
    """The cells that today's quotas suffice for; all of them where that does not matter."""
    if options.force:
        return Fitting(tuple(cells))
    permits = PermitsWay(
        whole_from_data_go_kr=options.permits == "data_go_kr",
        changes=not options.full_refresh and services.asks_for_changes,
    )
    quotas = services.quotas_today()  # of the services' own day, whatever day it is to the run
    now = datetime.now(UTC)
    return await cells_that_fit(cells, quotas, store, permits=permits, now=now)


async def _opened_permits(stack: AsyncExitStack, data_go_kr: DataGoKrResource) -> Mois | None:
    """The permits of data.go.kr, if there is a key to ask for them."""
    if not data_go_kr.has_key or data_go_kr.permits == "seoul":
        return None
    return await stack.enter_async_context(data_go_kr.open_permits())


def _archiving(store: StoreResource, run: str) -> Archiving | None:
    """Where raw answers are kept, if they are."""
    if (archive := store.open_archive()) is None:
        return None
    archive.claim_origin(store.origin)
    return Archiving(archive, run)


def _record_corrections(
    context: dg.AssetExecutionContext, store: TableStore, options: Options
) -> None:
    """Record the corrections that the verdicts will be given with, unless that is known."""
    try:
        corrections = corrections_today(store, options.now())
    except CorrectionsError:
        return  # each district's verdicts will fail with it
    if version_of(corrections) != recorded_version(context.instance, CORRECTIONS):
        context.log_event(record_of(store, corrections))


def _record_brands(
    context: dg.AssetExecutionContext, brands: BrandsResource, words: Lexicon
) -> None:
    """Record the brands that the verdicts will be given with, unless that is known."""
    if words.version != recorded_version(context.instance, BRANDS):
        context.log_event(brands.record(words))


def _require_keys(services: Services, assets: set[str]) -> None:
    if assets & {"daiso", "convenience"}:
        services.kakao.require_key()
    if assets & {"openapi_food", "openapi_tobacco"}:
        asks_seoul = services.data_go_kr.permits != "data_go_kr"
        (services.seoul if asks_seoul else services.data_go_kr).require_key()
