"""`radius refresh`: run the graph in this process, on the instance that the UI shows."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import get_args

import click
import dagster as dg
from dagster._core.errors import DagsterExecutionInterruptedError
from rich.console import Console
from stamina.instrumentation import get_on_retry_hooks, set_on_retry_hooks

from radius_assets.cli.choices import (
    Wish,
    chosen_assets,
    chosen_districts,
    require_keys,
    with_choices,
    without_missing_semas,
)
from radius_assets.cli.display import LiveWatch, PlainWatch, Watch
from radius_assets.cli.execution import execute, summarize, undone_wish
from radius_assets.cli.instance import environment, opened_instance
from radius_assets.cli.interruption import INTERRUPTED
from radius_assets.cli.services import budget_use, services_of
from radius_assets.cli.stored import is_invented
from radius_assets.cli.summary import print_summary
from radius_assets.collection.area import LEAST_RADIUS_M, MOST_RADIUS_M, Extent, Shape
from radius_assets.composition import build_definitions
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.publication.store_errors import StoreError
from radius_assets.publication.tables import TableError
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell, Failed, NotStarted, Outcome
from radius_assets.refresh.work import Options
from radius_assets.reports import Refusal
from radius_assets.runs import report_orphans
from radius_assets.settings import KAKAO_KEY, SANDBOX_KEY, TODAY, Settings
from radius_assets.sources.errors import QuotaSpentError
from radius_assets.store import StoreResource

WIDTH = 130  # columns of a log or a pipe

_HELP = """\
Refresh districts: ask the services, and decide which listings are open.

The assets are daiso, convenience, openapi_food, openapi_tobacco, semas, closures, closure_events.
A table is replaced only when its replacement is complete. The exit status is 0 only if everything
asked for is there; 130 after Ctrl-C.

\b
Examples:
  radius refresh 강남구 영등포구
  radius refresh --all
  radius refresh --all --only openapi_food,openapi_tobacco,closures,closure_events
  radius refresh 영등포구 --skip semas
  radius refresh 영등포구 --only daiso,convenience --area district
  radius refresh --retry-failed
"""


def finite(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """The number, unless it is none: `nan` is in every range."""
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"{value} is not a number of metres", ctx, param)
    return value


@click.command(help=_HELP, short_help="Refresh districts, and decide what is open.")
@click.argument("districts", nargs=-1, metavar="[DISTRICT ...]")
@click.option("--all", "everything", is_flag=True, help="All 25 districts.")
@click.option("--only", metavar="ASSETS", help="Refresh only these assets, separated by commas.")
@click.option(
    "--skip",
    metavar="ASSETS",
    help="Refresh all but these. Verdicts use the stored table of a skipped register; where "
    "there is none they do without it.",
)
@click.option(
    "--retry-failed",
    is_flag=True,
    help="Only what earlier refreshes left undone, with the options they had.",
)
@click.option(
    "--radius",
    "radius_m",
    type=click.FloatRange(LEAST_RADIUS_M, MOST_RADIUS_M),
    callback=finite,
    help="Half the side, in metres, of the square around a Daiso store, or the circle's radius; "
    "1800 if not given.",
)
@click.option(
    "--shape",
    type=click.Choice(get_args(Shape)),
    help="What is drawn around a Daiso store; a square if not given.",
)
@click.option(
    "--area",
    type=click.Choice(get_args(Extent)),
    help="Read what lies around Daiso stores, or all of a district; around stores if not given.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Start all of it, though today's quota may not last. Without it districts that do not "
    "fit are left for another day, and named.",
)
def refresh(
    districts: tuple[str, ...],
    *,
    everything: bool,
    only: str | None,
    skip: str | None,
    retry_failed: bool,
    radius_m: float | None,
    shape: Shape | None,
    area: Extent | None,
    force: bool,
) -> None:
    """Refresh districts; the help text of the command is `_HELP`."""
    assets, left_out = chosen_assets(only, skip)
    names = chosen_districts(districts, everything=everything)
    if not names and not retry_failed:
        raise click.UsageError(
            "name one or more districts, or give --all; there are: " + " ".join(DISTRICT_NAMES)
        )
    settings = environment()
    cells = [Cell(asset, name) for name in names or DISTRICT_NAMES for asset in assets]
    wish: Wish = dict.fromkeys(cells, Options())
    if not retry_failed:
        require_keys(settings, assets)
    with opened_instance(settings) as instance:
        report_orphans(instance)
        if retry_failed:
            undone = undone_wish(instance, assets)
            wish = {cell: undone[cell] for cell in cells if cell in undone}
        chosen = with_choices(wish, radius_m=radius_m, shape=shape, area=area, without=left_out)
        chosen = {cell: replace(options, force=force) for cell, options in chosen.items()}
        raise SystemExit(run(settings, instance, chosen))


def run(settings: Settings, instance: dg.DagsterInstance, wish: Wish) -> int:
    """Refresh the cells, show how it goes, and give the exit status."""
    wish, note = without_missing_semas(settings, wish)
    if note is not None:
        click.echo(note, err=True)
    if not wish:
        click.echo("nothing is left undone")
        return 0
    require_keys(settings, {cell.asset for cell in wish})
    console = terminal()
    watch = _watch(settings, wish, console)
    status, trouble = _attempt(settings, instance, wish, watch)
    if watch.outcomes:
        print_summary(console, watch, store=settings.store, note=note)
    if trouble is not None:
        click.echo(trouble, err=True)
    return status


def _watch(settings: Settings, wish: Wish, console: Console) -> Watch:
    if not console.is_terminal:
        return PlainWatch(wish, console)
    return LiveWatch(wish, console, budget_use=partial(budget_use, services_of(settings)))


def _attempt(
    settings: Settings, instance: dg.DagsterInstance, wish: Wish, watch: Watch
) -> tuple[int, str | None]:
    """Run the graph; the exit status, and what is to be said besides the tables."""
    definitions = build_definitions(settings, progress=watch)
    try:
        with _quiet_retries(), watch.display():
            execute(definitions, instance, wish)
            summarize(definitions, instance, {cell.asset for cell in watch.made})
    except (DagsterExecutionInterruptedError, KeyboardInterrupt):
        return INTERRUPTED, "interrupted: what is complete is kept; --retry-failed does the rest"
    except Refusal as refusal:
        return 1, f"Error: {refusal.description}{_of_another_city(settings)}"
    except (StoreError, TableError) as error:
        return 1, f"Error: the summaries of the city: {error}"
    if len(watch.made) == len(wish):
        return 0, None
    if any(map(_waits_for_a_quota, watch.outcomes.values())):
        return 1, "radius refresh --retry-failed does the rest, after midnight in Korea"
    return 1, "radius refresh --retry-failed does the rest"


def _of_another_city(settings: Settings) -> str:
    """How to go on with the invented city whose tables the store holds, where it was not meant."""
    if settings.origin == "sandbox" or not is_invented(StoreResource(uri=settings.store).open()):
        return ""
    keys = f"{KAKAO_KEY.variable}={SANDBOX_KEY} will do where no service is asked"
    return (
        "; to go on with the invented city: `radius demo`, or the keys that `radius sandbox` "
        f"prints ({keys}) and its {TODAY}"
    )


def _waits_for_a_quota(outcome: Outcome[Materialized]) -> bool:
    if isinstance(outcome, Failed):
        return isinstance(outcome.error, QuotaSpentError)
    return isinstance(outcome, NotStarted)


@contextmanager
def _quiet_retries() -> Iterator[None]:
    """Let requests that are sent again be a figure of their table, not lines on the terminal."""
    hooks = get_on_retry_hooks()
    set_on_retry_hooks([])
    try:
        yield
    finally:
        set_on_retry_hooks(hooks)


def terminal() -> Console:
    """The terminal; what is no terminal is taken to be wide enough for the tables."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH)
