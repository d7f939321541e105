"""Permits as the registers write them become one table, and what cannot be read is kept apart."""

import asyncio
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from radius_assets.collection.permits import collect_permits, other_address, other_authority
from radius_assets.collection.register_frames import QUARANTINE_FLOOR
from radius_assets.domain.addresses import ADDRESS_SCHEMA
from radius_assets.publication.tables import checked
from radius_assets.sources.errors import IncompleteAnswerError, SourceChangedError
from radius_assets_tests.collection.reading_permits import (
    YEONGDEUNGPO,
    read_permit,
    read_permits,
    table_of,
)
from radius_assets_tests.collection.registers import InMemoryRegister, food_permit

SEOUL_TIME = ZoneInfo("Asia/Seoul")
REAL = Path(__file__).parents[3] / "shared" / "data" / "real"


def test_a_row_becomes_what_it_says() -> None:
    row = read_permit()

    assert row.pop("lon") == pytest.approx(126.9063, abs=1e-4)
    assert row.pop("lat") == pytest.approx(37.5105, abs=1e-4)
    assert row == {
        "authority_code": "3180000",
        "management_number": "3180000-104-2031-00001",
        "name": "가온25 한빛점",
        "business_type": "편의점",
        "state": "operating",
        "state_code": "01",
        "permitted_on": date(2031, 2, 3),
        "closed_on": None,
        "suspended_from": None,
        "suspended_until": None,
        "road_address": None,
        "lot_address": "서울특별시 영등포구 가온동 12-3",
        "road_key": None,
        "street": None,
        "underground": None,
        "lot_key": "영등포구 가온동 12-3",
        "building": None,
        "updated_at": datetime(2031, 2, 6, 22, 35, 51, tzinfo=SEOUL_TIME),
        "district": "영등포구",
        "provenance": "seoul_open_data",
    }


def test_an_address_is_kept_as_it_is_written_and_as_what_it_says() -> None:
    written = "서울특별시 구로구 한빛로 지하 12, 101호 (가온동, 한빛 타워)"

    row = read_permit(RDNWHLADDR=f" {written} ", SITEWHLADDR="가온동 산 7번지 1호")

    assert (row["road_address"], row["lot_address"]) == (written, "가온동 산 7번지 1호")
    assert {name: row[name] for name in ADDRESS_SCHEMA} == {
        "road_key": "구로구 한빛로 12",
        "street": "구로구 한빛로",
        "underground": True,
        "lot_key": "영등포구 가온동 산7-1",
        "building": "구로구 한빛타워",
    }


def test_the_table_is_as_it_is_kept() -> None:
    table, bad = read_permits(food_permit(2), food_permit(1, X="", TRDSTATEGBN="77"))

    assert checked("openapi_food", table, district="영등포구").equals(table)
    assert table["management_number"].is_sorted()
    assert bad.is_empty()


def test_no_rows_make_an_empty_table_with_all_columns() -> None:
    table, bad = read_permits()

    assert checked("openapi_tobacco", table, district="영등포구").is_empty()
    assert bad.columns == ["source", "page", "reason", "row"]


def test_quarantine_keeps_the_row_as_it_came_and_the_others_stay() -> None:
    bad_row = food_permit(2, TRDSTATEGBN="  ")

    table, bad = read_permits(food_permit(3), bad_row, food_permit(1))

    assert [number[-1] for number in table["management_number"]] == ["1", "3"]
    assert bad.select("source", "reason").row(0) == (
        "Seoul Open Data",
        "no state_code",
    )
    assert json.loads(bad["row"][0]) == bad_row


def test_a_number_whose_digits_are_lost_is_nobodys() -> None:
    table, bad = read_permits(food_permit(1), food_permit(2, MGTNO="3.09E+15"))

    assert table.height == 1
    assert bad["reason"].to_list() == [
        "management_number is a long number in short, its digits are lost: 3.09E+15"
    ]


def test_a_new_way_to_write_dates_is_a_change_and_not_an_empty_table() -> None:
    rows = [food_permit(n, APVPERMYMD="03/02/2031") for n in range(QUARANTINE_FLOOR + 1)]

    with pytest.raises(SourceChangedError, match=r"11 of 11 rows have a date .*: permitted_on"):
        read_permits(*rows)


@pytest.mark.parametrize(("bad", "fails"), [(20, False), (21, True)])
def test_a_tenth_of_the_rows_may_be_odd(bad: int, fails: bool) -> None:
    rows = [food_permit(n, BPLCNM="" if n < bad else "가온25") for n in range(200)]

    if fails:
        with pytest.raises(SourceChangedError, match="food permits of 영등포구: 21 of 200 rows"):
            read_permits(*rows)
    else:
        assert read_permits(*rows)[1].height == bad


def test_rows_of_another_authority_stay_and_are_counted() -> None:
    table, _ = read_permits(food_permit(1), food_permit(2, OPNSFTEAMCODE="3170000"))

    assert table["district"].to_list() == ["영등포구", "영등포구"]
    assert other_authority(table, YEONGDEUNGPO) == 1


@pytest.mark.parametrize(
    ("road", "lot", "elsewhere"),
    [
        ("서울특별시 영등포구 가온로 3", "서울특별시 강남구 가온동 3", False),
        ("서울특별시 강남구 가온로 3", "", True),
        ("", "서울특별시 강남구 가온동 3", True),
        ("", "", False),
        ("가온로 3", "서울특별시 강남구 가온동 3", False),
    ],
    ids=["road first", "road", "lot", "no address", "no district"],
)
def test_rows_whose_address_is_of_another_district_stay_and_are_counted(
    road: str, lot: str, elsewhere: bool
) -> None:
    table, _ = read_permits(food_permit(1, RDNWHLADDR=road, SITEWHLADDR=lot))

    assert table["district"].to_list() == ["영등포구"]
    assert other_address(table, YEONGDEUNGPO) == int(elsewhere)


def test_every_row_of_another_district_counts_though_they_begin_alike() -> None:
    written = ["서울 강남구 가온로 1", "서울 강남구 가온로 2", "서울강남구 3", "서울 강남 구 4"]
    rows = [food_permit(n, RDNWHLADDR=address) for n, address in enumerate(written, start=1)]

    table, _ = read_permits(*rows)

    assert other_address(table, YEONGDEUNGPO) == 3


def test_a_row_says_which_service_it_was_read_from() -> None:
    made = table_of(food_permit(1), food_permit(2, MGTNO=""), provenance="data_go_kr")

    assert made.frame["provenance"].to_list() == ["data_go_kr"]
    assert made.quarantine["source"].to_list() == ["MOIS"]


def test_a_row_that_cannot_be_read_says_which_page_it_was_on() -> None:
    rows = [food_permit(1), food_permit(2, MGTNO=""), food_permit(3, BPLCNM="")]

    made = table_of(*rows, pages=[1, 1, 4])

    assert made.quarantine["page"].to_list() == [1, 4]


@pytest.mark.parametrize(("repeats", "believed"), [(10, True), (11, False)])
def test_a_register_of_repeats_is_not_believed(repeats: int, believed: bool) -> None:
    """Some hundred rows of the real ones come twice; a service that repeats itself is broken."""
    rows = [food_permit(n) for n in range(20)] + [food_permit(7)] * repeats
    register = InMemoryRegister(rows)

    if believed:
        assert len(asyncio.run(collect_permits(register.fetch, asked="permits")).rows) == 20
    else:
        with pytest.raises(IncompleteAnswerError, match="permits: 11 of 31 rows are repeats"):
            asyncio.run(collect_permits(register.fetch, asked="permits"))


def real_sample(name: str) -> Any:
    path = REAL / name
    if not path.exists():
        pytest.skip(f"there is no {name} in ../shared/data/real")
    return json.loads(path.read_text("utf-8"))


def test_the_real_food_permits_are_read() -> None:
    sample = real_sample("seoul_LOCALDATA_072405_sample.json")
    rows = sample["LOCALDATA_072405"]["row"]

    table, bad = read_permits(*rows)

    assert bad.is_empty()
    assert table["state"].to_list() == ["operating", "operating", "closed"]
    assert table["closed_on"].to_list() == [None, None, date(2023, 12, 29)]
    assert table["business_type"].to_list() == ["편의점", "커피숍", "커피숍"]
    assert table.select(pl.col("lon", "lat", "updated_at").is_not_null().all()).row(0) == (
        True,
        True,
        True,
    )
    assert other_authority(table, YEONGDEUNGPO) == 3


# The column names of the register's files, for those of its service.
KOREAN_NAMES = {
    "개방자치단체코드": "OPNSFTEAMCODE",
    "관리번호": "MGTNO",
    "인허가일자": "APVPERMYMD",
    "인허가취소일자": "APVCANCELYMD",
    "영업상태코드": "TRDSTATEGBN",
    "폐업일자": "DCBYMD",
    "사업장명": "BPLCNM",
    "도로명주소": "RDNWHLADDR",
    "지번주소": "SITEWHLADDR",
    "데이터갱신시점": "UPDATEDT",
    "좌표정보(X)": "X",
    "좌표정보(Y)": "Y",
}


def test_the_real_tobacco_permit_is_read() -> None:
    row = real_sample("seoul_tobacco_row.json")["row"]

    table, bad = read_permits(
        {KOREAN_NAMES.get(name, name): row[name] for name in row}, kind="tobacco"
    )

    assert bad.is_empty()
    (permit,) = table.rows(named=True)
    assert permit["state"] == "revoked"
    assert permit["closed_on"] == date(2011, 11, 10)
    assert len(permit["management_number"]) == 19
    assert permit["lon"] == pytest.approx(126.96, abs=0.01)
    assert permit["lat"] == pytest.approx(37.575, abs=0.01)


def test_rows_of_another_authority_show_that_data_go_kr_did_not_listen() -> None:
    rows = food_permit(1), food_permit(2, OPNSFTEAMCODE="6260000")

    with pytest.raises(SourceChangedError, match=r"1 of 2 rows .* such as 6260000"):
        table_of(*rows, provenance="data_go_kr")
    assert table_of(*rows).frame.height == 2, "Seoul has a register a district"
