"""What happened to the listings of a district, as the next rows of its log.

The log is all that is remembered. What is new is the difference between the state that it adds up
to and the listings as they are now, so a log that missed something catches up with the next look,
and a second look at the same listings adds nothing.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.domain.geo import METRES_PER_DEG_LAT
from radius_assets.publication.log_state import LISTING_SCHEMA, state_of
from radius_assets.publication.moves import moved
from radius_assets.publication.tables import table

LOG = "closure_events"

MARGIN_M = 50.0
"""Nearer to the edge of an area a listing may come and go without anything having happened."""

OVER = ("closed", "replaced")
"""Verdicts that say that the shop of a listing is no more."""

REST = (*OVER, "suspended")
"""Verdicts after which a shop that is held operating has opened again."""

_NAME = ("place_name", "brand")
_WORDS = ("verdict", "corrected_by", "judged")
_ORDER = (
    *("found", "listed", "delisted", "moved"),
    *("brand_changed", "verdict_changed", "reopened", "judged_anew"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """The listings of a district as they are now.

    Attributes:
        listings: Columns of `LISTING_SCHEMA`, and `evidence`, a list of sentences.
        read_on: Day in Seoul on which the map was read.
        judged_on: Day for which the verdicts were given.
        area: What was read of the map, WGS84 degrees; None where nobody knows.
    """

    listings: pl.DataFrame
    read_on: date
    judged_on: date
    area: BaseGeometry | None


def new_events(
    log: pl.DataFrame, look: Look, *, district: str, looked_at: BaseGeometry | None
) -> pl.DataFrame:
    """What the look shows that the log does not know yet, numbered as its next rows.

    A listing is `delisted` only if its spot was read now, and `listed` only if its spot had been
    read before; else it is not told, or merely `found`: an area that shrinks closes no shop, and
    one that grows opens none.

    Args:
        log: The table `closure_events` of the district; without rows before the first look. Its
            brands are compared with those of the look, so both are to be read in one way.
        look: The listings as they are now.
        district: Name of the district.
        looked_at: What had been read at the last look, None where nobody knows.
    """
    before = state_of(log).rename({name: f"{name}_before" for name in LISTING_SCHEMA})
    seen = look.listings.join(before, left_on="place_id", right_on="place_id_before", how="left")
    known = seen.filter("is_listed")
    events = [
        _appeared(seen, looked_at).with_columns(seen_on=look.read_on),
        _gone(before, look).with_columns(seen_on=look.read_on),
        _moved(known).with_columns(seen_on=look.read_on),
        _rebranded(known).with_columns(seen_on=look.read_on),
        _verdict_changed(known).with_columns(seen_on=look.judged_on),
        _judged_anew(known).with_columns(seen_on=look.judged_on),
    ]
    columns = table(LOG).columns
    rank = {event: place for place, event in enumerate(_ORDER)}
    return (
        pl.concat(part.with_columns(pl.lit(district).alias("district")) for part in events)
        .sort("place_id", pl.col("event").replace_strict(rank, return_dtype=pl.Int8))
        .with_row_index("number", offset=log.height + 1)
        .select(pl.col(name).cast(kind) for name, kind in columns.items())
    )


def _appeared(seen: pl.DataFrame, looked_at: BaseGeometry | None) -> pl.DataFrame:
    """Listings that were not there at the last look."""
    new = seen.filter(pl.col("is_listed").not_().fill_null(value=True))
    was_seen = new["is_listed"].is_not_null()
    is_news = was_seen | pl.Series(_lies_within(new, looked_at), dtype=pl.Boolean)
    event = pl.when(is_news).then(pl.lit("listed")).otherwise(pl.lit("found"))
    return _told(new, event, before=pl.col("verdict_before"), after=pl.col("verdict"))


def _gone(before: pl.DataFrame, look: Look) -> pl.DataFrame:
    """Listings that are no longer there, though their spot was read."""
    then = before.filter("is_listed").rename({f"{name}_before": name for name in LISTING_SCHEMA})
    missing = then.join(look.listings, on="place_id", how="anti")
    gone = missing.filter(pl.Series(_lies_within(missing, look.area), dtype=pl.Boolean))
    why = f"no longer on the map on {look.read_on}, though its spot was read"
    return _told(
        gone.with_columns(evidence=pl.lit([why], pl.List(pl.String))),
        pl.lit("delisted"),
        before=pl.col("verdict"),
        after=pl.lit(None),
    )


def _moved(known: pl.DataFrame) -> pl.DataFrame:
    why = pl.format("{} m from where it was", pl.col("m").round().cast(pl.Int64))
    return _told(
        moved(known).with_columns(evidence=pl.concat_list(why), **_before(*_WORDS, *_NAME)),
        pl.lit("moved"),
        before=_place("road_address_before", "lon_before", "lat_before"),
        after=_place("road_address", "lon", "lat"),
    )


def _rebranded(known: pl.DataFrame) -> pl.DataFrame:
    """Listings under another brand.

    Where the name is the same, a brand that comes or goes is merely one that is read otherwise;
    another one is what the map says beside the name.
    """
    both_known = pl.col("brand").is_not_null() & pl.col("brand_before").is_not_null()
    other = known.filter(
        pl.col("brand").ne_missing(pl.col("brand_before"))
        & (both_known | (pl.col("place_name") != pl.col("place_name_before")))
    )
    then, now = (pl.col(name).fill_null("of no known chain") for name in ("brand_before", "brand"))
    why = pl.format("'{}' ({}) is now '{}' ({})", "place_name_before", then, "place_name", now)
    return _told(
        other.with_columns(evidence=pl.concat_list(why), **_before(*_WORDS)),
        pl.lit("brand_changed"),
        before=pl.col("brand_before"),
        after=pl.col("brand"),
    )


def _verdict_changed(known: pl.DataFrame) -> pl.DataFrame:
    other = known.filter(pl.col("verdict") != pl.col("verdict_before"))
    opens = (pl.col("verdict") == "operating") & pl.col("verdict_before").is_in(REST)
    event = pl.when(opens).then(pl.lit("reopened")).otherwise(pl.lit("verdict_changed"))
    return _told(other, event, before=pl.col("verdict_before"), after=pl.col("verdict"))


def _judged_anew(known: pl.DataFrame) -> pl.DataFrame:
    """Listings of which the registers say something else, though their verdict is the same.

    A person's word stands, or stood, in between. What the registers did would else be lost, or be
    found later and be told as of the day on which the word was taken back.
    """
    other = known.filter(
        (pl.col("verdict") == pl.col("verdict_before"))
        & (pl.col("judged") != pl.col("judged_before"))
    )
    event = pl.lit("judged_anew")
    return _told(other, event, before=pl.col("judged_before"), after=pl.col("judged"))


def _told(rows: pl.DataFrame, event: pl.Expr, *, before: pl.Expr, after: pl.Expr) -> pl.DataFrame:
    """The rows as events, but for day, district and number."""
    return rows.select(
        event.alias("event"),
        before.cast(pl.String).alias("before"),
        after.cast(pl.String).alias("after"),
        pl.col("evidence").cast(pl.List(pl.String)),
        *LISTING_SCHEMA,
    )


def _before(*names: str) -> dict[str, pl.Expr]:
    """What is told by an event of its own, which follows."""
    return {name: pl.col(f"{name}_before") for name in names}


def _place(address: str, lon: str, lat: str) -> pl.Expr:
    position = pl.format("{}, {}", pl.col(lon).round(6), pl.col(lat).round(6))
    return pl.coalesce(address, position)


def _lies_within(rows: pl.DataFrame, area: BaseGeometry | None) -> list[bool]:
    """Whether each row's position lies within the area, and not just so."""
    if area is None:
        return [False] * rows.height
    inner = area.buffer(-MARGIN_M / METRES_PER_DEG_LAT)
    shapely.prepare(inner)
    inside = shapely.contains_xy(inner, rows["lon"].to_numpy(), rows["lat"].to_numpy())
    return list(np.atleast_1d(inside))
