"""A table as the bytes of a Parquet file: rows, the version of their content, a certificate."""

import io
from dataclasses import dataclass

import polars as pl

from radius_assets.publication.tables import table
from radius_assets.publication.versions import data_version

VERSION_KEY = "radius_assets"
"""Key of the data version in a file's Parquet metadata."""

CERTIFICATE_KEY = "radius_assets.certificate"
"""Key of the certificate there: one file holds both, so that nothing can part them."""


class DamagedFileError(ValueError):
    """The bytes are no Parquet file, or only a part of one."""


class OtherColumnsError(ValueError):
    """The file holds other columns than the table has; the message names them."""


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table as it is stored, all of it from one reading of its file.

    `data_version` and `certificate` are what was written with the rows; None where nothing was.
    """

    asset: str
    frame: pl.DataFrame
    data_version: str | None
    certificate: str | None

    @property
    def is_as_written(self) -> bool:
        """Whether the rows are those whose version was written with them."""
        return self.data_version == data_version(self.asset, self.frame)


def parquet(frame: pl.DataFrame, metadata: dict[str, str | None]) -> bytes:
    """The frame as a file, with what is not None of the metadata."""
    buffer = io.BytesIO()
    known = {key: value for key, value in metadata.items() if value is not None}
    frame.write_parquet(buffer, compression="zstd", metadata=known)
    return buffer.getvalue()


def stored_table(asset: str, data: bytes) -> StoredTable:
    """Read a file of the table.

    A log that an earlier release wrote is read with nulls in the columns that came later: nothing
    makes it anew.

    Raises:
        DamagedFileError: The bytes are no whole file.
        OtherColumnsError: It was written with other columns, of a log other ones than came later.
    """
    frame, metadata = frame_of(data)
    frame = _as_today(asset, frame)
    _require_columns(asset, frame)
    return StoredTable(asset, frame, metadata.get(VERSION_KEY), metadata.get(CERTIFICATE_KEY))


def require_columns(asset: str, data: bytes) -> None:
    """Do nothing if a file of the table can be read; its rows are not.

    Raises:
        DamagedFileError: The bytes are no whole file.
        OtherColumnsError: As `stored_table`.
    """
    try:
        nothing = pl.read_parquet(io.BytesIO(data), n_rows=0)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise DamagedFileError("the file is damaged") from error
    _require_columns(asset, _as_today(asset, nothing))


def frame_of(data: bytes) -> tuple[pl.DataFrame, dict[str, str]]:
    """The rows of a file, whatever its columns, and its metadata.

    Raises:
        DamagedFileError: The bytes are no whole file.
    """
    try:
        return pl.read_parquet(io.BytesIO(data)), pl.read_parquet_metadata(io.BytesIO(data))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise DamagedFileError("the file is damaged") from error


def _as_today(asset: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of a log with null in the columns that came later, in the order of today."""
    declared = table(asset)
    if not declared.is_log or not set(frame.columns) <= set(declared.columns):
        return frame
    later = [name for name in declared.later if name not in frame.columns]
    whole = frame.with_columns(pl.lit(None, declared.columns[name]).alias(name) for name in later)
    return whole.select(name for name in declared.columns if name in whole.columns)


def _require_columns(asset: str, frame: pl.DataFrame) -> None:
    wanted = table(asset).columns
    other = sorted(name for name, kind in wanted.items() if frame.schema.get(name) != kind)
    other += sorted(set(frame.columns) - set(wanted))
    if other or frame.columns != list(wanted):
        names = ", ".join(other) or "in another order"
        raise OtherColumnsError(f"the file has other columns than today ({names})")
