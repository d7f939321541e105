"""What the makers of one run's tables share: clients, the store, the tiles, and choices."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl

from radius_assets.collection.area import Shape
from radius_assets.collection.covering import Covering
from radius_assets.domain.districts import District
from radius_assets.publication.storage import StoredTableError, TableMissingError, TableStore
from radius_assets.sources.daiso import Daiso
from radius_assets.sources.errors import IncompleteAnswerError
from radius_assets.sources.kakao import Kakao
from radius_assets.sources.semas import Semas
from radius_assets.sources.seoul import Seoul


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


@dataclass(frozen=True, slots=True)
class Work:
    """All that a maker of tables needs."""

    sources: Sources
    store: TableStore
    covering: Covering
    options: Options

    async def read(self, asset: str, of: District) -> pl.DataFrame:
        """The stored table.

        Raises:
            StoreError: It is not there, or cannot be read.
        """
        return await asyncio.to_thread(self.store.read, asset, of.name)

    async def refuse_to_empty(
        self, asset: str, of: District, total: int, *, listed_by: str | None = None
    ) -> None:
        """Services answer "no data" also for a service that is renamed or gone.

        Of the stored rows only those count that the service lists itself, if it is named.
        """
        if total > 0:
            return
        try:
            stored = await self.read(asset, of)
        except (TableMissingError, StoredTableError):
            return
        if listed_by is not None:
            stored = stored.filter(source=listed_by)
        if not stored.is_empty():
            why = f"declares no rows, where {stored.height} are stored; not believed"
            raise IncompleteAnswerError(asset, f"rows of {of.name}", why)
