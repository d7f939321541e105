"""`radius replay`: a table anew from the answers that were kept, without asking anybody."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import click
import polars as pl

from radius_assets.assets import CODE_VERSION
from radius_assets.cli.choices import chosen_districts
from radius_assets.cli.instance import environment, opened_instance
from radius_assets.cli.readings import Reading, chosen_reading, listed, wanted_sets
from radius_assets.collection.watermark import Watermark
from radius_assets.domain.seoul_time import SEOUL_TIME
from radius_assets.publication.difference import difference
from radius_assets.publication.parquet import StoredTable
from radius_assets.publication.raw_archive import RawArchive
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoreError
from radius_assets.publication.tables import TableError
from radius_assets.refresh.archiving import ARCHIVED
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell
from radius_assets.refresh.readable import readable
from radius_assets.refresh.replay import remake, rewrite
from radius_assets.reports import materialization_of
from radius_assets.runs import version_tags
from radius_assets.settings import Settings
from radius_assets.sources.errors import SourceError
from radius_assets.store import StoreResource

_HELP = f"""\
Make a table anew from the answers that were kept when it was made; nobody is asked.

TABLE is one of {", ".join(ARCHIVED)}. Answers are kept of every refresh while RADIUS_RAW names a
folder or s3://bucket/prefix. The newest complete reading is taken unless --run or --date name
another; one that did not come to its end is refused, and so is one that is older than the table.

\b
Examples:
  radius replay openapi_food 강남구 --dry-run
  radius replay openapi_food 강남구 --list
  radius replay semas 강남구 --date 2026-09-01
"""


@click.command(help=_HELP, short_help="Make a table anew from the answers that were kept.")
@click.argument("asset", metavar="TABLE", type=click.Choice(ARCHIVED))
@click.argument("district", metavar="DISTRICT")
@click.option("--run", metavar="RUN", help="The run that read it, or the beginning of its id.")
@click.option(
    "--date",
    "day",
    metavar="YYYY-MM-DD",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which it was read, in Seoul's time.",
)
@click.option(
    "--dry-run",
    "mode",
    flag_value="dry-run",
    type=click.STRING,
    help="Say what would change, and write nothing.",
)
@click.option(
    "--force",
    "mode",
    flag_value="force",
    type=click.STRING,
    help="Write the table even if the stored one was read later.",
)
@click.option(
    "--list",
    "mode",
    flag_value="list",
    type=click.STRING,
    help="Say which readings are kept, and end.",
)
def replay(
    asset: str, district: str, *, run: str | None, day: datetime | None, mode: str | None
) -> None:
    """Make a table anew; the help text of the command is `_HELP`."""
    settings = environment()
    cell = Cell(asset, *chosen_districts([district], everything=False))
    with _told():
        archive = _archive(settings)
        chosen_day = None if day is None else day.date().isoformat()
        sets = wanted_sets(archive, cell, run=run, day=chosen_day)
        if mode == "list":
            click.echo("\n".join(listed(archive, kept) for kept in sets))
            return
        reading = chosen_reading(archive, cell, sets)
        click.echo(str(reading))
        if mode == "dry-run":
            _say_what_would_change(_resource(settings).open(), reading)
        else:
            _write(settings, reading, force=mode == "force")


@contextmanager
def _told() -> Iterator[None]:
    """End the command with what went wrong, in one line."""
    try:
        yield
    except (StoreError, TableError, SourceError) as error:
        raise click.ClickException(str(error)) from None


def _archive(settings: Settings) -> RawArchive:
    archive = _resource(settings).open_archive()
    if archive is None:
        raise click.ClickException(
            "RADIUS_RAW is not set; answers are kept only where it names a folder or "
            "s3://bucket/prefix"
        )
    return archive


def _resource(settings: Settings) -> StoreResource:
    return StoreResource(uri=settings.store, raw_uri=settings.raw or "", raw_days=settings.raw_days)


def _say_what_would_change(store: TableStore, reading: Reading) -> None:
    cell, before = reading.cell, readable(store, reading.cell.asset, reading.cell.district)
    made = asyncio.run(remake(cell, reading.answers(), store, read_at=reading.manifest.begun_at))
    click.echo(f"{_told_change(cell, before, made.frame)}; nothing is written")


def _write(settings: Settings, reading: Reading, *, force: bool) -> None:
    """Write the table, and tell Dagster, so that what is made of it shows as stale."""
    store, cell = _resource(settings).open(), reading.cell
    if (origin := reading.archive.origin()) is not None:
        store.claim_origin(origin, today=settings.today)
    before = readable(store, cell.asset, cell.district)
    if before is not None and not force:
        _require_newer(reading, than=before)
    made = asyncio.run(rewrite(cell, reading.answers(), store, read_at=reading.manifest.begun_at))
    _record(settings, reading, made)
    after = store.read(cell.asset, cell.district)
    click.echo(f"{_told_change(cell, before, after)}; written: {made.written.uri}")
    click.echo(
        f"what is made of it is not made anew: radius refresh {cell.district} --only closures"
    )


def _require_newer(reading: Reading, *, than: StoredTable) -> None:
    """Do nothing unless the stored table was read after it, and has changes that came since."""
    stored = Watermark.from_json(than.certificate)
    if stored is None or stored.taken_at <= reading.manifest.ended_at:
        return
    later = f"{stored.taken_at.astimezone(SEOUL_TIME):%Y-%m-%d %H:%M}"
    raise click.ClickException(
        f"the stored table is as of {later} in Seoul, later than this reading, and would lose "
        "what came since; see it with --dry-run, write it all the same with --force"
    )


def _record(settings: Settings, reading: Reading, made: Materialized) -> None:
    figures = {**made.figures, "replayed_run": reading.kept.run}
    with opened_instance(settings) as instance:
        tags = version_tags(
            instance,
            made.cell,
            data_version=made.written.data_version,
            code_version=CODE_VERSION,
        )
        instance.report_runless_asset_event(
            materialization_of(replace(made, figures=figures), tags)
        )


def _told_change(cell: Cell, before: StoredTable | None, after: pl.DataFrame) -> str:
    if before is None:
        return f"{after.height:,} rows, where no table can be read"
    return f"{after.height:,} rows: {difference(cell.asset, before.frame, after)}"
