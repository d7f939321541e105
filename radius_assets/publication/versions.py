"""Data versions: equal tables have equal versions, whenever and by whatever release written."""

import hashlib
import json
from datetime import date

import polars as pl
import polars.selectors as cs

from radius_assets.publication.tables import table


def data_version(asset: str, frame: pl.DataFrame) -> str:
    """The first 32 hex digits of the SHA-256 of a table's content.

    The order of the rows does not count, and neither do the volatile columns. The text that is
    hashed is Python's JSON of the sorted rows, with days and moments in ISO 8601: polars' own
    hashes and formats may change with its releases, and a change would show every table as new.

    Args:
        asset: Name of the table.
        frame: The table as `checked` returns it.
    """
    declared = table(asset)
    stable = frame.select(name for name in declared.columns if name not in declared.volatile)
    rows = sorted(_json(row).encode() for row in stable.with_columns(*_written()).iter_rows())
    digest = hashlib.sha256(_json([asset, *stable.columns]).encode())
    for row in rows:
        digest.update(b"\n" + row)
    return digest.hexdigest()[:32]


def _written() -> tuple[pl.Expr, pl.Expr]:
    """Days and moments as `isoformat` writes them, a column at a time: a third of all the work."""
    moments = cs.datetime(time_zone="*").dt.strftime("%Y-%m-%dT%H:%M:%S%.6f%:z")
    return cs.date().dt.strftime("%Y-%m-%d"), moments.str.replace(".000000", "", literal=True)


def _iso(value: date) -> str:
    """Of a day inside of a list."""
    return value.isoformat()


_json = json.JSONEncoder(ensure_ascii=False, default=_iso).encode
