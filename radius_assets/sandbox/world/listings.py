"""What Kakao Map lists of the convenience stores, and what is true of each listing.

Listings come some weeks after a shop opens and go some time after it has closed, so the map shows
dead ones beside those that took their place; now and then it shows a shop twice.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES, District
from radius_assets.sandbox.world.addresses import short_lot_address, short_road_address
from radius_assets.sandbox.world.branches import brand_on, map_name
from radius_assets.sandbox.world.draws import NEVER, Ints, dice, whole
from radius_assets.sandbox.world.histories import Histories
from radius_assets.sandbox.world.lots import Ground

_LISTED_AFTER_DAYS = 45.0  # mean; such that 98.5 % of the open shops are listed
_NEVER_LISTED = 0.004
_GONE_AFTER_DAYS = (60.0, 700.0)  # means: most listings of closed shops, and the forgotten ones
_FORGOTTEN = 0.35  # such that 5 to 6 % of all listings are of closed shops
_LISTED_TWICE = 0.005
_ID_DIGITS = {7: 0.04, 8: 0.38, 9: 0.21, 10: 0.37}  # counted on 463 listings of one district


@dataclass(frozen=True, slots=True)
class Registered:
    """Which rows of each register are which shop's: frames with the columns shop and id."""

    food: pl.DataFrame
    tobacco: pl.DataFrame
    semas: pl.DataFrame


def place_ids(rng: np.random.Generator, area: District, count: int, *, series: int) -> list[str]:
    """Distinct listing ids; no two districts and no two series (0 or 1) of one share any."""
    digits = rng.choice(list(_ID_DIGITS), 2 * count + 8, p=list(_ID_DIGITS.values()))
    drawn = whole(10.0 ** (digits - 1) * rng.uniform(1.02, 3.0, len(digits)))
    distinct = drawn // 50 * 50 + 2 * DISTRICT_NAMES.index(area.name) + series
    _, first = np.unique(distinct, return_index=True)
    return [str(value) for value in distinct[np.sort(first)][:count].tolist()]


def list_shops(ground: Ground, histories: Histories, seed: int, day: int) -> pl.DataFrame:
    """The listings of a day: the columns of PLACES_SCHEMA and shop."""
    rng = dice(seed, ground.district.name, "listings")
    shops = _with_draws(rng, histories.shops, ground.district)
    known = shops.filter((pl.col("listed") <= day) & (day < pl.col("delisted")))
    known = known.join(branches_on(histories, day), on="shop", how="left", maintain_order="left")
    lots = ground.lots.select(
        *("lot", "lon", "lat", "quarter", "plot_number", "road", "road_number", "is_underground")
    )
    known = known.join(lots, on="lot", how="left", maintain_order="left")
    seen_on = pl.min_horizontal(pl.col("closed"), pl.lit(day))
    first = _rows(known, ground.district, map_name(brand_on(seen_on)))
    again = known.filter(pl.col("twice")).with_columns(
        id="second_id", lat=pl.col("lat") + 9e-5, lon=pl.col("lon") + 6e-5, phone=pl.lit("")
    )
    other_name = map_name(brand_on(seen_on)).str.replace(r"점$", "")
    return pl.concat([first, _rows(again, ground.district, other_name)])


def branches_on(histories: Histories, day: int) -> pl.DataFrame:
    """The branch name of each shop that ever opened, as of a day: shop and branch."""
    begun = histories.tenures.filter(pl.col("start") <= day)
    return begun.group_by("shop", maintain_order=True).agg(pl.last("branch"))


def tell_truth(
    listings: pl.DataFrame,
    histories: Histories,
    area: District,
    registered: Registered,
    day: int,
) -> pl.DataFrame:
    """What is so of each listing on that day: a frame of TRUTH_SCHEMA."""
    next_opens = pl.col("opened").shift(-1).over("site", order_by="opened")
    shops = histories.shops.with_columns(succeeded=next_opens)
    shops = shops.join(branches_on(histories, day), on="shop", how="left")
    is_open = (pl.col("opened") <= day) & (day < pl.col("closed"))
    heirs = shops.filter(is_open).select("site", heir=map_name(brand_on(pl.lit(day))))
    told = (
        listings.select(pl.col("id").alias("place_id"), "shop")
        .join(shops, on="shop", how="left", maintain_order="left")
        .join(heirs, on="site", how="left", maintain_order="left")
        .with_columns(replaced_by=pl.when(~is_open).then("heir"))
    )
    for name in ("food", "tobacco", "semas"):
        ids = getattr(registered, name).unique(maintain_order=True)
        ids = ids.group_by("shop", maintain_order=True).agg(pl.col("id").alias(f"{name}_ids"))
        told = told.join(ids, on="shop", how="left", maintain_order="left")
    return told.select(
        "place_id",
        shop_id=pl.format(f"{area.sigungu_code}-{{}}", pl.col("shop").cast(pl.String).str.zfill(5)),
        verdict=_verdict(is_open, day),
        closed_on=pl.when(~is_open).then(_day("closed")),
        replaced_by="replaced_by",
        succeeded_on=pl.when(~is_open).then(_day("succeeded")),
        food_ids=pl.col("food_ids").fill_null([]),
        tobacco_ids=pl.col("tobacco_ids").fill_null([]),
        semas_ids=pl.col("semas_ids").fill_null([]),
    )


def _day(number: str) -> pl.Expr:
    return pl.col(number).cast(pl.Int32).cast(pl.Date)


def _verdict(is_open: pl.Expr, day: int) -> pl.Expr:
    is_suspended = (pl.col("suspended_from") <= day) & (day < pl.col("suspended_until"))
    return (
        pl.when(~is_open & pl.col("replaced_by").is_not_null())
        .then(pl.lit("replaced"))
        .when(~is_open)
        .then(pl.lit("closed"))
        .when(~pl.col("holds_food") & ~pl.col("holds_tobacco"))
        .then(pl.lit("unverifiable"))
        .when(is_suspended)
        .then(pl.lit("suspended"))
        .otherwise(pl.lit("operating"))
    )


def _with_draws(rng: np.random.Generator, shops: pl.DataFrame, area: District) -> pl.DataFrame:
    count = shops.height
    ids = place_ids(rng, area, 2 * count, series=0)
    phone = rng.integers(0, 10_000, count)
    jitter = np.where(rng.random(count) < 0.2, rng.normal(0.0, 3e-5, (2, count)), 0.0)
    return shops.with_columns(
        id=pl.Series(ids[:count]),
        second_id=pl.Series(ids[count:]),
        listed=pl.col("opened") + pl.Series(_listing_delays(rng, count)),
        delisted=pl.col("closed") + pl.Series(_removal_delays(rng, count)),
        twice=pl.Series(rng.random(count) < _LISTED_TWICE),
        has_road=pl.Series(rng.random(count) > 0.015),
        phone=pl.Series([f"02-000-{n:04d}" if n < 2_000 else "" for n in phone.tolist()]),
        east=pl.Series(jitter[0]),
        north=pl.Series(jitter[1]),
    )


def _listing_delays(rng: np.random.Generator, count: int) -> Ints:
    delay = whole(rng.exponential(_LISTED_AFTER_DAYS, count))
    return np.where(rng.random(count) < _NEVER_LISTED, NEVER, delay)


def _removal_delays(rng: np.random.Generator, count: int) -> Ints:
    soon, late = (whole(rng.exponential(mean, count)) for mean in _GONE_AFTER_DAYS)
    return np.where(rng.random(count) < _FORGOTTEN, late, soon)


def _rows(known: pl.DataFrame, area: District, name: pl.Expr) -> pl.DataFrame:
    road = pl.when("has_road").then(short_road_address(area.name)).otherwise(pl.lit(""))
    is_chain = pl.col("kind") == "chain"
    leaf = pl.when(is_chain).then(pl.format(" > {}", "brand")).otherwise(pl.lit(""))
    return known.select(
        "id",
        place_name=name,
        category_name=pl.concat_str(pl.lit("가정,생활 > 편의점"), leaf),
        category_group_code=pl.lit("CS2"),
        category_group_name=pl.lit("편의점"),
        phone="phone",
        address_name=short_lot_address(area.name),
        road_address_name=road,
        lon=pl.col("lon") + pl.col("east"),
        lat=pl.col("lat") + pl.col("north"),
        shop="shop",
    )
