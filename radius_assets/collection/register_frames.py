"""From rows as a register sent them to typed columns, and what could not be read.

All values come as texts, padded with blanks; an empty text is None here.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl

from radius_assets.domain.geo import Floats
from radius_assets.domain.seoul_time import SEOUL_TIME
from radius_assets.sources.errors import SourceChangedError

QUARANTINE_SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "source": pl.String,
    "page": pl.Int64,
    "reason": pl.String,
    "row": pl.String,
}
"""`page` counts from 1, and is that of the reading which the row is from: rows move from page to
page while a register is read. Of a reading of changes it is a page of the filtered query. It is
null for a file, whose broken rows tell their line."""

NO_DATE = date(1900, 1, 1)  # the registers write it for a date nobody entered

# A few odd rows are the register's; a tenth of a district is a new format we do not read.
QUARANTINE_FLOOR = 10
QUARANTINE_SHARE = 0.1

# Seoul lies inside; a position out of it is a mistake of the register.
WEST, EAST = 126.7, 127.3
SOUTH, NORTH = 37.4, 37.75

_MOMENTS = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d", "%Y%m%d%H%M%S", "%Y%m%d")


def texts_frame(
    rows: Sequence[Mapping[str, object]], naming: Mapping[str, str], *, source: str, asked: str
) -> pl.DataFrame:
    """The fields of `naming` (ours to the register's) as stripped texts, a column each.

    A field that a row lacks is null.

    Raises:
        SourceChangedError: A field holds a list or an object instead of one value.
    """
    try:
        table = pl.DataFrame(rows, schema=dict.fromkeys(naming.values(), pl.String))
    except pl.exceptions.ComputeError as error:
        raise SourceChangedError(source, asked, f"a field is not a plain value: {error}") from error
    return table.select(text(name).alias(ours) for ours, name in naming.items())


def text(name: str) -> pl.Expr:
    """The column without blanks around, null where nothing is left."""
    stripped = pl.col(name).str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def written_date(name: str) -> pl.Expr:
    """The date a text column writes as YYYY-MM-DD or YYYYMMDD; null where none is to be read."""
    written = pl.col(name).str.contains(r"^(\d{4}-\d{2}-\d{2}|\d{8})$")
    digits = pl.col(name).str.replace_all("-", "", literal=True)
    return pl.when(written).then(digits).str.to_date("%Y%m%d", strict=False)


def missing(name: str) -> pl.Expr:
    """That the row lacks the field, where it does."""
    return pl.when(pl.col(name).is_null()).then(pl.lit(f"no {name}"))


def korean_moment(name: str) -> pl.Expr:
    """The moment a text column writes in Korean time; null where it cannot be read."""
    readings = (
        pl.col(name).str.to_datetime(written, strict=False, time_unit="us") for written in _MOMENTS
    )
    # Clocks went forward in 1987 and 1988: an hour of those days does not exist.
    return pl.coalesce(readings).dt.replace_time_zone(
        SEOUL_TIME.key, ambiguous="earliest", non_existent="null"
    )


def number(name: str) -> pl.Expr:
    """The number a text column writes; null where it is none, or not finite."""
    value = pl.col(name).cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value)


def floats(table: pl.DataFrame, name: str) -> Floats:
    """The numbers of a text column, not-a-number where there is none."""
    return table.select(number(name).fill_null(np.nan)).to_series().to_numpy()


def with_positions(table: pl.DataFrame, lon: Floats, lat: Floats) -> pl.DataFrame:
    """The table with columns `lon` and `lat`; both null where the position is not in Seoul."""
    inside = (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)
    return table.with_columns(
        pl.Series(name, np.where(inside, degrees, np.nan), nan_to_null=True)
        for name, degrees in (("lon", lon), ("lat", lat))
    )


def quarantine(
    rows: Sequence[Mapping[str, object]],
    reasons: pl.Series,
    *,
    source: str,
    asked: str,
    pages: Sequence[int] | None = None,
) -> pl.DataFrame:
    """The rows that have a reason, with it, as the register sent them (JSON).

    Args:
        rows: All rows of the register.
        reasons: Why each cannot be read, null where it can.
        source: Who gave them.
        asked: What was asked for, for errors.
        pages: The page that each was on; None where they came on none.

    Raises:
        SourceChangedError: They are too many to be the register's odd rows.
    """
    bad = [
        (None if pages is None else pages[i], reason, rows[i])
        for i, reason in enumerate(reasons)
        if reason is not None
    ]
    if are_too_many(len(bad), of=len(rows)):
        why = f"{len(bad)} of {len(rows)} rows cannot be read; the first: {bad[0][1]}"
        raise SourceChangedError(source, asked, why)
    return quarantine_frame(bad, source=source)


def are_too_many(unreadable: int, *, of: int) -> bool:
    """Whether so many unreadable rows are a format that we do not know."""
    return unreadable > max(QUARANTINE_FLOOR, QUARANTINE_SHARE * of)


def quarantine_frame(
    unreadable: Iterable[tuple[int | None, str, Mapping[str, object]]], *, source: str
) -> pl.DataFrame:
    """Rows as they came (JSON), given as page (None where they came on none), reason and row."""
    return pl.DataFrame(
        [
            (source, page, reason, json.dumps(row, ensure_ascii=False, default=str))
            for page, reason, row in unreadable
        ],
        schema=dict(QUARANTINE_SCHEMA),
        orient="row",
    )
