"""SEMAS's file makes the tables that the API's rows make, or is refused with a reason."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
import pytest

from radius_assets.collection.csv_files import FileRefusedError
from radius_assets.collection.semas import collect_semas, fold_stores, semas_frame
from radius_assets.collection.semas_files import base_month_of, district_stores, read_semas_file
from radius_assets.domain.districts import district
from radius_assets.publication.tables import checked
from radius_assets.sandbox.city import SEMAS_COLUMNS, City
from radius_assets.sandbox.semas import COLUMN_NAMES
from radius_assets.sandbox.world import build_city
from radius_assets_tests.collection.register_files import in_memory
from radius_assets_tests.collection.registers import InMemoryRegister, semas_store

DISTRICTS = ("도봉구", "금천구")


@pytest.fixture(scope="module")
def city() -> City:
    """Two districts of an invented Seoul."""
    return build_city(7, districts=DISTRICTS)


def semas_csv(rows: Iterable[Mapping[str, object]]) -> str:
    """The rows as SEMAS writes them: 39 columns under Korean names."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMN_NAMES)
    for row in rows:
        values = [row.get(name) for name in SEMAS_COLUMNS]
        writer.writerow(["" if value is None else value for value in values])
    return text.getvalue()


def store(number: int, **fields: Any) -> dict[str, object]:
    return semas_store(number, **{"signguCd": "11560"} | fields)


def table_of(content: str, name: str = "영등포구", *, base_month: str = "203103") -> pl.DataFrame:
    held = read_semas_file(in_memory(content))
    return district_stores(held, name, base_month=base_month).frame


def refusal(content: str) -> str:
    with pytest.raises(FileRefusedError) as refused:
        read_semas_file(in_memory(content))
    return refused.value.why


@pytest.mark.anyio
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
async def test_a_file_makes_the_table_that_the_api_makes(city: City, encoding: str) -> None:
    others = [row | {"indsSclsCd": "G20404"} for row in city.semas.head(30).to_dicts()]
    rows = [*others, *city.semas.to_dicts()]

    held = read_semas_file(in_memory(semas_csv(rows).encode(encoding)))

    for name in DISTRICTS:
        made = district_stores(held, name, base_month=city.semas_month)
        own = city.semas.filter(pl.col("signguCd") == district(name).sigungu_code)
        sent = [
            {key: "" if value is None else value for key, value in row.items()}
            | {"stdrYm": city.semas_month}
            for row in own.to_dicts()
        ]
        reading = await collect_semas(InMemoryRegister(sent).page, asked="stores")
        expected, _ = semas_frame(reading.rows, district(name))

        assert made.frame.height > 100
        assert made.frame.equals(expected)
        assert checked("semas", made.frame, district=name).equals(made.frame)
    assert held.left_out == {"other trades": 30}


def test_stores_of_other_places_are_counted() -> None:
    content = semas_csv([store(1), store(2, signguCd="26440"), store(3, indsSclsCd="I20101")])

    held = read_semas_file(in_memory(content))

    assert held.districts == {"영등포구"}
    assert held.left_out == {"district '26440'": 1, "other trades": 1}


def test_a_store_that_comes_twice_is_one() -> None:
    assert table_of(semas_csv([store(1), store(1)])).height == 1


def test_a_store_without_a_name_is_kept_apart() -> None:
    held = read_semas_file(in_memory(semas_csv([store(1), store(2, bizesNm="")])))

    made = district_stores(held, "영등포구", base_month="203103")

    (apart,) = made.quarantine.rows(named=True)
    assert apart["reason"] == "no name"
    assert apart["source"] == "file permits.csv"
    assert json.loads(apart["row"])["stdrYm"] == "203103"


def test_a_file_of_the_trades_of_old_is_refused() -> None:
    content = semas_csv([store(1, indsSclsCd="D03A01"), store(2, indsSclsCd="D03A01")])

    assert refusal(content) == "has no row of the districts asked for, but 2 of other trades"


def test_a_register_of_permits_is_no_register_of_businesses() -> None:
    why = refusal("개방자치단체코드,관리번호\n3180000,1\n")

    assert why.startswith("is no file of the business register (상가정보): columns 상가업소번호")


def test_rows_cut_short_are_of_no_district() -> None:
    head, row, _ = semas_csv([store(1)]).split("\n")
    content = "\n".join([head, *["MA01,가온25"] * 11, row, ""])

    assert refusal(content) == "11 of its rows are of no known district"


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("소상공인시장진흥공단_상가(상권)정보_서울_202503.csv", "202503"),
        ("소상공인시장진흥공단_상가(상권)정보_20260630.zip", "202606"),
        ("상가정보_202606_202606.csv", "202606"),
        ("202512", "202512"),
        ("상가정보_202503_202506.csv", None),
        ("상가정보_202613.csv", None),
        ("서울.csv", None),
        ("MA0101202603000.csv", None),
        ("20260699.csv", None),
    ],
)
def test_the_month_is_what_the_name_says(name: str, month: str | None) -> None:
    assert base_month_of(name) == month


@pytest.mark.parametrize(
    ("stored", "new", "kept"),
    [
        ("203103", "203106", "203106"),
        ("203106", "203103", "203106"),
        (None, "203103", "203103"),
        ("203103", None, "203103"),
    ],
)
def test_of_two_base_months_the_later_one_counts(
    stored: str | None, new: str | None, kept: str
) -> None:
    of = district("영등포구")
    before, _ = semas_frame([store(1, stdrYm=stored), store(2)], of)
    after, _ = semas_frame([store(1, stdrYm=new), store(3)], of)

    folded = fold_stores(before, after)

    assert folded.table["store_id"].is_sorted()
    assert folded.table.height == 3
    assert folded.table["base_month"][0] == kept
    assert (folded.added, folded.replaced + folded.known) == (1, 1)


def test_a_store_of_the_same_month_stays_as_it_is_stored() -> None:
    of = district("영등포구")
    before, _ = semas_frame([store(1)], of)
    after, _ = semas_frame([store(1, bizesNm="나온")], of)

    folded = fold_stores(before, after)

    assert folded.table.equals(before)
    assert (folded.added, folded.replaced, folded.known) == (0, 0, 1)
