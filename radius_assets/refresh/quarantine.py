"""Reading the quarantine again with today's code, and folding what it reads into the tables."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

import polars as pl

from radius_assets.collection.changes import Folded, fold
from radius_assets.collection.file_tables import BROKEN_VALUES, FILE_SOURCE
from radius_assets.collection.permits import SOURCES, Provenance, permit_table
from radius_assets.collection.register_frames import QUARANTINE_SCHEMA
from radius_assets.collection.semas import fold_stores, semas_frame
from radius_assets.domain.districts import District, district
from radius_assets.publication.quarantine import quarantined
from radius_assets.publication.storage import TableStore
from radius_assets.publication.tables import table
from radius_assets.refresh.made import Figure, Materialized
from radius_assets.refresh.order import Cell
from radius_assets.sources.errors import SourceChangedError
from radius_assets.sources.seoul import Kind

Row: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Register:
    """How the rows of a register become a table, and how a table takes in more of them.

    `read` takes a row, its district and who gave it. `age` is the column that tells which of two
    states of a row is the newer one.
    """

    read: Callable[[Row, District, str], tuple[pl.DataFrame, pl.DataFrame]]
    fold: Callable[[pl.DataFrame, pl.DataFrame], Folded]
    age: str


def _permit(kind: Kind, row: Row, of: District, source: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    made = permit_table([row], kind=kind, district=of, provenance=provenance_of(source))
    return made.frame, made.quarantine


def provenance_of(source: str) -> Provenance:
    """The provenance of permits whose quarantined rows bear that source."""
    if source.startswith(FILE_SOURCE):
        return "file"
    return next(which for which, name in SOURCES.items() if name == source)


REGISTERS: Mapping[str, Register] = MappingProxyType(
    {
        "openapi_food": Register(partial(_permit, "food"), fold, "updated_at"),
        "openapi_tobacco": Register(partial(_permit, "tobacco"), fold, "updated_at"),
        "semas": Register(lambda row, of, _: semas_frame([row], of), fold_stores, "base_month"),
    }
)


@dataclass(frozen=True, slots=True)
class Reread:
    """Quarantined rows read again: `readable` as the table has them, and the rest with reasons."""

    readable: pl.DataFrame
    rest: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did to a table, in rows; `known` were stored already, as new or newer."""

    cell: Cell
    added: int
    replaced: int
    known: int
    left: int


def replay(
    store: TableStore, cell: Cell, *, now: datetime, record: Callable[[Materialized], None]
) -> Replayed:
    """Read the cell's quarantine again, and keep what can be read now.

    The table is written first and the quarantine last: whatever ends it in between, the next
    replay does the same again, and comes to the same table.

    Args:
        store: Where both are.
        cell: A register of a district.
        now: The moment that is told as that of the table.
        record: Is told of the table once it is written.

    Raises:
        StoreError: One of them cannot be read or written; where the table was never written, its
            quarantine is no table.
    """
    before = quarantined(store, cell.asset, cell.district)
    reread = reread_rows(cell, before)
    folded = Folded(reread.readable, 0, 0, 0)
    if not reread.readable.is_empty():
        stored = store.stored(cell.asset, cell.district)
        folded = REGISTERS[cell.asset].fold(stored.frame, reread.readable)
        written = store.write(
            cell.asset, cell.district, folded.table, certificate=stored.certificate
        )
        figures: dict[str, Figure] = {
            "as_of": now.isoformat(timespec="seconds"),
            "rows_replayed": folded.added + folded.replaced,
            "rows_quarantined": reread.rest.height,
        }
        record(Materialized(cell, written, figures))
    if not reread.rest.equals(before):
        store.write_quarantine(cell.asset, cell.district, reread.rest)
    return Replayed(cell, folded.added, folded.replaced, folded.known, reread.rest.height)


def reread_rows(cell: Cell, rows: pl.DataFrame) -> Reread:
    """Read rows of a quarantine one by one: one that fails costs no other.

    Of readable rows with the same key the newest counts.
    """
    declared, age = table(cell.asset), REGISTERS[cell.asset].age
    tables: list[pl.DataFrame] = [declared.schema.create_empty()]
    rest = []
    for source, page, reason, row in rows.iter_rows():
        found, why = _read(cell, source, row)
        if found is None:
            rest.append((source, page, why or reason, row))
        else:
            tables.append(found)
    newest_last = pl.concat(tables).sort(age, nulls_last=False, maintain_order=True)
    readable = newest_last.unique(declared.key, keep="last", maintain_order=True)
    return Reread(readable, pl.DataFrame(rest, schema=dict(QUARANTINE_SCHEMA), orient="row"))


def _read(cell: Cell, source: str, row: str) -> tuple[pl.DataFrame | None, str | None]:
    """The row as the table has it, or why it cannot be read; a broken one stays as it is."""
    sent = json.loads(row)
    if BROKEN_VALUES in sent:
        return None, None
    try:
        found, bad = REGISTERS[cell.asset].read(sent, district(cell.district), source)
    except SourceChangedError as error:
        return None, error.why
    return (found, None) if bad.is_empty() else (None, str(bad["reason"].item()))
