"""Listings of an invented district, and looks at them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.publication.events import LOG, Look, new_events
from radius_assets.publication.log_state import LISTING_SCHEMA
from radius_assets.publication.tables import checked, table
from radius_assets_tests.publication.frames import DISTRICT

EVERYWHERE = shapely.box(126.8, 37.4, 127.0, 37.6)
NOWHERE = shapely.Polygon()
READ_ON = date(2031, 3, 3)
JUDGED_ON = date(2031, 3, 5)

_LISTING: Mapping[str, object] = {
    "place_id": "1",
    "place_name": "가온25 한빛점",
    "road_address": "서울 영등포구 가온로 1",
    "brand": "가온25",
    "lon": 126.9,
    "lat": 37.5,
    "verdict": "operating",
    "corrected_by": None,
    "evidence": ["food permit: operating"],
}


def listing(place_id: str = "1", **changes: object) -> Mapping[str, object]:
    """A listing with what a look knows of it, and the given values in place of the usual ones.

    The registers say what the verdict is, or `operating` where it is a person's, unless given.
    """
    row = {**_LISTING, "place_id": place_id, **changes}
    judged = row["verdict"] if row["corrected_by"] is None else "operating"
    return {"judged": judged, **row}


def look(
    *listings: Mapping[str, object],
    area: BaseGeometry | None = EVERYWHERE,
    read_on: date = READ_ON,
    judged_on: date = JUDGED_ON,
) -> Look:
    """What a look at a district shows."""
    schema = {**LISTING_SCHEMA, "evidence": pl.List(pl.String)}
    return Look(pl.DataFrame(list(listings), schema=schema), read_on, judged_on, area)


def empty_log() -> pl.DataFrame:
    """The log of a district before the first look."""
    return table(LOG).schema.create_empty()


def log_of(*looks: Look) -> pl.DataFrame:
    """The log after these looks, of which each row is checked as the store would."""
    log, looked_at = empty_log(), None
    for each in looks:
        events = new_events(log, each, district=DISTRICT, looked_at=looked_at)
        log, looked_at = pl.concat([log, events]), each.area
    assert checked(LOG, log, district=DISTRICT).equals(log)
    return log


def told(log: pl.DataFrame) -> Sequence[tuple[Any, ...]]:
    """Each event of a log in short."""
    return log.select("place_id", "event", "before", "after").rows()
