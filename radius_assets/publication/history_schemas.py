"""The columns of the tables that remember: what happened, and what a week adds up to."""

import dataframely as dy
import polars as pl

from radius_assets.publication import columns
from radius_assets.publication.schemas import VERDICTS

EVENTS = (
    "found",
    "listed",
    "delisted",
    "moved",
    "brand_changed",
    "verdict_changed",
    "reopened",
    "judged_anew",
)
NO_BRAND = "other"
"""Stands in `weekly_summary` for listings in whose name no brand is recognised."""


class ClosureEvents(dy.Schema):
    """Something that happened to a listing, and the listing after it."""

    district = columns.district("The district of the listing.", key=True)
    number = dy.Int64(primary_key=True, min=1, description="Place in the district's log, from 1.")
    seen_on = columns.date(
        "Day in Seoul on which it was seen: that of the verdict for `verdict_changed`, "
        "`reopened` and `judged_anew`, else that on which the map was read.",
        nullable=False,
    )
    event = columns.choice(
        EVENTS,
        "`found`: first seen, where nobody had looked before. `listed`: on the map anew, or again, "
        "where a look before had not shown it. `delisted`: gone from the map, whose search covered "
        "its spot. `moved`: to another address, over 30 m away, or over 200 m without one. "
        "`brand_changed`: another chain's name; a chain that is renamed is the same. "
        "`verdict_changed`; or `reopened` where the verdict before was `closed`, `replaced` or "
        "`suspended` and is now `operating`. `judged_anew`: the registers say something else, but "
        "the verdict is the same, which is or was a person's word.",
    )
    before = columns.text(
        "Verdict, brand or address before, the registers' verdict for `judged_anew`; the last "
        "verdict of a listing that is listed again. Null where it was not there, or without a "
        "brand.",
        nullable=True,
    )
    after = columns.text(
        "Verdict, brand or address after. Null where it is no longer there, or without a brand.",
        nullable=True,
    )
    evidence = dy.List(
        columns.text("A sentence."),
        description="Why it is so, in sentences; of a verdict, what it rested on then.",
    )
    place_id = columns.text("`place_id` in `convenience`.")
    place_name = columns.text("Name of the listing after it.")
    road_address = columns.text("Road address after it.", nullable=True)
    brand = columns.text(
        "The chain in its name, else in its category on the map, as they were read on that day "
        "(`세븐일레븐` for what was `미니스톱`); null where none was recognised.",
        nullable=True,
    )
    lon = columns.lon("After it.")
    lat = columns.lat("After it.")
    verdict = columns.choice(VERDICTS, "Verdict after it; the last one of a listing that is gone.")
    corrected_by = columns.text(
        "Whose word that verdict is against the registers, on that day; null where they say the "
        "same, and in rows of releases that did not tell.",
        nullable=True,
    )
    judged = columns.choice(
        VERDICTS,
        "What the registers say of it; the last they said of a listing that is gone. Null in rows "
        "of releases that did not tell.",
        nullable=True,
    )


class WeeklySummary(dy.Schema):
    """What happened to the listings of a brand in a district and a week."""

    week = dy.Date(
        primary_key=True,
        check={"a Monday": lambda column: column.dt.weekday() == 1},
        description="Monday of the week.",
    )
    district = columns.district("The district.", key=True)
    brand = columns.text(f"The brand; `{NO_BRAND}` where none is recognised.", key=True)
    listings = columns.count("Listings at the end of the week.")
    listings_change = dy.Int64(
        nullable=True,
        description="By how many they are more than a week before, those `found` included. Null in "
        "the week of the district's first look: nobody knows what was there before.",
    )
    operating = columns.count(
        "Of them with the verdict `operating`.",
        checks={"of the listings": lambda column: column <= pl.col("listings")},
    )
    operating_change = dy.Int64(
        nullable=True,
        description="By how many they are more than a week before; null as `listings_change`.",
    )
    found = columns.count("Listings seen for the first time where nobody had looked before.")
    openings = columns.count(
        "Listings that came onto the map, but for those whose shop the registers hold gone."
    )
    closings = columns.count(
        "Listings whose shop the registers came to hold `closed`, whatever people say, or that "
        "left the map before the registers held it gone. `suspected_closed` and `unverifiable` "
        "leave what was held before."
    )
    replacements = columns.count(
        "Listings whose shop the registers came to hold `replaced` without having held it "
        "`closed`, for that is counted once, or that changed from this brand to another."
    )
    reopenings = columns.count(
        "Listings that the registers held gone or suspended and came to hold `operating`."
    )
    corrections = columns.count(
        "Verdicts that changed because a person contradicted the registers, or no longer does. "
        "They count as no closing, replacement or reopening: those are the registers'."
    )
    delisted = columns.count("Listings that left the map, whatever their verdict.")
