"""SEMAS's stores become one table, and what cannot be read is kept apart."""

import asyncio
import csv
import json
from pathlib import Path
from typing import Any

import pytest

from radius_assets.collection.semas import collect_semas, semas_frame
from radius_assets.domain.districts import district
from radius_assets.domain.records import RowsPage
from radius_assets.publication.tables import checked
from radius_assets.sources.errors import IncompleteAnswerError, SourceChangedError
from radius_assets.sources.replay import NotRecordedError
from radius_assets_tests.collection.registers import InMemoryRegister, Row, semas_store

YEONGDEUNGPO = district("영등포구")
REAL = Path(__file__).parents[3] / "shared" / "data" / "real"


def read_one(**fields: Any) -> dict[str, Any]:
    table, _ = semas_frame([semas_store(1, **fields)], YEONGDEUNGPO)
    (row,) = table.rows(named=True)
    return row


def test_a_row_becomes_what_it_says() -> None:
    assert read_one() == {
        "store_id": "MA0101203100000001",
        "name": "가온25",
        "branch": "한빛점",
        "road_address": "서울특별시 영등포구 가온로 3",
        "lot_address": "서울특별시 영등포구 가온동 12",
        "lon": 126.9012,
        "lat": 37.5209,
        "district": "영등포구",
        "base_month": "203103",
    }


def test_the_table_is_as_it_is_kept() -> None:
    rows = [semas_store(2), semas_store(1, brchNm="", rdnmAdr=" ", lon="", lat=None)]

    table, bad = semas_frame(rows, YEONGDEUNGPO)

    assert checked("semas", table, district="영등포구").equals(table)
    assert table["store_id"].is_sorted()
    assert table.row(0, named=True)["branch"] is None
    assert bad.is_empty()


def test_no_rows_make_an_empty_table_with_all_columns() -> None:
    table, bad = semas_frame([], YEONGDEUNGPO)

    assert checked("semas", table, district="영등포구").is_empty()
    assert bad.is_empty()


@pytest.mark.parametrize("position", [(0, 0), (129.0, 35.2), (126.9, None), ("", ""), ("?", "?")])
def test_a_position_out_of_seoul_is_not_known(position: tuple[object, object]) -> None:
    row = read_one(lon=position[0], lat=position[1])

    assert (row["lon"], row["lat"]) == (None, None)


@pytest.mark.parametrize(
    ("written", "month"),
    [("203103", "203103"), (203103, "203103"), ("203113", None), ("", None), (None, None)],
)
def test_the_month_that_the_register_stands_for(written: object, month: str | None) -> None:
    assert read_one(stdrYm=written)["base_month"] == month


def test_an_answer_without_a_month_is_read_all_the_same() -> None:
    row = semas_store(1)
    del row["stdrYm"]

    table, _ = semas_frame([row], YEONGDEUNGPO)

    assert table["base_month"].to_list() == [None]


@pytest.mark.parametrize(("field", "why"), [("bizesId", "no store_id"), ("bizesNm", "no name")])
def test_a_row_without_what_a_store_needs_goes_to_quarantine(field: str, why: str) -> None:
    bad_row = semas_store(1, **{field: ""})

    table, bad = semas_frame([bad_row, semas_store(2)], YEONGDEUNGPO)

    assert table.height == 1
    assert bad["source"].to_list() == ["SEMAS"]
    assert bad["reason"].to_list() == [why]
    assert json.loads(bad["row"][0]) == bad_row


def test_a_field_that_went_away_is_an_error_that_names_it() -> None:
    row = semas_store(1)
    del row["rdnmAdr"], row["lon"]

    with pytest.raises(SourceChangedError, match=r"SEMAS: .*영등포구: missing fields: lon rdnmAdr"):
        semas_frame([row], YEONGDEUNGPO)


def test_a_row_that_lacks_a_field_that_others_have_is_not_read_as_one_without_a_value() -> None:
    bare = semas_store(1)
    del bare["rdnmAdr"], bare["lat"]

    table, bad = semas_frame([bare, semas_store(2)], YEONGDEUNGPO)

    assert table["store_id"].to_list() == [semas_store(2)["bizesId"]]
    assert bad["reason"].to_list() == ["missing fields: lat rdnmAdr"]


def test_a_field_that_most_rows_lack_is_an_error_that_names_it() -> None:
    rows = [semas_store(n) for n in range(30)]
    for row in rows[1:]:
        del row["rdnmAdr"]

    with pytest.raises(SourceChangedError, match=r"29 of 30 rows .*missing fields: rdnmAdr"):
        semas_frame(rows, YEONGDEUNGPO)


@pytest.mark.parametrize("code", ["11560", " 11560 ", 11560, "", None])
def test_a_row_of_the_district_or_of_none_is_a_store(code: object) -> None:
    assert read_one(signguCd=code)["district"] == "영등포구"


def test_a_row_of_another_district_goes_to_quarantine() -> None:
    rows = [semas_store(1, signguCd="11680"), semas_store(2, signguCd="11560")]

    table, bad = semas_frame(rows, YEONGDEUNGPO)

    assert table.height == 1
    assert bad["reason"].to_list() == ["of district 11680, not 11560"]


@pytest.mark.anyio
async def test_too_many_repeats_are_not_believed() -> None:
    rows = [semas_store(n % 89) for n in range(100)]

    with pytest.raises(IncompleteAnswerError, match="11 of 100 rows are repeats"):
        await collect_semas(InMemoryRegister(rows).page, asked="stores of 영등포구")


@pytest.mark.anyio
async def test_of_a_store_that_comes_twice_the_newer_month_counts() -> None:
    rows = [semas_store(1), semas_store(1, stdrYm="203012")]

    reading = await collect_semas(InMemoryRegister(rows).page, asked="stores of 영등포구")

    assert list(reading.rows) == rows[:1]


@pytest.mark.anyio
async def test_a_register_that_lacks_a_known_store_is_read_twice_and_an_empty_one_once() -> None:
    known = frozenset({"MA0101203100000001"})
    lacking, empty = InMemoryRegister([semas_store(2)]), InMemoryRegister([])

    for register in (lacking, empty):
        await collect_semas(register.page, asked="stores of 영등포구", known=known)

    assert (lacking.asked, empty.asked) == ([1, 1], [1])


@pytest.mark.anyio
@pytest.mark.parametrize("total", [1, 2])
async def test_recorded_answers_are_believed_without_what_nobody_asked_then(total: int) -> None:
    answers = [RowsPage(total=total, rows=(semas_store(2),))]

    async def page(_number: int) -> RowsPage:
        if not answers:
            raise NotRecordedError("SEMAS", "stores", "none")
        return answers.pop()

    collecting = collect_semas(page, asked="stores", known=frozenset({"MA0101203100000001"}))
    if total == 1:
        assert len((await collecting).rows) == 1
        return
    with pytest.raises(NotRecordedError):
        await collecting


@pytest.mark.anyio
async def test_all_pages_are_read_and_repeats_counted() -> None:
    rows = [semas_store(n) for n in range(1_504)] + [semas_store(3)]
    register = InMemoryRegister(rows)

    reading = await collect_semas(register.page, asked="stores of 영등포구")

    assert register.asked == [1, 2]
    assert (len(reading.rows), reading.total, reading.duplicates) == (1_504, 1_505, 1)


@pytest.mark.anyio
async def test_rows_without_an_id_are_kept_for_the_quarantine() -> None:
    rows: list[Row] = [semas_store(1, bizesId=None), semas_store(2, bizesId=" "), {"lon": 1.0}]

    reading = await collect_semas(InMemoryRegister(rows).page, asked="stores of 영등포구")

    assert list(reading.rows) == rows


@pytest.mark.anyio
async def test_fewer_rows_than_declared_give_nothing() -> None:
    async def page(_number: int) -> RowsPage:
        return RowsPage(total=2, rows=(semas_store(1),))

    with pytest.raises(
        IncompleteAnswerError, match=r"SEMAS: stores of 영등포구: .*2 rows declared"
    ):
        await collect_semas(page, asked="stores of 영등포구")


def test_the_real_register_of_a_district_is_read() -> None:
    path = REAL / "yeongdeungpo_semas_stores.csv"
    if not path.exists():
        pytest.skip("there is no yeongdeungpo_semas_stores.csv in ../shared/data/real")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows: list[Row] = [dict(row) for row in csv.DictReader(file)]
    register = InMemoryRegister(rows)

    reading = asyncio.run(collect_semas(register.page, asked="stores of 영등포구"))
    table, bad = semas_frame(reading.rows, YEONGDEUNGPO)

    assert table.height == len(rows)
    assert table["lon"].null_count() == 0
    assert bad.is_empty()
