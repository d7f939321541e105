"""The whole city: its districts side by side, and what lies around it."""

import datetime as dt
from collections.abc import Mapping, Sequence

import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.sandbox.city import (
    FOOD_COLUMNS,
    PLACES_SCHEMA,
    TOBACCO_COLUMNS,
    TRUTH_SCHEMA,
    City,
)
from radius_assets.sandbox.world.daiso import listings_elsewhere, stores_elsewhere
from radius_assets.sandbox.world.figures import DEFAULT_TODAY, LAST_DAY
from radius_assets.sandbox.world.neighbourhood import Neighbourhood, build_neighbourhood
from radius_assets.sandbox.world.permits import FOOD_CONSTANTS, TOBACCO_CONSTANTS
from radius_assets.sandbox.world.semas import base_date

FIRST_TODAY = dt.date(2015, 1, 1)
"""Before this day the city has too little history to be shown."""


def build_city(
    seed: int, *, today: dt.date = DEFAULT_TODAY, districts: Sequence[str] = DISTRICT_NAMES
) -> City:
    """Build the invented city as its services show it on `today`.

    The same seed, day and districts give the same city. A district's rows do not depend on which
    others are built; a later day shows the same shops some time on. Daiso stores and look-alikes
    outside Seoul are always there.

    Args:
        seed: Any whole number from 0.
        today: From 2015-01-01 to 2031-12-31. The totals of `figures` hold on the default day.
        districts: Which districts to build, fewer for a quick test.

    Raises:
        ValueError: `today` lies outside the city's history, or no district is named.
    """
    check_today(today)
    if not districts:
        raise ValueError("a city without districts has nothing to show")
    return side_by_side([build_neighbourhood(name, seed, today) for name in districts], seed, today)


def check_today(today: dt.date) -> None:
    """Raise ValueError where the city has no history on that day."""
    if not FIRST_TODAY <= today < LAST_DAY:
        raise ValueError(f"today is {today}, but the city lives from {FIRST_TODAY} to {LAST_DAY}")


def side_by_side(built: Sequence[Neighbourhood], seed: int, today: dt.date) -> City:
    """Put districts together to a city; takes their permit tables apart."""
    places = pl.concat([*(one.places for one in built), listings_elsewhere()])
    return City(
        today=today,
        seed=seed,
        semas_month=f"{base_date(today):%Y%m}",
        places=places.select(*PLACES_SCHEMA),
        daiso=pl.concat([*(one.daiso for one in built), stores_elsewhere()]),
        food=_register([one.food for one in built], FOOD_CONSTANTS, FOOD_COLUMNS),
        tobacco=_register([one.tobacco for one in built], TOBACCO_CONSTANTS, TOBACCO_COLUMNS),
        semas=pl.concat([one.semas for one in built]),
        addresses=pl.concat([one.addresses for one in built]),
        truth=pl.concat([one.truth for one in built]).select(*TRUTH_SCHEMA),
    )


def _register(
    tables: list[pl.DataFrame], constants: Mapping[str, str | None], columns: Sequence[str]
) -> pl.DataFrame:
    """All districts' rows in no order; columns that never differ come last and cost nothing.

    Empties the tables column by column: the city twice over would not fit a small machine.
    """
    order = pl.concat([table["place_in_answer"] for table in tables]).arg_sort()
    mixed = pl.DataFrame(
        {
            name: pl.concat([table.drop_in_place(name) for table in tables]).gather(order)
            for name in columns
            if name not in constants
        }
    )
    same = [pl.lit(value, dtype=pl.String).alias(name) for name, value in constants.items()]
    return mixed.with_columns(same).select(columns)
