"""What making one cell means: wait for a turn, make the table, check it, write it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TypeAlias

from radius_assets.domain.districts import District, district
from radius_assets.publication.landing import Landing
from radius_assets.publication.storage import WrittenTable
from radius_assets.refresh.archiving import Archiving, figures_of
from radius_assets.refresh.closures import make_closures
from radius_assets.refresh.convenience import make_convenience
from radius_assets.refresh.daiso import make_daiso
from radius_assets.refresh.history import make_closure_events
from radius_assets.refresh.made import Made, Materialized
from radius_assets.refresh.order import Cell, NotBegunError
from radius_assets.refresh.registers import make_food, make_semas, make_tobacco
from radius_assets.refresh.work import Work
from radius_assets.sources.errors import QuotaSpentError
from radius_assets.sources.meter import Meter, metering
from radius_assets.sources.recording import recording

Maker: TypeAlias = Callable[[Work, District], Awaitable[Made]]

MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "daiso": make_daiso,
        "convenience": make_convenience,
        "openapi_food": make_food,
        "openapi_tobacco": make_tobacco,
        "semas": make_semas,
        "closures": make_closures,
        "closure_events": make_closure_events,
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
    "closure_events": 1,
}


class Stages:
    """Makes the cells of one run: all districts share the clients, the budget and the tiles.

    With `archiving` the answers that a table is made of are kept, too.
    """

    def __init__(self, work: Work, *, archiving: Archiving | None = None) -> None:
        self._work = work
        self._archiving = archiving
        self._turns = {asset: asyncio.Semaphore(n) for asset, n in DISTRICTS_AT_ONCE.items()}

    async def make(self, cell: Cell, *, started: Callable[[Cell, Meter], None]) -> Materialized:
        """Make the cell's table and write it, whole; the stored one stays until then."""
        async with self._turns[cell.asset]:
            meter, begun = Meter(), time.monotonic()
            started(cell, meter)
            landing = self._landing(cell)
            with metering(meter), recording(landing), _not_begun_unless_asked(meter):
                made = await MAKERS[cell.asset](self._work, district(cell.district))
            written = await asyncio.to_thread(self._write, cell, made)
        figures = {
            "requests": meter.requests,
            "retries": meter.retries,
            "slow_downs": sum(meter.slow_downs.values()),
            "waited_s": round(meter.waited_s, 2),
            "seconds": round(time.monotonic() - begun, 2),
            "as_of": self._work.options.now().isoformat(timespec="seconds"),
            **made.figures,
            **figures_of(landing),
        }
        return Materialized(cell, written, figures, made.certificate)

    def _landing(self, cell: Cell) -> Landing | None:
        if self._archiving is None:
            return None
        return self._archiving.landing(cell, now=self._work.options.now)

    def _write(self, cell: Cell, made: Made) -> WrittenTable:
        """Write the table and then its quarantine: a table that stays keeps its own."""
        written = self._work.store.write(
            cell.asset, cell.district, made.frame, certificate=made.certificate
        )
        if made.quarantine is not None:
            self._work.store.write_quarantine(cell.asset, cell.district, made.quarantine)
        return written


@contextmanager
def _not_begun_unless_asked(meter: Meter) -> Iterator[None]:
    """A quota that was spent before the cell asked anything costs it nothing but the wait."""
    try:
        yield
    except QuotaSpentError as error:
        if meter.requests:
            raise
        raise NotBegunError(f"{error.source}: {error.why}") from error
