"""A file that Excel has saved is refused with the damage and an example; a good one never is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.collection.csv_files import FileRefusedError
from radius_assets.collection.permit_files import read_permit_file
from radius_assets.sources.seoul import Kind
from radius_assets_tests.collection.register_files import LOCALDATA, csv_text, in_memory
from radius_assets_tests.collection.registers import food_permit

TOBACCO = "20313180101056{:05d}"


def permits(kind: Kind, **fields: Any) -> list[dict[str, Any]]:
    """Twenty permits."""
    number = TOBACCO if kind == "tobacco" else "3180000-104-2031-{:05d}"
    return [food_permit(n, **{"MGTNO": number.format(n)} | fields) for n in range(1, 21)]


def refusal(rows: list[dict[str, Any]], kind: Kind = "food") -> str | None:
    try:
        read_permit_file(in_memory(csv_text(rows, LOCALDATA)), kind=kind)
    except FileRefusedError as refused:
        return refused.why
    return None


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("MGTNO", "2.03132E+18", "관리번호 '2.03132E+18' is a long number in short"),
        ("MGTNO", "2E18", "관리번호 '2E18' is a long number in short"),
        ("MGTNO", "########", "관리번호 '########' did not fit its column in Excel"),
        ("APVPERMYMD", "59586", "인허가일자 '59586' is a date as a number of days"),
        ("DCBYMD", "####", "폐업일자 '####' did not fit its column in Excel"),
        ("UPDATEDT", "35:51.0", "데이터갱신일자 '35:51.0' is a time without its date"),
        ("UPDATEDT", "00:00.0", "데이터갱신일자 '00:00.0' is a time without its date"),
        ("UPDATEDT", "22:35:51", "데이터갱신일자 '22:35:51' is a time without its date"),
        ("UPDATEDT", "47890.94", "데이터갱신일자 '47890.94' is a date as a number of days"),
        ("UPDATEDT", "2031-02-06 22:35", "데이터갱신일자 '2031-02-06 22:35' cannot be read"),
        ("X", "191,650.25", "좌표정보x(epsg5174) '191,650.25' cannot be read"),
    ],
)
def test_what_excel_does_is_told_with_an_example(field: str, value: str, told: str) -> None:
    why = refusal(permits("tobacco", **{field: value}), "tobacco")

    assert why is not None
    assert why.startswith(f"line 2: {told}")
    assert "(20 of 20 values); a file that Excel has saved is spoilt: download it again" in why


def test_numbers_that_lost_their_last_digits_are_told() -> None:
    rows = [row | {"MGTNO": row["MGTNO"][:15] + "0000"} for row in permits("tobacco")]

    why = refusal(rows, "tobacco")

    assert why is not None
    assert "관리번호 '2031318010105600000' has lost its last digits: Excel keeps 15" in why


@pytest.mark.parametrize(
    ("field", "value"), [("APVPERMYMD", "59586"), ("UPDATEDT", "35:51.0"), ("X", "?")]
)
def test_one_odd_value_is_the_registers_own(field: str, value: str) -> None:
    rows = permits("food")
    rows[7][field] = value

    assert refusal(rows) is None


def test_one_long_number_in_short_is_damage() -> None:
    rows = permits("tobacco")
    rows[7]["MGTNO"] = "2.03132E+18"

    why = refusal(rows, "tobacco")

    assert why is not None
    assert why.startswith("line 9: 관리번호")


days = st.dates(date(1950, 1, 1), date(2031, 1, 1))
moments = st.integers(946_684_800, 1_925_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(days, moments, st.integers(1, 99_999), st.booleans()), min_size=1),
    st.sampled_from(["food", "tobacco"]),
)
def test_a_good_file_is_never_called_spoilt(
    rows: list[tuple[date, datetime, int, bool]], kind: Kind
) -> None:
    number = TOBACCO if kind == "tobacco" else "3180000-104-2031-{:05d}"
    sent = [
        food_permit(
            1,
            MGTNO=number.format(sequence if sequence % 10_000 else sequence + 1),
            APVPERMYMD=f"{day:%Y%m%d}" if short else day.isoformat(),
            DCBYMD="" if short else (day + timedelta(days=9)).isoformat(),
            UPDATEDT=f"{at:%Y%m%d%H%M%S}" if short else f"{at:%Y-%m-%d %H:%M:%S}.0",
        )
        for day, at, sequence, short in rows
    ]

    assert refusal(sent, kind) is None
