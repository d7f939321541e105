"""What the store knows before a run of where things are; what is damaged is not known."""

import asyncio
from collections.abc import Sequence

import numpy as np
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.priors import (
    KnownListings,
    KnownRegisters,
    distinct,
    of_either,
)
from radius_assets.collection.table_certificate import TableCertificate
from radius_assets.domain.districts import District
from radius_assets.domain.geo import Floats
from radius_assets.domain.spelling import spelled
from radius_assets.matching.names import names_a_brand
from radius_assets.publication.parquet import StoredTable
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.readable import readable


class Known:
    """Reads stored tables for a plan, the districts at once.

    A table that is missing or damaged is about to be made anew; the plan does without it.

    Raises:
        StoredTableError: From every method: the store does not tell which tables it has, or does
            not give one of them.
    """

    def __init__(self, store: TableStore) -> None:
        self._store = store

    async def listings(self, districts: Sequence[District]) -> list[KnownListings]:
        """What the last reading of each district found, of those that have one."""
        stored = await self._all("convenience", districts)
        return [_listings(of, table) for of, table in zip(districts, stored, strict=True) if table]

    async def stores(self, districts: Sequence[District]) -> list[pl.DataFrame | None]:
        """The `daiso` table of each district."""
        stored = await self._all("daiso", districts)
        return [None if table is None else table.frame for table in stored]

    async def registers(self, districts: Sequence[District]) -> list[KnownRegisters]:
        """Where the registers of each district have convenience stores."""
        semas = await self._all("semas", districts)
        # Permits are many rows; they count only where SEMAS is not stored.
        others = [of for of, table in zip(districts, semas, strict=True) if table is None]
        food, tobacco = await asyncio.gather(
            self._all("openapi_food", others), self._all("openapi_tobacco", others)
        )
        permits = dict(zip((of.name for of in others), map(_permits, food, tobacco), strict=True))
        return [
            KnownRegisters(
                of,
                None if table is None else distinct(_positions(table.frame)),
                permits.get(of.name),
            )
            for of, table in zip(districts, semas, strict=True)
        ]

    async def _all(self, asset: str, districts: Sequence[District]) -> list[StoredTable | None]:
        if not districts:
            return []
        there = await asyncio.to_thread(self._store.districts, asset)

        async def one(of: District) -> StoredTable | None:
            if of.name not in there:
                return None
            return await asyncio.to_thread(readable, self._store, asset, of.name)

        return await asyncio.gather(*map(one, districts))


def _listings(of: District, table: StoredTable) -> KnownListings:
    certificate = _certificate(table)
    if certificate is None:  # it may have been imported: it knows its district, and nothing beside
        return KnownListings(_positions(table.frame), _array(()), of.boundary)
    return KnownListings(
        listed=_positions(table.frame),
        beside=_array(certificate.beside),
        read=_union([tile.rect.polygon() for tile in certificate.reading.tiles]),
    )


def _certificate(table: StoredTable) -> TableCertificate | None:
    try:
        return TableCertificate.from_json(table.certificate or "")
    except ValueError:
        return None


def _permits(food: StoredTable | None, tobacco: StoredTable | None) -> Floats | None:
    """Where open permits are of convenience stores, None where neither register is stored."""
    if food is None and tobacco is None:
        return None
    return of_either(*(_shops(table) for table in (tobacco, food)))


def _shops(table: StoredTable | None) -> Floats:
    if table is None:
        return _array(())
    said = pl.concat_str("business_type", "name", ignore_nulls=True).str.contains("편의점")
    is_shop = names_a_brand(spelled(pl.col("name"))) | said
    return _positions(table.frame.filter(pl.col("state") == "operating", is_shop))


def _positions(table: pl.DataFrame) -> Floats:
    return table.select("lon", "lat").drop_nulls().to_numpy()


def _array(positions: Sequence[tuple[float, float]]) -> Floats:
    return np.array(positions, dtype=np.float64).reshape(-1, 2)


def _union(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    return shapely.union_all(list(parts))
