"""What the registers say of a listing: the records of its shop, and the others at its spot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, TypeAlias

import polars as pl

from radius_assets.matching.blocking import SPOT_M
from radius_assets.matching.brands import renaming
from radius_assets.matching.compare import agreement, same_address

EVIDENCE_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "register": pl.String(),
        "record_id": pl.String(),
        "name": pl.String(),
        "state": pl.String(),
        "relation": pl.String(),
        "score": pl.Float64(),
        "distance_m": pl.Float64(),
        "permitted_on": pl.Date(),
        "closed_on": pl.Date(),
        "sentence": pl.String(),
    }
)

CHANGE_OF_OWNER = timedelta(days=90)
"""A permit ends and another begins within this time: the shop changed hands.

That is so of 16 % of the closed tobacco permits (design, section 6).
"""

_OTHERS_TOLD = 5

_Row: TypeAlias = Mapping[str, Any]
_NOUNS: Mapping[str, str] = MappingProxyType(
    {"food": "food permit", "tobacco": "tobacco permit", "semas": "SEMAS entry"}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One record of a register, seen from one listing.

    `same_shop` tells the records of the listing's shop from others at its spot. Of another,
    `claimed` says that it belongs to a listing of its own, and `there_since` since when that
    shop has held permits. `agreement` and `says` are the record in words.
    """

    register: str
    record_id: str
    name: str
    state: str | None
    standing: str
    same_shop: bool
    same_chain: bool
    other_number: bool
    is_chain: bool
    score: float
    distance_m: float | None
    permitted_on: date | None
    closed_on: date | None
    known_on: date | None
    agreement: str
    says: str
    runner_up: float | None = None
    claimed: bool = False
    there_since: date | None = None

    @property
    def is_permit(self) -> bool:
        """Whether the record is a permit; SEMAS holds none."""
        return self.register != "semas"

    @property
    def ended_on(self) -> date | None:
        """When an ended permit ended, at the earliest: a revocation may have no date."""
        return self.closed_on or self.permitted_on


def findings(
    pairs: pl.DataFrame, linked: pl.DataFrame, since: pl.DataFrame, *, register: str
) -> dict[int, tuple[Finding, ...]]:
    """The findings of one register by the row number of the listing, its own shop's first.

    Args:
        pairs: Compared pairs, with the columns of the records.
        linked: Those of them that are one shop.
        since: `there_since` by `place`: the first permit of each listing in any register.
        register: Its name: food, tobacco or semas.
    """
    owners = linked.select("record", owner="place").join(
        since, left_on="owner", right_on="place", how="left"
    )
    others = (
        pairs.filter(_at_the_spot() & (pl.col("standing") != "ended"))
        .join(linked, on=["place", "record"], how="anti")
        .join(owners, on="record", how="left")
    )
    marked = [linked.with_columns(same_shop=True), others.with_columns(same_shop=False)]
    rows = pl.concat(marked, how="diagonal").sort(
        "place", pl.col("same_shop").not_(), ~pl.col("first"), -pl.col("score"), "record"
    )
    found: dict[int, tuple[Finding, ...]] = {}
    for row in rows.iter_rows(named=True):
        found[row["place"]] = (*found.get(row["place"], ()), _finding(row, register))
    return found


def evidence(found: Sequence[Finding], successor: Finding | None) -> list[dict[str, object]]:
    """The findings as rows of `EVIDENCE_SCHEMA`, each with a sentence that a person can check."""
    return [
        {
            "register": finding.register,
            "record_id": finding.record_id,
            "name": finding.name,
            "state": finding.state,
            "relation": "same_shop" if finding.same_shop else "other_at_spot",
            "score": round(finding.score, 3),
            "distance_m": None if finding.distance_m is None else round(finding.distance_m, 1),
            "permitted_on": finding.permitted_on,
            "closed_on": finding.closed_on,
            "sentence": _sentence(finding, found, successor),
        }
        for finding in _worth_telling(found, successor)
    ]


def changes_hands(ended: Finding, later: Finding) -> bool:
    """Whether the later permit begins when the ended one ends, 90 days more or less."""
    if ended.closed_on is None or later.permitted_on is None:
        return False
    return abs(later.permitted_on - ended.closed_on) <= CHANGE_OF_OWNER


def _worth_telling(found: Sequence[Finding], successor: Finding | None) -> list[Finding]:
    """The shop's own records, then the successor and a few of the others at the spot."""
    own = [finding for finding in found if finding.same_shop]
    others = [finding for finding in found if not finding.same_shop]
    others.sort(key=lambda one: (one is not successor, one.claimed, not one.is_chain, -one.score))
    return own + others[:_OTHERS_TOLD]


def _sentence(finding: Finding, found: Sequence[Finding], successor: Finding | None) -> str:
    """What record, why it is this shop, what it says, and what came after."""
    words = [_NOUNS[finding.register], f"'{finding.name}'", finding.agreement]
    parts = [f"{' '.join(word for word in words if word)}: {finding.says}"]
    if finding.same_shop and finding.standing == "ended":
        parts.append(_afterwards(finding, found, successor))
    if not finding.same_shop and finding.claimed:
        parts.append("has a listing of its own")
    if finding.runner_up is not None and finding.runner_up >= 0.2:
        parts.append(f"next best fit {finding.runner_up:.2f}")
    return "; ".join(parts)


def _afterwards(ended: Finding, found: Sequence[Finding], successor: Finding | None) -> str:
    others = [one for one in found if one.same_shop and one.standing == "live" and one.is_permit]
    for one in others:
        if changes_hands(ended, one):
            return f"change of owner, '{one.name}' permitted {one.permitted_on}"
    if any(one.register != ended.register or _not_before(ended, one) for one in others):
        return "another permit of this shop is live"
    if successor is not None:
        return f"then '{successor.name}', permitted {successor.permitted_on}"
    return "no later permit at this lot"


def _not_before(ended: Finding, other: Finding) -> bool:
    """Whether the other permit may be a later one of the same register."""
    if ended.permitted_on is None or other.permitted_on is None:
        return True
    return other.permitted_on >= ended.permitted_on


def _at_the_spot() -> pl.Expr:
    """Same address, or near where an address is not known."""
    near = pl.col("address_level").is_null() & (pl.col("distance_m") <= SPOT_M)
    return (same_address() | near).fill_null(value=False)


def _finding(row: _Row, register: str) -> Finding:
    numbers = {row["number"], row["number_of"]}
    return Finding(
        register=register,
        record_id=row["id"],
        name=row["name_of"],
        state=row["state"],
        standing=row["standing"],
        same_shop=row["same_shop"],
        same_chain=row["chain"] is not None and row["chain"] == row["chain_of"],
        other_number=None not in numbers and len(numbers) > 1,
        is_chain=row["chain_of"] is not None,
        score=row["score"],
        distance_m=row["distance_m"],
        permitted_on=row["permitted_on"],
        closed_on=row["closed_on"],
        known_on=row["known_on"],
        agreement=_agreement(row),
        says=_says(row, is_permit=register != "semas"),
        runner_up=row["runner_up"] if row["first"] else None,
        claimed=row["owner"] is not None,
        there_since=row["there_since"],
    )


def _agreement(row: _Row) -> str:
    renamed = renaming(row["brand"], row["brand_of"])
    said = agreement(row, "distance", "address", "branch", "number")
    return ", ".join(said if renamed is None else [*said, renamed])


def _says(row: _Row, *, is_permit: bool) -> str:
    """The state of the record in words, with its dates."""
    if not is_permit:
        return "listed" if row["known_on"] is None else f"listed in {row['known_on']:%Y-%m}"
    state = row["state"] or "state not known"
    match row["standing"]:
        case "ended":
            return _dated(state, row["closed_on"])
        case "suspended":
            until = "" if row["suspended_until"] is None else f" until {row['suspended_until']}"
            return _dated(state, row["suspended_from"]) + until
    permitted = [] if row["permitted_on"] is None else [f"permitted {row['permitted_on']}"]
    return ", ".join([_dated(state, row["closed_on"]), *permitted])


def _dated(words: str, day: date | None) -> str:
    return words if day is None else f"{words} {day}"
