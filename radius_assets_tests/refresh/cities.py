"""The small city with permits in more districts than its own one."""

import dataclasses
from collections.abc import Sequence

import polars as pl

from radius_assets.domain.districts import district
from radius_assets.sandbox.city import City
from radius_assets_tests.refresh.clients import DISTRICT
from radius_assets_tests.sandbox.cities import small_city


def with_permits_in(names: Sequence[str]) -> City:
    """The small city; each of these districts has the permits of 영등포구 under its own number."""
    city = small_city()
    food, tobacco = (_spread(rows, names) for rows in (city.food, city.tobacco))
    return dataclasses.replace(city, food=food, tobacco=tobacco)


def _spread(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    own = rows.filter(OPNSFTEAMCODE=district(DISTRICT).authority_code)
    codes = (district(name).authority_code for name in names)
    return pl.concat([own.with_columns(OPNSFTEAMCODE=pl.lit(code)) for code in codes])
