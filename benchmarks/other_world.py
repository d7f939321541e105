"""Another world of convenience stores, made of real permits and independently of the sandbox.

Names, addresses and successions are those of real permits (Gyeonggi, 2020); their shops are lived
on until today and shown as Kakao, both permit registers and SEMAS would show them, with faults in
the shares that `other_world_shares` states. The permits lie beside the checkout and are read there.
"""

from collections.abc import Sequence

import polars as pl

from benchmarks.other_world_lives import lived_on
from benchmarks.other_world_map import Listing, Map, Semas
from benchmarks.other_world_names import Names
from benchmarks.other_world_neighbours import Neighbours
from benchmarks.other_world_permits import Permits
from benchmarks.other_world_premises import Past
from benchmarks.other_world_real import quarters_of, real_permits
from benchmarks.other_world_shares import TODAY
from benchmarks.other_world_shops import Dice, Premises
from benchmarks.other_world_stations import stations_with_shop
from benchmarks.other_world_tables import pairs_table, permits_table, places_table, semas_table
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.evaluation.trial import Trial, told_ends
from radius_assets_tests.matching import gold

FOLDER = gold.FOLDER / "real"
"""Where the real permits and the stations lie."""


def other_world(seed: int, districts: Sequence[str] = DISTRICT_NAMES) -> Trial:
    """The other world of a seed, or some of its districts.

    In its truth `is_chain` says whether the shop is one of a chain, whatever its listing says.
    """
    dice = Dice(seed)
    real = real_permits(FOLDER, districts)
    names = Names(dice, quarters_of(real))
    all_premises = _premises(real, districts, dice, names)
    permits = [permit for one in all_premises for permit in Permits(dice, names).of(one)]
    suspended = {one.shop for one in permits if one.state == "suspended"}
    on_map, in_semas = Map(dice, names), Semas(dice, names)
    listings = [listing for one in all_premises for listing in on_map.of(one, suspended)]
    businesses = [row for one in all_premises for row in in_semas.of(one)]
    food, tobacco = (permits_table(permits, register) for register in ("food", "tobacco"))
    pairs = pairs_table(listings, permits, businesses)
    return Trial(
        seed=seed,
        today=TODAY,
        places=places_table(listings),
        food=food,
        tobacco=tobacco,
        semas=semas_table(businesses),
        truth=_truth(listings, pairs, {"food": food, "tobacco": tobacco}),
        pairs=pairs,
    )


def _premises(
    real: pl.DataFrame, districts: Sequence[str], dice: Dice, names: Names
) -> Sequence[Premises]:
    """All premises as they are today."""
    past = Past(dice, names).premises(real)
    now = Neighbours([lived_on(one, dice, names) for one in past], dice, names)
    now.add(stations_with_shop(FOLDER, districts, dice))
    return now.premises


def _truth(
    listings: Sequence[Listing], pairs: pl.DataFrame, registers: dict[str, pl.DataFrame]
) -> pl.DataFrame:
    permits = pl.concat(
        table.with_columns(register=pl.lit(register)) for register, table in registers.items()
    )
    told = told_ends(pairs, permits)["place_id"]
    columns = ("place_id", "closed_on", "succeeded_on", "truth", "is_chain")
    rows = [{name: getattr(listing, name) for name in columns} for listing in listings]
    dates = {"closed_on": pl.Date(), "succeeded_on": pl.Date()}
    truth = pl.DataFrame(rows, schema_overrides=dates)
    return truth.with_columns(is_told=pl.col("place_id").is_in(told.implode()))
