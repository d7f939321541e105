"""Making the registers: `openapi_food`, `openapi_tobacco` and `semas`."""

import asyncio

import polars as pl

from radius_assets.collection.permits import collect_permits, other_authority, permits_frame
from radius_assets.collection.register import RegisterReading
from radius_assets.collection.semas import collect_semas, semas_frame
from radius_assets.domain.districts import District
from radius_assets.refresh.made import Figure, Made
from radius_assets.refresh.work import Work
from radius_assets.sources.seoul import Kind


async def make_food(work: Work, of: District) -> Made:
    """Read the district's food permits whole."""
    return await _make_permits(work, "food", of)


async def make_tobacco(work: Work, of: District) -> Made:
    """Read the district's tobacco permits whole."""
    return await _make_permits(work, "tobacco", of)


async def make_semas(work: Work, of: District) -> Made:
    """Read the district's rows of the business register whole."""
    reading = await collect_semas(
        lambda page: work.sources.semas.stores_page(of, page),
        asked=f"convenience stores of {of.name}",
    )
    await work.refuse_to_empty("semas", of, reading.total)
    table, quarantine = await asyncio.to_thread(semas_frame, reading.rows, of)
    return Made(table, _register_figures(reading, quarantine), quarantine=quarantine)


async def _make_permits(work: Work, kind: Kind, of: District) -> Made:
    reading = await collect_permits(
        lambda start, end: work.sources.seoul.permits_page(kind, of, start, end),
        asked=f"{kind} permits of {of.name}",
    )
    await work.refuse_to_empty(f"openapi_{kind}", of, reading.total)
    table, quarantine = await asyncio.to_thread(permits_frame, reading.rows, kind=kind, district=of)
    figures = _register_figures(reading, quarantine)
    figures["rows_of_other_authority"] = other_authority(table, of)
    return Made(table, figures, quarantine=quarantine)


def _register_figures(
    reading: RegisterReading[dict[str, object]], quarantine: pl.DataFrame
) -> dict[str, Figure]:
    return {
        "rows_declared": reading.total,
        "rows_quarantined": quarantine.height,
        "pages": reading.pages,
        "duplicates": reading.duplicates,
        "rereads": reading.rereads,
        "rows_carried_over": reading.carried_over,
    }
