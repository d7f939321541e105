"""What the makers of one run's tables share: clients, the store, the tiles, and choices."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import polars as pl

from radius_assets.collection.area import RADIUS_M, AreaOptions, Extent, Shape
from radius_assets.collection.covering import Covering
from radius_assets.domain.districts import District
from radius_assets.domain.records import PermitsChoice
from radius_assets.matching.brands import Lexicon, lexicon
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.gone import GoneRegisters
from radius_assets.refresh.readable import readable
from radius_assets.sources.daiso import Daiso
from radius_assets.sources.errors import IncompleteAnswerError
from radius_assets.sources.kakao import Kakao
from radius_assets.sources.mois import Mois
from radius_assets.sources.semas import Semas
from radius_assets.sources.seoul import Seoul

MARGIN = timedelta(days=3)
"""Registers arrive late: Seoul's content is about three days old (data.go.kr 15147297)."""


@dataclass(frozen=True, slots=True)
class Sources:
    """An open client for each service; None for permits of data.go.kr without its key."""

    kakao: Kakao
    daiso: Daiso
    seoul: Seoul
    semas: Semas
    mois: Mois | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What a run may choose.

    `radius_m` is half the side of the square around a Daiso, or the circle's radius; with the
    area `district` all of a district is read instead. `without` names registers that `closures`
    may do without where the store has no table of them. With `force` everything is started, though
    the day's quota may not last for it. Without `full_refresh` permits are brought up to date by
    what has changed since they were read, less `margin`, where data.go.kr tells. `now` tells the
    moment, of which verdicts and looks are.
    """

    radius_m: float = RADIUS_M
    shape: Shape = "square"
    area: Extent = "stores"
    without: frozenset[str] = frozenset()
    permits: PermitsChoice = "auto"
    force: bool = False
    full_refresh: bool = True
    margin: timedelta = MARGIN
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    @property
    def area_options(self) -> AreaOptions:
        """Which part of a district is read."""
        return AreaOptions(self.radius_m, self.shape, self.area)


@dataclass(frozen=True, slots=True)
class Work:
    """All that a maker of tables needs.

    `covering` is of the listings, `daiso_covering` of what Kakao lists as Daiso; without it each
    district has one of its own. `words` is what is known of how names are written.
    """

    sources: Sources
    store: TableStore
    covering: Covering
    options: Options
    gone: GoneRegisters = field(default_factory=GoneRegisters)
    daiso_covering: Covering | None = None
    words: Lexicon = field(default_factory=lexicon)

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

        Raises:
            IncompleteAnswerError: No rows are declared, and some are stored.
            StoredTableError: The store does not answer.
        """
        if total > 0:
            return
        stored = await asyncio.to_thread(readable, self.store, asset, of.name)
        if stored is None:
            return
        rows = stored.frame if listed_by is None else stored.frame.filter(source=listed_by)
        if not rows.is_empty():
            why = f"declares no rows, where {rows.height} are stored; not believed"
            raise IncompleteAnswerError(asset, f"rows of {of.name}", why)
