"""One district of the invented city: all of its tables on one day."""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from radius_assets.domain.districts import District, district
from radius_assets.sandbox.world import figures
from radius_assets.sandbox.world.addresses import short_lot_address, short_road_address
from radius_assets.sandbox.world.branches import name_shops
from radius_assets.sandbox.world.daiso import open_daiso
from radius_assets.sandbox.world.draws import Ints, day_of, dice
from radius_assets.sandbox.world.filing import (
    FOOD_DILIGENCE,
    TOBACCO_DILIGENCE,
    file_permits,
    shown_on,
)
from radius_assets.sandbox.world.histories import Histories, live_through
from radius_assets.sandbox.world.holders import (
    other_food_permits,
    other_tobacco_permits,
    shop_food_permits,
    shop_tobacco_permits,
)
from radius_assets.sandbox.world.listings import Registered, list_shops, tell_truth
from radius_assets.sandbox.world.lots import Ground, lay_lots
from radius_assets.sandbox.world.names import stems_of
from radius_assets.sandbox.world.permits import (
    food_number,
    food_rows,
    next_authority,
    tobacco_number,
    tobacco_rows,
    with_flaws,
)
from radius_assets.sandbox.world.semas import base_date, semas_rows
from radius_assets.sandbox.world.streets import lay_streets


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The tables of one district, as `City` has them of all."""

    places: pl.DataFrame
    daiso: pl.DataFrame
    food: pl.DataFrame
    tobacco: pl.DataFrame
    semas: pl.DataFrame
    addresses: pl.DataFrame
    truth: pl.DataFrame


def build_neighbourhood(name: str, seed: int, today: dt.date) -> Neighbourhood:
    """Build one district; its tables rest on the seed, the day and its name alone.

    The permit tables still lack the columns that are the same in all rows, and have
    `place_in_answer`, by which all districts' rows are to be mixed.
    """
    area, day = district(name), day_of(today)
    ground = _ground(area, seed)
    histories = name_shops(ground, live_through(ground, seed), seed)
    food, tobacco = _food(ground, histories, seed, day), _tobacco(ground, histories, seed, day)
    semas, semas_ids = semas_rows(ground, histories, seed, day_of(base_date(today)))
    listings = list_shops(ground, histories, seed, day)
    registered = Registered(_numbers_of_shops(food), _numbers_of_shops(tobacco), semas_ids)
    daiso = open_daiso(ground, seed, day)
    return Neighbourhood(
        places=pl.concat([listings.drop("shop"), daiso.listings]),
        daiso=daiso.finder,
        food=food.drop("shop"),
        tobacco=tobacco.drop("shop"),
        semas=semas,
        addresses=_addresses(ground, daiso.lots),
        truth=tell_truth(listings, histories, area, registered, day),
    )


def _ground(area: District, seed: int) -> Ground:
    shops = figures.SHOPS_OF_DISTRICT[area.name]
    streets = lay_streets(area, seed, shops=shops)
    sites = round(shops * figures.SITES_PER_SHOP)
    return lay_lots(area, streets, seed, sites=sites, others=4 * shops)


def _food(ground: Ground, histories: Histories, seed: int, day: int) -> pl.DataFrame:
    area = ground.district
    rng = dice(seed, area.name, "food")
    count = round(figures.SHOPS_OF_DISTRICT[area.name] * figures.FOOD_OTHERS_PER_SHOP)
    others = other_food_permits(rng, ground, histories, stems_of(area.name, seed), count)
    facts = pl.concat([shop_food_permits(rng, histories), others])
    filed = file_permits(rng, facts, ground, FOOD_DILIGENCE)
    rows = food_rows(shown_on(filed, day, int(area.sigungu_code)), ground.lots, area)
    number = food_number(pl.lit(next_authority(area)), pl.lit("2019"), pl.lit(1))
    return _with_repeats(with_flaws(rows, area, number))


def _tobacco(ground: Ground, histories: Histories, seed: int, day: int) -> pl.DataFrame:
    area = ground.district
    rng = dice(seed, area.name, "tobacco")
    count = round(figures.SHOPS_OF_DISTRICT[area.name] * figures.TOBACCO_OTHERS_PER_SHOP)
    others = other_tobacco_permits(rng, ground, stems_of(area.name, seed), count)
    facts = pl.concat([shop_tobacco_permits(rng, histories), others])
    filed = file_permits(rng, facts, ground, TOBACCO_DILIGENCE)
    rows = tobacco_rows(shown_on(filed, day, int(area.sigungu_code)), ground.lots, area)
    number = tobacco_number(pl.lit(next_authority(area)), pl.lit("2019"), pl.lit(1))
    return _with_repeats(with_flaws(rows, area, number))


def _with_repeats(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows, and those that come twice once more, elsewhere in the answer."""
    again = rows.filter(pl.col("comes_twice")).with_columns(
        place_in_answer=1 - pl.col("place_in_answer")
    )
    return pl.concat([rows, again]).drop("comes_twice")


def _numbers_of_shops(permits: pl.DataFrame) -> pl.DataFrame:
    return permits.filter(pl.col("shop").is_not_null()).select("shop", id="MGTNO")


def _addresses(ground: Ground, daiso_lots: Ints) -> pl.DataFrame:
    """The addresses of all lots that a convenience store or a Daiso store ever stood on."""
    known = ground.lots.filter(
        (pl.col("lot") < ground.sites) | pl.col("lot").is_in(daiso_lots.tolist())
    )
    name = ground.district.name
    return known.select(
        address_name=short_lot_address(name),
        road_address_name=short_road_address(name),
        lon="lon",
        lat="lat",
        district=pl.lit(name),
    )
