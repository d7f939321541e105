"""An invented city as the tables that verdicts are made from, and what is true in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from radius_assets.collection.permits import permits_frame
from radius_assets.collection.semas import semas_frame
from radius_assets.domain.districts import DISTRICT_NAMES, district, district_of_address
from radius_assets.domain.records import ENDED
from radius_assets.matching.brands import lexicon
from radius_assets.matching.judge import judge
from radius_assets.matching.knowledge import Knowledge
from radius_assets.matching.normalize import normalized_places
from radius_assets.sandbox.city import City
from radius_assets.sandbox.world import build_city
from radius_assets.sandbox.world.figures import DEFAULT_TODAY
from radius_assets.sources.seoul import Kind

REGISTERS = ("food", "tobacco", "semas")
PAIR = ("place_id", "register", "record_id")
"""What tells a link: the key of `Trial.pairs`."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The tables of a city as a refresh stores them, and the truth.

    `truth` has `place_id`, `truth` (what is so of the listing), `closed_on`, `succeeded_on` (when
    the next store opened at its place, or will open), `is_chain` (its name is one of a chain whose
    shops must hold a permit) and `is_told`: whether in a register the last permit of the shop has
    ended. `pairs` has `place_id`, `register` and `record_id` of what is
    one shop.
    """

    seed: int
    today: date
    places: pl.DataFrame
    food: pl.DataFrame
    tobacco: pl.DataFrame
    semas: pl.DataFrame
    truth: pl.DataFrame
    pairs: pl.DataFrame


def verdicts(city: Trial, knowing: Knowledge | None = None) -> pl.DataFrame:
    """The table `closures` of a city, with all of its registers asked."""
    return judge(
        city.places,
        food=city.food,
        tobacco=city.tobacco,
        semas=city.semas,
        as_of=city.today,
        knowing=knowing,
    )


def trial(
    seed: int, districts: Sequence[str] = DISTRICT_NAMES, *, today: date = DEFAULT_TODAY
) -> Trial:
    """The invented city of a seed on a day, or some of its districts.

    A whole city takes some seconds.

    Raises:
        ValueError: The day lies outside the city's history.
    """
    city = build_city(seed, today=today, districts=districts)
    food, tobacco = (_permits(city, kind, districts) for kind in ("food", "tobacco"))
    pairs = _pairs(city.truth)
    places = _places(city)
    permits = pl.concat(
        [
            food.with_columns(register=pl.lit("food")),
            tobacco.with_columns(register=pl.lit("tobacco")),
        ]
    )
    return Trial(
        seed=seed,
        today=city.today,
        places=places,
        food=food,
        tobacco=tobacco,
        semas=_semas(city, districts),
        truth=_truth(city.truth, places, told_ends(pairs, permits)),
        pairs=pairs,
    )


def _permits(city: City, kind: Kind, districts: Sequence[str]) -> pl.DataFrame:
    raw: pl.DataFrame = getattr(city, kind)
    frames = []
    for name in districts:
        of = district(name)
        rows = raw.filter(OPNSFTEAMCODE=of.authority_code).unique("MGTNO", maintain_order=True)
        frames.append(permits_frame(rows.to_dicts(), kind=kind, district=of)[0])
    return pl.concat(frames)


def _semas(city: City, districts: Sequence[str]) -> pl.DataFrame:
    rows = city.semas.with_columns(stdrYm=pl.lit(city.semas_month))
    return pl.concat(
        semas_frame(rows.filter(signguNm=name).to_dicts(), district(name))[0] for name in districts
    )


def _places(city: City) -> pl.DataFrame:
    stores = city.places.filter(category_group_code="CS2")
    return stores.select(
        "place_name",
        *(_or_null(name) for name in ("road_address_name", "address_name", "phone")),
        "lon",
        "lat",
        place_id="id",
        category="category_name",
        district=pl.col("address_name").map_elements(district_of_address, pl.String),
    ).rename({"road_address_name": "road_address", "address_name": "lot_address"})


def _or_null(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(name)


def _pairs(truth: pl.DataFrame) -> pl.DataFrame:
    return pl.concat(
        truth.select(
            "place_id", register=pl.lit(register), record_id=pl.col(f"{register}_ids")
        ).explode("record_id", empty_as_null=False)
        for register in REGISTERS
    )


def told_ends(pairs: pl.DataFrame, permits: pl.DataFrame) -> pl.DataFrame:
    """`place_id` of the shops whose last permit in a register has ended.

    Args:
        pairs: As those of a `Trial`.
        permits: Tables of permits with their `register`, food or tobacco.
    """
    stands = permits.select(
        "register",
        "permitted_on",
        record_id="management_number",
        ended=pl.col("state").is_in(ENDED),
    )
    last = (
        pairs.join(stands, on=["register", "record_id"])
        .sort("permitted_on", "record_id")
        .group_by("place_id", "register")
        .agg(pl.col("ended").last())
    )
    return last.filter("ended").select("place_id").unique()


def _truth(truth: pl.DataFrame, places: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    words = lexicon()
    chains = normalized_places(places, words).select(
        place_id="id", is_chain=pl.col("chain").is_in(words.permit_holders).fill_null(value=False)
    )
    return (
        truth.select("place_id", "closed_on", "succeeded_on", truth="verdict")
        .join(chains, on="place_id")
        .with_columns(is_told=pl.col("place_id").is_in(told["place_id"].implode()))
    )
