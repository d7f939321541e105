"""What making one cell means, asset by asset: ask, read all, decide, check, write."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl

from radius_assets.collection.area import Shape, area_around
from radius_assets.collection.certificate import certify
from radius_assets.collection.covering import Covering
from radius_assets.collection.listings import listings_of
from radius_assets.collection.permits import collect_permits, other_authority, permits_frame
from radius_assets.collection.register import RegisterReading
from radius_assets.collection.semas import collect_semas, semas_frame
from radius_assets.collection.stores import collect_stores, stores_frame
from radius_assets.domain.districts import District, district
from radius_assets.domain.geo import LonLat
from radius_assets.matching.judge import judge
from radius_assets.publication.storage import (
    StoredTableError,
    TableMissingError,
    TableStore,
    WrittenTable,
)
from radius_assets.refresh.made import Figure, Made, Materialized
from radius_assets.refresh.order import Cell
from radius_assets.sources.daiso import Daiso
from radius_assets.sources.errors import IncompleteAnswerError
from radius_assets.sources.http import Meter, metering
from radius_assets.sources.kakao import Kakao
from radius_assets.sources.semas import Semas
from radius_assets.sources.seoul import Kind, Seoul

SEOUL_TIME = ZoneInfo("Asia/Seoul")

# Districts of one asset at a time. Fewer finish sooner one by one; more hide latency.
DISTRICTS_AT_ONCE: Mapping[str, int] = {
    "daiso": 4,
    "convenience": 3,
    "openapi_food": 1,
    "openapi_tobacco": 1,
    "semas": 2,
    "closures": 1,
}


@dataclass(frozen=True, slots=True)
class Sources:
    """An open client for each service."""

    kakao: Kakao
    daiso: Daiso
    seoul: Seoul
    semas: Semas


@dataclass(frozen=True, slots=True)
class Options:
    """What a run may choose.

    `radius_m` is half the side of the square around a Daiso, or the circle's radius. `without`
    names registers that `closures` may do without where the store has no table of them.
    """

    radius_m: float = 1_800.0
    shape: Shape = "square"
    without: frozenset[str] = frozenset()
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


class Stages:
    """Makes the cells of one run: all districts share the clients, the budget and the tiles."""

    def __init__(
        self, sources: Sources, store: TableStore, covering: Covering, *, options: Options
    ) -> None:
        self._sources = sources
        self._store = store
        self._covering = covering
        self._options = options
        self._turns = {asset: asyncio.Semaphore(n) for asset, n in DISTRICTS_AT_ONCE.items()}
        self._makers: Mapping[str, Callable[[District], Awaitable[Made]]] = {
            "daiso": self._daiso,
            "convenience": self._convenience,
            "openapi_food": self._food,
            "openapi_tobacco": self._tobacco,
            "semas": self._semas,
            "closures": self._closures,
        }

    async def make(self, cell: Cell, *, started: Callable[[Cell, Meter], None]) -> Materialized:
        """Make the cell's table and write it, whole; the stored one stays until then."""
        async with self._turns[cell.asset]:
            meter, begun = Meter(), time.monotonic()
            started(cell, meter)
            with metering(meter):
                made = await self._makers[cell.asset](district(cell.district))
            written = await asyncio.to_thread(self._write, cell, made)
        figures = {
            "requests": meter.requests,
            "retries": meter.retries,
            "waited_s": round(meter.waited_s, 2),
            "seconds": round(time.monotonic() - begun, 2),
            "as_of": self._options.now().isoformat(timespec="seconds"),
            **made.figures,
        }
        return Materialized(cell, written, figures, made.certificate)

    def _write(self, cell: Cell, made: Made) -> WrittenTable:
        if made.quarantine is not None:
            self._store.write_quarantine(cell.asset, cell.district, made.quarantine)
        return self._store.write(cell.asset, cell.district, made.frame)

    async def _daiso(self, of: District) -> Made:
        kakao = self._sources.kakao
        reading = await collect_stores(
            of,
            official=self._sources.daiso.stores_page,
            keyword=lambda query, page, rect: kakao.keyword_page(query, page, rect=rect),
            address=kakao.addresses,
        )
        await self._refuse_to_empty("daiso", of, reading.declared, listed_by="daiso")
        figures: dict[str, Figure] = {
            "stores_declared": reading.declared,
            "stores_elsewhere": reading.elsewhere,
            "positions_implausible": reading.implausible,
            "duplicates": reading.duplicates,
            "rereads": reading.rereads,
            **{f"positions_from_{place}": n for place, n in reading.positions_from().items()},
        }
        return Made(stores_frame(reading), figures)

    async def _convenience(self, of: District) -> Made:
        options = self._options
        stores = await self._read("daiso", of)
        positions = [LonLat(*row) for row in stores.select("lon", "lat").drop_nulls().iter_rows()]
        area = area_around(positions, half_side_m=options.radius_m, within=of, shape=options.shape)
        reading = await self._covering.read(area)
        certificate = certify(area, reading)
        listings = await asyncio.to_thread(
            listings_of,
            of,
            reading.places,
            stores,
            radius_m=options.radius_m,
            shape=options.shape,
            fetched_at=options.now(),
        )
        figures: dict[str, Figure] = {
            "tiles": len(reading.tiles),
            "places_declared": certificate.declared,
            "places_read": certificate.read,
            "places_distinct": len(reading.places),
            "places_conflicting": reading.conflicts,
            "drift": certificate.drift,
            "places_elsewhere": listings.elsewhere,
            "places_beyond_radius": listings.beyond_radius,
            "places_disputed": listings.disputed,
            "stores_without_position": stores.height - len(positions),
        }
        return Made(listings.frame, figures, certificate=certificate.to_json())

    async def _food(self, of: District) -> Made:
        return await self._permits("food", of)

    async def _tobacco(self, of: District) -> Made:
        return await self._permits("tobacco", of)

    async def _permits(self, kind: Kind, of: District) -> Made:
        reading = await collect_permits(
            lambda start, end: self._sources.seoul.permits_page(kind, of, start, end),
            asked=f"{kind} permits of {of.name}",
        )
        await self._refuse_to_empty(f"openapi_{kind}", of, reading.total)
        table, quarantine = await asyncio.to_thread(
            permits_frame, reading.rows, kind=kind, district=of
        )
        figures = _register_figures(reading, quarantine)
        figures["rows_of_other_authority"] = other_authority(table, of)
        return Made(table, figures, quarantine=quarantine)

    async def _semas(self, of: District) -> Made:
        reading = await collect_semas(
            lambda page: self._sources.semas.stores_page(of, page),
            asked=f"convenience stores of {of.name}",
        )
        await self._refuse_to_empty("semas", of, reading.total)
        table, quarantine = await asyncio.to_thread(semas_frame, reading.rows, of)
        return Made(table, _register_figures(reading, quarantine), quarantine=quarantine)

    async def _closures(self, of: District) -> Made:
        places = await self._read("convenience", of)
        food = await self._read_register("openapi_food", of)
        tobacco = await self._read_register("openapi_tobacco", of)
        semas = await self._read_register("semas", of)
        as_of = self._options.now().astimezone(SEOUL_TIME).date()
        table = await asyncio.to_thread(
            judge, places, food=food, tobacco=tobacco, semas=semas, as_of=as_of
        )
        counts = table.group_by("verdict").len().sort("verdict").rows()
        return Made(table, {f"verdict_{verdict}": count for verdict, count in counts})

    async def _read(self, asset: str, of: District) -> pl.DataFrame:
        return await asyncio.to_thread(self._store.read, asset, of.name)

    async def _read_register(self, asset: str, of: District) -> pl.DataFrame | None:
        """The register's table, None where it is left out; an empty one says nothing either."""
        try:
            table = await self._read(asset, of)
        except TableMissingError:
            if asset in self._options.without:
                return None
            raise
        return None if table.is_empty() else table

    async def _refuse_to_empty(
        self, asset: str, of: District, total: int, *, listed_by: str | None = None
    ) -> None:
        """Services answer "no data" also for a service that is renamed or gone.

        Of the stored rows only those count that the service lists itself, if it is named.
        """
        if total > 0:
            return
        try:
            stored = await self._read(asset, of)
        except (TableMissingError, StoredTableError):
            return
        if listed_by is not None:
            stored = stored.filter(source=listed_by)
        if not stored.is_empty():
            why = f"declares no rows, where {stored.height} are stored; not believed"
            raise IncompleteAnswerError(asset, f"rows of {of.name}", why)


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
