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

    Raises:
        DamagedFileError: The bytes are no whole file.
        OtherColumnsError: It was written with other columns.
    """
    frame, metadata = frame_of(data)
    _require_columns(asset, frame)
    return StoredTable(asset, frame, metadata.get(VERSION_KEY), metadata.get(CERTIFICATE_KEY))


def frame_of(data: bytes) -> tuple[pl.DataFrame, dict[str, str]]:
    """The rows of a file, whatever its columns, and its metadata.

    Raises:
        DamagedFileError: The bytes are no whole file.
    """
    try:
        return pl.read_parquet(io.BytesIO(data)), pl.read_parquet_metadata(io.BytesIO(data))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise DamagedFileError("the file is damaged") from error


def _require_columns(asset: str, frame: pl.DataFrame) -> None:
    wanted = table(asset).columns
    other = sorted(name for name, kind in wanted.items() if frame.schema.get(name) != kind)
    other += sorted(set(frame.columns) - set(wanted))
    if other or frame.columns != list(wanted):
        names = ", ".join(other) or "in another order"
        raise OtherColumnsError(f"the file has other columns than today ({names})")
