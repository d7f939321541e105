"""What a rule of the verdict is, and the questions it asks of a case: columns of `case.cases`."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import polars as pl

Outcome: TypeAlias = Literal[
    "operating", "closed", "replaced", "suspended", "suspected_closed", "unverifiable"
]


@dataclass(frozen=True, slots=True)
class Rule:
    """If `when` is true and no rule before it was: the outcome, and why, in two languages.

    How sure the rule is stands in `weights.toml`, under `why`. `misses_registers` is true of those
    that decide only where a register was not asked.
    """

    outcome: Outcome
    why: str
    why_ko: str
    when: pl.Expr
    misses_registers: bool = False


def holds(*questions: str) -> pl.Expr:
    """Whether all of it is so of the case; a `no ` before a question turns it round."""
    return pl.all_horizontal(
        ~pl.col(question.removeprefix("no ")) if question.startswith("no ") else pl.col(question)
        for question in questions
    )


SUCCEEDED = pl.col("successor_name").is_not_null()
SUCCEEDED_BY_PERMIT = pl.col("successor_came_on").is_not_null()
INTRUDED = pl.col("intruder_name").is_not_null()
BOTH_ASKED = holds("food_consulted", "tobacco_consulted")
