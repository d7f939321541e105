"""What making one cell means: wait for a turn, make the table, check it, write it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from radius_assets.domain.districts import District, district
from radius_assets.publication.storage import WrittenTable
from radius_assets.refresh.closures import make_closures
from radius_assets.refresh.convenience import make_convenience
from radius_assets.refresh.daiso import make_daiso
from radius_assets.refresh.made import Made, Materialized
from radius_assets.refresh.order import Cell
from radius_assets.refresh.registers import make_food, make_semas, make_tobacco
from radius_assets.refresh.work import Work
from radius_assets.sources.http import Meter, metering

Maker: TypeAlias = Callable[[Work, District], Awaitable[Made]]

MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "daiso": make_daiso,
        "convenience": make_convenience,
        "openapi_food": make_food,
        "openapi_tobacco": make_tobacco,
        "semas": make_semas,
        "closures": make_closures,
    }
)

# Districts of one asset at a time. Fewer finish sooner one by one; more hide latency.
DISTRICTS_AT_ONCE: Mapping[str, int] = {
    "daiso": 4,
    "convenience": 3,
    "openapi_food": 1,
    "openapi_tobacco": 1,
    "semas": 2,
    "closures": 1,
}


class Stages:
    """Makes the cells of one run: all districts share the clients, the budget and the tiles."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._turns = {asset: asyncio.Semaphore(n) for asset, n in DISTRICTS_AT_ONCE.items()}

    async def make(self, cell: Cell, *, started: Callable[[Cell, Meter], None]) -> Materialized:
        """Make the cell's table and write it, whole; the stored one stays until then."""
        async with self._turns[cell.asset]:
            meter, begun = Meter(), time.monotonic()
            started(cell, meter)
            with metering(meter):
                made = await MAKERS[cell.asset](self._work, district(cell.district))
            written = await asyncio.to_thread(self._write, cell, made)
        figures = {
            "requests": meter.requests,
            "retries": meter.retries,
            "waited_s": round(meter.waited_s, 2),
            "seconds": round(time.monotonic() - begun, 2),
            "as_of": self._work.options.now().isoformat(timespec="seconds"),
            **made.figures,
        }
        return Materialized(cell, written, figures, made.certificate)

    def _write(self, cell: Cell, made: Made) -> WrittenTable:
        if made.quarantine is not None:
            self._work.store.write_quarantine(cell.asset, cell.district, made.quarantine)
        return self._work.store.write(cell.asset, cell.district, made.frame)
