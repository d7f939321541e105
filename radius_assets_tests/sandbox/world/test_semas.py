"""Tests of the SEMAS register: a quarter late, names cut, rows doubled or missing."""

import datetime as dt

import polars as pl
import pytest

from radius_assets.sandbox.city import City
from radius_assets.sandbox.world.semas import base_date
from radius_assets_tests.sandbox.world.test_truth import share


@pytest.mark.parametrize(
    ("today", "base"),
    [
        (dt.date(2026, 9, 28), dt.date(2026, 6, 30)),
        (dt.date(2026, 8, 1), dt.date(2026, 3, 31)),
        (dt.date(2026, 2, 1), dt.date(2025, 9, 30)),
        (dt.date(2026, 3, 15), dt.date(2025, 12, 31)),
    ],
)
def test_shows_the_last_published_quarter(today: dt.date, base: dt.date) -> None:
    assert base_date(today) == base


@pytest.mark.parametrize(
    ("column", "pattern"),
    [
        ("bizesId", r"^MA0101\d{6}(\d{8}|A\d{7})$"),
        ("adongCd", r"^11\d{6}$"),
        ("ldongCd", r"^11\d{8}$"),
        ("lnoCd", r"^11\d{17}$"),
        ("rdnmCd", r"^11\d{10}$"),
        ("bldMngNo", r"^11\d{23}$"),
        ("newZipcd", r"^\d{5}$"),
        ("rdnmAdr", r"^서울특별시 (영등포구|서초구) \S+[로길] (지하 )?\d+(-\d+)?$"),
        ("lnoAdr", r"^서울특별시 (영등포구|서초구) \S+동 \d+(-\d+)?$"),
        ("indsSclsCd", r"^G20405$"),
    ],
)
def test_fields_have_their_format(city: City, column: str, pattern: str) -> None:
    assert city.semas[column].str.contains(pattern).all()


def test_names_are_cut_and_turned_around(city: City) -> None:
    cut = city.semas.filter(pl.col("brchNm") != "")

    assert 0.2 < cut.height / city.semas.height < 0.5
    turned = cut.filter(pl.col("brchNm") == "코리아")["bizesNm"]
    assert turned.len() > 20
    assert turned.str.contains(r"^세븐\S+주$").all()
    assert not city.semas["bizesNm"].str.contains(" ").any()


def test_open_shops_are_missing_or_doubled(city: City) -> None:
    rows = city.truth.filter(pl.col("verdict") == "operating")["semas_ids"].list.len()

    assert 0.03 < share(rows == 0) < 0.15
    assert 0.04 < share(rows > 1) < 0.12


def test_closed_shops_linger(city: City) -> None:
    closed = city.truth.filter(pl.col("verdict") == "closed")

    assert (closed["semas_ids"].list.len() > 0).any()
