"""Making `closure_events`: what the district's verdicts show that its log does not know yet."""

import asyncio
import json
from datetime import date

import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.certificate import certified_area
from radius_assets.collection.table_certificate import TableCertificate
from radius_assets.domain.districts import District
from radius_assets.domain.seoul_time import day_in_seoul, days_in_seoul
from radius_assets.matching.brands import Lexicon
from radius_assets.matching.names import normalized_names
from radius_assets.matching.normalize import normalized_places
from radius_assets.publication.corrections import judged_by_both
from radius_assets.publication.events import LOG, Look, new_events
from radius_assets.publication.log_state import LISTING_SCHEMA, days_of
from radius_assets.publication.store_errors import StoredTableError, TableMissingError, remedy
from radius_assets.publication.tables import table
from radius_assets.refresh.made import Figure, Made
from radius_assets.refresh.work import Work


async def make_closure_events(work: Work, of: District) -> Made:
    """Add to the district's log what has happened since its last look.

    The log's certificate is the area of that look.

    Raises:
        StoredTableError: The verdicts are of other listings than are stored now, or what is new is
            of an earlier day than the log.
        StoreError: A table is not there, or cannot be read; a log above all, which cannot be
            made again.
    """
    return await asyncio.to_thread(_made, work, of)


def _made(work: Work, of: District) -> Made:
    log, looked_at = _log(work, of)
    look = _look(work, of)
    known = _read_anew(log, work.words)
    events = new_events(known, look, district=of.name, looked_at=looked_at)
    _refuse_earlier(log, look, events, of.name)
    counts = events.group_by("event").len().sort("event").rows()
    figures: dict[str, Figure] = {f"new_{event}": count for event, count in counts}
    seen = None if look.area is None else json.dumps({"area": shapely.to_wkt(look.area, -1)})
    return Made(pl.concat([log, events]), {"new_events": events.height} | figures, seen)


def _log(work: Work, of: District) -> tuple[pl.DataFrame, BaseGeometry | None]:
    """The log as it is, and the area of its last look."""
    try:
        stored = work.store.stored(LOG, of.name)
    except TableMissingError:
        return table(LOG).schema.create_empty(), None
    seen = stored.certificate
    return stored.frame, None if seen is None else shapely.from_wkt(json.loads(seen)["area"])


def _refuse_earlier(log: pl.DataFrame, look: Look, events: pl.DataFrame, district: str) -> None:
    """Refuse a look on an earlier day than the log's last: it would be told as what came after.

    The map may have been read days before the verdicts were given, and what it showed be told
    since: of an earlier day than the look's later one only an event that is new counts.

    Raises:
        StoredTableError: It is one; the log is as it was.
    """
    last = _latest(log["seen_on"])
    day = min([max(look.read_on, look.judged_on), *events["seen_on"]])
    if last is not None and day < last:
        raise StoredTableError(
            LOG,
            district,
            f"it goes up to {last}, and what would be added is of {day}: refresh the district with "
            f"convenience on {last} or later (in the invented city RADIUS_TODAY={last}), or set "
            "RADIUS_STORE to another place",
        )


def _look(work: Work, of: District) -> Look:
    closures = work.store.read("closures", of.name)
    stored = work.store.stored("convenience", of.name)
    places = stored.frame
    if set(closures["place_id"]) != set(places["place_id"]):
        why = "its listings are others than those of convenience"
        raise StoredTableError("closures", of.name, f"{why}, {remedy('closures', of.name)}")
    read_on = _read_on(work, places)
    return Look(
        listings=_listings(closures, places, work.words),
        read_on=read_on,
        judged_on=_latest(closures["as_of"]) or read_on,
        area=_area(stored.certificate, of.name),
    )


def with_days(work: Work, of: District, judged: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """The verdicts with `first_seen_on` and `verdict_since`.

    They are null where the log cannot be read: verdicts do not wait until it is mended, and the
    making of `closure_events` says what is wrong with it.
    """
    try:
        log, _ = _log(work, of)
    except StoredTableError:
        return judged.with_columns(
            pl.lit(None, pl.Date).alias(name) for name in ("first_seen_on", "verdict_since")
        )
    read_on, judged_on = _read_on(work, places), _latest(judged["as_of"])
    days = days_of(log, judged, read_on=read_on, judged_on=judged_on or read_on)
    return judged.join(days, on="place_id")


def _read_on(work: Work, places: pl.DataFrame) -> date:
    """The day in Seoul on which the listings were read; today where there is none to tell."""
    days = places.select(days_in_seoul("fetched_at")).to_series()
    return _latest(days) or day_in_seoul(work.options.now())


def _latest(days: pl.Series) -> date | None:
    latest = days.max()
    return latest if isinstance(latest, date) else None


def _listings(closures: pl.DataFrame, places: pl.DataFrame, words: Lexicon) -> pl.DataFrame:
    brands = normalized_places(places, words).select(place_id="id", brand="chain")
    sentences = pl.col("evidence").list.eval(pl.element().struct.field("sentence"))
    said = judged_by_both(closures).select("place_id", "judged")
    judged = (
        closures.join(said, on="place_id", how="left")
        .with_columns(pl.col("judged").fill_null(pl.col("verdict")), evidence=sentences)
        .with_columns(
            corrected_by=pl.when(pl.col("verdict") != pl.col("judged")).then("corrected_by")
        )
    )
    return judged.join(brands, on="place_id").select(*LISTING_SCHEMA, "evidence")


def _read_anew(log: pl.DataFrame, words: Lexicon) -> pl.DataFrame:
    """The log with its brands as they are read today.

    Names may have come to be known since or be known no more, and chains been renamed: none of
    that changes a listing.
    """
    chains = normalized_names(log["place_name"], words)["chain"]
    # Of a category, where the name has none.
    known_then = pl.col("brand").replace_strict(words.chains, default=None, return_dtype=pl.String)
    return log.with_columns(brand=pl.coalesce(chains, known_then))


def _area(certificate: str | None, district: str) -> BaseGeometry | None:
    """What was read of the map; None where no certificate says so, and nothing can be missed."""
    if certificate is None:
        return None
    try:
        return certified_area(TableCertificate.from_json(certificate).reading)
    except ValueError as error:
        why = f"{error}, {remedy('convenience', district)}"
        raise StoredTableError("convenience", district, why) from None
