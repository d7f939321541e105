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
from radius_assets.collection.register_frames import are_too_many
from radius_assets.collection.semas import collect_semas, semas_frame
from radius_assets.domain.districts import District
from radius_assets.refresh.incremental import (
    drift_figures,
    full_watermark,
    make_of_changes,
    stored_permits,
)
from radius_assets.refresh.made import Figure, Made, paging_figures
from radius_assets.refresh.permits import PermitReading, read_permits
from radius_assets.refresh.work import Work
from radius_assets.sources.errors import IncompleteAnswerError
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
    reading = await collect_semas(
        lambda page: work.sources.semas.stores_page(of, page),
        asked=f"convenience stores of {of.name}",
    )
    await finish_recording()
    await work.refuse_to_empty("semas", of, reading.total)
    table, quarantine = await asyncio.to_thread(semas_frame, reading.rows, of)
    return Made(table, _register_figures(reading, quarantine), quarantine=quarantine)


async def _make_permits(work: Work, kind: Kind, of: District) -> Made:
    asset = f"openapi_{kind}"
    stored = await asyncio.to_thread(stored_permits, work.store, asset, of.name)
    updated = await make_of_changes(work, kind, of, stored)
    if updated is not None:
        return updated
    began_at = work.options.now()
    reading = await read_permits(work, kind, of)
    await finish_recording()
    await work.refuse_to_empty(asset, of, reading.register.total)
    made = await asyncio.to_thread(_permits_made, kind, of, reading)
    figures = {**made.figures, "mode": "full", **drift_figures(stored, made.frame)}
    if stored is not None:
        _refuse_to_shrink(asset, of, stored.table, made.frame)
        kept = _kept(stored.table, made)
        figures["rows_kept"] = kept.height
        made = replace(made, frame=pl.concat([made.frame, kept]))
    return replace(
        made,
        figures=figures,
        certificate=full_watermark(began_at, reading.register.total).to_json(),
    )


def _permits_made(kind: Kind, of: District, reading: PermitReading) -> Made:
    rows, provenance = reading.register.rows, reading.provenance
    made = permit_table(rows, kind=kind, district=of, provenance=provenance)
    figures = _register_figures(reading.register, made.quarantine) | {
        "provenance": provenance,
        "asked_instead_because": reading.instead,
        "dates_unreadable": made.dates_unreadable,
        "states_unknown": made.frame.filter(state="unknown").height,
        "rows_of_other_authority": other_authority(made.frame, of),
        "rows_of_other_address": other_address(made.frame, of),
    }
    return Made(made.frame, figures, quarantine=made.quarantine)


def _refuse_to_shrink(asset: str, of: District, stored: pl.DataFrame, table: pl.DataFrame) -> None:
    """Permits that end stay in their register, so a tenth of them does not leave it overnight.

    Raises:
        IncompleteAnswerError: The table lacks too many of the stored permits.
    """
    lost = stored.join(table, on=KEY, how="anti").height
    if are_too_many(lost, of=stored.height):
        why = f"lacks {lost} of the {stored.height} permits that are stored; not believed"
        remedy = "delete the stored table if it is so all the same"
        raise IncompleteAnswerError(asset, f"rows of {of.name}", f"{why}; {remedy}")


def _kept(stored: pl.DataFrame, made: Made) -> pl.DataFrame:
    """The stored permits that may be among the rows that nobody could read: they stay as they are.

    Without them a spoilt row would take a permit out of the table, and its evidence with it.
    """
    if made.quarantine is None or made.quarantine.is_empty():
        return made.frame.clear()
    missing = stored.join(made.frame, on=KEY, how="anti")
    return missing.select(made.frame.columns).cast(made.frame.schema)


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
