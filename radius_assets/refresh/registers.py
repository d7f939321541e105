"""Making the registers: `openapi_food`, `openapi_tobacco` and `semas`."""

import asyncio
from dataclasses import replace

import polars as pl

from radius_assets.collection.permits import (
    KEY,
    other_address,
    other_authority,
    permit_table,
)
from radius_assets.collection.register import RegisterReading
from radius_assets.collection.semas import collect_semas, semas_frame
from radius_assets.domain.districts import District
from radius_assets.refresh.incremental import (
    drift_figures,
    full_watermark,
    make_of_changes,
    stored_permits,
)
from radius_assets.refresh.keeping import believed
from radius_assets.refresh.made import Figure, Made, paging_figures
from radius_assets.refresh.permits import PermitReading, read_permits
from radius_assets.refresh.readable import readable
from radius_assets.refresh.work import Work
from radius_assets.sources.recording import finish_recording
from radius_assets.sources.seoul import Kind


async def make_food(work: Work, of: District) -> Made:
    """Read the district's food permits, whole or what changed of them."""
    return await _make_permits(work, "food", of)


async def make_tobacco(work: Work, of: District) -> Made:
    """Read the district's tobacco permits, whole or what changed of them."""
    return await _make_permits(work, "tobacco", of)


async def make_semas(work: Work, of: District) -> Made:
    """Read the district's rows of the business register whole."""
    began_at = work.options.now()
    stored = await asyncio.to_thread(readable, work.store, "semas", of.name)
    reading = await collect_semas(
        lambda page: work.sources.semas.stores_page(of, page),
        asked=f"convenience stores of {of.name}",
        known=frozenset() if stored is None else frozenset(stored.frame["store_id"]),
    )
    reading = reading.archived(await finish_recording())
    await work.refuse_to_empty("semas", of, reading.total)
    table, quarantine = await asyncio.to_thread(semas_frame, reading.rows, of, pages=reading.pages)
    made = Made(table, _register_figures(reading, quarantine), quarantine=quarantine)
    if stored is not None:
        made = believed("semas", of, made, over=stored.frame)
    mark = full_watermark(began_at, reading.total, made.figures)
    return replace(made, certificate=mark.to_json())


async def _make_permits(work: Work, kind: Kind, of: District) -> Made:
    asset = f"openapi_{kind}"
    stored = await asyncio.to_thread(stored_permits, work.store, asset, of.name)
    updated = await make_of_changes(work, kind, of, stored)
    if updated is not None:
        return updated
    began_at = work.options.now()
    keys = frozenset() if stored is None else frozenset(stored.table.select(KEY).iter_rows())
    reading = await read_permits(work, kind, of, keys=keys)
    reading = reading.archived(await finish_recording())
    made = await asyncio.to_thread(_permits_made, kind, of, reading)
    if stored is not None:
        made = believed(asset, of, made, over=stored.table)
    return replace(
        made,
        figures={**made.figures, "mode": "full", **drift_figures(stored, made.frame)},
        certificate=full_watermark(began_at, reading.register.total, made.figures).to_json(),
    )


def _permits_made(kind: Kind, of: District, reading: PermitReading) -> Made:
    register, provenance = reading.register, reading.provenance
    made = permit_table(
        register.rows, kind=kind, district=of, provenance=provenance, pages=register.pages
    )
    figures = _register_figures(register, made.quarantine) | {
        "provenance": provenance,
        "asked_instead_because": reading.instead,
        "dates_unreadable": made.dates_unreadable,
        "states_unknown": made.frame.filter(state="unknown").height,
        "rows_of_other_authority": other_authority(made.frame, of),
        "rows_of_other_address": other_address(made.frame, of),
    }
    return Made(made.frame, figures, quarantine=made.quarantine)


def _register_figures(
    reading: RegisterReading[dict[str, object]], quarantine: pl.DataFrame
) -> dict[str, Figure]:
    return {
        "rows_declared": reading.total,
        "rows_quarantined": quarantine.height,
        "duplicates": reading.duplicates,
        "rereads": reading.rereads,
        "rows_carried_over": reading.carried_over,
        **paging_figures(reading.paging),
    }
