"""The three spellings of the permit registers' fields are one, and a fourth is an error."""

import pytest

from radius_assets.collection.permit_fields import NAMINGS
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

    table, _ = read_permits(row, kind="tobacco")
    assert table["business_type"].to_list() == [None]


def test_a_field_with_a_list_in_it_is_a_change_of_the_source() -> None:
    with pytest.raises(SourceChangedError, match="a field is not a plain value"):
        read_permits(food_permit(1, BPLCNM=["가온25"]))
