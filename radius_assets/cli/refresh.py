"""`radius refresh`: run the graph in this process, on the instance that the UI shows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import click
import dagster as dg
from dagster._core.errors import DagsterExecutionInterruptedError
from rich.console import Console

from radius_assets.cli.choices import chosen_assets, chosen_districts, require_keys
from radius_assets.cli.display import LiveWatch, PlainWatch
from radius_assets.cli.instance import environment, opened_instance
from radius_assets.cli.summary import print_summary
from radius_assets.composition import build_definitions
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.partitions import contiguous_ranges, range_tags
from radius_assets.refresh.order import ASSETS, Cell, Done
from radius_assets.reports import Refusal
from radius_assets.runs import left_undone, report_orphans
from radius_assets.schedules import refresh_job, summary_job
from radius_assets.settings import Settings

INTERRUPTED = 130  # what a shell reports for a command ended by Ctrl-C
NO_RETRY_TAG = "dagster/max_retries"  # a person is there; the daemon need not try again
WIDTH = 130  # columns of a log or a pipe
QUIET = {"console": {"config": {"log_level": "CRITICAL"}}}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants refreshed."""

    cells: Sequence[Cell]
    without: Sequence[str] = ()
    radius_m: float = 1_800.0


@click.command()
@click.argument("districts", nargs=-1, metavar="[DISTRICT ...]")
@click.option("--all", "everything", is_flag=True, help="All 25 districts.")
@click.option("--only", metavar="ASSETS", help="Refresh only these assets, separated by commas.")
@click.option(
    "--skip",
    metavar="ASSETS",
    help="Refresh all but these. Verdicts use the stored table of a skipped register; where "
    "there is none they do without it.",
)
@click.option("--retry-failed", is_flag=True, help="Only what the last refresh left undone.")
@click.option(
    "--radius",
    "radius_m",
    type=click.FloatRange(100, 20_000),
    default=1_800.0,
    show_default=True,
    help="Half the side, in metres, of the square around a Daiso store.",
)
def refresh(
    districts: tuple[str, ...],
    *,
    everything: bool,
    only: str | None,
    skip: str | None,
    retry_failed: bool,
    radius_m: float,
) -> None:
    r"""Refresh districts: ask the services, and decide which listings are open.

    The assets are daiso, convenience, openapi_food, openapi_tobacco, semas, closures.
    A table is replaced only when its replacement is complete. The exit status is 0 only
    if everything asked for is there; 130 after Ctrl-C.

    \b
    radius refresh 강남구 영등포구
    radius refresh --all
    radius refresh --all --only openapi_food,openapi_tobacco,closures
    radius refresh 영등포구 --skip semas
    radius refresh --retry-failed
    """
    assets, left_out = chosen_assets(only, skip)
    names = chosen_districts(districts, everything=everything)
    if not names and not retry_failed:
        raise click.UsageError(
            "name one or more districts, or give --all; there are: " + " ".join(DISTRICT_NAMES)
        )
    settings = environment()
    with opened_instance(settings) as instance:
        report_orphans(instance)
        cells = [Cell(asset, name) for name in names for asset in assets]
        if retry_failed:
            cells = _undone(instance, assets, names)
        if not cells:
            click.echo("nothing is left undone")
            return
        raise SystemExit(run(settings, instance, Wish(cells, left_out, radius_m)))


def _undone(
    instance: dg.DagsterInstance, assets: Sequence[str], names: Sequence[str]
) -> list[Cell]:
    cells = left_undone(instance, assets)
    return [cell for cell in cells if not names or cell.district in names]


def run(settings: Settings, instance: dg.DagsterInstance, wish: Wish) -> int:
    """Refresh the cells, show how it goes, and give the exit status."""
    require_keys(settings, {cell.asset for cell in wish.cells})
    wish = _without_missing_semas(settings, wish)
    console = terminal()
    watch = LiveWatch(console) if console.is_terminal else PlainWatch(console)
    definitions = build_definitions(settings, progress=watch)
    interrupted = False
    refused: list[str] = []
    try:
        with watch.display():
            refused = _run_all(definitions, instance, wish)
    except (DagsterExecutionInterruptedError, KeyboardInterrupt):
        interrupted = True
    if watch.cells and watch.outcomes:
        print_summary(console, watch, store=settings.store)
    for why in refused:
        click.echo(f"Error: {why}", err=True)
    if interrupted:
        click.echo("interrupted: what is complete is kept; --retry-failed does the rest", err=True)
        return INTERRUPTED
    done = sum(isinstance(outcome, Done) for outcome in watch.outcomes.values())
    return 0 if done == len(wish.cells) and not refused else 1


def terminal() -> Console:
    """The terminal; what is no terminal is taken to be wide enough for the tables."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH)


def _without_missing_semas(settings: Settings, wish: Wish) -> Wish:
    if settings.data_go_kr_key is not None or not any(c.asset == "semas" for c in wish.cells):
        return wish
    click.echo("DATA_GO_KR_KEY is not set: the business register (semas) is left out", err=True)
    cells = [cell for cell in wish.cells if cell.asset != "semas"]
    return Wish(cells, [*wish.without, "semas"], wish.radius_m)


def _run_all(definitions: dg.Definitions, instance: dg.DagsterInstance, wish: Wish) -> list[str]:
    """Run range after range, then the summary; give why runs could not begin."""
    refused = []
    for assets, districts in runs_for(wish.cells):
        config = {"radius_m": wish.radius_m, "without": list(wish.without)}
        refusal = _execute(
            definitions.resolve_job_def(refresh_job.name),
            instance,
            assets=assets,
            tags=range_tags(districts[0], districts[-1]),
            ops={"refresh": {"config": config}},
        )
        refused += refusal
    if not refused and any(cell.asset == "closures" for cell in wish.cells):
        job = definitions.resolve_job_def(summary_job.name)
        refused += _execute(job, instance, assets=["city_summary"], tags={}, ops={})
    return refused


def _execute(
    job: dg.JobDefinition,
    instance: dg.DagsterInstance,
    *,
    assets: Sequence[str],
    tags: Mapping[str, str],
    ops: Mapping[str, object],
) -> list[str]:
    try:
        job.execute_in_process(
            instance=instance,
            asset_selection=[dg.AssetKey(asset) for asset in assets],
            tags={**tags, NO_RETRY_TAG: "0"},
            run_config={"ops": ops, "loggers": QUIET},
        )
    except Refusal as refusal:
        return [str(refusal.description)]
    except dg.Failure:
        return []  # the summary names what failed
    return []


def runs_for(cells: Iterable[Cell]) -> list[tuple[Sequence[str], Sequence[str]]]:
    """Group cells into as few runs as can hold them: the same assets of neighbouring districts."""
    assets_of: dict[str, set[str]] = defaultdict(set)
    for cell in cells:
        assets_of[cell.district].add(cell.asset)
    districts_of: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for district, assets in assets_of.items():
        ordered = tuple(asset for asset in ASSETS if asset in assets)
        districts_of[ordered].append(district)
    return [
        (assets, group)
        for assets, districts in districts_of.items()
        for group in contiguous_ranges(districts)
    ]
