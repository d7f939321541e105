"""The body of the refresh step: from what Dagster selected to the events it records."""

import traceback
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeAlias

import dagster as dg

from radius_assets.publication.storage import StoreError
from radius_assets.publication.tables import UnknownTableError, table
from radius_assets.refresh.access import check_access
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import ASSETS, Cell, Done, Failed, work_through
from radius_assets.refresh.progress import Progress
from radius_assets.refresh.stages import Stages
from radius_assets.refresh.tiles import open_covering
from radius_assets.refresh.work import Options, Sources, Work
from radius_assets.reports import (
    Lost,
    Refusal,
    failure_of,
    is_expected,
    is_worth_retrying,
    materialization_of,
)
from radius_assets.resources import DaisoResource, DataGoKrResource, KakaoResource, SeoulResource
from radius_assets.runs import PROCESS_TAG, made_by_earlier_attempts, this_process, version_tags
from radius_assets.settings import MissingKeyError
from radius_assets.sources.budget import ThrottleStateError
from radius_assets.sources.errors import AccessRefusedError
from radius_assets.sources.http import Meter
from radius_assets.store import StoreResource

RETRY_TAG = "dagster/retry_on_asset_or_op_failure"

_REFUSALS = (
    MissingKeyError,
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


class Maker(Protocol):
    """What makes cells: the stages, or something quicker where only the graph is looked at."""

    async def make(self, cell: Cell, *, started: Callable[[Cell, Meter], None]) -> Materialized:
        """Make the cell's table and write it; any exception is that cell's failure."""
        ...


Opener: TypeAlias = Callable[
    [dg.AssetExecutionContext, Services, Options, Sequence[Cell]],
    AbstractAsyncContextManager[Maker],
]
"""Opens what makes the given cells, for one run."""


@asynccontextmanager
async def open_stages(
    context: dg.AssetExecutionContext, services: Services, options: Options, cells: Sequence[Cell]
) -> AsyncIterator[Stages]:
    """Open the clients and try the keys.

    Raises:
        Refusal: A key is missing or wrong, or the store is not to be used; nothing was started.
    """
    async with AsyncExitStack() as stack:
        try:
            stages = await _opened(stack, services, options, cells)
        except _REFUSALS as error:
            _no_retry(context)
            raise Refusal(str(error)) from None
        yield stages


async def refresh_events(
    context: dg.AssetExecutionContext,
    services: Services,
    options: Options,
    progress: Progress,
    *,
    opener: Opener = open_stages,
) -> AsyncGenerator[dg.AssetMaterialization, None]:
    """Work through the selected cells and give a materialization for each that is written.

    Raises:
        dagster.Failure: A key is missing or refused, before anything was started; or, at the
            end, some cells failed, each named with its reason.
    """
    context.instance.add_run_tags(context.run.run_id, {PROCESS_TAG: this_process()})
    cells, options = _selected(context, services, options)
    done = made_by_earlier_attempts(context.instance, context.run)
    for cell in cells:
        if cell in done:
            yield done[cell]  # said again, else this attempt would show it as failed
    todo = [cell for cell in cells if cell not in done]
    progress.planned(todo)
    lost: list[Lost] = []
    async with opener(context, services, options, todo) as maker:
        work = partial(maker.make, started=progress.started)
        async with aclosing(work_through(todo, work)) as outcomes:
            async for outcome in outcomes:
                if isinstance(outcome, Done):
                    yield _event(context, outcome.result)
                else:
                    lost.append(outcome)
                    _log_surprise(context, outcome)
                progress.ended(outcome)
    if lost:
        if not is_worth_retrying(lost):
            _no_retry(context)
        raise failure_of(lost, asked=len(todo))


def _selected(
    context: dg.AssetExecutionContext, services: Services, options: Options
) -> tuple[list[Cell], Options]:
    """The cells to make; without its key the business register is left out, and said to be."""
    assets = [asset for asset in ASSETS if dg.AssetKey(asset) in context.selected_asset_keys]
    if not services.data_go_kr.has_key:
        options = replace(options, without=options.without | {"semas"})
        if "semas" in assets:
            assets.remove("semas")
            context.log.warning("DATA_GO_KR_KEY is not set: semas is left out")
    return [Cell(asset, name) for name in context.partition_keys for asset in assets], options


async def _opened(
    stack: AsyncExitStack, services: Services, options: Options, cells: Sequence[Cell]
) -> Stages:
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
    )
    await check_access(sources, assets)
    store.claim_origin(services.store.origin)  # not before: a wrong key would claim it, too
    to_cover = [cell.district for cell in cells if cell.asset == "convenience"]
    covering = open_covering(sources.kakao, store, to_cover)
    return Stages(Work(sources, store, covering, options))


def _require_keys(services: Services, assets: set[str]) -> None:
    if assets & {"daiso", "convenience"}:
        services.kakao.require_key()
    if assets & {"openapi_food", "openapi_tobacco"}:
        services.seoul.require_key()


def _event(context: dg.AssetExecutionContext, made: Materialized) -> dg.AssetMaterialization:
    tags: Mapping[str, str] = version_tags(
        context.instance,
        made.cell,
        data_version=made.written.data_version,
        code_version=str(context.assets_def.code_versions_by_key[dg.AssetKey(made.cell.asset)]),
    )
    return materialization_of(made, tags)


def _log_surprise(context: dg.AssetExecutionContext, outcome: Lost) -> None:
    """Keep the traceback of an error that we did not foresee; the others say enough."""
    if isinstance(outcome, Failed) and not is_expected(outcome.error):
        trace = "".join(traceback.format_exception(outcome.error))
        context.log.error("%s failed\n%s", outcome.cell, trace)


def _no_retry(context: dg.AssetExecutionContext) -> None:
    """Asking again at once would end the same, so the daemon must not retry the run."""
    context.instance.add_run_tags(context.run.run_id, {RETRY_TAG: "false"})
