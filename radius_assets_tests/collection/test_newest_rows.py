"""Of a row that a register shows again, the newest state is kept."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from radius_assets_tests.collection.registers import InMemoryRegister, food_permit
from radius_assets_tests.collection.test_register import read


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6), st.integers(1, 4))
def test_of_a_row_that_comes_again_the_newest_state_is_kept(days: list[int], size: int) -> None:
    """With its page; of equally new ones the last. Their days have one digit."""
    written = [f"2031-2-{day + 8} 9:00:00" for day in days]
    states = [food_permit(1, UPDATEDT=moment, BPLCNM=str(n)) for n, moment in enumerate(written)]
    others = [food_permit(number) for number in range(2, 100)]

    mixed = [*chain.from_iterable(zip(states, others, strict=False)), *others[len(states) :]]
    reading = read(InMemoryRegister(mixed, page_size=size))

    (kept,) = (
        index for index, row in enumerate(reading.rows) if row["MGTNO"] == states[0]["MGTNO"]
    )
    last = max(range(len(days)), key=lambda number: (days[number], number))
    assert reading.rows[kept] == states[last]
    assert reading.pages[kept] == 2 * last // size + 1
