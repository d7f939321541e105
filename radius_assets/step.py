"""The body of the refresh step: from what Dagster selected to the events it records."""

import traceback
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import TypeAlias

import dagster as dg

from radius_assets.checking import Checking
from radius_assets.opening import Opener, Services, no_retry, open_stages
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import ASSETS, Cell, Done, Failed, NotStarted, work_through
from radius_assets.refresh.progress import Doubt, Progress
from radius_assets.refresh.work import Options
from radius_assets.reports import (
    Lost,
    failure_of,
    is_expected,
    is_worth_retrying,
    materialization_of,
    waiting_text,
)
from radius_assets.runs import PROCESS_TAG, made_by_earlier_attempts, this_process, version_tags

NOT_STARTED_TAG = "radius/not_started"
"""How many cells a run left for the next quota: it may have succeeded all the same."""

Event: TypeAlias = dg.AssetMaterialization | dg.AssetCheckEvaluation


async def refresh_events(
    context: dg.AssetExecutionContext,
    services: Services,
    options: Options,
    progress: Progress,
    *,
    opener: Opener = open_stages,
) -> AsyncGenerator[Event, None]:
    """Work through the selected cells and give a materialization for each that is written.

    After it come the evaluations of the checks that were selected; they never fail the run.

    Cells for which a quota does not suffice are not started. They alone do not make the run
    fail, so the UI does not show them as failed; what was planned and not made is found by
    `left_undone`, and made by a run that goes on from this one.

    Raises:
        dagster.Failure: A key is missing or refused, before anything was started; or, at the
            end, some cells failed, each named with its reason.
    """
    context.instance.add_run_tags(context.run.run_id, {PROCESS_TAG: this_process()})
    checking = Checking(context, services.store.open)
    if context.selected_asset_keys:
        events = _refreshed(context, services, options, progress, checking, opener=opener)
    else:
        events = checking.all_stored()  # somebody asked for checks alone
    async with aclosing(events):
        async for event in events:
            yield event


async def _refreshed(
    context: dg.AssetExecutionContext,
    services: Services,
    options: Options,
    progress: Progress,
    checking: Checking,
    *,
    opener: Opener,
) -> AsyncGenerator[Event, None]:
    cells, options = _selected(context, services, options)
    done = made_by_earlier_attempts(context.instance, context.run)
    async for event in _said_again(checking, [done[cell] for cell in cells if cell in done]):
        yield event
    todo = [cell for cell in cells if cell not in done]
    progress.planned(todo)
    lost: list[Lost] = []
    async with opener(context, services, options, todo) as workplace:
        for waiting in workplace.fitting.not_started:
            lost.append(waiting)
            progress.ended(waiting)
        work = partial(workplace.maker.make, started=progress.started)
        async with aclosing(work_through(workplace.fitting.started, work)) as outcomes:
            async for outcome in outcomes:
                if isinstance(outcome, Done):
                    yield _event(context, outcome.result)
                else:
                    lost.append(outcome)
                    _log_surprise(context, outcome)
                progress.ended(outcome)
                if isinstance(outcome, Done):
                    async for evaluation in checking.look(outcome.cell):
                        yield evaluation
    for evaluation in checking.rest([each.cell for each in lost]):
        _tell_of_doubt(progress, evaluation)
        yield evaluation
    _tell_of_waiting(context, [each for each in lost if isinstance(each, NotStarted)])
    _fail_for(context, lost, asked=len(todo))


async def _said_again(
    checking: Checking, done: Sequence[dg.AssetMaterialization]
) -> AsyncGenerator[Event, None]:
    """What earlier attempts have made: unsaid, this attempt would show it as failed."""
    for made in done:
        yield made
        cell = Cell(made.asset_key.to_user_string(), str(made.partition))
        async for evaluation in checking.look(cell):
            yield evaluation


def _fail_for(context: dg.AssetExecutionContext, lost: Sequence[Lost], *, asked: int) -> None:
    """End the run as failed where anything was lost for another reason than a quota."""
    if all(isinstance(each, NotStarted) for each in lost):
        return
    if not is_worth_retrying(lost):
        no_retry(context)
    raise failure_of(lost, asked=asked)


def _selected(
    context: dg.AssetExecutionContext, services: Services, options: Options
) -> tuple[list[Cell], Options]:
    """The cells to make; without its key the business register is left out, and said to be.

    Who is asked for permits, and how late they may be, is a setting of the deployment, not of a
    run.
    """
    assets = [asset for asset in ASSETS if dg.AssetKey(asset) in context.selected_asset_keys]
    of_permits = services.data_go_kr
    options = replace(options, permits=of_permits.permits, margin=of_permits.margin)
    if not services.data_go_kr.has_key:
        options = replace(options, without=options.without | {"semas"})
        if "semas" in assets:
            assets.remove("semas")
            context.log.warning("DATA_GO_KR_KEY is not set: semas is left out")
    return [Cell(asset, name) for name in context.partition_keys for asset in assets], options


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


def _tell_of_doubt(progress: Progress, evaluation: dg.AssetCheckEvaluation) -> None:
    """Tell of a check that did not pass in a district; that of all districts only counts those."""
    if not evaluation.passed and evaluation.partition is not None:
        cell = Cell(evaluation.asset_key.to_user_string(), evaluation.partition)
        progress.doubted(Doubt(cell, evaluation.check_name, str(evaluation.description)))


def _tell_of_waiting(context: dg.AssetExecutionContext, waiting: Sequence[NotStarted]) -> None:
    """Name what was not started in the log, and its number on the run, where lists show it."""
    if waiting:
        context.log.warning(waiting_text(waiting))
    if waiting or NOT_STARTED_TAG in context.run.tags:  # a run that goes on inherits tags
        context.instance.add_run_tags(context.run.run_id, {NOT_STARTED_TAG: str(len(waiting))})
