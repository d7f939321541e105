"""The lines of label files, and what is refused in them: by file, line and value."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from radius_assets.publication.columns import SEOUL

_LINE = "line"


class LabelsError(ValueError):
    """The folder does not hold labels in the form that is read; the message says what is wrong."""


def read_lines(path: Path, columns: Sequence[str]) -> pl.DataFrame:
    """Columns of a CSV file as texts, with the number of each row as `line`; the header is line 1.

    Raises:
        LabelsError: It cannot be read, is no CSV, or a column is missing.
    """
    try:
        rows = pl.read_csv(path, infer_schema=False, row_index_name=_LINE, row_index_offset=2)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise LabelsError(f"{path}: {str(error).splitlines()[0]}") from error
    if missing := [name for name in columns if name not in rows.columns]:
        raise LabelsError(f"{path}: line 1: column {', '.join(missing)} is missing")
    return rows.select(_LINE, *columns)


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
