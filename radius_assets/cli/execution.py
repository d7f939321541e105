"""From what a person wants refreshed to the runs that do it, in this process."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg

from radius_assets.cli.choices import Wish
from radius_assets.partitions import contiguous_ranges, range_tags
from radius_assets.publication.tables import SUMMARY_OF
from radius_assets.refresh.order import ASSETS
from radius_assets.refresh.work import Options
from radius_assets.reports import Refusal
from radius_assets.runs import PROCESS_TAG, left_undone, this_process
from radius_assets.schedules import refresh_job, summary_job

NO_RETRY_TAG = "dagster/max_retries"  # a person is there; the daemon need not try again
QUIET = {"console": {"config": {"log_level": "CRITICAL"}}}


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """The same assets of neighbouring districts: what one run of the graph can make."""

    assets: Sequence[str]
    districts: Sequence[str]
    options: Options

    @property
    def selection(self) -> Sequence[dg.AssetKey]:
        """The assets, as Dagster names them."""
        return [dg.AssetKey(asset) for asset in self.assets]

    @property
    def tags(self) -> Mapping[str, str]:
        """What says which districts, who runs them, and that nobody tries again."""
        return {
            **range_tags(self.districts[0], self.districts[-1]),
            PROCESS_TAG: this_process(),
            NO_RETRY_TAG: "0",
        }

    @property
    def config(self) -> Mapping[str, object]:
        """The run's configuration."""
        options = self.options
        chosen = {
            "radius_m": options.radius_m,
            "shape": options.shape,
            "area": options.area,
            "without": sorted(options.without),
            "force": options.force,
        }
        return {"ops": {"refresh": {"config": chosen}}, "loggers": QUIET}


def undone_wish(instance: dg.DagsterInstance, assets: Sequence[str]) -> Wish:
    """What earlier runs left undone, to be done as it was meant to be."""
    return {cell: _options_of(run) for cell, run in left_undone(instance, assets).items()}


def _options_of(run: dg.DagsterRun) -> Options:
    """The options that the run was configured with; one started in the UI may have none.

    That it was forced is not repeated: the next day's quota is another one.
    """
    config: Any = run.run_config
    for name in ("ops", "refresh", "config"):
        config = config.get(name, {})
    chosen = {name: config[name] for name in ("radius_m", "shape", "area") if name in config}
    return Options(**chosen, without=frozenset(config.get("without", ())))


def execute(definitions: dg.Definitions, instance: dg.DagsterInstance, wish: Wish) -> None:
    """Refresh the cells; whoever watches learns how each ended.

    Runs that are not begun, because an earlier one cannot begin or is interrupted, are kept as
    canceled, so that `--retry-failed` finds them.

    Raises:
        Refusal: A run cannot begin; the next ones could not either.
        DagsterExecutionInterruptedError: A signal came.
    """
    job = definitions.resolve_job_def(refresh_job.name)
    ahead = runs_for(wish)
    try:
        while ahead:
            _execute(job, instance, ahead.pop(0))
    finally:
        for run in ahead:
            _cancel(job, instance, run)


def _execute(job: dg.JobDefinition, instance: dg.DagsterInstance, run: PlannedRun) -> None:
    try:
        job.execute_in_process(
            instance=instance,
            asset_selection=list(run.selection),
            tags=run.tags,
            run_config=run.config,
        )
    except Refusal:
        raise
    except dg.Failure:
        return


def _cancel(job: dg.JobDefinition, instance: dg.DagsterInstance, run: PlannedRun) -> None:
    made = instance.create_run_for_job(
        job, asset_selection=set(run.selection), tags=run.tags, run_config=run.config
    )
    instance.report_run_canceled(made, "not begun")


def summarize(
    definitions: dg.Definitions, instance: dg.DagsterInstance, made: Collection[str]
) -> None:
    """Make the summaries of the city that follow from the assets that were made, if any do.

    Raises:
        StoreError, TableError: A stored table cannot be read, or the summary not be written.
    """
    summaries = [summary for asset, summary in SUMMARY_OF.items() if asset in made]
    if not summaries:
        return
    definitions.resolve_job_def(summary_job.name).execute_in_process(
        instance=instance,
        asset_selection=[dg.AssetKey(summary) for summary in summaries],
        tags={PROCESS_TAG: this_process(), NO_RETRY_TAG: "0"},
        run_config={"loggers": QUIET},
    )


def runs_for(wish: Wish) -> list[PlannedRun]:
    """Group cells into as few runs as can hold them."""
    assets_of: dict[tuple[Options, str], set[str]] = defaultdict(set)
    for cell, options in wish.items():
        assets_of[options, cell.district].add(cell.asset)
    districts_of: dict[tuple[Options, tuple[str, ...]], list[str]] = defaultdict(list)
    for (options, district), assets in assets_of.items():
        ordered = tuple(asset for asset in ASSETS if asset in assets)
        districts_of[options, ordered].append(district)
    return [
        PlannedRun(assets, group, options)
        for (options, assets), districts in districts_of.items()
        for group in contiguous_ranges(districts)
    ]
