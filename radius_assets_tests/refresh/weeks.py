"""Refresh districts of a city as if it were done on some day, with the store of the days before."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from radius_assets.collection.covering import Covering
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import ASSETS, Cell
from radius_assets.refresh.stages import Stages
from radius_assets.refresh.work import Options, Work
from radius_assets.sources.meter import Meter
from radius_assets_tests.refresh.clients import DISTRICT, opened

MONDAY = date(2031, 3, 3)


def unseen(_cell: Cell, _meter: Meter) -> None:
    """Nobody watches."""


async def refresh(
    url: str,
    store: TableStore,
    budget: Path,
    *,
    day: date,
    assets: Sequence[str] = ASSETS,
    district: str = DISTRICT,
    radius_m: float = 1_800.0,
) -> Mapping[str, Materialized]:
    """Make assets of a district from what answers at `url`, at noon of the day in Seoul."""
    noon = datetime.combine(day, time(12), ZoneInfo("Asia/Seoul"))
    async with opened(url, budget) as sources:
        options = Options(radius_m=radius_m, now=lambda: noon)
        stages = Stages(Work(sources, store, Covering(sources.kakao.category_page), options))
        return {asset: await stages.make(Cell(asset, district), started=unseen) for asset in assets}


def told(store: TableStore, district: str = DISTRICT) -> pl.DataFrame:
    """The log of the district."""
    return store.read("closure_events", district)


def change(store: TableStore, **changes: object) -> str:
    """Let the registers say something else of the first listing; gives its id."""
    closures = store.read("closures", DISTRICT)
    place_id = str(closures["place_id"][0])
    is_first = pl.col("place_id") == place_id
    literals = {
        name: pl.when(is_first).then(pl.lit(value)).otherwise(name).alias(name)
        for name, value in changes.items()
    }
    store.write("closures", DISTRICT, closures.with_columns(literals.values()))
    return place_id
