"""The order of work: every (asset, district) as soon as what it needs is there.

It knows neither Dagster nor what the stages do.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from radius_assets.refresh.adjacency import adjacent

T = TypeVar("T")
U = TypeVar("U")

NEEDS: Mapping[str, tuple[str, ...]] = {
    "daiso": (),
    "convenience": ("daiso",),
    "openapi_food": (),
    "openapi_tobacco": (),
    "semas": (),
    "closures": ("convenience", "openapi_food", "openapi_tobacco", "semas"),
    "closure_events": ("convenience", "closures"),
}
"""What each asset is made from, in an order in which they can be made."""

BESIDE: Mapping[str, tuple[str, ...]] = {
    "closures": ("convenience", "openapi_food", "openapi_tobacco", "semas"),
}
"""What an asset also looks at in the districts next to its own, as far as it is stored.

It waits for those that are made in the same run, whatever becomes of them: else it would depend
on who is quicker.
"""

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


@dataclass(frozen=True, slots=True)
class NotStarted:
    """The cell waits for a quota to start anew: nothing was asked for it, and nothing changed.

    `why` names whose quota that is and when it starts anew.
    """

    cell: Cell
    why: str


class NotBegunError(Exception):
    """Raised by work that cannot begin until a quota starts anew, and has asked nothing."""


Outcome: TypeAlias = Done[T] | Failed | Skipped | NotStarted


async def work_through(
    cells: Sequence[Cell], work: Callable[[Cell], Awaitable[T]]
) -> AsyncGenerator[Outcome[T], None]:
    """Do the cells' work, each after those of its district that it needs, and say how each ended.

    It waits for what it looks at beside them, too, but that may fail. Outcomes come as they
    happen. A failure costs only what is made from it. What a cell needs but `cells` does not hold
    is taken to be there. Closing the iterator early cancels the rest.

    Args:
        cells: What to make, each once.
        work: Makes one cell; any exception it raises is that cell's failure, but for
            `NotBegunError`, with which the cell, and what is made from it, is not started.
    """
    tasks: dict[Cell, asyncio.Task[Outcome[T]]] = {}
    for cell in sorted(cells, key=lambda cell: ASSETS.index(cell.asset)):
        needed = [Cell(asset, cell.district) for asset in NEEDS[cell.asset]]
        before = [tasks[need] for need in needed if need in tasks]
        beside = [tasks[other] for other in _beside(cell) if other in tasks]
        tasks[cell] = asyncio.create_task(_one(cell, work, before, beside), name=str(cell))
    try:
        for next_done in asyncio.as_completed(list(tasks.values())):
            yield await next_done
    finally:
        await _end(tasks.values())


def _beside(cell: Cell) -> list[Cell]:
    assets = BESIDE.get(cell.asset, ())
    return [Cell(asset, other.name) for other in adjacent(cell.district) for asset in assets]


async def _one(
    cell: Cell,
    work: Callable[[Cell], Awaitable[T]],
    before: Sequence[asyncio.Task[Outcome[T]]],
    beside: Sequence[asyncio.Task[Outcome[T]]],
) -> Outcome[T]:
    needed = [await task for task in before]
    for outcome in needed:
        if isinstance(outcome, Failed):
            return Skipped(cell, outcome)
        if isinstance(outcome, Skipped):
            return Skipped(cell, outcome.cause)
    for outcome in needed:
        if isinstance(outcome, NotStarted):
            return NotStarted(cell, outcome.why)
    if beside:
        await asyncio.wait(beside)
    return await _attempt(cell, work)


async def _attempt(cell: Cell, work: Callable[[Cell], Awaitable[T]]) -> Outcome[T]:
    attempt = asyncio.ensure_future(work(cell))
    try:
        await asyncio.wait([attempt])
    finally:
        await _end([attempt])
    error = attempt.exception()
    if isinstance(error, NotBegunError):
        return NotStarted(cell, str(error))
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
