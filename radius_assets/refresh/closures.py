"""Making `closures`: a verdict for each listing of a district, from the stored tables."""

import asyncio
from datetime import date
from zoneinfo import ZoneInfo

import polars as pl

from radius_assets.domain.districts import District
from radius_assets.matching.judge import judge
from radius_assets.matching.knowledge import Knowledge
from radius_assets.publication.corrections import corrected
from radius_assets.publication.corrections_file import read_corrections
from radius_assets.publication.store_errors import TableMissingError
from radius_assets.refresh.baseline import baseline_for
from radius_assets.refresh.history import with_days
from radius_assets.refresh.made import Figure, Made
from radius_assets.refresh.neighbours import neighbours, with_neighbours
from radius_assets.refresh.work import Work

SEOUL_TIME = ZoneInfo("Asia/Seoul")

REGISTERS = ("openapi_food", "openapi_tobacco", "semas")


async def make_closures(work: Work, of: District) -> Made:
    """Judge the district's stored listings against its stored registers, and correct that.

    The table's certificate is what the verdicts are to be compared with.

    Raises:
        CorrectionsError: The file of corrections is broken; to leave it out would be to lose it.
        StoreError: A table is missing or cannot be read.
    """
    places = await work.read("convenience", of)
    as_of = work.options.now().astimezone(SEOUL_TIME).date()
    table = await _judged(work, of, places, as_of)
    corrections = await asyncio.to_thread(read_corrections, work.store.files, today=as_of)
    table = corrected(table, corrections)
    table = await asyncio.to_thread(with_days, work, of, table, places)
    counts = table.group_by("verdict").len().sort("verdict").rows()
    figures: dict[str, Figure] = {f"verdict_{verdict}": count for verdict, count in counts}
    figures["corrected"] = table["corrected_by"].count()
    figures["conflicts"] = table["conflict"].count()
    figures["brands_version"] = work.words.version
    before = await asyncio.to_thread(baseline_for, work.store, of.name, as_of=as_of)
    return Made(table, figures, None if before is None else before.to_json())


async def _judged(work: Work, of: District, places: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The verdicts on the district's listings, seen with what lies across its border."""
    near = neighbours(of, places)
    listed = await with_neighbours(work, "convenience", places, near, places)
    registers: dict[str, pl.DataFrame | None] = {}
    for asset in REGISTERS:
        own = await _read_register(work, asset, of)
        if own is not None:
            own = await with_neighbours(work, asset, own, near, places)
        registers[asset] = own
    table = await asyncio.to_thread(
        judge,
        listed,
        food=registers["openapi_food"],
        tobacco=registers["openapi_tobacco"],
        semas=registers["semas"],
        as_of=as_of,
        knowing=Knowledge(words=work.words),
    )
    return table.join(places, on="place_id", how="semi")


async def _read_register(work: Work, asset: str, of: District) -> pl.DataFrame | None:
    """The register's table, None where it is left out; an empty one says nothing either."""
    try:
        table = await work.read(asset, of)
    except TableMissingError:
        if asset in work.options.without:
            return None
        raise
    return None if table.is_empty() else table
