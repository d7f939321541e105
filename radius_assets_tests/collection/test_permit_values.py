"""Each kind of value that the permit registers write, and what it is read as."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.collection.permit_values import LONGEST_TEXT
from radius_assets.collection.register_frames import QUARANTINE_FLOOR
from radius_assets.sources.errors import SourceChangedError
from radius_assets_tests.collection.reading_permits import read_permit, read_permits, table_of
from radius_assets_tests.collection.registers import food_permit


def reason(**fields: Any) -> str:
    table, bad = read_permits(food_permit(1, **fields))
    assert table.is_empty()
    (found,) = bad["reason"]
    assert isinstance(found, str)
    return found


@pytest.mark.parametrize(
    ("code", "state", "state_code"),
    [
        ("01", "operating", "01"),
        ("1", "operating", "01"),
        (" 02 ", "suspended", "02"),
        ("03", "closed", "03"),
        (3, "closed", "03"),
        ("04", "revoked", "04"),
        ("05", "excluded", "05"),
        ("06", "unknown", "06"),
        ("N", "unknown", "N"),
        ("BBBB", "unknown", "BBBB"),
    ],
)
def test_states(code: object, state: str, state_code: str) -> None:
    row = read_permit(TRDSTATEGBN=code)

    assert (row["state"], row["state_code"]) == (state, state_code)


def test_new_codes_of_states_are_a_change_of_the_source() -> None:
    """Taken for unknown, they would leave no shop of the district a verdict."""
    rows = [food_permit(n, TRDSTATEGBN="OP") for n in range(QUARANTINE_FLOOR + 1)]

    with pytest.raises(SourceChangedError, match=r"11 of 11 .* unknown state_code; .* OP"):
        read_permits(*rows)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        pytest.param("2031-02-03              ", date(2031, 2, 3), id="padded"),
        pytest.param("20310203", date(2031, 2, 3), id="without hyphens"),
        pytest.param("2028-02-29", date(2028, 2, 29), id="leap day"),
        pytest.param(" " * 24, None, id="blanks"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="null"),
        pytest.param("1900-01-01", None, id="nobody entered it"),
        pytest.param("19000101", None, id="nobody entered it, without hyphens"),
        pytest.param("1900-01-02", date(1900, 1, 2), id="the oldest"),
    ],
)
@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("APVPERMYMD", "permitted_on"),
        ("DCBYMD", "closed_on"),
        ("CLGSTDT", "suspended_from"),
        ("CLGENDDT", "suspended_until"),
    ],
)
def test_dates(field: str, column: str, written: str | None, day: date | None) -> None:
    assert read_permits(food_permit(1, **{field: written}))[0][column][0] == day


@pytest.mark.parametrize(
    "written",
    [
        "2031-02-30",
        "20311301",
        "00000000",
        "2031-2-3",
        "2031-0203",
        "2031.02.03",
        "1899-12-31",
        "9999-12-31",
        "22060506",
        "곧",
    ],
)
def test_a_row_with_an_impossible_date_stays_without_it(written: str) -> None:
    """The shop is closed all the same; without the row it would seem never to have been."""
    made = table_of(food_permit(1, TRDSTATEGBN="03", DCBYMD=written), food_permit(2))

    assert made.quarantine.is_empty()
    assert made.dates_unreadable == 1
    assert made.frame["state"].to_list() == ["closed", "operating"]
    assert made.frame["closed_on"].to_list() == [None, None]


def test_every_date_that_cannot_be_read_is_counted() -> None:
    rows = [
        food_permit(1, APVPERMYMD="2006-02-29", DCBYMD="곧"),
        food_permit(2, CLGSTDT="1900-01-01"),
        food_permit(3, CLGENDDT="20060229"),
    ]

    assert table_of(*rows).dates_unreadable == 3


@given(
    st.dates(min_value=date(1900, 1, 2), max_value=date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d"]),
)
def test_every_day_is_read_back(day: date, written: str) -> None:
    assert read_permit(DCBYMD=day.strftime(written).zfill(8) + "   ")["closed_on"] == day


@pytest.mark.parametrize(
    ("closed", "cancelled", "day"),
    [
        ("2030-01-02", "", date(2030, 1, 2)),
        ("", "2031-03-04", date(2031, 3, 4)),
        ("2030-01-02", "2031-03-04", date(2030, 1, 2)),
        (" ", None, None),
    ],
)
def test_a_cancelled_permit_is_closed_on_the_day_it_was_cancelled(
    closed: str, cancelled: str | None, day: date | None
) -> None:
    row = read_permit(kind="tobacco", TRDSTATEGBN="04", DCBYMD=closed, APVCANCELYMD=cancelled)

    assert row["closed_on"] == day


@pytest.mark.parametrize(
    ("x", "y", "known"),
    [
        pytest.param("202513.119414067    ", "443478.806945055    ", True, id="padded"),
        pytest.param(202513.119414067, 443478.806945055, True, id="numbers"),
        pytest.param("", "", False, id="a new permit"),
        pytest.param(None, None, False, id="null"),
        pytest.param("202513.1", " ", False, id="half of it"),
        pytest.param("0", "0", False, id="zeros"),
        pytest.param("443478.8", "202513.1", False, id="the other way round"),
        pytest.param("nan", "nan", False, id="no number"),
        pytest.param("inf", "1e400", False, id="no finite number"),
        pytest.param("동쪽", "북쪽", False, id="words"),
    ],
)
def test_positions(x: object, y: object, known: bool) -> None:
    row = read_permit(X=x, Y=y)

    if known:
        assert row["lon"] == pytest.approx(127.0292067, abs=1e-7)
        assert row["lat"] == pytest.approx(37.4935091, abs=1e-7)
    else:
        assert (row["lon"], row["lat"]) == (None, None)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2031-02-06 22:35:51", "2031-02-06T22:35:51+09:00"),
        ("2031-02-06 22:35:51.0 ", "2031-02-06T22:35:51+09:00"),
        ("20310206223551", "2031-02-06T22:35:51+09:00"),
        ("2031-02-06", "2031-02-06T00:00:00+09:00"),
        ("20310206", "2031-02-06T00:00:00+09:00"),
    ],
)
def test_moments(written: str, moment: str) -> None:
    assert read_permit(UPDATEDT=written)["updated_at"].isoformat() == moment


@pytest.mark.parametrize(
    "written", ["2031-13-06 22:35:51", "1988-05-08 02:30:00", "어제", " ", None]
)
def test_a_moment_that_cannot_be_read_is_not_known(written: str | None) -> None:
    assert read_permit(UPDATEDT=written)["updated_at"] is None


@pytest.mark.parametrize("empty", ["", "   ", None])
def test_an_empty_text_is_not_known(empty: str | None) -> None:
    row = read_permit(UPTAENM=empty, SITEWHLADDR=empty, RDNWHLADDR=empty)

    assert {row[name] for name in ("business_type", "lot_address", "road_address")} == {None}


def test_texts_come_without_blanks_around() -> None:
    row = read_permit(BPLCNM="  가온25  한빛점\u3000", OPNSFTEAMCODE="3180000 ")

    assert (row["name"], row["authority_code"]) == ("가온25  한빛점", "3180000")


@pytest.mark.parametrize(
    ("field", "why"),
    [
        ("OPNSFTEAMCODE", "no authority_code"),
        ("MGTNO", "no management_number"),
        ("BPLCNM", "no name"),
        ("TRDSTATEGBN", "no state_code"),
    ],
)
def test_a_row_without_what_a_permit_needs_goes_to_quarantine(field: str, why: str) -> None:
    assert reason(**{field: " "}) == why


@pytest.mark.parametrize(
    ("field", "name"),
    [("MGTNO", "management_number"), ("BPLCNM", "name"), ("RDNWHLADDR", "road_address")],
)
def test_a_text_that_is_none_goes_to_quarantine(field: str, name: str) -> None:
    assert not read_permits(food_permit(1, **{field: "가" * LONGEST_TEXT}))[0].is_empty()

    assert reason(**{field: "가" * (LONGEST_TEXT + 1)}) == f"{name} has 1001 characters"
