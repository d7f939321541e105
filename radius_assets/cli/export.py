"""`radius export`: a table as a file for a spreadsheet, a map or a program."""

import os
import sys
from datetime import datetime
from pathlib import Path

import click
import polars as pl

from radius_assets.cli.choices import chosen_districts
from radius_assets.cli.instance import environment
from radius_assets.cli.stored import filling
from radius_assets.publication.exports import (
    FORMATS,
    Choice,
    ExportError,
    chosen_rows,
    write_whole,
)
from radius_assets.publication.schemas import VERDICTS
from radius_assets.publication.store_errors import StoreError, TableMissingError
from radius_assets.publication.tables import TABLES, table
from radius_assets.store import StoreResource

STDOUT = "-"

_HELP = """\
Write a table as a file: CSV for a spreadsheet, GeoJSON for a map, Parquet for programs.

All stored districts make one file. A file of that name is replaced once the new one is complete.
The columns are those of docs/tables.md, in that order; in CSV and GeoJSON evidence_ko follows
evidence with the same sentences in Korean (한국어 근거).

\b
Examples:
  radius export closures
  radius export closures --format geojson --district 강남구 --verdict closed -o closed.geojson
  radius export convenience --since 2026-09-01 -o - | head
"""


@click.command(help=_HELP, short_help="Write a table as CSV, GeoJSON or Parquet.")
@click.argument("asset", metavar="TABLE", type=click.Choice(list(TABLES)))
@click.option(
    "--format",
    "kind",
    type=click.Choice(list(FORMATS)),
    help="Of the file; else the ending of FILE says it, else it is csv.",
)
@click.option(
    "--district",
    "districts",
    multiple=True,
    metavar="DISTRICT",
    help="Only rows of this district; may be given more than once.",
)
@click.option(
    "--verdict",
    "verdicts",
    multiple=True,
    type=click.Choice(VERDICTS),
    help="Only rows with this verdict; may be given more than once.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Only what is news of this day in Seoul or a later one: verdicts that changed or were "
    "first given then (`verdict_since`), events seen, permits changed, listings read, weeks begun.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Where to write; `-` is the standard output. TABLE.FORMAT if not given.",
)
def export(
    *,
    asset: str,
    kind: str | None,
    districts: tuple[str, ...],
    verdicts: tuple[str, ...],
    since: datetime | None,
    output: str | None,
) -> None:
    """Write a table; the help text of the command is `_HELP`."""
    kind = kind or _kind_of(output)
    choice = Choice(
        districts=chosen_districts(districts, everything=False),
        verdicts=verdicts,
        since=None if since is None else since.date(),
    )
    rows = _rows(asset, choice)
    try:
        data = FORMATS[kind](asset, rows)
    except ExportError as error:
        raise click.UsageError(str(error)) from None
    place = _written(data, output or f"{asset}.{kind}")
    count = "1 row" if rows.height == 1 else f"{rows.height:,} rows"
    click.echo(f"{count}{_of_districts(asset, rows)}: {place}", err=True)


def _kind_of(output: str | None) -> str:
    """The format that the name of the file asks for."""
    if output in (None, STDOUT):
        return "csv"
    ending = Path(str(output)).suffix.lstrip(".").lower()
    if ending not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise click.UsageError(f"{output} does not end in {known}: say which with --format")
    return ending


def _rows(asset: str, choice: Choice) -> pl.DataFrame:
    try:
        return chosen_rows(StoreResource(uri=environment().store).open(), asset, choice)
    except ExportError as error:
        raise click.UsageError(str(error)) from None
    except TableMissingError as error:
        raise click.ClickException(filling(error)) from None
    except StoreError as error:
        raise click.ClickException(str(error)) from None


def _of_districts(asset: str, rows: pl.DataFrame) -> str:
    if "district" not in table(asset).columns:
        return ""
    count = rows["district"].n_unique()
    return f" of {count} district{'' if count == 1 else 's'}"


def _written(data: bytes, output: str) -> str:
    """Write the data; the place in words."""
    if output == STDOUT:
        _print(data)
        return "standard output"
    try:
        write_whole(Path(output), data)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from None
    return output


def _print(data: bytes) -> None:
    try:
        click.echo(data, nl=False)
    except BrokenPipeError:
        raise  # its reader has had enough, of which click knows
    except OSError as error:
        with Path(os.devnull).open("wb") as nowhere:  # what is left would be tried again at the end
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        raise click.ClickException(f"standard output cannot be written: {error.strerror}") from None
