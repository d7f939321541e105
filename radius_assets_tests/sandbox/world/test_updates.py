"""A row of a register that reads otherwise than before was updated in between, and no other."""

import datetime as dt

import polars as pl
import pytest

from radius_assets.sandbox.city import City
from radius_assets.sandbox.world import DEFAULT_TODAY, build_city
from radius_assets.sandbox.world.filing import CARRIED_OVER_ON

DISTRICTS = ("영등포구", "서초구")
KEY = ["OPNSFTEAMCODE", "MGTNO"]


def changed(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The rows that are new or read otherwise."""
    return after.join(before, on=after.columns, how="anti", nulls_equal=True).unique(KEY)


@pytest.mark.parametrize("register", ["food", "tobacco"])
@pytest.mark.parametrize("days", [1, 7, 100])
def test_exactly_what_changed_is_updated_since(city: City, register: str, days: int) -> None:
    later = build_city(7, today=DEFAULT_TODAY + dt.timedelta(days=days), districts=DISTRICTS)
    before, after = getattr(city, register), getattr(later, register)
    first_day = (DEFAULT_TODAY + dt.timedelta(days=1)).isoformat()

    updated = after.filter(pl.col("UPDATEDT") >= first_day).unique(KEY)

    assert updated.height > days / 2
    assert updated.select(KEY).sort(KEY).equals(changed(before, after).select(KEY).sort(KEY))
    assert before.join(after, on=KEY, how="anti").is_empty(), "a permit that ends stays"


@pytest.mark.parametrize("register", ["food", "tobacco"])
def test_a_year_brings_every_kind_of_change(city: City, register: str) -> None:
    later = build_city(7, today=DEFAULT_TODAY + dt.timedelta(days=365), districts=DISTRICTS)
    both = (
        getattr(city, register)
        .unique(KEY)
        .join(getattr(later, register).unique(KEY), on=KEY, suffix="_later")
    )

    def now_otherwise(column: str) -> pl.DataFrame:
        differs = pl.col(column).ne_missing(pl.col(f"{column}_later"))
        found: pl.DataFrame = both.filter(differs)
        return found

    assert now_otherwise("TRDSTATEGBN").height > 50
    assert now_otherwise("X").filter(X="").height > 0, "places are found in time"
    renamed = now_otherwise("BPLCNM")
    assert (renamed.height > 0) == (register == "food"), "a new owner needs a tobacco permit anew"
    assert set(renamed["UPDATEGBN_later"]) <= {"U"}


def test_only_what_never_changed_counts_as_entered(city: City) -> None:
    entered = city.food.filter(UPDATEGBN="I")

    assert 0.2 < entered.height / city.food.height < 0.8
    assert set(entered["TRDSTATEGBN"]) == {"01"}


def test_all_rows_were_touched_when_the_data_moved(city: City) -> None:
    before = build_city(7, today=CARRIED_OVER_ON - dt.timedelta(days=1), districts=DISTRICTS)

    known = city.food["UPDATEDT"].drop_nulls()

    assert known.min() >= CARRIED_OVER_ON.isoformat()  # type: ignore[operator]
    assert before.food["UPDATEDT"].drop_nulls().str.head(4).cast(pl.Int64).median() < 2024  # type: ignore[operator]


def test_the_same_rows_are_spoilt_on_every_day() -> None:
    def spoilt(today: dt.date) -> list[str]:
        food = build_city(7, today=today, districts=("강서구",)).food
        found: list[str] = food.filter(pl.col("UPDATEDT").is_null())["MGTNO"].to_list()
        return found

    first, last = spoilt(dt.date(2015, 1, 1)), spoilt(dt.date(2031, 12, 31))

    assert len(first) == 1
    assert first == last
