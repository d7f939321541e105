"""Why a listing has its verdict: the records that were compared with it, feature by feature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from radius_assets.matching.blocking import candidate_pairs, relevant_permits
from radius_assets.matching.brands import Lexicon
from radius_assets.matching.compare import compared
from radius_assets.matching.features import FEATURES
from radius_assets.matching.knowledge import weights
from radius_assets.matching.normalize import (
    normalized_permits,
    normalized_places,
    normalized_semas,
)
from radius_assets.matching.twins import shops_of, with_twins
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import TableMissingError

REGISTERS: Mapping[str, str] = {
    "food": "openapi_food",
    "tobacco": "openapi_tobacco",
    "semas": "semas",
}
"""The registers by the names that evidence has, each with its table."""

_ABOUT = ("id", "name", "state", "permitted_on", "closed_on")


@dataclass(frozen=True, slots=True)
class Step:
    """What one feature of a comparison adds, and what it says; nothing where a value is missing."""

    feature: str
    bits: float
    says: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that was compared with the listing; the steps add up to its bits."""

    register: str
    record_id: str
    name: str
    state: str | None
    permitted_on: date | None
    closed_on: date | None
    bits: float
    score: float
    steps: tuple[Step, ...]


def candidates_of(
    places: pl.DataFrame,
    place_id: str,
    registers: Mapping[str, pl.DataFrame],
    *,
    as_of: date,
    words: Lexicon | None = None,
) -> list[Candidate]:
    """All records that are worth comparing with a listing, those that fit best first.

    They are compared with the shop, as the verdict was: of a shop that the map has twice, with its
    first listing.

    Args:
        places: The table `convenience` of the listing's district.
        place_id: The listing.
        registers: The tables that were consulted, by the names of `REGISTERS`.
        as_of: The day of the verdict.
        words: What is known of how names are written; the package's own lexicon if not given.
    """
    listings = with_twins(normalized_places(places, words))
    shops = shops_of(listings)
    shop = listings["id"][listings.filter(id=place_id)["twin"].item()]
    found: list[Candidate] = []
    for register, table in registers.items():
        records = _normalized(register, table, shops, as_of=as_of, words=words)
        pairs = compared(candidate_pairs(shops, records), shops, records)
        about = records.select(*_ABOUT)[pairs["record"]].rename(lambda name: f"{name}_told")
        of_shop = pl.Series(shops["id"])[pairs["place"]] == shop
        rows = pl.concat([pairs, about], how="horizontal").filter(of_shop)
        found += [_candidate(register, row) for row in rows.iter_rows(named=True)]
    return sorted(found, key=lambda one: (-one.bits, one.register, one.record_id))


def _normalized(
    register: str, table: pl.DataFrame, shops: pl.DataFrame, *, as_of: date, words: Lexicon | None
) -> pl.DataFrame:
    if register == "semas":
        return normalized_semas(table, words)
    near = relevant_permits(table, shops, all_at_spots=register == "tobacco", words=words)
    return normalized_permits(near, as_of=as_of, words=words)


def _candidate(register: str, row: Mapping[str, Any]) -> Candidate:
    return Candidate(
        register=register,
        record_id=row["id_told"],
        name=row["name_told"],
        state=row["state_told"],
        permitted_on=row["permitted_on_told"],
        closed_on=row["closed_on_told"],
        bits=row["bits"],
        score=row["score"],
        steps=_steps(row),
    )


def _steps(row: Mapping[str, Any]) -> tuple[Step, ...]:
    known = weights()
    steps = [Step("prior", known.prior_bits, "before anything is compared")]
    for feature in FEATURES:
        index = row[feature.column]
        if index is None:
            steps.append(Step(feature.name, 0.0, "not known"))
        else:
            says = feature.levels[index].says
            steps.append(Step(feature.name, known.bits[feature.name][says], says))
    return tuple(steps)


def consulted_registers(
    store: TableStore, district: str, names: Sequence[str]
) -> dict[str, pl.DataFrame]:
    """The stored tables of the registers that a verdict names, where they are still there."""
    found = {}
    for register in names:
        try:
            found[register] = store.read(REGISTERS[register], district)
        except TableMissingError:
            continue
    return found
