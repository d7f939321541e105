"""Tests of the city as a whole: the same again, in the right numbers, on any day."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from radius_assets.domain.districts import DISTRICT_NAMES, district_of_address, districts_at
from radius_assets.domain.geo import LonLat, square_around
from radius_assets.sandbox import city as city_module
from radius_assets.sandbox.city import City
from radius_assets.sandbox.world import DEFAULT_TODAY, build_city

TABLES = {
    "places": city_module.PLACES_SCHEMA,
    "daiso": city_module.DAISO_SCHEMA,
    "food": city_module.FOOD_SCHEMA,
    "tobacco": city_module.TOBACCO_SCHEMA,
    "semas": city_module.SEMAS_SCHEMA,
    "addresses": city_module.ADDRESSES_SCHEMA,
    "truth": city_module.TRUTH_SCHEMA,
}


@pytest.fixture(scope="module")
def whole() -> City:
    return build_city(1)


def convenience(city: City) -> pl.DataFrame:
    return city.places.filter(pl.col("category_group_code") == "CS2")


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_its_schema(city: City, table: str) -> None:
    frame: pl.DataFrame = getattr(city, table)

    assert dict(frame.schema) == dict(TABLES[table])
    assert frame.height > 0


@pytest.mark.parametrize("table", TABLES)
def test_the_same_seed_builds_the_same_city(city: City, table: str) -> None:
    again = build_city(7, districts=("영등포구", "서초구"))

    assert getattr(again, table).equals(getattr(city, table))


def test_another_seed_builds_another_city(city: City) -> None:
    other = build_city(8, districts=("영등포구", "서초구"))

    assert not other.places.equals(city.places)
    assert set(other.places["address_name"]).isdisjoint(convenience(city)["address_name"])


def test_the_rows_of_a_district_do_not_depend_on_its_neighbours(city: City) -> None:
    alone = build_city(7, districts=("서초구",))

    assert alone.food.equals(city.food.filter(pl.col("OPNSFTEAMCODE") == "3210000"))
    assert alone.tobacco.equals(city.tobacco.filter(pl.col("OPNSFTEAMCODE") == "3210000"))
    assert alone.semas.equals(city.semas.filter(pl.col("signguNm") == "서초구"))
    assert set(alone.places["id"]) < set(city.places["id"])


def test_a_later_day_shows_the_same_world_some_time_on(city: City) -> None:
    later = build_city(7, today=dt.date(2027, 3, 1), districts=("영등포구", "서초구"))

    both = city.places.join(later.places, on="id")
    assert both.height > 0.95 * city.places.height
    assert (both["lon"] == both["lon_right"]).all()
    permits = city.food.join(later.food, on=("OPNSFTEAMCODE", "MGTNO"), how="left").unique()
    assert permits["BPLCNM_right"].null_count() < 10
    assert later.food.height > city.food.height
    assert (later.today, later.semas_month) == (dt.date(2027, 3, 1), "202609")


@pytest.mark.parametrize("today", [dt.date(2014, 12, 31), dt.date(2032, 1, 1)])
def test_refuses_a_day_outside_the_history(today: dt.date) -> None:
    with pytest.raises(ValueError, match=r"the city lives from 2015-01-01 to 2032-01-01"):
        build_city(1, today=today)


def test_refuses_a_city_without_districts() -> None:
    with pytest.raises(ValueError, match="without districts"):
        build_city(1, districts=())


def test_the_whole_city_has_the_totals_of_seoul(whole: City) -> None:
    food_shops = whole.food.filter(pl.col("UPTAENM") == "편의점")
    is_open = pl.col("TRDSTATEGBN") == "01"

    assert convenience(whole).height == pytest.approx(10_000, rel=0.03)
    assert whole.food.height == pytest.approx(147_000, rel=0.01)
    assert whole.food.filter(is_open).height / whole.food.height == pytest.approx(0.44, abs=0.02)
    assert food_shops.height == pytest.approx(13_000, rel=0.06)
    assert food_shops.filter(is_open).height == pytest.approx(6_000, rel=0.08)
    assert whole.tobacco.height == pytest.approx(95_000, rel=0.02)
    assert whole.tobacco.filter(is_open).height == pytest.approx(15_600, rel=0.03)
    assert whole.semas.height == pytest.approx(10_000, rel=0.04)
    assert whole.daiso.filter(pl.col("strAddr").str.starts_with("서울")).height == 260


def test_the_whole_city_covers_every_district(whole: City) -> None:
    named = convenience(whole)["address_name"].map_elements(
        district_of_address, return_dtype=pl.String
    )

    assert set(named) == set(DISTRICT_NAMES)
    assert whole.semas["signguNm"].n_unique() == 25
    assert whole.food["OPNSFTEAMCODE"].n_unique() == 25


def test_no_two_rows_of_the_whole_city_share_an_id(whole: City) -> None:
    assert whole.places["id"].is_unique().all()
    assert whole.semas["bizesId"].is_unique().all()
    assert whole.daiso["strCd"].is_unique().all()


def test_registers_of_the_whole_city_are_in_no_order(whole: City) -> None:
    for table in (whole.food, whole.tobacco):
        authorities = table["OPNSFTEAMCODE"].to_numpy()
        assert (authorities[1:] != authorities[:-1]).mean() > 0.9


def test_invented_roads_belong_to_one_district(whole: City) -> None:
    parts = pl.col("road_address_name").str.extract_groups(r"^서울 (\S+) (\D+로)").struct
    roads = whole.addresses.select(
        district=parts.field("1"), road=parts.field("2").str.replace(r"\d.*", "")
    )
    districts_of_road = roads.unique().group_by("road").agg(pl.col("district"))

    shared = districts_of_road.filter(pl.col("district").list.len() > 1)

    assert {road: sorted(names) for road, names in shared.iter_rows()} == {
        "강남대로": ["강남구", "서초구"],
        "강서로": ["강서구", "구로구", "양천구"],
    }


def test_listings_cluster_as_shops_do(whole: City) -> None:
    shops = convenience(whole)
    lon, lat = shops["lon"].to_numpy(), shops["lat"].to_numpy()
    finder = whole.daiso.filter(pl.col("strAddr").str.starts_with("서울") & (pl.col("strLitd") > 0))
    squares = [
        square_around(LonLat(*at), 1_800.0) for at in finder.select("strLitd", "strLttd").rows()
    ]
    quarters = [part for square in squares for part in square.grid(2, 2)]
    counts = np.array(
        [
            ((lon >= q.west) & (lon <= q.east) & (lat >= q.south) & (lat <= q.north)).sum()
            for q in quarters
        ]
    )
    at_one_spot = shops.group_by("lon", "lat").len()["len"].to_list()

    assert (counts > 45).mean() > 0.2
    assert counts.max() > 80
    assert 4 <= max(at_one_spot) <= 45


def test_listings_lie_in_the_district_of_their_address(city: City) -> None:
    shops = convenience(city)

    named = [district_of_address(address) for address in shops["address_name"]]
    lying = districts_at(shops["lon"].to_numpy(), shops["lat"].to_numpy())

    assert sum(a != b for a, b in zip(named, lying, strict=True)) < 0.01 * len(named)


def test_says_what_it_shows(city: City) -> None:
    assert (city.seed, city.today, city.semas_month) == (7, DEFAULT_TODAY, "202606")
