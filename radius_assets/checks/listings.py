"""Checks of `convenience`: is every listing there, and every shop once?"""

import dagster as dg
import polars as pl

from radius_assets.checks.finding import Check, Finding, is_too_many, named, share_of
from radius_assets.checks.positions import LISTED_POSITIONS
from radius_assets.matching.normalize import normalized_places
from radius_assets.matching.twins import with_twins
from radius_assets.refresh.coverage import Coverage, stored_coverage

TOLERATED_TWINS = 0.03
"""Share of listings that list a shop once more. A real district (영등포구, 463 listings) has none,
the worst of an invented city 1.7 %."""


def proved(coverage: Coverage) -> Finding:
    """Whether the stored listings are proved complete, with the figures of the proof."""
    certificate = coverage.certificate
    if certificate is None:
        return Finding(passed=False, sentence="; ".join(coverage.problems))
    reading = certificate.reading
    figures: dict[str, int | float | str] = {
        "tiles": len(reading.tiles),
        "requests": reading.requests,
        "places_declared": reading.declared,
        "places_read": reading.read,
        "places_distinct": reading.places,
        "listings": certificate.listings,
        "drift": reading.drift,
        "prior": reading.prior,
    }
    if reading.predicted is not None:
        figures["places_predicted"] = reading.predicted
    if not coverage.is_proved:
        return Finding(passed=False, sentence="; ".join(coverage.problems), figures=figures)
    sentence = reading.reason or (
        f"{len(reading.tiles)} tiles cover the area, and the places that they declare were read"
    )
    return Finding(passed=True, sentence=sentence, figures=figures)


def stores_drawn(coverage: Coverage) -> Finding:
    """Whether something around each Daiso store of the district is part of the area."""
    certificate = coverage.certificate
    if certificate is None:
        return Finding(passed=False, sentence="; ".join(coverage.problems))
    figures: dict[str, int | float | str] = {"stores": len(certificate.stores)}
    odd = {
        "without a position": certificate.stores_without_position,
        "too far out of the district": certificate.stores_out_of_reach,
    }
    named_stores = [f"{what}: {', '.join(names)}" for what, names in odd.items() if names]
    sentence = "; ".join(named_stores) or "something around every Daiso store was read"
    return Finding(passed=not named_stores, sentence=sentence, figures=figures)


def listed_once(table: pl.DataFrame) -> Finding:
    """Whether the map lists each shop once, but for a few.

    Args:
        table: The table `convenience` of a district.
    """
    listings = with_twins(normalized_places(table))
    again = listings.filter(pl.col("twin") != pl.col("row"))
    first = listings["id"].gather(again["twin"])
    pairs = [
        f"{name} ({one}, {other})"
        for name, one, other in zip(again["name"], first, again["id"], strict=True)
    ]
    sentence = f"{again.height:,} of {table.height:,} listings list a shop once more"
    return Finding(
        passed=not is_too_many(again.height, table.height, tolerated=TOLERATED_TWINS),
        sentence=f"{sentence}: {named(pairs)}" if pairs else sentence,
        figures={
            "listings": table.height,
            "listed_again": again.height,
            "share_listed_again": share_of(again.height, table.height),
        },
    )


OF_LISTINGS = (
    Check(
        "coverage_is_proved",
        "The certificate in the table's file is verified against the stored rows and the "
        "stored Daiso stores: no listing of the area is missing.",
        lambda store, name: proved(stored_coverage(store, name)),
        dg.AssetCheckSeverity.ERROR,
    ),
    Check(
        "area_knows_every_store",
        "Every Daiso store of the district has a position, and something around it lies "
        "within the district: else what is near it was not read.",
        lambda store, name: stores_drawn(stored_coverage(store, name)),
    ),
    Check(
        "shops_are_listed_once",
        f"No more than {TOLERATED_TWINS:.0%} of the listings have the name and the place of "
        "another one. Both get the verdict of the one shop.",
        lambda store, name: listed_once(store.read("convenience", name)),
    ),
    LISTED_POSITIONS,
)
