"""The three spellings of the permit registers' fields are one, and a fourth is an error."""

from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.collection.file_tables import newest
from radius_assets.collection.permit_fields import NAMINGS, permit_keys, permit_versions
from radius_assets.sources.errors import SourceChangedError
from radius_assets_tests.collection.reading_permits import read_permits
from radius_assets_tests.collection.registers import Row, food_permit


def spelled(naming: int, row: Row) -> Row:
    """The row under the names of another standard; fields that it lacks keep their names."""
    names = {NAMINGS[0][ours]: foreign for ours, foreign in NAMINGS[naming].items()}
    return {names.get(name, name): value for name, value in row.items()}


@pytest.mark.parametrize("naming", [0, 1, 2], ids=["Seoul, old", "Seoul, new", "data.go.kr"])
def test_the_three_spellings_of_the_fields_make_the_same_table(naming: int) -> None:
    rows = [
        food_permit(1, DCBYMD="2031-05-06", APVCANCELYMD="", CLGSTDT="", CLGENDDT="20310101"),
        food_permit(2, TRDSTATEGBN="1"),
    ]

    table, _ = read_permits(*(spelled(naming, row) for row in rows))

    assert table.equals(read_permits(*rows)[0])


def test_a_service_that_flips_to_new_names_between_two_pages_is_read_all_the_same() -> None:
    table, _ = read_permits(food_permit(3), spelled(1, food_permit(1)), food_permit(2))

    assert table.equals(read_permits(*(food_permit(n) for n in (1, 2, 3)))[0])


def test_each_row_has_its_key_whichever_way_it_spells_it() -> None:
    rows = [food_permit(1), spelled(1, food_permit(2)), spelled(2, food_permit(3, MGTNO=" "))]

    keys = permit_keys([*rows, rows[0]], asked="permits")

    (one, two) = (("3180000", str(food_permit(number)["MGTNO"])) for number in (1, 2))
    assert keys == [one, two, None, one]


def test_unknown_names_are_an_error_that_names_them() -> None:
    row = food_permit(1)
    row["CLOSE_DT"] = row.pop("DCBYMD")

    with pytest.raises(SourceChangedError) as raised:
        read_permits(food_permit(2), row)

    assert str(raised.value) == (
        "permit register: food permits of 영등포구: unknown field names;"
        " new: CLOSE_DT; missing: DCBYMD"
    )


def test_a_field_that_went_away_is_an_error_that_names_it() -> None:
    row = food_permit(1)
    del row["UPTAENM"]

    with pytest.raises(SourceChangedError, match="new: none; missing: UPTAENM"):
        read_permits(row)

    table, _ = read_permits({**row, "APVCANCELYMD": ""}, kind="tobacco")
    assert table["business_type"].to_list() == [None]


def test_tobacco_permits_without_the_day_they_were_cancelled_are_an_error() -> None:
    """Nearly all of them end by that day: without it closed shops would have no end."""
    row = food_permit(1)
    row["APVCANCELDT"] = "2031-05-06"

    with pytest.raises(SourceChangedError, match="new: APVCANCELDT; missing: APVCANCELYMD"):
        read_permits(row, kind="tobacco")


def test_a_field_with_a_list_in_it_is_a_change_of_the_source() -> None:
    with pytest.raises(SourceChangedError, match="a field is not a plain value"):
        read_permits(food_permit(1, BPLCNM=["가온25"]))


NINETIES = datetime.fromisoformat("1990-01-01")
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y%m%d%H%M%S", "%Y-%m-%d", "%Y%m%d")


def version(written: object) -> int:
    return permit_versions([food_permit(1, UPDATEDT=written)], asked="food permits")[0]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        pytest.param("20310101000000", "2031-02-09 10:00:00", id="digits first, dashes later"),
        pytest.param("2031-01-01 00:00:00", "20310209100000", id="dashes first, digits later"),
        pytest.param("20310209", "2031-02-09 10:00:00", id="a day, and an hour of it"),
        pytest.param("2031-02-09 10:00:00", "2031-02-09 10:00:00.5", id="half a second later"),
        pytest.param("rubbish", "1999-01-01", id="no moment"),
        pytest.param("2031-02-30 10:00:00", "1999-01-01", id="a day that is none"),
        pytest.param(None, "1999-01-01", id="nothing"),
        pytest.param(" 2031-02-08 ", "2031-02-09   ", id="padded"),
        pytest.param("2031-02-08 10:00:00", "2031-02-09 9:00:00", id="an hour of one digit"),
        pytest.param("2031-02-08 10:00:00", "2031-02-08 10:00:60", id="a second too many"),
        pytest.param("2031-02-08 10:00:00", "20310209 090000", id="digits with a blank"),
        pytest.param("2031-2-9", "2031-02-10", id="a day of one digit"),
    ],
)
def test_a_later_moment_is_newer_however_it_is_written(older: object, newer: object) -> None:
    assert version(older) < version(newer)
    rows = pl.DataFrame({"id": ["1", "1"], "at": [newer, older], "line": [1, 2]})
    assert newest(rows, key=["id"], version="at")["line"].to_list() == [1]


@st.composite
def spellings(draw: st.DrawFn) -> str:
    """A moment as registers write it, or nearly so."""
    moment = draw(st.datetimes(NINETIES, NINETIES + timedelta(days=14_000)))
    written = moment.strftime(draw(st.sampled_from(FORMS)))
    sloppy = draw(st.sampled_from(SLOPPY))
    return sloppy(written)


SLOPPY: tuple[Callable[[str], str], ...] = (
    lambda written: written,
    lambda written: f"  {written} ",
    lambda written: written.replace("-0", "-"),
    lambda written: written.replace(" 0", " ").replace(":0", ":"),
    lambda written: written.replace(" ", "  "),
    lambda written: written.replace(" ", "T"),
    lambda written: written.replace("-", ""),
    lambda written: f"{written[:-2]}60",
    lambda written: written[:-3],
)


@given(st.lists(spellings(), min_size=1, max_size=5))
def test_a_row_is_as_new_as_its_table_says(written: list[str]) -> None:
    rows = [food_permit(number, UPDATEDT=moment) for number, moment in enumerate(written)]
    table, _ = read_permits(*rows)

    told = table.select(pl.col("updated_at").dt.epoch("us"))["updated_at"].to_list()

    unread = version("rubbish")
    assert permit_versions(rows, asked="food permits") == [
        unread if moment is None else moment for moment in told
    ]
    assert [version(moment) for moment in written] == permit_versions(rows, asked="food permits")
