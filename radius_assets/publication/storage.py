"""The store of the tables: one Parquet file a district, wherever files can lie."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.domain.districts import district as known_district
from radius_assets.publication.files import Files, LocalFiles, reason_of
from radius_assets.publication.layout import (
    ORIGIN_FILE,
    drift_name,
    file_name,
    quarantine_name,
    require,
)
from radius_assets.publication.parquet import (
    CERTIFICATE_KEY,
    VERSION_KEY,
    DamagedFileError,
    OtherColumnsError,
    StoredTable,
    frame_of,
    parquet,
    stored_table,
)
from radius_assets.publication.store_errors import (
    StoredTableError,
    StoreOriginError,
    TableMissingError,
    misdated,
    unusable,
)
from radius_assets.publication.tables import checked, table
from radius_assets.publication.versions import data_version

Origin: TypeAlias = Literal["real", "sandbox"]


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

    @property
    def files(self) -> Files:
        """The place of the tables, for what lies beside them and is none."""
        return self._files

    def write(
        self,
        asset: str,
        district: str | None,
        frame: pl.DataFrame,
        *,
        certificate: str | None = None,
    ) -> WrittenTable:
        """Check the frame and put it in the table's place, whole or not at all.

        Args:
            asset: Name of the table.
            district: Name of the district, None for a table of the whole city.
            frame: The rows.
            certificate: What proves them complete; it is kept in the same file, in one write.

        Raises:
            TableError: The frame holds what is provably wrong; nothing was written.
            StoredTableError: The store refused; the table is as it was.
        """
        name = file_name(asset, district)
        rows = checked(asset, frame, district=district)
        version = data_version(asset, rows)
        data = parquet(rows, {VERSION_KEY: version, CERTIFICATE_KEY: certificate})
        self._put(asset, district, name, data)
        return WrittenTable(self._files.uri(name), len(data), rows.height, version)

    def write_quarantine(self, asset: str, district: str, rows: pl.DataFrame) -> None:
        """Keep the rows that could not be read, with the reasons, in place of earlier ones.

        Raises:
            StoredTableError: The store refused.
        """
        self._put(asset, district, quarantine_name(asset, district), parquet(rows, {}))

    def write_drift(self, asset: str, district: str, page: str) -> str:
        """Keep a page (JSON) whose fields nobody knows, in place of an earlier one; gives where.

        Raises:
            StoredTableError: The store refused.
        """
        name = drift_name(asset, district)
        self._put(asset, district, name, page.encode())
        return self._files.uri(name)

    def read_quarantine(self, asset: str, district: str) -> pl.DataFrame | None:
        """The rows that could not be read, None where no reading of the register ever ended.

        Raises:
            StoredTableError: They cannot be read.
        """
        data = self._read(asset, district, quarantine_name(asset, district))
        try:
            return None if data is None else frame_of(data)[0]
        except DamagedFileError as error:
            raise StoredTableError(asset, district, f"quarantine: {error}") from error

    def read(self, asset: str, district: str | None) -> pl.DataFrame:
        """The table with its declared columns, sorted by its key.

        Raises:
            TableMissingError: It was never written.
            StoredTableError: It cannot be read, or was written with other columns.
        """
        return self.stored(asset, district).frame

    def certificate(self, asset: str, district: str | None) -> str | None:
        """What was written with the table to prove it complete, None where nothing was.

        Raises:
            TableMissingError: The table was never written.
            StoredTableError: It cannot be read, or was written with other columns.
        """
        return self.stored(asset, district).certificate

    def stored(self, asset: str, district: str | None) -> StoredTable:
        """The table with all that was written in one with it.

        Raises:
            TableMissingError: It was never written.
            StoredTableError: It cannot be read, or was written with other columns.
        """
        data = self._read(asset, district, file_name(asset, district))
        if data is None:
            raise TableMissingError(asset, [district] if district else [])
        try:
            return stored_table(asset, data)
        except (DamagedFileError, OtherColumnsError) as error:
            raise unusable(asset, district, error) from error

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
        folder, _, name = file_name(asset, district).rpartition("/")
        return name in self._names(asset, folder)

    def districts(self, asset: str) -> list[str]:
        """The districts whose table is there, in official order.

        Raises:
            StoredTableError: The store does not tell.
        """
        require(asset, by_district=True)
        names = self._names(asset, asset)
        return [name for name in DISTRICT_NAMES if f"{name}.parquet" in names]

    def claim_origin(self, origin: Origin, *, today: date | None = None) -> None:
        """Keep the store for tables of the real services, or for those of the sandbox, for ever.

        Args:
            origin: Whose tables are to be written.
            today: The day that is set for them, None for that of the clock.

        Raises:
            StoreOriginError: The store was claimed for the other, or a day is set for tables of
                the real services; the message says what to do.
        """
        if origin == "real" and today is not None:
            raise misdated(today)
        claim = json.dumps({"origin": origin}).encode()
        try:
            found = None if self._files.create(ORIGIN_FILE, claim) else self.origin()
        except OSError as error:
            why = f"the store cannot be used, {reason_of(error)}"
            raise StoreOriginError(f"{why}; set RADIUS_STORE to a place of yours") from error
        if found not in (None, origin):
            raise StoreOriginError(
                f"the store holds {found} tables, {origin} ones must not mix with them: "
                "set RADIUS_STORE to another place, or delete the store"
            )

    def origin(self) -> str:
        """Whose tables these are; "unknown" where it cannot tell. Raises OSError if not read."""
        data = self._files.read(ORIGIN_FILE) or b""
        try:
            return str(json.loads(data)["origin"])
        except (ValueError, KeyError, TypeError):
            return "unknown"

    def _read(self, asset: str, district: str | None, name: str) -> bytes | None:
        try:
            return self._files.read(name)
        except OSError as error:
            raise StoredTableError(asset, district, f"not read, {reason_of(error)}") from error

    def _put(self, asset: str, district: str | None, name: str, data: bytes) -> None:
        try:
            self._files.write(name, data)
        except OSError as error:
            raise StoredTableError(asset, district, f"not written, {reason_of(error)}") from error

    def _names(self, asset: str, folder: str) -> set[str]:
        try:
            return self._files.names(folder)
        except OSError as error:
            raise StoredTableError(asset, None, f"not listed, {reason_of(error)}") from error


class LocalStore(TableStore):
    """Tables in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        super().__init__(LocalFiles(folder))
