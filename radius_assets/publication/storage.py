"""The store of the tables: one Parquet file a district, in a folder or in S3."""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.domain.districts import district as known_district
from radius_assets.publication.files import Files, LocalFiles, S3Files
from radius_assets.publication.tables import checked, table
from radius_assets.publication.versions import data_version

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Origin: TypeAlias = Literal["real", "sandbox"]

ORIGIN_FILE = "_origin.json"
QUARANTINE_FOLDER = "_quarantine"
VERSION_KEY = "radius_assets"
"""Key of the data version in a file's Parquet metadata."""


class StoreError(Exception):
    """Base of every error of the store."""


class TableMissingError(StoreError):
    """The table was never written; its asset must be materialized first."""

    def __init__(self, asset: str, districts: Sequence[str] = ()) -> None:
        what = f"{asset} of {', '.join(districts)}" if districts else asset
        super().__init__(f"{what} is not in the store, materialize {asset} first")
        self.asset = asset
        self.districts = tuple(districts)


class StoredTableError(StoreError):
    """A table cannot be read or written as it should be; `why` says what came in between."""

    def __init__(self, asset: str, district: str | None, why: str) -> None:
        super().__init__(f"{asset}{f' of {district}' if district else ''}: {why}")
        self.asset = asset
        self.district = district
        self.why = why


class StoreOriginError(StoreError):
    """The store holds another city: tables of real services and invented ones must not mix."""


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """What `write` wrote: where, how much, and the version of its content."""

    uri: str
    bytes_written: int
    rows: int
    data_version: str


class TableStore:
    """Tables by asset and district; `district` is None for a table of the whole city.

    Names are checked against the tables and districts there are, so none can leave the store.
    Methods raise UnknownTableError and UnknownDistrictError for other names.
    """

    def __init__(self, files: Files) -> None:
        self._files = files

    def write(self, asset: str, district: str | None, frame: pl.DataFrame) -> WrittenTable:
        """Check the frame and put it in the table's place, whole or not at all.

        Raises:
            TableError: The frame holds what is provably wrong; nothing was written.
            StoredTableError: The store refused; the table is as it was.
        """
        name = _file_name(asset, district)
        rows = checked(asset, frame, district=district)
        version = data_version(asset, rows)
        data = _parquet(rows, {VERSION_KEY: version})
        self._put(asset, district, name, data)
        return WrittenTable(self._files.uri(name), len(data), rows.height, version)

    def write_quarantine(self, asset: str, district: str, rows: pl.DataFrame) -> None:
        """Keep the rows that could not be read, with the reasons, in place of earlier ones.

        Raises:
            StoredTableError: The store refused.
        """
        name = f"{QUARANTINE_FOLDER}/{_file_name(asset, district)}"
        self._put(asset, district, name, _parquet(rows, {}))

    def read(self, asset: str, district: str | None) -> pl.DataFrame:
        """The table with its declared columns, sorted by its key.

        Raises:
            TableMissingError: It was never written.
            StoredTableError: It cannot be read, or was written with other columns.
        """
        name = _file_name(asset, district)
        try:
            data = self._files.read(name)
        except OSError as error:
            raise StoredTableError(asset, district, f"not read, {_reason(error)}") from error
        if data is None:
            raise TableMissingError(asset, [district] if district else [])
        return _parsed(asset, district, data)

    def read_many(self, asset: str, districts: Sequence[str] | None = None) -> pl.DataFrame:
        """The tables of several districts as one, in the order given; None means all there are.

        Raises:
            TableMissingError: Districts asked for, or all, were never written.
            StoredTableError: One cannot be read, or was written with other columns.
        """
        stored = self.districts(asset)
        wanted = stored if districts is None else [known_district(name).name for name in districts]
        missing = [name for name in wanted if name not in stored]
        if missing or not stored:
            raise TableMissingError(asset, missing)
        empty = table(asset).schema.create_empty()
        return pl.concat([empty, *(self.read(asset, name) for name in wanted)])

    def exists(self, asset: str, district: str | None) -> bool:
        """Whether the table was ever written.

        Raises:
            StoredTableError: The store does not tell.
        """
        folder, _, name = _file_name(asset, district).rpartition("/")
        return name in self._names(asset, folder)

    def districts(self, asset: str) -> list[str]:
        """The districts whose table is there, in official order.

        Raises:
            StoredTableError: The store does not tell.
        """
        _require(asset, by_district=True)
        names = self._names(asset, asset)
        return [name for name in DISTRICT_NAMES if f"{name}.parquet" in names]

    def claim_origin(self, origin: Origin) -> None:
        """Keep the store for tables of the real services, or for those of the sandbox.

        The first claim of a store holds for ever.

        Raises:
            StoreOriginError: The store was claimed for the other; the message says what to do.
        """
        claim = json.dumps({"origin": origin}).encode()
        try:
            found = None if self._files.create(ORIGIN_FILE, claim) else self._origin()
        except OSError as error:
            raise StoreOriginError(
                f"the store cannot be used, {_reason(error)}; set RADIUS_STORE to a place of yours"
            ) from error
        if found not in (None, origin):
            raise StoreOriginError(
                f"the store holds {found} tables, {origin} ones must not mix with them: "
                "set RADIUS_STORE to another place, or delete the store"
            )

    def _origin(self) -> str:
        data = self._files.read(ORIGIN_FILE) or b""
        try:
            return str(json.loads(data)["origin"])
        except (ValueError, KeyError, TypeError):
            return "unknown"

    def _put(self, asset: str, district: str | None, name: str, data: bytes) -> None:
        try:
            self._files.write(name, data)
        except OSError as error:
            raise StoredTableError(asset, district, f"not written, {_reason(error)}") from error

    def _names(self, asset: str, folder: str) -> set[str]:
        try:
            return self._files.names(folder)
        except OSError as error:
            raise StoredTableError(asset, None, f"not listed, {_reason(error)}") from error


class LocalStore(TableStore):
    """Tables in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        super().__init__(LocalFiles(folder))


class S3Store(TableStore):
    """Tables in a bucket of S3, below a prefix."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str = "") -> None:
        super().__init__(S3Files(client, bucket, prefix))


def store_for(uri: str, *, s3: "Callable[[], S3Client]") -> TableStore:
    """The store that RADIUS_STORE names: a folder, or `s3://bucket/prefix`.

    `s3` makes the client; it is called only for the latter.
    """
    if not uri.startswith("s3://"):
        return LocalStore(Path(uri))
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    return S3Store(s3(), bucket, prefix)


def _file_name(asset: str, district: str | None) -> str:
    if district is None:
        _require(asset, by_district=False)
        return f"{asset}.parquet"
    _require(asset, by_district=True)
    return f"{asset}/{known_district(district).name}.parquet"


def _require(asset: str, *, by_district: bool) -> None:
    has = table(asset).by_district
    if has != by_district:
        raise ValueError(f"{asset} has {'one table a district' if has else 'no districts'}")


def _parquet(frame: pl.DataFrame, metadata: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", metadata=metadata)
    return buffer.getvalue()


def _parsed(asset: str, district: str | None, data: bytes) -> pl.DataFrame:
    remedy = f"materialize {asset} again"
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise StoredTableError(asset, district, f"the file is damaged, {remedy}") from error
    wanted = table(asset).columns
    other = sorted(name for name, kind in wanted.items() if frame.schema.get(name) != kind)
    other += sorted(set(frame.columns) - set(wanted))
    if other or frame.columns != list(wanted):
        what = f"other columns than today ({', '.join(other) or 'in another order'})"
        raise StoredTableError(asset, district, f"the file has {what}, {remedy}")
    return frame


def _reason(error: OSError) -> str:
    """What the system says, without the path that it asked for."""
    return error.strerror.lower() if error.strerror else str(error)
