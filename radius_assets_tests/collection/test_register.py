"""A register is read whole, or not at all, however it moves."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.collection.permits import collect_permits
from radius_assets.collection.register import READINGS, RegisterReading
from radius_assets.domain.records import RowsPage
from radius_assets.sources.errors import IncompleteAnswerError
from radius_assets_tests.collection.registers import Edit, InMemoryRegister, Row, food_permit

ASKED = "food permits of 영등포구"


def read(register: InMemoryRegister, *, concurrency: int = 4) -> RegisterReading[Row]:
    return asyncio.run(
        collect_permits(
            register.fetch, asked=ASKED, page_size=register.page_size, concurrency=concurrency
        )
    )


def permits(count: int) -> list[Row]:
    return [food_permit(number) for number in range(count)]


def numbers(rows: tuple[Row, ...] | list[Row]) -> set[object]:
    return {row["MGTNO"] for row in rows}


def insertion(at: int, number: int) -> Edit:
    return lambda rows: rows.insert(at % (len(rows) + 1), food_permit(10_000 + number))


def removal(at: int) -> Edit:
    def edit(rows: list[Row]) -> None:
        if rows:
            del rows[at % len(rows)]

    return edit


@given(
    count=st.integers(0, 40),
    page_size=st.integers(1, 6),
    concurrency=st.integers(1, 5),
    delays=st.dictionaries(st.integers(1, 40), st.integers(0, 9)),
)
def test_a_quiet_register_is_read_once(
    count: int, page_size: int, concurrency: int, delays: dict[int, int]
) -> None:
    register = InMemoryRegister(permits(count), page_size=page_size, delays=delays)

    reading = read(register, concurrency=concurrency)

    assert list(reading.rows) == permits(count)
    assert (reading.total, reading.duplicates, reading.rereads) == (count, 0, 0)
    assert reading.paging.pages == len(register.asked)


@given(
    count=st.integers(1, 40),
    page_size=st.integers(1, 6),
    concurrency=st.integers(1, 5),
    edits=st.dictionaries(st.integers(1, 30), st.integers(0, 99), min_size=1),
    inserting=st.booleans(),
)
def test_no_row_that_was_there_all_along_is_lost(
    count: int, page_size: int, concurrency: int, edits: dict[int, int], inserting: bool
) -> None:
    moves = {n: insertion(at, n) if inserting else removal(at) for n, at in edits.items()}
    register = InMemoryRegister(permits(count), page_size=page_size, edits=moves)

    try:
        reading = read(register, concurrency=concurrency)
    except IncompleteAnswerError:
        return

    assert numbers(reading.rows) >= numbers(register.rows) & numbers(permits(count))
    assert len(reading.rows) == len(numbers(reading.rows))
    assert len(reading.rows) == reading.total - reading.duplicates + reading.carried_over


def test_a_row_inserted_between_two_pages_is_read_on_the_second_reading() -> None:
    register = InMemoryRegister(permits(9), page_size=3, edits={2: insertion(0, 1)})

    reading = read(register)

    assert numbers(reading.rows) == numbers(register.rows)
    assert (reading.total, reading.rereads, reading.paging.pages) == (10, 1, 3 + 4)


def test_a_register_that_shrinks_under_the_reader_is_read_again() -> None:
    def shrink(rows: list[Row]) -> None:
        del rows[4:]

    register = InMemoryRegister(permits(9), page_size=3, edits={1: shrink})

    reading = read(register, concurrency=1)

    assert (reading.total, reading.rereads) == (4, 1)
    assert numbers(reading.rows) == numbers(permits(4))


def test_a_row_that_moves_to_the_next_page_is_noticed_though_the_total_stays() -> None:
    def move(rows: list[Row]) -> None:
        rows.insert(0, rows.pop())

    register = InMemoryRegister(permits(9), page_size=3, edits={1: move})

    reading = read(register, concurrency=1)

    assert reading.rereads == 1
    assert numbers(reading.rows) == numbers(permits(9))


def test_rows_that_come_twice_are_dropped_and_counted() -> None:
    rows = [*permits(5), food_permit(1), food_permit(3)]

    reading = read(InMemoryRegister(rows, page_size=4))

    assert list(reading.rows) == permits(5)
    assert (reading.total, reading.duplicates, reading.rereads) == (7, 2, 0)


def test_a_repeat_across_two_pages_that_stays_is_the_sources_own() -> None:
    rows = [*permits(3), food_permit(2), food_permit(3)]

    reading = read(InMemoryRegister(rows, page_size=3))

    assert list(reading.rows) == permits(4)
    assert (reading.duplicates, reading.rereads) == (1, 1)


def test_a_page_that_comes_twice_is_never_the_sources_own() -> None:
    """However often it does: the source shows it in the place of one that it does not show."""
    with pytest.raises(IncompleteAnswerError, match=f"never the same on {READINGS} readings"):
        read(InMemoryRegister([*permits(3), *permits(3)], page_size=3))


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("2031-02-06 22:35:51", "2031-02-07 22:35:51", "second"),
        ("2031-02-07 22:35:51", "2031-02-06 22:35:51", "first"),
        ("2031-02-06 22:35:51", "2031-02-06 22:35:51", "second"),
        ("2031-02-06 22:35:51", "", "first"),
        ("2031-02-06 22:35:51", None, "first"),
        (None, None, "second"),
    ],
)
def test_the_newest_state_of_a_row_is_kept(
    first: str | None, second: str | None, kept: str
) -> None:
    rows = [
        food_permit(1, BPLCNM="first", UPDATEDT=first),
        food_permit(2),
        food_permit(1, BPLCNM="second", UPDATEDT=second),
    ]

    reading = read(InMemoryRegister(rows))

    assert [row["BPLCNM"] for row in reading.rows] == [kept, "가온25 한빛점"]


def test_a_row_that_only_an_earlier_reading_had_is_carried_over_and_counted() -> None:
    register = InMemoryRegister(permits(9), page_size=3, edits={2: removal(0)})

    reading = read(register, concurrency=1)

    assert numbers(reading.rows) == numbers(permits(9))
    assert (reading.total, reading.rereads, reading.carried_over) == (8, 1, 1)


def test_the_same_number_of_two_authorities_is_two_permits() -> None:
    rows = [food_permit(1), food_permit(1, OPNSFTEAMCODE="3170000")]

    reading = read(InMemoryRegister(rows))

    assert len(reading.rows) == 2


def test_rows_without_a_key_are_all_kept() -> None:
    rows = [food_permit(1, MGTNO=" "), food_permit(2, OPNSFTEAMCODE=None), food_permit(3)]

    reading = read(InMemoryRegister([*rows, rows[0]]))

    assert len(reading.rows) == 4
    assert reading.duplicates == 0


@given(count=st.integers(2, 12), concurrency=st.integers(1, 4))
def test_a_register_that_never_settles_gives_nothing(count: int, concurrency: int) -> None:
    always = {number: insertion(0, number) for number in range(1, 200)}
    register = InMemoryRegister(permits(count), page_size=1, edits=always)

    with pytest.raises(IncompleteAnswerError, match=f"never the same on {READINGS} readings"):
        read(register, concurrency=concurrency)


def test_a_source_that_gives_fewer_rows_than_it_declares_gives_nothing() -> None:
    async def fetch(start: int, end: int) -> RowsPage:
        return RowsPage(total=5, rows=tuple(permits(5)[start - 1 : min(end, 4)]))

    with pytest.raises(IncompleteAnswerError) as raised:
        asyncio.run(collect_permits(fetch, asked=ASKED))

    assert str(raised.value) == (
        "Seoul Open Data: food permits of 영등포구: never the same on 4 readings:"
        " 5 rows declared, 4 read; 5 rows declared, 4 read;"
        " 5 rows declared, 4 read; 5 rows declared, 4 read"
    )


def test_a_reading_prints_short() -> None:
    reading = read(InMemoryRegister(permits(5)))

    assert repr(reading) == "RegisterReading(total=5, duplicates=0, rereads=0, carried_over=0)"


@given(
    count=st.integers(1, 40),
    page_size=st.integers(1, 6),
    edits=st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.integers(0, 99)), max_size=3),
)
def test_what_is_known_of_a_register_falls_into_no_hole_of_one_reading(
    count: int, page_size: int, edits: list[tuple[int, bool, int]]
) -> None:
    """Rows that come and go within the first reading hide no row that was and is there."""
    pages = -(-count // page_size)
    meanwhile = {
        at: removal(where) if removing else insertion(where, at)
        for at, removing, where in edits
        if at < pages
    }
    register = InMemoryRegister(permits(count), page_size=page_size, edits=meanwhile)
    known = frozenset((str(row["OPNSFTEAMCODE"]), str(row["MGTNO"])) for row in permits(count))

    reading = asyncio.run(
        collect_permits(
            register.fetch, asked=ASKED, page_size=page_size, concurrency=1, known=known
        )
    )

    assert numbers(permits(count)) & numbers(register.rows) <= numbers(reading.rows)
    if not meanwhile:
        assert reading.rereads == 0
