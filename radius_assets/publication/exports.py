"""Tables as files for others: CSV for spreadsheets, GeoJSON for maps, one Parquet for programs."""

import io
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

import polars as pl

from radius_assets.domain.seoul_time import days_in_seoul
from radius_assets.publication.spreadsheets import csv_bytes
from radius_assets.publication.storage import TableStore
from radius_assets.publication.tables import table

DECIMALS = 7
"""Of a position in GeoJSON: a centimetre, and RFC 7946, 11.2, asks for no more than is known."""

BETWEEN = " | "
"""Stands between the parts of a list where it must be a text."""

KOREAN = "_ko"
"""Ends the name of what is told in Korean."""


class ExportError(ValueError):
    """A table cannot be exported as it was asked for; the message says how it can."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows of a table are wanted; what is empty or None leaves nothing out.

    `since` is compared with the table's column of `SINCE`.
    """

    districts: Sequence[str] = ()
    verdicts: Sequence[str] = ()
    since: date | None = None


SINCE: Mapping[str, str] = MappingProxyType(
    {
        "convenience": "fetched_at",
        "openapi_food": "updated_at",
        "openapi_tobacco": "updated_at",
        "closures": "verdict_since",
        "closure_events": "seen_on",
        "weekly_summary": "week",
    }
)
"""The column of each table that tells what is news since a day."""


def chosen_rows(store: TableStore, asset: str, choice: Choice) -> pl.DataFrame:
    """The rows that are wanted, with the table's declared columns, district by district.

    Raises:
        ExportError: The table has no column to choose by.
        TableMissingError: A district's table that is asked for, or any, was never written.
        StoredTableError: One cannot be read.
    """
    columns = table(asset).columns
    if choice.verdicts and "verdict" not in columns:
        raise ExportError(f"{asset} has no verdicts to choose by")
    if choice.since is not None and asset not in SINCE:
        raise ExportError(f"{asset} has no column that tells what is news since a day")
    rows = _of_districts(store, asset, choice.districts)
    if choice.verdicts:
        rows = rows.filter(pl.col("verdict").is_in(list(choice.verdicts)))
    if choice.since is not None:
        rows = rows.filter(_day(SINCE[asset], columns) >= choice.since)
    return rows


def _of_districts(store: TableStore, asset: str, districts: Sequence[str]) -> pl.DataFrame:
    if table(asset).by_district:
        return store.read_many(asset, districts or None)
    rows = store.read(asset, None)
    return rows.filter(pl.col("district").is_in(list(districts))) if districts else rows


def _day(name: str, columns: Mapping[str, pl.DataType]) -> pl.Expr:
    """The column as a day in Seoul."""
    if isinstance(columns[name], pl.Datetime):
        return days_in_seoul(name)
    return pl.col(name)


def as_csv(asset: str, rows: pl.DataFrame) -> bytes:  # noqa: ARG001 (a Format)
    """The rows for a spreadsheet; lists of evidence are texts."""
    return csv_bytes(readable(rows))


def as_parquet(asset: str, rows: pl.DataFrame) -> bytes:  # noqa: ARG001 (a Format)
    """The rows of all districts in one file, with their types."""
    buffer = io.BytesIO()
    rows.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def as_geojson(asset: str, rows: pl.DataFrame) -> bytes:
    """A FeatureCollection (RFC 7946) of points, the other columns as their properties.

    A row without a position is a feature without a geometry. The key is the feature's id.

    Raises:
        ExportError: The table has no positions.
    """
    if "lon" not in table(asset).columns:
        raise ExportError(f"{asset} has no positions; export it as csv or parquet")
    features = ",\n".join(_features(asset, rows))
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n'.encode()


def _features(asset: str, rows: pl.DataFrame) -> Iterator[str]:
    key = table(asset).key
    for row in readable(rows).iter_rows(named=True):
        feature = {
            "type": "Feature",
            "id": " ".join(str(row[name]) for name in key),
            "geometry": _point(row.pop("lon"), row.pop("lat")),
            "properties": row,
        }
        yield json.dumps(feature, ensure_ascii=False, default=_iso)


def _point(lon: float | None, lat: float | None) -> dict[str, object] | None:
    if lon is None or lat is None:
        return None
    return {"type": "Point", "coordinates": [round(lon, DECIMALS), round(lat, DECIMALS)]}


def _iso(value: date | datetime) -> str:
    return value.isoformat()


FORMATS: Mapping[str, Callable[[str, pl.DataFrame], bytes]] = MappingProxyType(
    {"csv": as_csv, "geojson": as_geojson, "parquet": as_parquet}
)
"""How rows become a file; the name is also the ending of the file."""


def readable(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with a text in place of each list; that of an evidence is its sentences.

    These stand in both languages, those in Korean in a column of their own. One that is not told
    in Korean stands there in English: without it the others would tell another story.
    """
    kinds = rows.schema.items()
    return rows.select(part for name, kind in kinds for part in _readable(name, kind))


def _readable(name: str, kind: pl.DataType) -> Iterator[pl.Expr]:
    if not isinstance(kind, pl.List):
        yield pl.col(name)
    elif isinstance(kind.inner, pl.Struct):
        english, korean = (pl.element().struct.field(f"sentence{end}") for end in ("", KOREAN))
        told = {name: english, f"{name}{KOREAN}": pl.coalesce(korean, english)}
        for column, sentence in told.items():
            yield pl.col(name).list.eval(sentence).list.join(BETWEEN).alias(column)
    else:
        yield pl.col(name).list.join(BETWEEN)


def write_whole(path: Path, data: bytes) -> None:
    """Create or replace a file: whoever reads it finds the old content or the new, never a part.

    Raises:
        OSError: The folder is not there or not to be written; what was there still is.
    """
    temporary = path.with_name(f".{path.name}.{uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
