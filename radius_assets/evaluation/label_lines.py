"""The lines of label files, and what is refused in them: by file, line and value."""

import csv
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from radius_assets.publication.columns import SEOUL
from radius_assets.publication.files import reason_of

_LINE = "line"


class LabelsError(ValueError):
    """The folder does not hold labels in the form that is read; the message says what is wrong."""


def read_lines(path: Path, columns: Sequence[str]) -> pl.DataFrame:
    """Columns of a CSV file as texts, with the line on which each row begins as `line`.

    The header is line 1. A cell without anything in it is null.

    Raises:
        LabelsError: It cannot be read, is no CSV, a column is missing, or a row has more or fewer
            values than there are columns.
    """
    rows: list[list[object]] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file, strict=True)
            header = next(lines, [])
            if missing := [name for name in columns if name not in header]:
                raise LabelsError(f"{path}: line 1: column {', '.join(missing)} is missing")
            wanted = [header.index(name) for name in columns]
            before = lines.line_num
            for values in lines:
                line, before = before + 1, lines.line_num
                if values:
                    rows.append([line, *_cells(path, line, values, wanted, of=len(header))])
    except OSError as error:
        raise LabelsError(f"{path}: {reason_of(error)}") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise LabelsError(f"{path}: {error}") from error
    schema = {_LINE: pl.Int64, **dict.fromkeys(columns, pl.String)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _cells(
    path: Path, line: int, values: Sequence[str], wanted: Sequence[int], *, of: int
) -> list[str | None]:
    if len(values) != of:
        raise LabelsError(f"{path}: line {line}: {len(values)} values for {of} columns")
    return [values[index] or None for index in wanted]


def require_words(path: Path, rows: pl.DataFrame, column: str, words: Sequence[str]) -> None:
    """Refuse a value that is none of the words.

    Raises:
        LabelsError: There is one.
    """
    wrong = rows.filter(~pl.col(column).is_in(list(words)).fill_null(value=False))
    _refuse(path, wrong, [column], f"; there are: {', '.join(words)}")


def require_once(path: Path, rows: pl.DataFrame, *key: str) -> None:
    """Refuse rows that come again: they would count as often.

    Raises:
        LabelsError: There are some.
    """
    again = rows.filter(~pl.struct(key).is_first_distinct())
    _refuse(path, again, key, " comes more than once; leave one row of it")


def require_known(
    path: Path, rows: pl.DataFrame, column: str, known: pl.Series, where: Path
) -> None:
    """Refuse what no list has: it could never count.

    Raises:
        LabelsError: There is such a value.
    """
    strange = rows.filter(~pl.col(column).is_in(known.implode()).fill_null(value=False))
    _refuse(path, strange, [column], f" is not in {where.name}")


def require_positions(path: Path, rows: pl.DataFrame, lon: str, lat: str) -> None:
    """Refuse positions that are no numbers, or lie outside of Seoul.

    Raises:
        LabelsError: There is one.
    """
    bounds = ((lon, SEOUL.west, SEOUL.east), (lat, SEOUL.south, SEOUL.north))
    lies = [
        pl.col(name).cast(pl.Float64, strict=False).is_between(least, most).fill_null(value=False)
        for name, least, most in bounds
    ]
    outside = rows.filter(~pl.all_horizontal(lies))
    ranges = ", ".join(f"{name} from {least:g} to {most:g}" for name, least, most in bounds)
    _refuse(path, outside, [lon, lat], f" is no position in Seoul: {ranges}")


def _refuse(path: Path, wrong: pl.DataFrame, columns: Sequence[str], why: str) -> None:
    if wrong.is_empty():
        return
    row = wrong.row(0, named=True)
    values = ", ".join(f"{name} {row[name]!r}" for name in columns)
    more = f" (and {wrong.height - 1} more such lines)" if wrong.height > 1 else ""
    raise LabelsError(f"{path}: line {row[_LINE]}: {values}{why}{more}")
