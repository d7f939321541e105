"""Asset checks: what is looked at in the stored tables, district by district, after each write.

What is provably wrong is refused before it is written; a check looks at what is stored all the
same, and warns of what is merely odd. A check never fails a run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import dagster as dg

from radius_assets.publication.quarantine import stored_check
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.coverage import Coverage, stored_coverage


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: whether all is well, a sentence, and figures for people."""

    passed: bool
    sentence: str
    figures: Mapping[str, int | float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """A check of one asset's tables; `look` gets the store and the name of a district.

    A finding that is not passed counts as `severity`: ERROR where a table cannot be trusted,
    WARN where it is odd.
    """

    name: str
    description: str
    look: Callable[[TableStore, str], Finding]
    severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.WARN


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
    named = [f"{what}: {', '.join(names)}" for what, names in odd.items() if names]
    sentence = "; ".join(named) or "something around every Daiso store was read"
    return Finding(passed=not named, sentence=sentence, figures=figures)


def rows_readable(asset: str) -> Check:
    """The check that a register's rows can be read, but for the few odd ones that it has."""

    def look(store: TableStore, name: str) -> Finding:
        found = stored_check(store, asset, name)
        return Finding(passed=found.passed, sentence=found.sentence, figures=found.metadata)

    return Check(
        "rows_are_readable",
        "No more than one row in a thousand of the register went to quarantine; "
        "`radius quarantine list` tells which and why.",
        look,
    )


CHECKS: Mapping[str, tuple[Check, ...]] = MappingProxyType(
    {
        "convenience": (
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
        ),
        "openapi_food": (rows_readable("openapi_food"),),
        "openapi_tobacco": (rows_readable("openapi_tobacco"),),
        "semas": (rows_readable("semas"),),
    }
)
"""The checks of each asset; one that is added here is evaluated after each write."""

CHECK_SPECS = [
    dg.AssetCheckSpec(check.name, asset=asset, description=check.description)
    for asset, checks in CHECKS.items()
    for check in checks
]
