"""Tests of the permit registers: padded, late, incomplete, and wrong here and there."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from radius_assets.domain.geo import wgs84_from_tm
from radius_assets.sandbox.city import City
from radius_assets.sandbox.world import DEFAULT_TODAY, build_city

NO_DATE = " " * 24


@pytest.fixture(params=["food", "tobacco"])
def permits(city: City, request: pytest.FixtureRequest) -> pl.DataFrame:
    frame: pl.DataFrame = getattr(city, request.param)
    return frame


@pytest.mark.parametrize(
    ("register", "column", "pattern"),
    [
        ("food", "MGTNO", r"^\d{7}-104-\d{4}-\d{5}$"),
        ("tobacco", "MGTNO", r"^\d{19}$"),
        ("food", "APVPERMYMD", r"^\d{4}-\d\d-\d\d {14}$"),
        ("food", "DCBYMD", r"^(\d{4}-\d\d-\d\d {14}| {24})$"),
        ("tobacco", "DCBYMD", r"^(\d{4}-\d\d-\d\d {14}| {24})$"),
        ("tobacco", "APVCANCELYMD", r"^(\d{4}-\d\d-\d\d {14}| {24})$"),
        ("tobacco", "ROPNYMD", r"^ {24}$"),
        ("food", "X", r"^(|\d{6}\.\d{1,9} *)$"),
        ("tobacco", "Y", r"^(|\d{6}\.\d{1,9} *)$"),
        ("food", "SITEAREA", r"^(|\d+\.\d\d *)$"),
        ("food", "FACILTOTSCP", r"^(0|-1|\d+\.\d{5} *)$"),
        ("food", "LASTMODTS", r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$"),
        ("food", "SITEWHLADDR", r"^(|서울특별시 (영등포구|서초구) .+)$"),
        ("tobacco", "SITEAREA", r"^$"),
    ],
)
def test_values_have_the_format_of_the_register(
    city: City, register: str, column: str, pattern: str
) -> None:
    values: pl.Series = getattr(city, register)[column]

    assert values.str.contains(pattern).all()


@pytest.mark.parametrize(
    ("column", "width"), [("APVPERMYMD", 24), ("DCBYMD", 24), ("X", 20), ("Y", 20)]
)
def test_values_are_padded(permits: pl.DataFrame, column: str, width: int) -> None:
    written = permits[column].filter(permits[column] != "")

    assert set(written.str.len_chars()) == {width}


def test_states_and_dates_agree(city: City) -> None:
    open_food = city.food.filter(pl.col("TRDSTATEGBN").is_in(["01", "02"]))
    closed_food = city.food.filter(pl.col("TRDSTATEGBN") == "03")
    revoked = city.tobacco.filter(pl.col("TRDSTATEGBN") == "04")
    suspended = city.tobacco.filter(pl.col("TRDSTATEGBN") == "02")

    assert (open_food["DCBYMD"] == NO_DATE).all()
    assert (closed_food["DCBYMD"] != NO_DATE).all()
    assert (revoked["APVCANCELYMD"] != NO_DATE).all()
    assert (revoked["DCBYMD"] == NO_DATE).all()
    assert suspended.height > 0
    assert (suspended["CLGSTDT"] != NO_DATE).all()


def test_nothing_is_dated_after_the_day(permits: pl.DataFrame) -> None:
    day = DEFAULT_TODAY.isoformat()

    for column in ("APVPERMYMD", "LASTMODTS", "UPDATEDT"):
        assert (permits[column].drop_nulls().str.head(10) <= day).all(), column


def test_updates_follow_changes(permits: pl.DataFrame) -> None:
    known = permits.filter(pl.col("UPDATEDT").is_not_null())

    assert (known["UPDATEDT"] > known["LASTMODTS"]).all()


def test_some_rows_come_twice_and_are_the_same(permits: pl.DataFrame) -> None:
    key = ("OPNSFTEAMCODE", "MGTNO")

    distinct = permits.unique(key)

    assert 0 < permits.height - distinct.height < 0.005 * permits.height
    assert permits.unique().height == distinct.height


def test_one_row_of_each_district_lacks_its_update(permits: pl.DataFrame) -> None:
    assert permits["UPDATEDT"].null_count() == 2


def test_one_number_is_given_out_by_two_authorities() -> None:
    neighbours = build_city(7, districts=("서초구", "강남구"))

    for permits in (neighbours.food, neighbours.tobacco):
        given = permits.unique(("OPNSFTEAMCODE", "MGTNO"))["MGTNO"]
        assert given.is_duplicated().sum() == 2


def test_some_dates_are_impossible(city: City) -> None:
    assert city.food["APVPERMYMD"].str.starts_with("2006-02-29").sum() == 1
    assert city.tobacco["APVPERMYMD"].str.starts_with("1900-01-01").sum() == 1


def test_new_permits_often_lack_a_position(city: City) -> None:
    month_ago = (DEFAULT_TODAY - dt.timedelta(days=30)).isoformat()
    lacks = city.food.select(pl.col("X") == "", new=pl.col("APVPERMYMD").str.head(10) > month_ago)

    share = dict(lacks.group_by("new").agg(pl.col("X").mean()).iter_rows())

    assert share[True] > 0.3
    assert 0.01 < share[False] < 0.04


def test_positions_lie_in_seoul(permits: pl.DataFrame) -> None:
    placed = permits.filter(pl.col("X") != "")
    x_m, y_m = (placed[name].str.strip_chars().cast(pl.Float64).to_numpy() for name in "XY")

    lon, lat = wgs84_from_tm(x_m, y_m)

    assert np.all((lon > 126.85) & (lon < 127.12) & (lat > 37.40) & (lat < 37.58))


def test_addresses_are_spelled_in_many_ways(city: City) -> None:
    roads, lots = city.food["RDNWHLADDR"], city.tobacco["SITEWHLADDR"]

    assert roads.null_count() > 0
    assert (roads == "").sum() > 100
    assert roads.str.contains(r"^서울특별시 서초구 \S+[로길] \d+(-\d+)?, 1층 \(\S+동\)$").any()
    assert roads.str.contains(r"[로길]\d+(-\d+)?[ ,]").any()
    assert roads.str.contains(r"[로길] 지하 \d").any()
    assert lots.str.contains(r"동 \d+번지 \d+호").any()
    assert lots.str.contains(r"동 \d+-\d+").any()


def test_few_addresses_are_masked() -> None:
    masked = build_city(1, districts=("강남구",)).food["RDNWHLADDR"].str.contains(r"\*")

    assert 0 < (masked.sum() or 0) < 20


def test_brands_are_spelled_as_registers_do(city: City) -> None:
    names = pl.concat([city.food["BPLCNM"], city.tobacco["BPLCNM"]])

    for spelling in (
        "GS25",
        "지에스25",
        "지에스(GS)25",
        "씨유",
        "CU",
        "(주)코리아세븐",
        "훼미리마트",
    ):
        assert names.str.starts_with(spelling).any(), spelling
