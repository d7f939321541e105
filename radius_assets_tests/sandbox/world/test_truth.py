"""Tests of listings and of the truth behind them."""

import datetime as dt

import polars as pl
import pytest

from radius_assets.domain.districts import district
from radius_assets.sandbox.city import VERDICTS, City
from radius_assets.sandbox.world import DEFAULT_TODAY
from radius_assets_tests.sandbox.world.conftest import DISTRICTS


@pytest.fixture(scope="module")
def told(city: City) -> pl.DataFrame:
    return city.truth.join(city.places, left_on="place_id", right_on="id", how="left")


def states(city: City, told: pl.DataFrame, register: str) -> pl.DataFrame:
    """One row for each permit of a listed shop: its state and the shop's verdict."""
    permits: pl.DataFrame = getattr(city, register).unique(("OPNSFTEAMCODE", "MGTNO"))
    authorities = {area.sigungu_code: area.authority_code for area in map(district, DISTRICTS)}
    held = told.select(
        "shop_id",
        "verdict",
        "closed_on",
        OPNSFTEAMCODE=pl.col("shop_id").str.head(5).replace_strict(authorities),
        MGTNO=f"{register}_ids",
    )
    return held.explode("MGTNO", empty_as_null=False).join(
        permits, on=("OPNSFTEAMCODE", "MGTNO"), how="left"
    )


def share(claims: pl.Series) -> float:
    """The share of the claims that are true."""
    return float(claims.cast(pl.Int64).sum()) / claims.len()


def test_there_is_a_truth_for_each_convenience_listing(city: City) -> None:
    listed = city.places.filter(pl.col("category_group_code") == "CS2")

    assert city.truth["place_id"].to_list() == listed["id"].to_list()


def test_verdicts_come_in_their_shares(city: City) -> None:
    counted = dict(city.truth["verdict"].value_counts(normalize=True).iter_rows())

    assert set(counted) == set(VERDICTS)
    assert 0.87 < counted["operating"] < 0.94
    assert 0.03 < counted["closed"] + counted["replaced"] < 0.08
    assert 0.01 < counted["unverifiable"] < 0.06


def test_dates_and_heirs_go_with_the_verdict(city: City) -> None:
    dead = pl.col("verdict").is_in(["closed", "replaced"])

    assert (city.truth.filter(dead)["closed_on"] <= DEFAULT_TODAY).all()
    assert city.truth.filter(~dead)["closed_on"].null_count() == city.truth.filter(~dead).height
    heirs = city.truth.filter(pl.col("replaced_by").is_not_null())
    assert set(heirs["verdict"]) == {"replaced"}


def test_who_replaced_a_shop_opened_when_it_was_gone_or_nearly(city: City) -> None:
    replaced = city.truth.filter(pl.col("verdict") == "replaced")
    waited = (replaced["succeeded_on"] - replaced["closed_on"]).dt.total_days()
    dead = pl.col("verdict").is_in(["closed", "replaced"])

    assert (waited >= -45).all()
    assert city.truth.filter(~dead)["succeeded_on"].is_null().all()
    assert (city.truth.filter(pl.col("verdict") == "closed")["succeeded_on"] > DEFAULT_TODAY).any()


def test_heirs_are_shops_of_the_map(city: City) -> None:
    heirs = city.truth["replaced_by"].drop_nulls()

    assert share(heirs.is_in(city.places["place_name"].to_list())) > 0.8


@pytest.mark.parametrize("register", ["food", "tobacco"])
def test_permits_of_the_truth_are_in_the_register(
    city: City, told: pl.DataFrame, register: str
) -> None:
    assert states(city, told, register)["TRDSTATEGBN"].null_count() == 0


@pytest.mark.parametrize("register", ["food", "tobacco"])
def test_an_open_shop_has_an_open_permit_and_a_closed_one_none(
    city: City, told: pl.DataFrame, register: str
) -> None:
    is_open = (pl.col("TRDSTATEGBN") == "01").any()
    shops = states(city, told, register).group_by("shop_id", "verdict", "closed_on").agg(is_open)
    long_closed = pl.col("closed_on") < DEFAULT_TODAY - dt.timedelta(days=60)

    operating = shops.filter(pl.col("verdict") == "operating")["TRDSTATEGBN"]
    closed = shops.filter(long_closed)["TRDSTATEGBN"]

    assert share(operating) > 0.97
    assert share(closed) < 0.05


def test_suspended_shops_are_suspended_in_the_registers(city: City, told: pl.DataFrame) -> None:
    shown = states(city, told, "tobacco").filter(pl.col("verdict") == "suspended")

    assert "02" in set(shown["TRDSTATEGBN"])
    assert "01" not in set(shown["TRDSTATEGBN"])


def test_unverifiable_shops_have_no_permit(city: City) -> None:
    bare = city.truth.filter(pl.col("verdict") == "unverifiable")

    assert (bare["food_ids"].list.len() == 0).all()
    assert (bare["tobacco_ids"].list.len() == 0).all()


def test_chains_hold_permits_as_they_should(told: pl.DataFrame) -> None:
    chains = told.filter(
        pl.col("place_name").str.contains("^(GS25|CU|세븐일레븐|이마트24) ")
        & (pl.col("verdict") == "operating")
    )

    assert 0.93 < share(chains["tobacco_ids"].list.len() > 0) < 1.0
    assert 0.50 < share(chains["food_ids"].list.len() > 0) < 0.68


def test_semas_rows_of_the_truth_are_in_the_register(city: City) -> None:
    known = set(city.semas["bizesId"])

    assert set(city.truth["semas_ids"].explode(empty_as_null=False)) <= known


def test_some_shops_are_listed_twice(city: City) -> None:
    assert 0 < city.truth["shop_id"].is_duplicated().sum() < 0.03 * city.truth.height


def test_listings_look_like_kakaos(city: City) -> None:
    shops = city.places.filter(pl.col("category_group_code") == "CS2")

    assert shops["id"].str.contains(r"^\d{7,10}$").all()
    assert shops["address_name"].str.contains(r"^서울 \S+구 \S+동 \d+(-\d+)?$").all()
    written = shops["road_address_name"].filter(shops["road_address_name"] != "")
    assert 0 < shops.height - written.len() < 0.04 * shops.height
    assert written.str.contains(r"^서울 \S+구 \S+[로길] (지하 )?\d+(-\d+)?$").all()
    leaf = r"^가정,생활 > 편의점( > (GS25|CU|세븐일레븐|이마트24|미니스톱|스토리웨이|씨스페이스))?$"
    assert shops["category_name"].str.contains(leaf).all()
