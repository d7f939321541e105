"""Every row of a register says which page it was on, though rows move from page to page."""

import asyncio

from radius_assets.collection.permits import collect_permits
from radius_assets.collection.register import RegisterReading
from radius_assets_tests.collection.registers import InMemoryRegister, Row, food_permit

NOBODYS = food_permit(3, MGTNO="")
ROWS = [*(food_permit(n) for n in range(3)), NOBODYS, *(food_permit(n) for n in range(4, 9))]


def read(register: InMemoryRegister) -> RegisterReading[Row]:
    asked = "food permits of 영등포구"
    return asyncio.run(collect_permits(register.fetch, asked=asked, page_size=3, concurrency=1))


def pages(reading: RegisterReading[Row]) -> dict[str, int]:
    """The page of each row, by the last sign of its number."""
    numbers = (str(row["MGTNO"])[-1:] for row in reading.rows)
    return dict(zip(numbers, reading.pages, strict=True))


def test_a_row_is_of_the_page_that_it_is_on() -> None:
    reading = read(InMemoryRegister(ROWS, page_size=3))

    expected = {"0": 1, "1": 1, "2": 1, "": 2, "4": 2, "5": 2, "6": 3, "7": 3, "8": 3}
    assert pages(reading) == expected


def test_of_several_readings_it_is_of_the_page_where_it_was_last() -> None:
    """The first row goes after the second page, and those that follow it move up by one."""

    def without_first(rows: list[Row]) -> None:
        del rows[0]

    register = InMemoryRegister(ROWS, page_size=3, edits={2: without_first})

    reading = read(register)

    expected = {"0": 1, "1": 1, "2": 1, "": 1, "4": 2, "5": 2, "6": 2, "7": 3, "8": 3}
    assert pages(reading) == expected
    assert (reading.rereads, reading.carried_over) == (1, 1)


def test_of_a_row_that_comes_twice_the_page_is_that_of_the_newer_one() -> None:
    newer, older = "2031-02-07 00:00:00", "2031-02-06 00:00:00"
    rows = [food_permit(0, UPDATEDT=newer), *(food_permit(n) for n in range(1, 4))]

    reading = read(InMemoryRegister([*rows, food_permit(0, UPDATEDT=older)], page_size=3))

    assert pages(reading) == {"0": 1, "1": 1, "2": 1, "3": 2}
