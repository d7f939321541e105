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
    NotBegunError,
    NotStarted,
    Outcome,
    Skipped,
    work_through,
)

DISTRICTS = ("가구", "나구", "다구")
ALL = tuple(Cell(asset, district) for district in DISTRICTS for asset in ASSETS)


class Workshop:
    """Makes cells, or fails those it was told to fail, and keeps the order of its work.

    For those that `wait` a quota does not suffice.
    """

    def __init__(self, broken: Iterable[Cell] = (), wait: Iterable[Cell] = ()) -> None:
        self.broken, self.wait = set(broken), set(wait)
        self.made: list[Cell] = []

    async def make(self, cell: Cell) -> str:
        await asyncio.sleep(0)
        if cell in self.broken:
            raise RuntimeError(f"{cell} is broken")
        if cell in self.wait:
            raise NotBegunError(f"{cell} waits")
        self.made.append(cell)
        return f"table of {cell}"


async def outcomes(cells: Iterable[Cell], workshop: Workshop) -> dict[Cell, Outcome[str]]:
    return {outcome.cell: outcome async for outcome in work_through(list(cells), workshop.make)}


some = st.sets(st.sampled_from(ALL))


@given(cells=some, broken=some, wait=some)
def test_every_cell_ends_in_exactly_one_outcome_that_its_inputs_explain(
    cells: set[Cell], broken: set[Cell], wait: set[Cell]
) -> None:
    workshop = Workshop(broken, wait)

    ended = asyncio.run(outcomes(cells, workshop))

    assert set(ended) == cells
    for cell, outcome in ended.items():
        needed = [Cell(asset, cell.district) for asset in NEEDS[cell.asset]]
        lost = [ended[need] for need in needed if need in cells]
        if any(isinstance(each, Failed | Skipped) for each in lost):
            assert isinstance(outcome, Skipped)
            assert outcome.cause.cell in broken
        elif waits := [each for each in lost if isinstance(each, NotStarted)]:
            assert outcome == NotStarted(cell, waits[0].why)
        elif cell in broken:
            assert isinstance(outcome, Failed)
        elif cell in wait:
            assert outcome == NotStarted(cell, f"{cell} waits")
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
        Cell("closure_events", "가구"),
        Cell("openapi_food", "나구"),
        Cell("closures", "나구"),
        Cell("closure_events", "나구"),
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


def test_verdicts_wait_for_the_registers_of_the_districts_next_to_theirs() -> None:
    registers = [Cell(asset, name) for name in ("구로구", "노원구") for asset in NEEDS["closures"]]
    verdicts = Cell("closures", "금천구")
    workshop = Slow("구로구", "노원구")

    ended = asyncio.run(outcomes([*registers, verdicts], workshop))

    before = workshop.made[: workshop.made.index(verdicts)]
    assert {cell.district for cell in before} == {"구로구"}, "노원구 is far away"
    assert len(before) == len(NEEDS["closures"])
    assert all(isinstance(outcome, Done) for outcome in ended.values())


def test_what_fails_next_door_costs_no_verdict() -> None:
    broken, verdicts = Cell("openapi_food", "구로구"), Cell("closures", "금천구")

    ended = asyncio.run(outcomes([broken, verdicts], Workshop([broken])))

    assert isinstance(ended[broken], Failed)
    assert isinstance(ended[verdicts], Done)


class Slow(Workshop):
    """Takes its time for some districts, for the last of them the longest."""

    def __init__(self, *districts: str) -> None:
        super().__init__()
        self.districts = districts

    async def make(self, cell: Cell) -> str:
        if cell.district in self.districts:
            for _ in range(100 * (1 + self.districts.index(cell.district))):
                await asyncio.sleep(0)
        return await super().make(cell)
