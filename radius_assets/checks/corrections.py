"""The check of `corrections`, which no district can make: is every listing that it names known?"""

from collections.abc import Sequence
from datetime import datetime

import dagster as dg
import polars as pl

from radius_assets.checks.finding import Finding, named
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.external import CORRECTIONS, ClockResource, corrections_today
from radius_assets.publication.corrections import Correction, in_force, strangers
from radius_assets.publication.events import LOG
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoreError
from radius_assets.store import StoreResource

NAME = "listings_are_known"
DESCRIPTION = (
    "Of every listing that somebody corrected a district has, or had, a verdict. Another one may "
    "be a wrong number, or of a district that is not stored: its correction does nothing."
)


def known_corrections(store: TableStore, now: datetime) -> Finding:
    """Whether the listings of all corrections are known; what cannot be read is told instead."""
    try:
        corrections = corrections_today(store, now)
        without = strangers(corrections, _ids(store, "closures")) if corrections else []
        unknown = strangers(without, _ids(store, LOG)) if without else []
        districts = len(store.districts("closures"))
    except StoreError as error:
        return Finding(passed=False, sentence=str(error))
    return _finding(corrections, without, unknown, districts)


def evaluation(store: TableStore, now: datetime) -> dg.AssetCheckEvaluation:
    """The check as an event of its own, for those who are no run of it."""
    finding = known_corrections(store, now)
    return dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey(CORRECTIONS),
        check_name=NAME,
        passed=finding.passed,
        severity=dg.AssetCheckSeverity.WARN,
        description=finding.sentence,
        metadata=dict(finding.figures),
    )


@dg.asset_check(asset=CORRECTIONS, name=NAME, description=DESCRIPTION)
def listings_are_known(store: StoreResource, clock: ClockResource) -> dg.AssetCheckResult:
    """The check as people run it in the UI."""
    finding = known_corrections(store.open(), clock.now())
    return dg.AssetCheckResult(
        passed=finding.passed,
        severity=dg.AssetCheckSeverity.WARN,
        description=finding.sentence,
        metadata=dict(finding.figures),
    )


def _finding(
    corrections: Sequence[Correction],
    without: Sequence[Correction],
    unknown: Sequence[Correction],
    districts: int,
) -> Finding:
    listings, gone = len(in_force(corrections)), len(without) - len(unknown)
    sentence = f"{len(corrections)} corrections of {listings} listings"
    if gone:
        sentence += f"; {gone} of them are gone from the map"
    if unknown:
        lines = named([f"{one.place_id} (line {one.line})" for one in unknown])
        sentence += (
            f"; of {len(unknown)} no verdict is stored, in {districts} of {len(DISTRICT_NAMES)} "
            f"districts: {lines}; a wrong number does nothing, remove or mend its row"
        )
    figures = {
        "corrections": len(corrections),
        "listings": listings,
        "gone": gone,
        "unknown": len(unknown),
        "districts": districts,
    }
    return Finding(passed=not unknown, sentence=sentence, figures=figures)


def _ids(store: TableStore, asset: str) -> frozenset[str]:
    """The listings that the stored tables of all districts know."""
    tables = [store.read(asset, name).select("place_id") for name in store.districts(asset)]
    return frozenset(pl.concat(tables)["place_id"]) if tables else frozenset()
