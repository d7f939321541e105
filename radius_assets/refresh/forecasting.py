"""What a forecast is made from: how much of each table is stored already."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from radius_assets.publication.storage import TableStore
from radius_assets.refresh.order import Cell
from radius_assets.refresh.quota import (
    WHOLE_FROM_SEOUL,
    Fitting,
    PermitsWay,
    Quotas,
    fitting,
    forecast,
    limited,
)
from radius_assets.refresh.readable import readable


async def cells_that_fit(
    cells: Sequence[Cell],
    quotas: Quotas,
    store: TableStore,
    *,
    permits: PermitsWay = WHOLE_FROM_SEOUL,
    now: datetime,
) -> Fitting:
    """Choose the cells that today's quotas suffice for, by what the store holds of them.

    Raises:
        StoredTableError: The store does not answer.
    """
    rows = await _stored_rows(store, limited(cells, quotas, permits=permits))
    return fitting(cells, forecast(cells, rows, permits=permits), quotas, now=now)


async def _stored_rows(store: TableStore, cells: Iterable[Cell]) -> Mapping[Cell, int]:
    """The rows of each cell's stored table, of those that can be read."""

    async def rows_of(cell: Cell) -> tuple[Cell, int | None]:
        stored = await asyncio.to_thread(readable, store, cell.asset, cell.district)
        return cell, None if stored is None else stored.frame.height

    found = await asyncio.gather(*map(rows_of, cells))
    return {cell: rows for cell, rows in found if rows is not None}
