"""What follows from the findings: six verdicts, and the rules that lead there, in order."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from radius_assets.matching.case import Case
from radius_assets.matching.evidence import Finding

Outcome: TypeAlias = Literal[
    "operating", "closed", "replaced", "suspended", "suspected_closed", "unverifiable"
]

CLOSINGS_PER_YEAR = 0.1
"""Share of convenience stores that close in a year, to weigh how old a register is; assumed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """If `when` is true and no rule before it was, the outcome, and how sure it is at best."""

    outcome: Outcome
    confidence: float
    when: Callable[[Case], object]


RULES: tuple[Rule, ...] = (
    # The shop's own permits say so.
    Rule("suspended", 0.95, lambda case: case.suspended and not case.live),
    Rule("suspended", 0.60, lambda case: case.suspended),
    Rule("operating", 0.98, lambda case: len(case.live) == 2),
    Rule("replaced", 0.90, lambda case: case.has_ended and case.successor_sells_the_same),
    Rule("replaced", 0.60, lambda case: case.has_ended and case.successor is not None),
    Rule("replaced", 0.55, lambda case: case.ended and case.successor_sells_the_same),
    Rule("operating", 0.93, lambda case: case.live and not case.ended),
    # A new owner takes the food permit over and gets a tobacco permit anew, perhaps tomorrow.
    Rule("operating", 0.60, lambda case: "food" in case.live and case.ended_lately),
    Rule("closed", 0.60, lambda case: "tobacco" in case.live and case.ended_lately),
    Rule("operating", 0.75, lambda case: case.live),
    Rule("closed", 0.60, lambda case: case.ended and case.outlived_in_semas),
    Rule("closed", 0.95, lambda case: len(case.ended) == 2),
    Rule("closed", 0.80, lambda case: case.ended),
    Rule("operating", 0.50, lambda case: case.has_unclear),
    # No permit is known to be the shop's.
    Rule("operating", 0.75, lambda case: case.in_semas and not case.permits_consulted),
    Rule("operating", 0.50, lambda case: case.in_semas),
    Rule("replaced", 0.45, lambda case: case.intruder is not None),
    Rule("suspected_closed", 0.35, lambda case: case.lacks_permit and case.nameless_at_spot),
    Rule("suspected_closed", 0.65, lambda case: case.lacks_permit and case.permits_consulted == 2),
    Rule("suspected_closed", 0.45, lambda case: case.lacks_permit and case.tobacco_consulted),
    Rule("suspected_closed", 0.30, lambda case: case.lacks_permit),
    # SEMAS lags behind the map: a new sign at an old address is as likely as a closure.
    Rule("suspected_closed", 0.25, lambda case: case.other_in_semas),
    Rule("unverifiable", 0.00, lambda _: True),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome with what belongs to it; `successor` took the place over.

    `confidence` is 0 to 1: the rule's, times how well the records fit, times their freshness.
    """

    outcome: Outcome
    confidence: float
    closed_on: date | None = None
    successor: Finding | None = None


def decide(case: Case) -> Verdict:
    """The verdict of the first rule that holds."""
    rule = next(rule for rule in RULES if rule.when(case))
    confidence = rule.confidence * _fit(case.own) * _freshness(case)
    if rule.outcome == "closed":
        confidence *= _recency(case)
    return Verdict(
        outcome=rule.outcome,
        confidence=round(confidence, 3),
        closed_on=case.closed_on if rule.outcome in ("closed", "replaced") else None,
        successor=case.successor or case.intruder if rule.outcome == "replaced" else None,
    )


def _fit(own: Sequence[Finding]) -> float:
    return max((finding.score for finding in own), default=1.0)


def _freshness(case: Case) -> float:
    """How much is still so since the registers were last changed; unknown dates do not count."""
    days = case.days_since_read
    return 1.0 if days is None else math.exp(-CLOSINGS_PER_YEAR * days / 365)


def _recency(case: Case) -> float:
    """A listing rarely outlives its shop for years; rather a permit could not be linked."""
    if case.closed_on is None:
        return 0.5
    years = (case.as_of - case.closed_on).days / 365
    return 0.5 + 0.5 * math.exp(-years / 2)
