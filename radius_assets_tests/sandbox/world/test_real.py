"""Tests of the city that shows real lists, on lists that the tests write themselves."""

from pathlib import Path

import polars as pl
import pytest

from radius_assets.domain.districts import district_at, district_of_address
from radius_assets.domain.geo import LonLat, square_around
from radius_assets.sandbox.city import FOOD_COLUMNS, SEMAS_COLUMNS, City
from radius_assets.sandbox.world import real_city

REAL = Path(__file__).parents[4] / "shared/data/real"

HEADER = "place_id,place_name,road_address_name,y,x"
LISTINGS = (
    "11,CU 가온점,서울 영등포구 가온로 1,37.5201,126.9012",
    "12,지나가던편의점,서울 영등포구 가온로 2,37.5301,126.9212",
    "13,GS25 다솔점,,37.4981,126.9001",
    "14,이마트24 먼점,서울 영등포구 먼로 9,37.5560,126.8890",
    "15,세븐일레븐 한빛점,서울 서초구 한빛로 3,37.4901,127.0101",
    "11,CU 가온점,서울 영등포구 가온로 1,37.5201,126.9012",
)


def write(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "places.csv"
    path.write_text("\n".join((header, *lines)), "utf-8")
    return path


def semas_line(**values: str) -> str:
    known = {"bizesId": "MA01", "signguNm": "영등포구", "lon": "126.9", "lat": "37.52", **values}
    return ",".join(known.get(column, "") for column in SEMAS_COLUMNS)


def write_semas(folder: Path, *lines: str) -> Path:
    path = folder / "semas.csv"
    path.write_text("\n".join((",".join(SEMAS_COLUMNS), *lines)), "utf-8")
    return path


def every_listing_is_near_a_store(city: City) -> bool:
    shops = city.places.filter(pl.col("category_group_code") == "CS2")
    stores = city.daiso.filter(pl.col("strAddr").str.starts_with("서울"))
    return all(
        any(
            district_of_address(store) == district_at(LonLat(store_lon, store_lat))
            and square_around(LonLat(store_lon, store_lat), 1_800.0).contains(LonLat(lon, lat))
            for store, store_lon, store_lat in stores.select(
                "strAddr", "strLitd", "strLttd"
            ).iter_rows()
        )
        for lon, lat in shops.select("lon", "lat").iter_rows()
    )


def test_shows_the_listings_of_the_file(tmp_path: Path) -> None:
    city = real_city(write(tmp_path, *LISTINGS), None, 1, districts=())

    shops = city.places.filter(pl.col("category_group_code") == "CS2")
    assert sorted(shops["id"]) == ["11", "12", "13", "14", "15"]
    categories = dict(shops.select("id", "category_name").iter_rows())
    assert categories["11"] == "가정,생활 > 편의점 > CU"
    assert categories["12"] == "가정,생활 > 편의점"
    assert every_listing_is_near_a_store(city)


def test_knows_no_permits_and_no_truth_of_the_covered_districts(tmp_path: Path) -> None:
    city = real_city(write(tmp_path, *LISTINGS), None, 1, districts=("영등포구", "도봉구"))

    assert set(city.food["OPNSFTEAMCODE"]) == {"3090000"}
    assert city.food.columns == list(FOOD_COLUMNS)
    assert set(city.tobacco["OPNSFTEAMCODE"]) == {"3090000"}
    assert set(city.semas["signguNm"]) == {"도봉구"}
    assert city.truth["shop_id"].str.starts_with("11320").all()


def test_finds_the_addresses_of_the_file(tmp_path: Path) -> None:
    city = real_city(write(tmp_path, *LISTINGS), None, 1, districts=())

    assert "서울 서초구 한빛로 3" in set(city.addresses["road_address_name"])
    assert "" not in set(city.addresses["road_address_name"])


def test_takes_what_else_the_file_tells(tmp_path: Path) -> None:
    header = f"{HEADER},address_name,phone,category_name"
    line = f"{LISTINGS[0]},서울 영등포구 가온동 1,02-1,가정,생활"
    quoted = line.removesuffix("가정,생활") + '"가정,생활 > 편의점 > 씨유"'

    city = real_city(write(tmp_path, quoted, header=header), None, 1, districts=())

    shop = city.places.filter(pl.col("id") == "11").row(0, named=True)
    assert shop["address_name"] == "서울 영등포구 가온동 1"
    assert (shop["phone"], shop["category_name"]) == ("02-1", "가정,생활 > 편의점 > 씨유")


def test_shows_the_semas_rows_of_the_covered_districts(tmp_path: Path) -> None:
    semas = write_semas(
        tmp_path, semas_line(lnoMnno="12", bldMnno="3.0"), semas_line(signguNm="마포구")
    )

    city = real_city(write(tmp_path, *LISTINGS), semas, 1, districts=())

    assert city.semas.height == 1
    assert city.semas.select("lnoMnno", "lnoSlno", "bldMnno").row(0) == (12, None, 3)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("16,CU,서울 서초구 한빛로 3,37.49,east", r"line 3: column 'x': 'east' is no number"),
        ("16,CU,서울 서초구 한빛로 3,nan,127.0", r"line 3: column 'y': nan is not from 37.4"),
        ("16,CU,서울 서초구 한빛로 3,127.0,37.5", r"column 'x': 37.5 is not from 126.7 to 127.3"),
        (
            "16,CU,부산 강서구 다온로 3,37.49,127.0",
            r"'road_address_name': '부산 강서구 .* in no dis",
        ),
        ("16,CU,,37.41,126.71", r"no address, and the position is in no district of Seoul"),
        (
            "16,CU,서울 도봉구 가온로 3,37.49,127.0",
            r"column 'x': the position is \d+ m outside 도봉구",
        ),
        (",CU,서울 서초구 한빛로 3,37.49,127.0", r"line 3: column 'place_id': no value"),
        ("16,,서울 서초구 한빛로 3,37.49,127.0", r"line 3: column 'place_name': no value"),
        ("16,CU,서울 서초구 한빛로 3,37.49", r"line 3: column 'x': the row ends before"),
        ("16,CU,서울,서초구,37.49,127.0", r"line 3: column 'x': 6 values for 5 columns"),
    ],
)
def test_says_where_a_row_is_wrong(tmp_path: Path, line: str, problem: str) -> None:
    path = write(tmp_path, LISTINGS[4], line)

    with pytest.raises(ValueError, match=rf"places\.csv.*{problem}"):
        real_city(path, None, 1, districts=())


def test_says_which_column_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path, "11,CU,서울,37.5", header=HEADER.removesuffix(",x"))

    with pytest.raises(ValueError, match=r"places\.csv: line 1: column 'x': the header has no"):
        real_city(path, None, 1)


def test_says_where_the_encoding_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes(f"{HEADER}\n{LISTINGS[0]}\n{LISTINGS[1]}\n".encode("cp949"))

    with pytest.raises(ValueError, match=r"line 2: column 'place_name': not UTF-8"):
        real_city(path, None, 1)


@pytest.mark.parametrize("text", [HEADER, ""], ids=["only a header", "empty"])
def test_refuses_a_file_without_rows(tmp_path: Path, text: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text(text, "utf-8")

    with pytest.raises(ValueError, match=r"places\.csv: line \d"):
        real_city(path, None, 1)


def test_says_where_a_semas_number_is_wrong(tmp_path: Path) -> None:
    semas = write_semas(tmp_path, semas_line(lnoMnno="twelve"))

    with pytest.raises(ValueError, match=r"semas\.csv: line 2: column 'lnoMnno': 'twelve' is no"):
        real_city(write(tmp_path, *LISTINGS), semas, 1)


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("\n".join((HEADER, LISTINGS[0], "", LISTINGS[1], "")), "utf-8-sig")

    city = real_city(path, None, 1, districts=())

    assert {"11", "12"} < set(city.places["id"])


@pytest.mark.skipif(not REAL.is_dir(), reason=f"no real data at {REAL.name}, it is not shipped")
def test_serves_the_real_lists_of_a_district() -> None:
    city = real_city(
        REAL / "yeongdeungpo_kakao_places.csv",
        REAL / "yeongdeungpo_semas_stores.csv",
        1,
        districts=("구로구",),
    )

    own = city.places.filter(pl.col("road_address_name").str.contains("^서울 영등포구"))
    assert own.filter(pl.col("category_group_code") == "CS2").height == 463
    assert city.semas.filter(pl.col("signguNm") == "영등포구").height == 504
    assert every_listing_is_near_a_store(city)
