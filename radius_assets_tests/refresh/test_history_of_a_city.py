"""Months in the life of an invented district: what the log tells, beside what really happened."""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
import stamina

from radius_assets.publication.events import OVER
from radius_assets.publication.log_state import state_of
from radius_assets.publication.storage import LocalStore
from radius_assets.publication.weekly import weekly_summary_frame
from radius_assets.sandbox.city import City
from radius_assets.sandbox.server import serving
from radius_assets.sandbox.world import build_city
from radius_assets_tests.refresh.clients import AT_ONCE
from radius_assets_tests.refresh.weeks import refresh

DISTRICT = "금천구"
DAYS = [date(2026, 7, 6) + timedelta(days=90 * count) for count in range(3)]


@dataclass(frozen=True, slots=True)
class Life:
    """The city on each of the days, and what was written of its district from day to day."""

    cities: list[City]
    listings: list[pl.DataFrame]
    log: pl.DataFrame


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    folder: Path = tmp_path_factory.mktemp("life")
    store = LocalStore(folder / "data")
    cities, listings = [], []
    with stamina.set_testing(True, attempts=5):
        for day in DAYS:
            city = build_city(7, districts=[DISTRICT], today=day)
            with serving(city, AT_ONCE) as running:
                budget = folder / "budget"
                asyncio.run(refresh(running.url, store, budget, day=day, district=DISTRICT))
            cities.append(city)
            listings.append(store.read("convenience", DISTRICT))
    return Life(cities, listings, store.read("closure_events", DISTRICT))


def ids(rows: pl.DataFrame) -> set[str]:
    return set(rows["place_id"])


def test_what_comes_onto_the_map_and_goes_is_told_on_the_day(life: Life) -> None:
    """Of Daiso stores none opens or closes meanwhile, so all is seen from day to day."""
    for day, before, after in zip(DAYS[1:], life.listings, life.listings[1:], strict=False):
        events = life.log.filter(seen_on=day)
        assert ids(events.filter(event="listed")) == ids(after) - ids(before)
        assert ids(events.filter(event="delisted")) == ids(before) - ids(after)
    assert life.log.filter(pl.col("event") == "found")["seen_on"].unique().to_list() == [DAYS[0]]


def test_shops_that_end_are_told_and_others_are_not(life: Life) -> None:
    """A register may hear of it later, or never; but whose end is told has ended."""
    first, last = life.cities[0].truth, life.cities[-1].truth
    open_at_first = first.filter(~pl.col("verdict").is_in(OVER))
    now = last.select("place_id", verdict_now="verdict")
    true = open_at_first.join(now, on="place_id", how="left").with_columns(
        has_ended=pl.col("verdict_now").is_null() | pl.col("verdict_now").is_in(OVER)
    )
    known = state_of(life.log).with_columns(
        is_over=~pl.col("is_listed") | pl.col("verdict").is_in(OVER)
    )
    both = true.join(known, on="place_id")
    ended, over = ids(both.filter("has_ended")), ids(both.filter("is_over"))

    assert len(ended) >= 8, "else this district proves little"
    assert len(over - ended) <= 1
    assert len(ended & over) >= 0.6 * len(ended)


def test_a_shop_that_ended_is_told_no_earlier_than_it_did(life: Life) -> None:
    closed = life.cities[-1].truth.filter(pl.col("closed_on") > DAYS[0])
    ends = life.log.filter(
        (pl.col("event") == "verdict_changed") & pl.col("after").is_in(OVER)
    ).join(closed, on="place_id")

    assert ends.height >= 3
    assert (ends["seen_on"] >= ends["closed_on"]).all()


def test_weeks_add_up_to_the_listings_of_each_day_by_brand(life: Life) -> None:
    weeks = weekly_summary_frame(life.log)

    sums = weeks.group_by("week").agg(pl.col("listings").sum()).sort("week")
    assert sums["listings"].to_list() == [each.height for each in life.listings]
    assert {"GS25", "CU", "세븐일레븐", "이마트24", "other"} <= set(weeks["brand"])
