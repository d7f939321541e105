"""A register's file makes the tables that the API's rows make, or is refused with a reason."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from radius_assets.collection.csv_files import FileRefusedError
from radius_assets.collection.permit_files import district_permits, read_permit_file
from radius_assets.collection.permits import collect_permits, permit_table
from radius_assets.domain.districts import district
from radius_assets.publication.tables import checked
from radius_assets.sandbox.city import City
from radius_assets.sandbox.world import build_city
from radius_assets.sources.seoul import Kind
from radius_assets_tests.collection.register_files import (
    LAYOUTS,
    LOCALDATA,
    csv_text,
    in_memory,
)
from radius_assets_tests.collection.registers import InMemoryRegister, food_permit

DISTRICTS = ("도봉구", "금천구")
KINDS: tuple[Kind, ...] = ("food", "tobacco")
REAL = Path(__file__).parents[3] / "shared" / "data" / "real"


@pytest.fixture(scope="module")
def city() -> City:
    """Two districts of an invented Seoul."""
    return build_city(7, districts=DISTRICTS)


@pytest.fixture(scope="module")
def registers(city: City) -> Mapping[Kind, list[dict[str, object]]]:
    """Some hundred rows of both districts, among them some that come twice."""
    found: dict[Kind, list[dict[str, object]]] = {}
    tables: dict[Kind, pl.DataFrame] = {"food": city.food, "tobacco": city.tobacco}
    for kind, table in tables.items():
        twice = table.filter(pl.struct("OPNSFTEAMCODE", "MGTNO").is_duplicated())
        assert not twice.is_empty()
        few = pl.concat([twice, table.gather_every(17)]).unique(maintain_order=True)
        found[kind] = [*few.to_dicts(), *twice.to_dicts()]
    return found


async def by_api(rows: list[dict[str, object]], kind: Kind, name: str) -> pl.DataFrame:
    """The table that a reading of the API makes of a district's rows."""
    own = [row for row in rows if row["OPNSFTEAMCODE"] == district(name).authority_code]
    reading = await collect_permits(InMemoryRegister(own).fetch, asked="permits")
    return permit_table(reading.rows, kind=kind, district=district(name)).frame


def by_file(content: bytes, kind: Kind, name: str) -> pl.DataFrame:
    held = read_permit_file(in_memory(content), kind=kind)
    return district_permits(held, kind, name).frame


def refusal(content: str | bytes, *, kind: Kind = "food") -> str:
    with pytest.raises(FileRefusedError, match=r"^permits\.csv: ") as refused:
        read_permit_file(in_memory(content), kind=kind)
    return refused.value.why


def food_csv(*rows: dict[str, Any]) -> str:
    return csv_text(rows, LOCALDATA)


@pytest.mark.anyio
@pytest.mark.parametrize("encoding", ["cp949", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_file_makes_the_table_that_the_api_makes(
    registers: Mapping[Kind, list[dict[str, object]]], kind: Kind, layout: str, encoding: str
) -> None:
    rows = registers[kind]
    content = csv_text(rows, LAYOUTS[layout], quoted=layout == "localdata").encode(encoding)
    left_out = ["provenance", "updated_at"] if layout == "without moments" else ["provenance"]

    for name in DISTRICTS:
        table = by_file(content, kind, name)
        expected = await by_api(rows, kind, name)

        assert table.height > 50
        assert table.drop(left_out).equals(expected.drop(left_out))
        assert set(table["provenance"]) == {"file"}
        assert table["updated_at"].null_count() == table.height or len(left_out) == 1
        assert checked(f"openapi_{kind}", table, district=name).equals(table)


def test_rows_of_other_authorities_are_counted_and_left_out() -> None:
    busan = {"OPNSFTEAMCODE": "3290000", "SITEWHLADDR": "부산광역시 강서구 가온동 1"}
    rows = [food_permit(1), *(food_permit(n, **busan) for n in (2, 3))]

    held = read_permit_file(in_memory(food_csv(*rows)), kind="food")

    assert held.districts == {"영등포구"}
    assert held.left_out == {"authority '3290000'": 2}


def test_only_the_districts_asked_for_are_read() -> None:
    content = food_csv(food_permit(1), food_permit(2, OPNSFTEAMCODE="3170000"))

    held = read_permit_file(in_memory(content), kind="food", districts=["금천구"])

    assert held.districts == {"금천구"}
    assert held.left_out == {"authority '3180000'": 1}


def test_of_a_permit_that_comes_twice_the_newest_row_counts() -> None:
    rows = [
        food_permit(1, UPDATEDT="2031-03-01 00:00:00", BPLCNM="newer"),
        food_permit(1, UPDATEDT="2031-02-01 00:00:00", BPLCNM="older"),
    ]
    held = read_permit_file(in_memory(food_csv(*rows)), kind="food")

    made = district_permits(held, "food", "영등포구")

    assert made.frame["name"].to_list() == ["newer"]
    assert (made.rows, made.repeats) == (2, 1)


def test_a_state_gets_back_the_zero_that_a_program_dropped() -> None:
    held = read_permit_file(in_memory(food_csv(food_permit(1, TRDSTATEGBN="3"))), kind="food")

    (row,) = district_permits(held, "food", "영등포구").frame.rows(named=True)

    assert (row["state_code"], row["state"]) == ("03", "closed")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("3180000,3180000-104-2031-00002", "28 columns"),
        (
            ",,,,3180000-104-2031-00002" + "," * 14 + "서울특별시 영등포구 가온로 1" + "," * 9,
            "no auth",
        ),
        (
            ",,,318,3180000-104-2031-00002" + "," * 15 + "서울 영등포구 가온로 1" + "," * 8,
            "is no code",
        ),
    ],
    ids=["too short", "without an authority", "no authority"],
)
def test_a_broken_row_of_a_district_is_kept_apart_with_its_line(line: str, why: str) -> None:
    head, *rest = food_csv(food_permit(1), food_permit(3)).splitlines()
    broken = line if line.startswith(",") else f",,,{line}"
    content = "\n".join([head, rest[0], broken, rest[1], ""])

    held = read_permit_file(in_memory(content), kind="food")
    made = district_permits(held, "food", "영등포구")

    assert made.frame.height == 2
    assert made.rows == 3
    (apart,) = made.quarantine.rows(named=True)
    assert why in apart["reason"]
    assert (apart["source"], json.loads(apart["row"])["line"]) == ("file permits.csv", 3)


def test_letters_of_another_encoding_cost_their_row_alone() -> None:
    content = food_csv(food_permit(1, BPLCNM="가온"), food_permit(2, BPLCNM="나온"))
    spoilt = content.encode("cp949").replace("나온".encode("cp949"), b"\xff\xff")

    held = read_permit_file(in_memory(spoilt), kind="food")
    made = district_permits(held, "food", "영등포구")

    assert made.frame["name"].to_list() == ["가온"]
    assert made.quarantine["reason"].to_list() == ["letters of another encoding"]


def test_a_row_that_the_parser_cannot_read_is_kept_as_the_api_names_it() -> None:
    content = food_csv(food_permit(1), food_permit(2, BPLCNM=""))
    held = read_permit_file(in_memory(content), kind="food")

    made = district_permits(held, "food", "영등포구")

    (apart,) = made.quarantine.rows(named=True)
    row = json.loads(apart["row"])
    assert (apart["page"], apart["reason"]) == (None, "no name")
    assert (row["MGTNO"], row["line"]) == ("3180000-104-2031-00002", 3)


def test_too_many_broken_rows_are_another_file() -> None:
    head, row, _ = food_csv(food_permit(1)).split("\r\n")
    content = "\r\n".join([head, *[f"{row},more"] * 11, row, ""])
    held = read_permit_file(in_memory(content), kind="food")

    with pytest.raises(FileRefusedError, match="11 of 12 rows of 영등포구 are broken; line 2: 29"):
        district_permits(held, "food", "영등포구")


def test_the_wrong_register_is_named() -> None:
    tobacco = {**LOCALDATA, "지정일자": "ASGNYMD"}

    assert "is the register of 담배소매업: use --kind tobacco" in refusal(csv_text([], tobacco))


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("food", "3180000-101-2031-00001"),
        ("food", "2031318010105600013"),
        ("tobacco", "3180000-104-2031-00001"),
    ],
)
def test_permits_of_another_business_are_told_by_their_numbers(kind: Kind, number: str) -> None:
    content = food_csv(*(food_permit(n, MGTNO=number) for n in range(3)))

    why = refusal(content, kind=kind)

    assert why.endswith(f"line 2 has the number {number}; is --kind {kind} right?")


def test_a_file_of_another_province_is_refused_with_its_authorities() -> None:
    gyeonggi = {"OPNSFTEAMCODE": "3740000", "SITEWHLADDR": "경기도 수원시 가온동 1"}

    why = refusal(food_csv(*(food_permit(n, **gyeonggi) for n in range(3))))

    assert why == "has no row of the districts asked for, but 3 of authority '3740000'"


def test_codes_that_no_program_knows_are_refused() -> None:
    unknown = {"OPNSFTEAMCODE": "", "SITEWHLADDR": ""}
    content = food_csv(*(food_permit(n, **unknown) for n in range(11)), food_permit(12))

    assert refusal(content) == "11 of its rows are of no known district"


def test_a_header_alone_is_no_register() -> None:
    assert refusal(food_csv()) == "has a header and no rows"


def test_a_new_way_to_write_dates_is_told_by_the_file() -> None:
    rows = [food_permit(n, APVPERMYMD="03/02/2031") for n in range(20)]
    held = read_permit_file(in_memory(food_csv(*rows)), kind="food")

    with pytest.raises(FileRefusedError, match="food permits of 영등포구: 20 of 20"):
        district_permits(held, "food", "영등포구")


@pytest.mark.skipif(not REAL.exists(), reason="NO REAL DATA HERE: real files are not tested")
def test_a_real_file_without_the_columns_of_a_register_is_refused() -> None:
    content = (REAL / "gyeonggi_convenience_permits.csv").read_bytes()

    assert "columns 개방자치단체코드, 관리번호, 사업장명" in refusal(content)
