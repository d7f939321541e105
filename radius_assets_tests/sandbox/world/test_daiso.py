"""Tests of Daiso's finder and of what Kakao lists under that name."""

import datetime as dt

import polars as pl
import pytest

from radius_assets.domain.districts import district_at, district_of_address
from radius_assets.domain.geo import LonLat
from radius_assets.sandbox.city import City
from radius_assets.sandbox.world import DEFAULT_TODAY, build_city
from radius_assets.sandbox.world.daiso import stores_of_district


def test_stores_lie_in_the_district_of_their_address(city: City) -> None:
    stores = city.daiso.filter(pl.col("strAddr").str.starts_with("서울") & (pl.col("strLitd") > 0))

    for address, lon, lat in stores.select("strAddr", "strLitd", "strLttd").iter_rows():
        assert district_at(LonLat(lon, lat)) == district_of_address(address)


def test_no_two_stores_stand_on_one_lot() -> None:
    for seed in range(5):
        stores = build_city(seed, districts=("도봉구",)).daiso

        assert stores["strAddr"].is_unique().all()


def test_districts_have_stores_by_their_share() -> None:
    assert (stores_of_district("강남구"), stores_of_district("도봉구")) == (21, 6)


def test_searches_find_stores_of_other_cities(city: City) -> None:
    elsewhere = city.daiso.filter(~pl.col("strAddr").str.starts_with("서울"))["strAddr"]

    assert elsewhere.str.contains("부산광역시 강서구").any()
    assert elsewhere.str.contains(r"\S+시 중구 ").sum() == 5


def test_a_store_of_one_district_stands_in_a_road_named_after_another(city: City) -> None:
    assert city.daiso["strAddr"].str.contains("서초구 강남대로").any()


@pytest.mark.parametrize(
    "odd",
    [
        pl.col("strLitd") == 0.0,
        pl.col("opngTime") == "1000",
        pl.col("km").is_null(),
        pl.col("strDtlAddr").is_null(),
    ],
    ids=["no position", "time without a colon", "no distance", "no detail"],
)
def test_some_rows_are_odd(city: City, odd: pl.Expr) -> None:
    assert city.daiso.filter(odd).height >= 1


def test_kakao_lists_stores_that_the_finder_lacks_and_the_reverse(city: City) -> None:
    listed = city.places.filter(pl.col("category_name").str.ends_with("> 다이소"))
    names = set(listed["place_name"].str.strip_prefix("다이소 "))
    known = set(city.daiso["strNm"])

    assert names - known
    assert known - names


def test_some_listings_only_bear_the_name(city: City) -> None:
    others = city.places.filter(
        pl.col("place_name").str.contains("다이소")
        & ~pl.col("category_name").str.ends_with("> 다이소")
    )

    assert set(others["category_group_code"]) == {""}
    assert others["address_name"].str.starts_with("부산 강서구").any()
    assert others["address_name"].str.starts_with("서울 영등포구").any()


def finder(today: dt.date) -> pl.DataFrame:
    """The finder's stores of three large districts on that day."""
    stores = build_city(1, today=today, districts=("강남구", "송파구", "강서구")).daiso
    return stores.filter(pl.col("strAddr").str.starts_with("서울"))


def test_stores_close_and_open_in_time() -> None:
    now, then = finder(DEFAULT_TODAY), finder(DEFAULT_TODAY + dt.timedelta(days=5 * 365))

    closed = now.join(then, on="strCd", how="anti")
    opened = then.join(now, on="strCd", how="anti")
    assert 0 < closed.height < 10
    assert 3 < opened.height < 20
    assert then["strCd"].is_unique().all()
    assert (
        now.join(then, on="strCd").filter(pl.col("strAddr") != pl.col("strAddr_right")).is_empty()
    )


def test_a_new_store_gets_its_position_later(city: City) -> None:
    later = build_city(7, today=DEFAULT_TODAY + dt.timedelta(days=60), districts=("영등포구",))
    new = city.daiso.filter((pl.col("strLitd") == 0.0) & pl.col("strAddr").str.contains("영등포구"))

    placed = later.daiso.filter(pl.col("strCd").is_in(new["strCd"].to_list()))

    assert new.height == placed.height == 1
    assert placed["strLitd"][0] > 126


def test_a_road_named_after_gangseo_runs_in_guro() -> None:
    assert build_city(1, districts=("구로구",)).daiso["strAddr"].str.contains("강서로").any()
