"""The order of work: every (asset, district) as soon as what it needs is there.

It knows neither Dagster nor what the stages do.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")
U = TypeVar("U")

NEEDS: Mapping[str, tuple[str, ...]] = {
    "daiso": (),
    "convenience": ("daiso",),
    "openapi_food": (),
    "openapi_tobacco": (),
    "semas": (),
    "closures": ("convenience", "openapi_food", "openapi_tobacco", "semas"),
}
"""What each asset is made from, in an order in which they can be made."""

ASSETS: tuple[str, ...] = tuple(NEEDS)


@dataclass(frozen=True, slots=True)
class Cell:
    """One asset of one district: the unit of work, of failure and of replacement."""

    asset: str
    district: str

    def __str__(self) -> str:
        return f"{self.asset} of {self.district}"


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The cell's table is written."""

    cell: Cell
    result: T


@dataclass(frozen=True, slots=True)
class Failed:
    """The cell's own work failed; its stored table is what it was."""

    cell: Cell
    error: BaseException


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something the cell needs failed, so it was not tried; `cause` is that failure."""

    cell: Cell
    cause: Failed


Outcome: TypeAlias = Done[T] | Failed | Skipped


async def work_through(
    cells: Sequence[Cell], work: Callable[[Cell], Awaitable[T]]
) -> AsyncGenerator[Outcome[T], None]:
    """Do the cells' work, each after those of its district that it needs, and say how each ended.

    Outcomes come as they happen. A failure costs only what is made from it. What a cell needs
    but `cells` does not hold is taken to be there. Closing the iterator early cancels the rest.

    Args:
        cells: What to make, each once.
        work: Makes one cell; any exception it raises is that cell's failure.
    """
    tasks: dict[Cell, asyncio.Task[Outcome[T]]] = {}
    for cell in sorted(cells, key=lambda cell: ASSETS.index(cell.asset)):
        needed = [Cell(asset, cell.district) for asset in NEEDS[cell.asset]]
        before = [tasks[need] for need in needed if need in tasks]
        tasks[cell] = asyncio.create_task(_one(cell, work, before), name=str(cell))
    try:
        for next_done in asyncio.as_completed(list(tasks.values())):
            yield await next_done
    finally:
        await _end(tasks.values())


async def _one(
    cell: Cell,
    work: Callable[[Cell], Awaitable[T]],
    before: Sequence[asyncio.Task[Outcome[T]]],
) -> Outcome[T]:
    for outcome in [await task for task in before]:
        if isinstance(outcome, Failed):
            return Skipped(cell, outcome)
        if isinstance(outcome, Skipped):
            return Skipped(cell, outcome.cause)
    return await _attempt(cell, work)


async def _attempt(cell: Cell, work: Callable[[Cell], Awaitable[T]]) -> Outcome[T]:
    attempt = asyncio.ensure_future(work(cell))
    try:
        await asyncio.wait([attempt])
    finally:
        await _end([attempt])
    error = attempt.exception()
    if error is not None:
        return Failed(cell, error)
    return Done(cell, attempt.result())


async def _end(futures: Iterable[asyncio.Future[U]]) -> None:
    """Cancel what still runs and wait until it has."""
    running = [future for future in futures if not future.done()]
    for future in running:
        future.cancel()
    if running:
        await asyncio.wait(running)
