"""What the log of a district adds up to: each listing as it was last, and since when."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import polars as pl

LISTING_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "place_id": pl.String(),
        "place_name": pl.String(),
        "road_address": pl.String(),
        "brand": pl.String(),
        "lon": pl.Float64(),
        "lat": pl.Float64(),
        "verdict": pl.String(),
        "corrected_by": pl.String(),
        "judged": pl.String(),
    }
)
"""What is remembered of a listing.

`judged` is what the registers say of it; `corrected_by` is null where the verdict is that.
"""

INSTEAD = r"; the registers say (?<judged>\w+) \((?<confidence>[0-9.]+)\)$"
"""How the evidence of a person's word ends: with what it stands in place of."""

_OF_VERDICTS = ("found", "listed", "verdict_changed", "reopened")


def with_judged(log: pl.DataFrame) -> pl.DataFrame:
    """The log with `judged` in the rows of earlier releases, too, which did not keep it.

    Where such a row rests on a person's word, its evidence says what the registers said.

    Args:
        log: The table `closure_events`, of one or more districts, in the order of `number`.
    """
    told = pl.col("evidence").list.first().str.extract(INSTEAD)
    then = pl.when(pl.col("event").is_in(_OF_VERDICTS)).then(pl.coalesce(told, "verdict"))
    known = pl.coalesce("judged", then).forward_fill().over("district", "place_id")
    return log.with_columns(judged=pl.coalesce(known, "verdict"))


def state_of(log: pl.DataFrame) -> pl.DataFrame:
    """What the log adds up to: a row for each listing that it knows, by `place_id`.

    Columns of `LISTING_SCHEMA` as they were last, `is_listed`, the day `first_seen_on`, and
    `verdict_since`, the day since which the verdict has been the same.
    """
    is_new = pl.col("verdict").ne_missing(pl.col("verdict").shift()).over("place_id")
    last = [pl.col(name).last() for name in LISTING_SCHEMA if name != "place_id"]
    return (
        with_judged(log.sort("number"))
        .with_columns(new_on=pl.when(is_new).then("seen_on"))
        .group_by("place_id")
        .agg(
            *last,
            is_listed=pl.col("event").last() != "delisted",
            first_seen_on=pl.col("seen_on").first(),
            verdict_since=pl.col("new_on").drop_nulls().last(),
        )
        .sort("place_id")
    )


def days_of(
    log: pl.DataFrame, verdicts: pl.DataFrame, *, read_on: date, judged_on: date
) -> pl.DataFrame:
    """`first_seen_on` and `verdict_since` of listings, by `place_id`.

    They are those of the state once the events that follow from the verdicts are in the log.

    Args:
        log: The table `closure_events` of the district, without these events.
        verdicts: The listings as they are now: `place_id` and `verdict`.
        read_on: Day in Seoul on which the map was read.
        judged_on: Day for which the verdicts were given.
    """
    state = state_of(log).select(
        "place_id", "is_listed", "first_seen_on", "verdict_since", verdict_before="verdict"
    )
    return (
        verdicts.select("place_id", "verdict")
        .join(state, on="place_id", how="left")
        .select(
            "place_id",
            first_seen_on=pl.col("first_seen_on").fill_null(read_on),
            verdict_since=pl.when(pl.col("verdict") == pl.col("verdict_before"))
            .then("verdict_since")
            .when("is_listed")
            .then(pl.lit(judged_on))
            .otherwise(pl.lit(read_on)),
        )
        .sort("place_id")
    )
