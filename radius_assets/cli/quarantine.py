"""`radius quarantine`: rows of the registers that could not be read, and reading them again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import click
import dagster as dg
import polars as pl
from dagster import DagsterRunStatus, RunsFilter
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from radius_assets.cli.choices import chosen_districts
from radius_assets.cli.instance import environment, opened_instance
from radius_assets.cli.recording import record
from radius_assets.cli.refresh import terminal
from radius_assets.publication.quarantine import REGISTERS, all_quarantined, by_reason
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoreError
from radius_assets.publication.tables import TableError
from radius_assets.refresh.order import Cell
from radius_assets.refresh.quarantine import Replayed, replay
from radius_assets.runs import report_orphans
from radius_assets.settings import Settings
from radius_assets.sources.masking import masked
from radius_assets.store import StoreResource

_HELP = """\
Rows of a register that could not be read are kept apart, and the others go on.

\b
Examples:
  radius quarantine list
  radius quarantine list --rows 강남구
  radius quarantine replay
"""
_LIST_HELP = """\
Say which rows could not be read when the registers were last read, and why.

Without DISTRICT all districts are listed. The exit status is 0 also if there are none.

\b
Examples:
  radius quarantine list
  radius quarantine list --asset openapi_food 강남구 서초구
  radius quarantine list --rows 강남구
"""
_REPLAY_HELP = """\
Read quarantined rows again with the code of today, and add what it can read to the tables.

For use after an update that reads more. Nobody is asked. A stored row is replaced only by a newer
one. What still cannot be read stays. TABLE is openapi_food, openapi_tobacco or semas; without it
all of them are read, without DISTRICT those of all districts.

\b
Examples:
  radius quarantine replay
  radius quarantine replay openapi_tobacco 강남구
"""

_BUSY = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]


@click.group(help=_HELP, short_help="Rows that could not be read, and reading them again.")
def quarantine() -> None:
    """Hold the commands; the help text is `_HELP`."""


@quarantine.command("list", help=_LIST_HELP, short_help="What could not be read, and why.")
@click.argument("districts", nargs=-1, metavar="[DISTRICT ...]")
@click.option("--asset", type=click.Choice(REGISTERS), help="Only rows of this table.")
@click.option("--rows", is_flag=True, help="Show each row as it came, as JSON, not only counts.")
def list_rows(districts: tuple[str, ...], *, asset: str | None, rows: bool) -> None:
    """List the quarantine; the help text of the command is `_LIST_HELP`."""
    names = chosen_districts(districts, everything=not districts)
    settings = environment()
    with _told():
        store = StoreResource(uri=settings.store).open()
        found = all_quarantined(store, [asset] if asset else REGISTERS, names)
    if found.is_empty():
        click.echo("no rows are in quarantine")
    elif rows:
        for line in _lines(found):
            click.echo(_shown(line, settings))
    else:
        terminal().print(_counts(found, settings))


@quarantine.command("replay", help=_REPLAY_HELP, short_help="Read what could not be read again.")
@click.argument("asset", required=False, metavar="[TABLE]", type=click.Choice(REGISTERS))
@click.argument("districts", nargs=-1, metavar="[DISTRICT ...]")
def replay_rows(asset: str | None, districts: tuple[str, ...]) -> None:
    """Replay the quarantine; the help text of the command is `_REPLAY_HELP`."""
    names = chosen_districts(districts, everything=not districts)
    settings = environment()
    with _told():
        store = StoreResource(uri=settings.store).open()
        held = all_quarantined(store, [asset] if asset else REGISTERS, names)
    tables = held.select("asset", "district").unique(maintain_order=True)
    cells = [Cell(*names) for names in tables.rows()]
    if not cells:
        click.echo("no rows are in quarantine")
        return
    with opened_instance(settings) as instance:
        _refuse_while_running(instance)
        ended_well = [_replayed(instance, store, cell) for cell in cells]
    raise SystemExit(0 if all(ended_well) else 1)


def _replayed(instance: dg.DagsterInstance, store: TableStore, cell: Cell) -> bool:
    """Replay one table and say how it went; the others do not suffer from a failure."""
    try:
        done = replay(store, cell, now=datetime.now(UTC), record=partial(record, instance))
    except (StoreError, TableError) as error:
        click.echo(f"{cell}: FAILED: {error}", err=True)
        return False
    click.echo(_outcome(done))
    return True


def _refuse_while_running(instance: dg.DagsterInstance) -> None:
    """A run that writes the same table meanwhile would be undone by what was read before it."""
    report_orphans(instance)
    running = instance.get_runs(RunsFilter(statuses=_BUSY), limit=1)
    if running:
        raise click.ClickException(
            f"run {running[0].run_id[:8]} is in progress; try again once it has ended"
        )


def _outcome(done: Replayed) -> str:
    changed = f"{done.added} rows added, {done.replaced} replaced"
    known = f", {done.known} stored already" if done.known else ""
    return f"{done.cell}: {changed}{known}, {done.left} still cannot be read"


@contextmanager
def _told() -> Iterator[None]:
    """End the command with what went wrong, in one line."""
    try:
        yield
    except (StoreError, TableError) as error:
        raise click.ClickException(str(error)) from None


def _counts(found: pl.DataFrame, settings: Settings) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for title in ("table", "district", "why", "rows", "such as"):
        table.add_column(title, justify="right" if title == "rows" else "left")
    for asset, name, reason, rows, example in by_reason(found).rows():
        such_as = _shown(example or "", settings)
        table.add_row(asset, name, Text(_shown(reason, settings)), f"{rows:,}", Text(such_as))
    return table


def _lines(found: pl.DataFrame) -> Iterator[str]:
    for asset, name, source, page, reason, row in found.rows():
        where = source if page is None else f"{source}, page {page}"
        yield f"{asset} of {name}, {where}: {reason}\n  {row}"


def _shown(text: str, settings: Settings) -> str:
    """The text as it may be shown: without keys, and without what would steer a terminal."""
    keys = (settings.kakao_key, settings.seoul_key, settings.data_go_kr_key, settings.redis_url)
    plain = "".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text)
    return masked(plain, [key for key in keys if key])
