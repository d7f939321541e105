"""`radius import`: the tables of a register out of a file that somebody downloaded."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track, wrap_file

from radius_assets.cli.choices import chosen_districts
from radius_assets.cli.import_summary import print_imported
from radius_assets.cli.instance import environment, opened_instance
from radius_assets.cli.recording import record
from radius_assets.cli.refresh import terminal
from radius_assets.collection.csv_files import FileRefusedError, OpenedFile, opened
from radius_assets.collection.file_tables import FileTable, RegisterFile
from radius_assets.collection.permit_files import district_permits, read_permit_file
from radius_assets.collection.semas_files import base_month_of, district_stores, read_semas_file
from radius_assets.publication.store_errors import StoreError
from radius_assets.refresh.imports import Imported, import_table
from radius_assets.settings import Settings
from radius_assets.sources.seoul import Kind
from radius_assets.store import StoreResource

_HELP = """\
Make the tables of a register from a file, without a key and without asking a service.

\b
Examples:
  radius import permits 휴게음식점.csv --kind food
  radius import permits 담배소매업.csv --kind tobacco --district 강남구 --dry-run
  radius import semas 상가정보_202606.zip
"""
_PERMITS_HELP = """\
Make openapi_food or openapi_tobacco from FILE, a register of permits as CSV or zip.

FILE is the whole register, of Seoul or of the country: 휴게음식점 for --kind food, 담배소매업 for
--kind tobacco, from data.go.kr (15154921, 15155031), data.seoul.go.kr or the former
localdata.go.kr; in UTF-8 or CP949, as it was downloaded. Do not save it from Excel, which spoils
numbers and dates. Rows of other authorities are left out.

Each district that FILE has becomes a whole table in place of the stored one; one that seems to
hold less than what is stored, or to be older, is left alone.

\b
Examples:
  radius import permits 휴게음식점.csv --kind food --dry-run
  radius import permits 휴게음식점.csv --kind food
  radius import permits 담배소매업.zip --kind tobacco --district 강남구 --district 서초구
"""
_SEMAS_HELP = """\
Make semas from FILE, the quarterly register of businesses (상가(상권)정보) as CSV or zip.

FILE is what data.go.kr offers under 15083033: the zip archive of all provinces, or the CSV of
Seoul out of it. Only convenience stores (G20405) are kept. The month is taken from the name.

\b
Examples:
  radius import semas 소상공인시장진흥공단_상가정보_20260630.zip
  radius import semas seoul.csv --base-month 202606
"""

_FILE = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
_DISTRICT = click.option(
    "--district",
    "districts",
    multiple=True,
    metavar="DISTRICT",
    help="Only this district; may be given more than once. All that FILE has if not given.",
)
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would change, write nothing.")
_FORCE = click.option(
    "--force", is_flag=True, help="Replace tables even if FILE seems to hold less, or to be older."
)


@click.group("import", help=_HELP, short_help="Make a register's tables from a file.")
def importing() -> None:
    """Hold the commands; the help text is `_HELP`."""


@importing.command(help=_PERMITS_HELP, short_help="Food or tobacco permits.")
@_FILE
@click.option(
    "--kind",
    type=click.Choice(["food", "tobacco"]),
    required=True,
    help="What FILE holds: food permits (휴게음식점) or tobacco permits (담배소매업).",
)
@_DISTRICT
@_DRY_RUN
@_FORCE
def permits(
    *, file: Path, kind: Kind, districts: tuple[str, ...], dry_run: bool, force: bool
) -> None:
    """Import permits; the help text of the command is `_PERMITS_HELP`."""
    names = _names(districts)

    def tables(source: OpenedFile) -> tuple[RegisterFile, list[FileTable]]:
        held = read_permit_file(source, kind=kind, districts=names)
        return held, [district_permits(held, kind, name) for name in _present(held, names)]

    _import(f"openapi_{kind}", file, tables, named=districts, force=force, dry_run=dry_run)


@importing.command(help=_SEMAS_HELP, short_help="The register of businesses.")
@_FILE
@click.option(
    "--base-month",
    metavar="YYYYMM",
    help="The month that FILE stands for (기준년월), where its name does not say it.",
)
@_DISTRICT
@_DRY_RUN
@_FORCE
def semas(
    *,
    file: Path,
    base_month: str | None,
    districts: tuple[str, ...],
    dry_run: bool,
    force: bool,
) -> None:
    """Import the business register; the help text of the command is `_SEMAS_HELP`."""
    names = _names(districts)
    if base_month is not None and base_month_of(base_month) != base_month:
        raise click.UsageError(f"--base-month is {base_month!r}; it takes a month as YYYYMM")

    def tables(source: OpenedFile) -> tuple[RegisterFile, list[FileTable]]:
        month = base_month or base_month_of(source.name) or base_month_of(file.name)
        if month is None:
            raise FileRefusedError(source.name, "says no month in its name: give --base-month")
        held = read_semas_file(source, districts=names)
        present = _present(held, names)
        return held, [district_stores(held, name, base_month=month) for name in present]

    _import("semas", file, tables, named=districts, force=force, dry_run=dry_run)


def _names(districts: Sequence[str]) -> list[str]:
    return chosen_districts(districts, everything=not districts)


def _present(held: RegisterFile, names: Sequence[str]) -> list[str]:
    return [name for name in names if name in held.districts]


def _import(
    asset: str,
    path: Path,
    tables: Callable[[OpenedFile], tuple[RegisterFile, list[FileTable]]],
    *,
    named: Sequence[str],
    force: bool,
    dry_run: bool,
) -> None:
    """Make all tables before the first is written, and give the exit status."""
    settings = environment()
    try:
        with opened(path) as source, _progress(source) as watched:
            held, made = tables(watched)
        imported = _write(settings, asset, made, force=force, dry_run=dry_run)
    except (FileRefusedError, StoreError) as error:
        raise click.ClickException(str(error)) from None
    missing = [name for name in _names(named) if name not in held.districts] if named else []
    print_imported(terminal(), settings, held, imported, missing=missing, dry_run=dry_run)
    refused = any(each.objection is not None for each in imported)
    raise SystemExit(1 if refused or missing else 0)


def _write(
    settings: Settings, asset: str, tables: Sequence[FileTable], *, force: bool, dry_run: bool
) -> list[Imported]:
    """Write the tables, and tell Dagster of each; a dry run touches neither."""
    store, now = StoreResource(uri=settings.store).open(), datetime.now(UTC)
    if dry_run:
        return [
            import_table(store, asset, table, force=force, dry_run=True, now=now)
            for table in tables
        ]
    store.claim_origin(settings.origin, today=settings.today)
    imported = []
    with opened_instance(settings) as instance:
        for table in _shown(tables):
            done = import_table(store, asset, table, force=force, dry_run=False, now=now)
            imported.append(done)
            if done.made is not None:
                record(instance, done.made)
    return imported


def _shown(tables: Sequence[FileTable]) -> Iterable[FileTable]:
    """Show on a terminal how many of the tables are written."""
    console = Console(stderr=True)
    hidden = not console.is_terminal
    return track(tables, "writing tables", console=console, transient=True, disable=hidden)


@contextmanager
def _progress(source: OpenedFile) -> Iterator[OpenedFile]:
    """Show on a terminal how far the file is read."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield source
        return
    reading = wrap_file(
        source.stream,
        source.size,
        description=f"reading {source.name}",
        console=console,
        transient=True,
    )
    with reading as stream:
        yield replace(source, stream=stream)
