"""Making `closures`: a verdict for each listing of a district, from the stored tables."""

import asyncio
from zoneinfo import ZoneInfo

import polars as pl

from radius_assets.domain.districts import District
from radius_assets.matching.judge import judge
from radius_assets.publication.storage import TableMissingError
from radius_assets.refresh.made import Made
from radius_assets.refresh.work import Work

SEOUL_TIME = ZoneInfo("Asia/Seoul")


async def make_closures(work: Work, of: District) -> Made:
    """Judge the district's stored listings against its stored registers."""
    places = await work.read("convenience", of)
    food = await _read_register(work, "openapi_food", of)
    tobacco = await _read_register(work, "openapi_tobacco", of)
    semas = await _read_register(work, "semas", of)
    as_of = work.options.now().astimezone(SEOUL_TIME).date()
    table = await asyncio.to_thread(
        judge, places, food=food, tobacco=tobacco, semas=semas, as_of=as_of
    )
    counts = table.group_by("verdict").len().sort("verdict").rows()
    return Made(table, {f"verdict_{verdict}": count for verdict, count in counts})


async def _read_register(work: Work, asset: str, of: District) -> pl.DataFrame | None:
    """The register's table, None where it is left out; an empty one says nothing either."""
    try:
        table = await work.read(asset, of)
    except TableMissingError:
        if asset in work.options.without:
            return None
        raise
    return None if table.is_empty() else table
