"""Verdicts from Splink's links, by our rules, so that nothing but the linking differs.

Splink gets what we compare: the permits that may matter, normalized, and one listing a shop.
Its links take the place of ours among the findings; succession, cases and rules are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from benchmarks.splink_links import splink_links
from radius_assets.matching.blocking import SPOT_M, candidate_pairs, relevant_permits
from radius_assets.matching.case import cases
from radius_assets.matching.compare import compared
from radius_assets.matching.features import same_address, same_name
from radius_assets.matching.findings import FINDINGS_SCHEMA, there_since
from radius_assets.matching.judge import expects_permit
from radius_assets.matching.knowledge import Knowledge, Weights
from radius_assets.matching.normalize import (
    RECORD_SCHEMA,
    normalized_permits,
    normalized_places,
    normalized_semas,
    read_on,
)
from radius_assets.matching.overtaken import with_overtaken
from radius_assets.matching.succession import with_succession
from radius_assets.matching.twins import shops_of, with_twins
from radius_assets.matching.verdict import decided

_SAYS = [name for name in RECORD_SCHEMA if name in FINDINGS_SCHEMA]


@dataclass(frozen=True, slots=True)
class Normalized:
    """What is linked: `listings` with their twins, `shops` without, `records` by register.

    `read_on` has the day of the last word of each register.
    """

    listings: pl.DataFrame
    shops: pl.DataFrame
    records: Mapping[str, pl.DataFrame]
    read_on: Mapping[str, date | None]
    as_of: date


def normalized(
    places: pl.DataFrame, registers: Mapping[str, pl.DataFrame | None], as_of: date
) -> Normalized:
    """The tables as our own linking takes them; a register that is None was not asked."""
    listings = with_twins(normalized_places(places))
    shops = shops_of(listings)
    records = {}
    for register, rows in registers.items():
        if rows is not None and register == "semas":
            records[register] = normalized_semas(rows)
        elif rows is not None:
            near = relevant_permits(rows, shops, all_at_spots=register == "tobacco")
            records[register] = normalized_permits(near, as_of=as_of)
    return Normalized(listings, shops, records, read_on(registers, as_of), as_of)


def linked(of: Normalized) -> pl.DataFrame:
    """Splink's links: `place`, `register`, `record`, `record_id`, `probability`, `bits`."""
    parts = []
    for register, rows in of.records.items():
        links = splink_links(of.shops, rows)
        record_id = rows["id"].gather(links["record"])
        parts.append(links.with_columns(register=pl.lit(register), record_id=record_id))
    return pl.concat(parts)


def above(links: pl.DataFrame, least_bits: Mapping[str, float]) -> pl.DataFrame:
    """The links of at least so many bits, by register."""
    least = pl.col("register").replace_strict(dict(least_bits), return_dtype=pl.Float64)
    return links.filter(pl.col("bits") >= least)


def of_listings(links: pl.DataFrame, of: Normalized) -> pl.DataFrame:
    """The links by `place_id`, twins included, with `confidence`, Splink's probability."""
    shops = of.shops["row"].gather(links["place"])
    listings = of.listings.select("twin", place_id="id")
    return (
        links.with_columns(twin=shops)
        .join(listings, on="twin")
        .select("place_id", "register", "record_id", confidence="probability")
    )


def verdicts(links: pl.DataFrame, of: Normalized) -> pl.DataFrame:
    """What our rules make of these links: `place_id`, `verdict`, `confidence`."""
    known = Knowledge()
    weights = known.weights
    followed = with_succession(_findings(links, of, weights), weights)
    found = with_overtaken(followed, of.as_of)
    judged = cases(
        found,
        expects_permit=expects_permit(of.shops, known.words),
        read_on=of.read_on,
        as_of=of.as_of,
    )
    said = decided(judged, weights.confidence)
    said = said.with_columns(twin=of.shops["row"].gather(said["place"]))
    return of.listings.join(said, on="twin").select("verdict", "confidence", place_id="id")


def _findings(links: pl.DataFrame, of: Normalized, weights: Weights) -> pl.DataFrame:
    """The links, and the other records at the listings' spots, with `FINDINGS_SCHEMA`."""
    found = pl.concat(
        _of_register(links.filter(register=register), of.shops, rows, weights).with_columns(
            register=pl.lit(register)
        )
        for register, rows in of.records.items()
    )
    since = there_since(found.filter("is_own"))
    return found.join(since, left_on="owner", right_on="place", how="left").select(
        pl.col(name).cast(kind) for name, kind in FINDINGS_SCHEMA.items()
    )


def _of_register(
    links: pl.DataFrame, shops: pl.DataFrame, records: pl.DataFrame, weights: Weights
) -> pl.DataFrame:
    own = links.select("place", "record", "probability")
    pairs = pl.concat([candidate_pairs(shops, records), own.select("place", "record")]).unique()
    pairs = compared(pairs.sort("place", "record"), shops, records, weights)
    says = records.select(*_SAYS, record_id="id", is_chain=pl.col("chain").is_not_null())
    known = pl.concat([pairs, says[pairs["record"]]], how="horizontal")
    near = pl.col("address_level").is_null() & (pl.col("distance_m") <= SPOT_M)
    matters = (pl.col("standing") != "ended") | pl.col("same_chain")
    at_the_spot = (same_address() | near).fill_null(value=False) & matters
    return (
        known.join(own, on=["place", "record"], how="left")
        .join(own.select("record", owner="place"), on="record", how="left")
        .with_columns(is_own=pl.col("probability").is_not_null(), same_name=same_name())
        .filter(pl.col("is_own") | at_the_spot)
        .with_columns(
            score=pl.coalesce("probability", "score"),
            owner=pl.when(~pl.col("is_own")).then("owner"),
            runner_up=None,
        )
        .sort("place", ~pl.col("is_own"), -pl.col("score"), "record")
    )
