"""What people know better than the registers: corrections of verdicts, and what follows."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

from radius_assets.publication.conflicts import Suspensions, conflict
from radius_assets.publication.events import OVER
from radius_assets.publication.log_state import INSTEAD

CORRECTION = "correction"
"""Stands for a register in the evidence of a verdict that a person gave."""

OPEN = ("suspected_closed", "unverifiable")
"""Verdicts that leave the question open, however sure it is that the registers do not tell."""

CONFIDENCE = 1.0
CONFLICTING_CONFIDENCE = 0.5

_PREFIX = "corrected by "

_KOREAN: Mapping[str, str] = MappingProxyType(
    {
        "operating": "영업",
        "closed": "폐업",
        "replaced": "다른 점포로 바뀜",
        "suspended": "휴업",
        "suspected_closed": "폐업 의심",
        "unverifiable": "확인 불가",
    }
)

_ADDED: Mapping[str, pl.DataType] = MappingProxyType(
    {"corrected_by": pl.String(), "conflict": pl.String()}
)


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's word on a listing; `line` is where it stands in the file, from 1."""

    place_id: str
    verdict: str
    author: str
    corrected_on: date
    reason: str
    place_name: str | None = None
    replaced_by: str | None = None
    line: int = 0

    @property
    def sentence(self) -> str:
        """The correction as a sentence of evidence."""
        by = "" if self.replaced_by is None else f" by '{self.replaced_by}'"
        return f"{self.author} on {self.corrected_on}: {self.verdict}{by}; {self.reason}"

    @property
    def sentence_ko(self) -> str:
        """The same in Korean, but for the reason, which is in the person's own language."""
        by = "" if self.replaced_by is None else f" ('{self.replaced_by}')"
        said = f"{_KOREAN[self.verdict]}{by}; {self.reason}"
        return f"{self.corrected_on} {self.author} 정정: {said}"


def in_force(corrections: Iterable[Correction]) -> dict[str, Correction]:
    """The correction of each listing that counts: the latest, of one day the last in the file."""
    ordered = sorted(corrections, key=lambda one: (one.corrected_on, one.line))
    return {correction.place_id: correction for correction in ordered}


def strangers(corrections: Iterable[Correction], known: Collection[str]) -> list[Correction]:
    """The corrections that count of listings that are not among the known ones."""
    return [one for one in in_force(corrections).values() if one.place_id not in known]


def corrected(
    judged: pl.DataFrame,
    corrections: Iterable[Correction],
    suspensions: Suspensions = MappingProxyType({}),
) -> pl.DataFrame:
    """The verdicts with people's corrections in place of them, and whose they are.

    What the registers say stays in the evidence. A correction holds though newer evidence speaks
    for another verdict, but then `conflict` tells it and the verdict is less sure.

    Args:
        judged: Verdicts as `judge` gives them.
        corrections: All there are; those of other listings do nothing.
        suspensions: When permits began and ceased to be suspended; evidence does not have that.
    """
    by_place = in_force(corrections)
    concerned = pl.col("place_id").is_in(list(by_place))
    others = judged.filter(~concerned).with_columns(
        pl.lit(None, kind).alias(name) for name, kind in _ADDED.items()
    )
    rows = [
        _corrected(row, by_place[row["place_id"]], suspensions)
        for row in judged.filter(concerned).iter_rows(named=True)
    ]
    return pl.concat([others, pl.DataFrame(rows, schema=others.schema)]).sort("place_id")


def in_doubt(
    closures: pl.DataFrame, corrections: Iterable[Correction], *, below: float
) -> pl.DataFrame:
    """The verdicts that a person should look at, those least sure first.

    They are the ones that leave the question open or are less sure than `below`, and of which
    no person has said anything; and the corrections in whose way newer evidence stands, unless
    they were given anew since.

    Args:
        closures: The table, of one or more districts.
        corrections: All there are, also those that came after the verdicts.
        below: From 0 to 1.
    """
    by_place = in_force(corrections)
    known = pl.col("place_id").is_in(list(by_place))
    unsure = closures.filter(
        (pl.col("verdict").is_in(OPEN) | (pl.col("confidence") < below)) & ~known
    )
    disputed = [
        row["place_id"]
        for row in closures.filter(pl.col("conflict").is_not_null()).iter_rows(named=True)
        if _is_that_of(row["evidence"][0]["sentence"], by_place.get(row["place_id"]))
    ]
    conflicts = closures.filter(pl.col("place_id").is_in(disputed))
    return pl.concat([unsure, conflicts]).sort("confidence", "place_id")


def judged_by_both(closures: pl.DataFrame) -> pl.DataFrame:
    """What the registers and what people say of the listings that somebody looked at.

    Args:
        closures: The table, of one or more districts.

    Returns:
        `place_id`, `place_name`, `verdict` (the person's), `judged` (the registers'), how sure
        that is as `confidence`, and `conflict`.
    """
    return (
        closures.filter(pl.col("corrected_by").is_not_null())
        .with_columns(
            said=pl.col("evidence")
            .list.first()
            .struct.field("sentence")
            .str.extract_groups(INSTEAD)
        )
        .select(
            "place_id",
            "place_name",
            "verdict",
            judged=pl.col("said").struct.field("judged"),
            confidence=pl.col("said").struct.field("confidence").cast(pl.Float64),
            conflict="conflict",
        )
    )


def _is_that_of(sentence: str, correction: Correction | None) -> bool:
    """Whether the sentence of evidence tells this correction."""
    return correction is not None and sentence.startswith(f"{_PREFIX}{correction.sentence}; ")


def is_applied(closures: pl.DataFrame, corrections: Iterable[Correction]) -> bool:
    """Whether these verdicts are already corrected so, and in no other way."""
    listed = set(closures["place_id"])
    wanted = {
        place_id: correction
        for place_id, correction in in_force(corrections).items()
        if place_id in listed
    }
    done = closures.filter(pl.col("corrected_by").is_not_null()).select(
        "place_id", pl.col("evidence").list.first().struct.field("sentence")
    )
    found = dict(done.iter_rows())
    return found.keys() == wanted.keys() and all(
        _is_that_of(found[place_id], correction) for place_id, correction in wanted.items()
    )


def _corrected(
    row: Mapping[str, Any], correction: Correction, suspensions: Suspensions
) -> dict[str, Any]:
    verdict = correction.verdict
    against = conflict(row, said=verdict, said_on=correction.corrected_on, suspensions=suspensions)
    successor = correction.replaced_by or row["replaced_by"]
    return {
        **row,
        "verdict": verdict,
        "confidence": CONFIDENCE if against is None else CONFLICTING_CONFIDENCE,
        "closed_on": row["closed_on"] if verdict in OVER else None,
        "replaced_by": successor if verdict == "replaced" else None,
        "evidence": [_evidence(row, correction), *row["evidence"]],
        "corrected_by": correction.author,
        "conflict": against,
    }


def _evidence(row: Mapping[str, Any], correction: Correction) -> dict[str, Any]:
    """The correction as a row of evidence, with what it stands in place of."""
    verdict, sure = row["verdict"], row["confidence"]
    return {
        "register": CORRECTION,
        "record_id": f"{correction.place_id} {correction.corrected_on}",
        "name": row["place_name"],
        "state": None,
        "relation": "same_shop",
        "score": CONFIDENCE,
        "distance_m": None,
        "permitted_on": None,
        "closed_on": None,
        "sentence": f"{_PREFIX}{correction.sentence}; the registers say {verdict} ({sure})",
        "sentence_ko": f"{correction.sentence_ko}; 대장으로는 {_KOREAN[verdict]} ({sure})",
    }


def version_of(corrections: Iterable[Correction]) -> str:
    """The data version: the same for the same words, however the file is written."""
    rows = sorted(
        (
            each.place_id,
            each.corrected_on.isoformat(),
            each.author,
            each.verdict,
            each.reason,
            each.place_name or "",
            each.replaced_by or "",
        )
        for each in corrections
    )
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()[:32]
