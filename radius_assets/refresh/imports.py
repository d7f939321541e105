"""Keeping the tables that a downloaded file makes: which may take the place of a stored one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from radius_assets.collection.file_tables import FileTable
from radius_assets.domain.seoul_time import SEOUL_TIME
from radius_assets.publication.storage import TableStore
from radius_assets.publication.tables import TableError, checked
from radius_assets.refresh.incremental import full_watermark
from radius_assets.refresh.keeping import too_many_gone, with_kept_rows
from radius_assets.refresh.made import Figure, Made, Materialized
from radius_assets.refresh.order import Cell
from radius_assets.refresh.readable import readable

ENOUGH_FOR_ALL_STATES = 50  # so many permits of a district without a closed one are a selection

_AGES = {
    "openapi_food": pl.col("updated_at"),
    "openapi_tobacco": pl.col("updated_at"),
    "semas": pl.concat_str("base_month", pl.lit("01")).str.to_datetime(
        "%Y%m%d", time_zone=SEOUL_TIME.key
    ),
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a district's table out of a file.

    Attributes:
        cell: The table.
        read: What the file makes of it.
        before: Rows that were stored, None where none ever were.
        objection: Why the file may not replace them, None if it may.
        can_be_forced: Whether that is a doubt, which a person may know better.
        made: The table as it is written, None where it is not.
    """

    cell: Cell
    read: FileTable
    before: int | None
    objection: str | None
    can_be_forced: bool = False
    made: Materialized | None = None


def import_table(
    store: TableStore, asset: str, read: FileTable, *, force: bool, dry_run: bool, now: datetime
) -> Imported:
    """Write the table if it may take the place of the stored one.

    Stored rows that may be among those that nobody can read stay, unless it is forced.

    Args:
        store: Where it goes.
        asset: The register.
        read: The table, and what could not be read.
        force: Replace what is stored even if the file seems to hold less, or older rows.
        dry_run: Write nothing.
        now: When the file was read.

    Raises:
        StoreError: The store refused.
    """
    cell = Cell(asset, read.district)
    found = readable(store, cell.asset, cell.district)
    stored = None if found is None else found.frame
    before = None if stored is None else stored.height
    if (wrong := _unfit(asset, read)) is not None:
        return Imported(cell, read, before, wrong)
    doubt = None if force else why_not(asset, stored, read.frame, now=now)
    if doubt is not None or dry_run:
        return Imported(cell, read, before, doubt, can_be_forced=doubt is not None)
    newest = _newest(asset, read.frame, now)
    table = Made(read.frame, _figures(read, newest, now), quarantine=read.quarantine)
    if stored is not None:
        table = with_kept_rows(asset, table, over=stored, keep=not force)
    certificate = _watermark(newest, read.rows, table.figures)
    written = store.write(asset, read.district, table.frame, certificate=certificate)
    store.write_quarantine(asset, read.district, read.quarantine)
    return Imported(cell, read, before, None, made=Materialized(cell, written, table.figures))


def _unfit(asset: str, read: FileTable) -> str | None:
    """Why the table cannot be kept at all."""
    if read.frame.is_empty():
        return "none of its rows can be read"
    try:
        checked(asset, read.frame, district=read.district)
    except TableError as error:
        return str(error)
    return None


def _watermark(newest: datetime | None, rows: int, figures: Mapping[str, Figure]) -> str | None:
    """Up to when the register's changes are in a file, as a full reading tells it."""
    return None if newest is None else full_watermark(newest, rows, figures).to_json()


def why_not(
    asset: str, stored: pl.DataFrame | None, new: pl.DataFrame, *, now: datetime
) -> str | None:
    """Why a table out of a file may not replace the stored one, None if it may.

    A file says nothing of what it lacks: it may be cut, filtered or years old.
    """
    if stored is not None:
        lacking = too_many_gone(asset, stored, new)
        if lacking is not None:
            held = f"the file has {new.height:,} rows"
            return f"{held} and lacks {lacking:,} of the {stored.height:,} that are stored"
    if "state" in new.columns and new.height >= ENOUGH_FOR_ALL_STATES:
        states = new["state"].unique().to_list()
        if len(states) == 1:
            return f"all {new.height:,} permits are {states[0]}: the file is a selection"
    return None if stored is None else _older(asset, stored, new, now)


def _older(asset: str, stored: pl.DataFrame, new: pl.DataFrame, now: datetime) -> str | None:
    """That the newest row of the file is older than that of the store, where both are known."""
    known, newest = (_newest(asset, frame, now) for frame in (stored, new))
    if known is None or newest is None or newest >= known:
        return None
    return f"the file is of {newest.date()}, what is stored is of {known.date()}"


def _newest(asset: str, frame: pl.DataFrame, now: datetime) -> datetime | None:
    """When the newest row changed; what is dated in the future is a slip of the pen."""
    ages = frame.select(_AGES[asset].alias("at"))
    found = ages.filter(pl.col("at").dt.convert_time_zone("UTC") <= now)
    newest = found["at"].max()
    return newest if isinstance(newest, datetime) else None


def _figures(read: FileTable, newest: datetime | None, now: datetime) -> dict[str, Figure]:
    return {
        "as_of": now.isoformat(timespec="seconds"),
        "file_as_of": None if newest is None else newest.date().isoformat(),
        "rows_declared": read.rows,
        "rows_quarantined": read.quarantine.height,
        "duplicates": read.repeats,
        "file": read.file,
    }
