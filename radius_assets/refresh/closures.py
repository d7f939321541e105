"""Making `closures`: a verdict for each listing of a district, from the stored tables."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

import polars as pl

from radius_assets.domain.districts import District
from radius_assets.domain.seoul_time import day_in_seoul, latest_day
from radius_assets.matching.judge import judge
from radius_assets.matching.knowledge import Knowledge
from radius_assets.publication.corrections import corrected
from radius_assets.publication.corrections_file import read_corrections
from radius_assets.publication.store_errors import TableMissingError
from radius_assets.refresh.baseline import baseline_for
from radius_assets.refresh.explanation import REGISTERS
from radius_assets.refresh.history import with_days
from radius_assets.refresh.made import Figure, Made
from radius_assets.refresh.neighbours import neighbours, with_neighbours
from radius_assets.refresh.suspensions import suspensions
from radius_assets.refresh.work import Work

Registers: TypeAlias = Mapping[str, pl.DataFrame | None]
"""The tables of registers by their names in evidence, None where one is left out."""


async def make_closures(work: Work, of: District) -> Made:
    """Judge the district's stored listings against its stored registers, and correct that.

    The table's certificate is what the verdicts are to be compared with.

    Raises:
        CorrectionsError: The file of corrections is broken; to leave it out would be to lose it.
        StoreError: A table is missing or cannot be read.
    """
    places = await work.read("convenience", of)
    as_of = day_in_seoul(work.options.now())
    near = neighbours(of, places)
    registers = await _registers(work, of, places, near)
    table = await _judged(work, places, near, registers, as_of)
    table = await asyncio.to_thread(_corrected, work, table, registers, as_of)
    table = await asyncio.to_thread(with_days, work, of, table, places)
    counts = table.group_by("verdict").len().sort("verdict").rows()
    figures: dict[str, Figure] = {f"verdict_{verdict}": count for verdict, count in counts}
    figures["corrected"] = table["corrected_by"].count()
    figures["conflicts"] = table["conflict"].count()
    figures["brands_version"] = work.words.version
    before = await asyncio.to_thread(baseline_for, work.store, of.name, as_of=as_of)
    return Made(table, figures, None if before is None else before.to_json())


def _corrected(work: Work, judged: pl.DataFrame, registers: Registers, as_of: date) -> pl.DataFrame:
    corrections = read_corrections(work.store.files, today=latest_day(work.options.now()))
    permits = {register: registers[register] for register in ("food", "tobacco")}
    rests = suspensions(permits, as_of=as_of) if corrections else {}
    return corrected(judged, corrections, rests)


async def _registers(
    work: Work, of: District, places: pl.DataFrame, near: Sequence[District]
) -> dict[str, pl.DataFrame | None]:
    """The registers by their names in evidence, each with what lies across the border."""
    registers: dict[str, pl.DataFrame | None] = {}
    for register, asset in REGISTERS.items():
        own = await _read_register(work, asset, of)
        if own is not None:
            own = await with_neighbours(work, asset, own, near, places)
        registers[register] = own
    return registers


async def _judged(
    work: Work,
    places: pl.DataFrame,
    near: Sequence[District],
    registers: Registers,
    as_of: date,
) -> pl.DataFrame:
    """The verdicts on the district's listings, seen with what lies across its border."""
    listed = await with_neighbours(work, "convenience", places, near, places)
    table = await asyncio.to_thread(
        judge,
        listed,
        food=registers["food"],
        tobacco=registers["tobacco"],
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
