"""Bringing a stored table of permits up to date by what its register has changed."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import polars as pl

from radius_assets.collection.changes import drift, fold
from radius_assets.collection.permit_fields import permit_key
from radius_assets.collection.permits import KEY, PermitTable
from radius_assets.collection.watermark import Watermark
from radius_assets.domain.districts import District
from radius_assets.publication.quarantine import quarantined
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.known_pages import drift_keeper
from radius_assets.refresh.made import Figure, Made, paging_figures
from radius_assets.refresh.permit_changes import read_changes
from radius_assets.refresh.readable import readable
from radius_assets.refresh.work import Work
from radius_assets.sources.errors import SourceChangedError
from radius_assets.sources.mois import Mois
from radius_assets.sources.recording import recording
from radius_assets.sources.seoul import Kind


@dataclass(frozen=True, slots=True)
class StoredPermits:
    """A stored table of permits, and how it was read; None where nobody wrote that."""

    table: pl.DataFrame = field(repr=False)
    watermark: Watermark | None


def stored_permits(store: TableStore, asset: str, district: str) -> StoredPermits | None:
    """What is stored; None where nothing is, or nothing that can be read.

    Raises:
        StoredTableError: The store does not answer.
    """
    found = readable(store, asset, district)
    if found is None:
        return None
    return StoredPermits(found.frame, Watermark.from_json(found.certificate))


async def make_of_changes(
    work: Work, kind: Kind, of: District, stored: StoredPermits | None
) -> Made | None:
    """The stored table with what changed since it was read; None where only all rows will do.

    That is so where a full reading is wanted, where data.go.kr is not to be asked (Seoul does
    not tell changes), and where nothing is stored whose age is known.

    Raises:
        SourceError: The changes cannot be had whole.
        StoredTableError: The rows that could not be read before cannot be had.
    """
    client = work.sources.mois
    if work.options.full_refresh or client is None or stored is None or stored.watermark is None:
        return None
    return await _updated(work, client, kind, of, stored.table, stored.watermark)


def drift_figures(stored: StoredPermits | None, full: pl.DataFrame) -> dict[str, Figure]:
    """How far a table kept by changes was from the register; nothing where it was read whole."""
    if stored is None or stored.watermark is None or stored.watermark.mode == "full":
        return {}
    found = drift(stored.table, full, up_to=stored.watermark.taken_at)
    return {
        "drift_rows": found.rows,
        "drift_lacking": found.lacking,
        "drift_left_over": found.left_over,
        "drift_different": found.different,
    }


def full_watermark(began_at: datetime, declared: int, figures: Mapping[str, Figure]) -> Watermark:
    """The watermark of a table that was read whole, with what `with_kept_rows` counted of it."""
    before, gone = (
        count if isinstance(count, int) else None
        for count in map(figures.get, ("rows_before", "rows_gone"))
    )
    return Watermark("full", began_at, began_at, declared, before, gone)


def still_quarantined(earlier: pl.DataFrame, changes: PermitTable) -> pl.DataFrame:
    """The rows that cannot be read: those of the changes, and earlier ones of other permits.

    An earlier row whose permit is among the changes is an old state of it. One that comes again
    as it was counts once, on the page where it was last.
    """
    keys = [_key(row) for row in changes.quarantine["row"]]
    changed = {*changes.frame.select(KEY).iter_rows(), *(key for key in keys if key is not None)}
    is_left = [_key(row) not in changed for row in earlier["row"]]
    both = pl.concat([earlier.filter(is_left), changes.quarantine])
    return both.unique(["source", "reason", "row"], keep="last", maintain_order=True)


def _key(row: str) -> tuple[str, str] | None:
    """The key of a quarantined row; None where it lacks one, or its form is broken."""
    try:
        return permit_key(json.loads(row), asked="quarantined row")
    except SourceChangedError:
        return None


async def _updated(  # the table, and all that it is updated with
    work: Work, client: Mois, kind: Kind, of: District, table: pl.DataFrame, mark: Watermark
) -> Made:
    began_at = work.options.now()
    since = mark.taken_at - work.options.margin
    keep = drift_keeper(work, kind, of)
    with recording(None):  # no table can be made of changes alone, so no archive keeps them
        read = await read_changes(client, kind, of, since=since, keep=keep)
    changes = read.permits
    folded = await asyncio.to_thread(fold, table, changes.frame)
    earlier = await asyncio.to_thread(quarantined, work.store, f"openapi_{kind}", of.name)
    quarantine = still_quarantined(earlier, changes)
    figures: dict[str, Figure] = {
        "mode": "incremental",
        "changed_since": since.isoformat(timespec="seconds"),
        "rows_changed": changes.frame.height,
        "rows_added": folded.added,
        "rows_replaced": folded.replaced,
        "rows_known": folded.known,
        "rows_quarantined": quarantine.height,
        "dates_unreadable": changes.dates_unreadable,
        "provenance": "data_go_kr",
        **paging_figures(read.paging),
    }
    certificate = replace(mark, mode="incremental", taken_at=began_at).to_json()
    return Made(folded.table, figures, certificate=certificate, quarantine=quarantine)
