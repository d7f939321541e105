"""What holds of the verdicts on any tables."""

import random
from datetime import date
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.matching.judge import judge
from radius_assets.matching.normalize import normalized_places
from radius_assets.matching.twins import with_twins
from radius_assets_tests.matching.rows import (
    AS_OF,
    Row,
    permit,
    permits,
    place,
    places,
    store,
    stores,
)

NAMES = st.sampled_from(
    [
        "GS25 한빛점",
        "GS25 한빛2호점",
        "CU 한빛점",
        "미니스톱 가온점",
        "세븐일레븐 가온점",
        "한빛마트",
        "무인 한빛",
        "@",
    ]
)
ADDRESSES = st.sampled_from(["서울 영등포구 한빛로 12", "서울 영등포구 다솜로 3", None])
DAYS = st.none() | st.dates(date(2010, 1, 1), date(2026, 8, 30))
STATES = st.sampled_from(["operating", "suspended", "closed", "revoked", "excluded", "unknown"])


def listings() -> st.SearchStrategy[list[Row]]:
    shop = st.builds(place, NAMES, east_m=st.floats(0, 300), road_address=ADDRESSES)
    return st.lists(shop, min_size=1, max_size=5).map(
        lambda rows: [{**row, "place_id": str(number)} for number, row in enumerate(rows)]
    )


def registers() -> st.SearchStrategy[list[Row]]:
    record = st.builds(
        permit,
        NAMES,
        east_m=st.none() | st.floats(0, 300),
        road_address=ADDRESSES,
        permitted_on=DAYS,
    )
    ended = st.builds(
        lambda row, day, state: {**row, "closed_on": day, "state": state}, record, DAYS, STATES
    )
    return st.lists(record | ended, max_size=6).map(
        lambda rows: [{**row, "management_number": str(number)} for number, row in enumerate(rows)]
    )


def businesses() -> st.SearchStrategy[list[Row]]:
    return st.lists(st.builds(store, NAMES, road_address=ADDRESSES), max_size=4).map(
        lambda rows: [{**row, "store_id": str(number)} for number, row in enumerate(rows)]
    )


CITIES = st.fixed_dictionaries(
    {
        "places": listings(),
        "food": st.none() | registers(),
        "tobacco": st.none() | registers(),
        "semas": st.none() | businesses(),
    }
)


def verdicts(city: dict[str, Any]) -> pl.DataFrame:
    tables: dict[str, Any] = {
        name: None if city[name] is None else table(*city[name])
        for name, table in (("food", permits), ("tobacco", permits), ("semas", stores))
    }
    return judge(places(*city["places"]), **tables, as_of=AS_OF)


@settings(max_examples=25, deadline=None)
@given(CITIES, st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(city: dict[str, Any], dice: random.Random) -> None:
    shuffled = {
        name: None if rows is None else dice.sample(rows, len(rows)) for name, rows in city.items()
    }

    assert verdicts(shuffled).equals(verdicts(city))


@settings(max_examples=25, deadline=None)
@given(CITIES)
def test_a_permit_far_away_changes_nothing(city: dict[str, Any]) -> None:
    stranger = permit(
        "씨유 먼산점",
        number="far",
        east_m=9_000.0,
        road_address="서울 강동구 먼로 1",
        district="강동구",
    )
    more = {**city, "tobacco": None if city["tobacco"] is None else [*city["tobacco"], stranger]}

    assert verdicts(more).equals(verdicts(city))


@settings(max_examples=25, deadline=None)
@given(CITIES)
def test_every_listing_gets_one_verdict_and_every_record_one_shop(city: dict[str, Any]) -> None:
    table = verdicts(city)

    assert table["place_id"].to_list() == sorted(row["place_id"] for row in city["places"])
    listings = with_twins(normalized_places(places(*city["places"])))
    twins = listings.filter(pl.col("row") != pl.col("twin"))["id"]
    shops = (
        table.filter(~pl.col("place_id").is_in(twins.implode()))
        .select("evidence")
        .explode("evidence", empty_as_null=False)
        .unnest("evidence")
        .filter(pl.col("relation") == "same_shop")
    )
    assert shops.select("register", "record_id").is_unique().all()


@settings(max_examples=25, deadline=None)
@given(CITIES)
def test_a_verdict_rests_on_registers_that_were_consulted(city: dict[str, Any]) -> None:
    for row in verdicts(city).iter_rows(named=True):
        consulted = [name for name in ("food", "tobacco", "semas") if city[name] is not None]
        assert row["registers"] == consulted
        assert {said["register"] for said in row["evidence"]} <= set(consulted)
        if not {"food", "tobacco"} & set(consulted):
            assert row["verdict"] in ("operating", "suspected_closed", "unverifiable")


@settings(max_examples=25, deadline=None)
@given(CITIES)
def test_the_columns_of_a_verdict_fit_together(city: dict[str, Any]) -> None:
    for row in verdicts(city).iter_rows(named=True):
        assert 0 <= row["confidence"] <= 1
        assert (row["replaced_by"] is not None) == (row["verdict"] == "replaced")
        assert row["closed_on"] is None or row["verdict"] in ("closed", "replaced")
        assert all(said["sentence"] for said in row["evidence"])
