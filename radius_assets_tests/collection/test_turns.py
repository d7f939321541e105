"""A few at a time, the lowest rank first, and no turn is ever lost."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.collection.turns import Turns

pytestmark = pytest.mark.anyio


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_of_those_that_wait_the_lowest_rank_goes_first() -> None:
    turns, order = Turns(1), list[str]()

    async def take(rank: int, name: str) -> None:
        async with turns.turn(rank):
            order.append(name)
            await asyncio.sleep(0)

    await asyncio.gather(take(5, "first"), take(2, "c"), take(1, "a"), take(1, "b"), take(0, "0"))

    assert order == ["first", "0", "a", "b", "c"]


async def test_a_turn_is_given_back_after_an_error() -> None:
    turns = Turns(1)

    with pytest.raises(LookupError):
        async with turns.turn(0):
            raise LookupError

    async with turns.turn(0):
        pass


async def test_who_gives_up_waiting_loses_nobody_a_turn() -> None:
    turns = Turns(1)
    done: list[str] = []

    async def take(name: str) -> None:
        async with turns.turn(0):
            done.append(name)

    async with turns.turn(0):
        one, other = asyncio.create_task(take("one")), asyncio.create_task(take("other"))
        await settle()
        one.cancel()
        await settle()
    await other

    assert done == ["other"]


async def test_who_is_cancelled_as_the_turn_comes_passes_it_on() -> None:
    turns = Turns(1)
    done: list[str] = []

    async def take(name: str) -> None:
        async with turns.turn(0):
            done.append(name)

    async with turns.turn(0):
        one, other = asyncio.create_task(take("one")), asyncio.create_task(take("other"))
        await settle()
    one.cancel()  # its turn has come, and it does not know yet
    await settle()

    assert done == ["other"]
    assert one.cancelled()
    assert other.done()


@given(st.integers(1, 5), st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=30))
@settings(deadline=None)
def test_never_more_than_so_many_at_once_and_everyone_gets_a_turn(
    at_once: int, asked: list[tuple[int, bool]]
) -> None:
    held: list[int] = []
    most: list[int] = [0]
    got: list[int] = []

    async def take(turns: Turns, number: int, rank: int) -> None:
        async with turns.turn(rank):
            held.append(number)
            most.append(len(held))
            try:
                await asyncio.sleep(0)
            finally:
                held.remove(number)
            got.append(number)

    async def run() -> None:
        turns = Turns(at_once)
        tasks = [asyncio.create_task(take(turns, n, rank)) for n, (rank, _) in enumerate(asked)]
        await asyncio.sleep(0)
        for task, (_, is_cancelled) in zip(tasks, asked, strict=True):
            if is_cancelled:
                task.cancel()
        for _ in range(4 * len(tasks) + 4):
            await asyncio.sleep(0)
        assert all(task.done() for task in tasks), "a turn was lost"

    asyncio.run(run())

    assert max(most) <= at_once
    assert {n for n, (_, is_cancelled) in enumerate(asked) if not is_cancelled} <= set(got)
