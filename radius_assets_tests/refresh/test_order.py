"""Tests of the order of work."""

import asyncio
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.refresh.order import (
    ASSETS,
    NEEDS,
    Cell,
    Done,
    Failed,
    Outcome,
    Skipped,
    work_through,
)

DISTRICTS = ("가구", "나구", "다구")
ALL = tuple(Cell(asset, district) for district in DISTRICTS for asset in ASSETS)


class Workshop:
    """Makes cells, or fails those it was told to fail, and keeps the order of its work."""

    def __init__(self, broken: Iterable[Cell] = ()) -> None:
        self.broken = set(broken)
        self.made: list[Cell] = []

    async def make(self, cell: Cell) -> str:
        await asyncio.sleep(0)
        if cell in self.broken:
            raise RuntimeError(f"{cell} is broken")
        self.made.append(cell)
        return f"table of {cell}"


async def outcomes(cells: Iterable[Cell], workshop: Workshop) -> dict[Cell, Outcome[str]]:
    return {outcome.cell: outcome async for outcome in work_through(list(cells), workshop.make)}


@given(cells=st.sets(st.sampled_from(ALL)), broken=st.sets(st.sampled_from(ALL)))
def test_every_cell_ends_in_exactly_one_outcome_that_its_inputs_explain(
    cells: set[Cell], broken: set[Cell]
) -> None:
    workshop = Workshop(broken)

    ended = asyncio.run(outcomes(cells, workshop))

    assert set(ended) == cells
    for cell, outcome in ended.items():
        needed = [Cell(asset, cell.district) for asset in NEEDS[cell.asset]]
        lost = [need for need in needed if need in cells and not isinstance(ended[need], Done)]
        if lost:
            assert isinstance(outcome, Skipped)
            assert outcome.cause.cell in broken
        elif cell in broken:
            assert isinstance(outcome, Failed)
        else:
            assert isinstance(outcome, Done)


@given(cells=st.permutations(ALL))
def test_nothing_is_made_before_what_it_needs(cells: list[Cell]) -> None:
    workshop = Workshop()

    asyncio.run(outcomes(cells, workshop))

    for cell in workshop.made:
        for asset in NEEDS[cell.asset]:
            assert workshop.made.index(Cell(asset, cell.district)) < workshop.made.index(cell)


@pytest.mark.anyio
async def test_a_failed_district_does_not_hold_up_the_others() -> None:
    workshop = Workshop([Cell("daiso", "가구"), Cell("openapi_food", "나구")])

    ended = await outcomes(ALL, workshop)

    lost = {cell for cell, outcome in ended.items() if not isinstance(outcome, Done)}
    assert lost == {
        Cell("daiso", "가구"),
        Cell("convenience", "가구"),
        Cell("closures", "가구"),
        Cell("openapi_food", "나구"),
        Cell("closures", "나구"),
    }


@pytest.mark.anyio
async def test_closing_early_cancels_what_still_runs() -> None:
    started, cancelled = asyncio.Event(), asyncio.Event()

    async def hang(cell: Cell) -> str:
        if cell.asset == "semas":
            return "quick"
        started.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise
        return "never"

    running = work_through([Cell("semas", "가구"), Cell("openapi_food", "가구")], hang)
    first = await anext(running)
    await started.wait()
    await running.aclose()

    assert first.cell.asset == "semas"
    assert cancelled.is_set()
