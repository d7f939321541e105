"""Data versions: equal tables have equal versions, whenever and by whatever release written."""

import hashlib
import json
from datetime import date

import polars as pl

from radius_assets.publication.tables import table


def data_version(asset: str, frame: pl.DataFrame) -> str:
    """The first 32 hex digits of the SHA-256 of a table's content.

    The order of the rows does not count, and neither do the volatile columns. The text that is
    hashed is Python's JSON of the sorted rows: polars' own hashes and formats may change with
    its releases, and a change would show every table as new.

    Args:
        asset: Name of the table.
        frame: The table as `checked` returns it.
    """
    declared = table(asset)
    stable = frame.select(name for name in declared.columns if name not in declared.volatile)
    rows = sorted(_json(row) for row in stable.iter_rows())
    text = "\n".join([_json([asset, *stable.columns]), *rows])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _json(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, default=_iso)


def _iso(value: date) -> str:
    return value.isoformat()
