"""Data versions: equal tables have equal versions, whenever and by whatever release written."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date

import polars as pl
import polars.selectors as cs

from radius_assets.publication.tables import table

_TEXTS, _FLOATS, _NESTED = cs.string(), cs.float(), cs.nested()


def data_version(asset: str, frame: pl.DataFrame) -> str:
    """The first 32 hex digits of the SHA-256 of a table's content.

    The order of the rows does not count, and neither do the volatile columns. What is hashed are
    the bytes of the values, sorted by the key: polars' own hashes and formats may change with its
    releases, and a change would show every table as new.

    Args:
        asset: Name of the table.
        frame: The table as `checked` returns it, with every key once.
    """
    declared = table(asset)
    lasting = [name for name in declared.columns if name not in declared.volatile]
    rows = frame.sort(declared.key).select(lasting)
    digest = hashlib.sha256(_json([asset, lasting, rows.height]).encode())
    for values in _values(rows):
        digest.update(values)
    return digest.hexdigest()[:32]


def _values(rows: pl.DataFrame) -> Iterator[bytes]:
    """All values, so that no two tables have the same: with them one could write the table anew.

    Of texts their lengths in bytes, -1 for null, and all of a column's in one; lists and structs
    are texts of JSON. Of the rest what is null, and then the numbers: days and moments are counted
    from 1970.
    """
    texts = rows.select(_TEXTS).hstack(_json_texts(rows.select(_NESTED)))
    others = rows.select(~(_TEXTS | _NESTED)).select(pl.all().to_physical())
    numbers = (~_FLOATS).cast(pl.Int64), _FLOATS.cast(pl.Float64)
    yield from _bytes(texts.select(pl.all().str.len_bytes().cast(pl.Int64).fill_null(-1)))
    yield from texts.select(pl.all().str.join("").cast(pl.Binary)).row(0)
    yield from _bytes(others.select(pl.all().is_null().cast(pl.Int64)))
    yield from _bytes(others.select(number.fill_null(0) for number in numbers))


def _bytes(numbers: pl.DataFrame) -> Iterator[bytes]:
    """A column at a time, 8 bytes a number, the least significant first."""
    for column in numbers.iter_columns():
        values = column.to_numpy()
        yield values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes()


def _json_texts(nested: pl.DataFrame) -> list[pl.Series]:
    return [
        pl.Series(column.name, map(_json, column.to_list()), dtype=pl.String)
        for column in nested.iter_columns()
    ]


def _iso(value: date) -> str:
    """Of a day inside of a list."""
    return value.isoformat()


_json = json.JSONEncoder(ensure_ascii=False, default=_iso).encode
