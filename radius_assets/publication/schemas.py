"""The columns of the tables: types, meaning, and the values that are provably wrong."""

import dataframely as dy
import polars as pl

from radius_assets.publication.columns import choice as _choice
from radius_assets.publication.columns import count as _count
from radius_assets.publication.columns import date as _date
from radius_assets.publication.columns import distance_m as _distance_m
from radius_assets.publication.columns import district as _district
from radius_assets.publication.columns import known_with as _known_with
from radius_assets.publication.columns import lat as _lat
from radius_assets.publication.columns import lon as _lon
from radius_assets.publication.columns import share as _share
from radius_assets.publication.columns import text as _text

VERDICTS = (
    "operating",
    "closed",
    "replaced",
    "suspended",
    "suspected_closed",
    "unverifiable",
)
RELATIONS = ("same_shop", "other_at_spot")
REGISTERS = ("food", "tobacco", "semas")
POSITION_SOURCES = ("daiso", "kakao_keyword", "kakao_address")


class Daiso(dy.Schema):
    """A Daiso store."""

    store_id = _text(
        "Daiso's store code (strCd), or Kakao's place id of a store found there.", key=True
    )
    name = _text("Name of the store, as its source writes it.")
    road_address = _text("Road address, as its source writes it.")
    lon = _lon("Null where no attempt found a position.", nullable=True)
    lat = _lat("Null where no attempt found a position.", nullable=True)
    district = _district("The district of the store's address.")
    source = _choice(("daiso", "kakao"), "Who lists the store: Daiso's finder, or Kakao Map alone.")
    position_source = _choice(
        POSITION_SOURCES,
        "Where the position is from: the finder, a listing on Kakao, or the address.",
        nullable=True,
        checks={"known with position": lambda column: column.is_null() == pl.col("lon").is_null()},
    )


class Convenience(dy.Schema):
    """A Kakao listing of a convenience store."""

    place_id = _text("Kakao's id of the place.", key=True)
    place_name = _text("Name of the listing, as Kakao writes it.")
    category = _text("Kakao's category path, `가정,생활 > 편의점 > …`.")
    road_address = _text("Road address, as Kakao writes it.", nullable=True)
    lot_address = _text("Lot-number address (지번), as Kakao writes it.", nullable=True)
    phone = _text("Telephone number, as Kakao writes it.", nullable=True)
    lon = _lon("As Kakao has it.")
    lat = _lat("As Kakao has it.")
    district = _district("The district of the listing's address; of its position without one.")
    nearest_store_id = dy.String(
        nullable=True,
        min_length=1,
        check={
            "null only for all of a district": lambda column: (
                column.is_null() == column.is_null().all().over("district")
            )
        },
        description="`store_id` in `daiso` of the district's nearest Daiso store; null only where "
        "the district has none with a position, and all of it was read.",
    )
    distance_m = dy.Float64(
        nullable=True,
        min=0,
        check=dict(_known_with("nearest_store_id")),
        description="Great-circle distance to that store in metres; null without one.",
    )
    fetched_at = dy.Datetime(
        time_zone="UTC", description="When Kakao was asked. No part of the data version."
    )


EVIDENCE = {
    "register": _choice(
        (*REGISTERS, "correction"), "The register that says so, or `correction` of a person."
    ),
    "record_id": _text(
        "Management number of the permit, `store_id` of `semas`, or listing and day of a "
        "correction."
    ),
    "name": _text("Name in the register."),
    "state": _text("State of the permit; null in a register without states.", nullable=True),
    "relation": _choice(
        RELATIONS, "The record is of the same shop, or of another one at its spot."
    ),
    "score": _share("How well the record fits the listing, 1 is certain."),
    "distance_m": _distance_m("Metres between listing and record; null if unknown.", nullable=True),
    "permitted_on": _date("Day of the permit."),
    "closed_on": _date("Day of closure."),
    "sentence": _text("The evidence in words."),
    "sentence_ko": _text("The same in Korean; null where it is not told.", nullable=True),
}


class Closures(dy.Schema):
    """A verdict on a listing."""

    place_id = _text("`place_id` in `convenience`.", key=True)
    place_name = _text("Name of the listing, as Kakao writes it.")
    district = _district("The district of the listing.")
    road_address = _text("Road address, as Kakao writes it.", nullable=True)
    lon = _lon("As in `convenience`.")
    lat = _lat("As in `convenience`.")
    verdict = _choice(VERDICTS, "What the registers say of the listing, or a person who knows.")
    confidence = _share("How sure the verdict is, 1 is certain.")
    reason = _text("Why, by what the registers say: the rule that decided.")
    reason_ko = _text("The same in Korean.")
    closed_on = _date("Day of closure by the register.")
    replaced_by = dy.String(
        nullable=True,
        min_length=1,
        check={
            "only where replaced": lambda column: (
                column.is_null() | (pl.col("verdict") == "replaced")
            )
        },
        description="Name of the shop that took the place over; null but for `replaced`.",
    )
    evidence = dy.List(dy.Struct(EVIDENCE), description="What the verdict rests on, best first.")
    registers = dy.List(
        _choice(REGISTERS, "Name of a register."),
        description="The registers that were consulted, with or without a match.",
    )
    corrected_by = _text(
        "Who corrected the verdict, null where nobody did; the evidence tells when, why, and what "
        "the registers say.",
        nullable=True,
    )
    conflict = dy.String(
        nullable=True,
        min_length=1,
        check={
            "only where corrected": lambda column: (
                column.is_null() | pl.col("corrected_by").is_not_null()
            )
        },
        description="Evidence newer than the correction that speaks against it; null without.",
    )
    first_seen_on = _date(
        "Day in Seoul on which the listing was first seen; null where `closure_events` cannot be "
        "read. No part of the data version."
    )
    verdict_since = _date(
        "Day since which it has had this verdict; null where `closure_events` cannot be read. "
        "No part of the data version."
    )
    as_of = _date("The day the verdict was given for. No part of the data version.", nullable=False)


class CitySummary(dy.Schema):
    """What the verdicts of a district add up to."""

    district = _district("The district.", key=True)
    daiso_stores = _count("Rows of `daiso`.")
    listings = _count(
        "Rows of `closures`: the sum of the six verdicts.",
        checks={"sum of verdicts": lambda column: column == pl.sum_horizontal(*VERDICTS)},
    )
    operating = _count("Listings with the verdict `operating`.")
    closed = _count("Listings with the verdict `closed`.")
    replaced = _count("Listings with the verdict `replaced`.")
    suspended = _count("Listings with the verdict `suspended`.")
    suspected_closed = _count("Listings with the verdict `suspected_closed`.")
    unverifiable = _count("Listings with the verdict `unverifiable`.")
    share_operating = _share(
        "`operating` divided by `listings`; null without listings.", nullable=True
    )
    as_of = _date(
        "The day the verdicts were given for. No part of the data version.",
        nullable=False,
    )
