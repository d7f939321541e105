"""Findings as the registers give them, made of what a test cares about, and what follows."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

import polars as pl

from radius_assets.matching.case import cases
from radius_assets.matching.features import FEATURES
from radius_assets.matching.findings import FINDINGS_SCHEMA
from radius_assets.matching.knowledge import weights
from radius_assets.matching.overtaken import with_overtaken
from radius_assets.matching.rules import RULES
from radius_assets.matching.succession import with_succession
from radius_assets.matching.verdict import decided

AS_OF = date(2026, 9, 1)
CLOSED = date(2026, 3, 1)
LATELY = date(2026, 8, 3)
BOTH: Mapping[str, date | None] = {"food": None, "tobacco": None}
ALL: Mapping[str, date | None] = {**BOTH, "semas": None}
CERTAIN = {rule.why: 1.0 for rule in RULES}

Finding: TypeAlias = dict[str, Any]

LEVELS = {
    feature.name: {level.says: at for at, level in enumerate(feature.levels)}
    for feature in FEATURES
}
"""The numbers of the levels of each feature, by what they say."""


def own(register: str = "tobacco", standing: str = "live", **more: Any) -> Finding:
    """A record of the listing's shop; a permit of 2015, ended on `CLOSED` if it has ended."""
    ended = standing == "ended"
    row = {
        **dict.fromkeys(FINDINGS_SCHEMA),
        **{feature.column: 1 for feature in FEATURES},
        "place": 0,
        "register": register,
        "name": "지에스25 한빛점",
        "brand": "GS25",
        "branch": "한빛",
        "standing": standing,
        "permitted_on": None if register == "semas" else date(2015, 3, 2),
        "closed_on": CLOSED if ended else None,
        "is_own": True,
        "is_chain": True,
        "another_kind": False,
        "same_chain": True,
        "same_name": True,
        "other_number": False,
        "score": 1.0,
        "distance_m": 3.0,
    }
    return row | more


def other(register: str = "tobacco", **more: Any) -> Finding:
    """A record of another chain's shop at the spot; nobody's listing, unless it has an owner."""
    return own(
        register,
        **{
            "name": "CU 가온점",
            "brand": "CU",
            "branch": "가온",
            "is_own": False,
            "same_chain": False,
            "same_name": False,
            "brand_level": LEVELS["brand"]["another brand"],
            "branch_level": LEVELS["branch"]["another branch"],
            "score": 0.01,
            **more,
        },
    )


def findings(*found: Finding) -> pl.DataFrame:
    """The findings as `findings.findings` gives them; each gets a record of its own."""
    numbered = [{**row, "record": at, "record_id": str(at)} for at, row in enumerate(found)]
    return pl.DataFrame(numbered, schema=dict(FINDINGS_SCHEMA), orient="row")


def verdict(
    *found: Finding,
    expects_permit: bool = True,
    read_on: Mapping[str, date | None] = BOTH,
    as_of: date = AS_OF,
    confidence: Mapping[str, float] = CERTAIN,
) -> dict[str, Any]:
    """The verdict on the one listing that the findings are of."""
    judged = cases(
        with_overtaken(with_succession(findings(*found), weights()), as_of),
        expects_permit=pl.Series([expects_permit]),
        read_on=read_on,
        as_of=as_of,
    )
    return decided(judged, confidence).row(0, named=True)
