"""What follows from the findings: the verdict on each listing, by the first rule that holds."""

from collections.abc import Mapping

import polars as pl

from radius_assets.matching.rules import RULES

CLOSINGS_PER_YEAR = 0.1
"""Share of convenience stores that close in a year, to weigh how old a register is; assumed."""


def decided(cases: pl.DataFrame, confidence: Mapping[str, float]) -> pl.DataFrame:
    """The verdict of the first rule that holds, in the order of the cases.

    `confidence` is 0 to 1: how often the rule is right, times how well the records fit, times
    how fresh the registers are.

    Returns:
        `place`, `verdict`, `reason`, `reason_ko`, `confidence`, `closed_on`, `replaced_by`, and
        of the successor `heir_record`, `heir_register`, `heir_name`, `heir_came_on`.
    """
    by_rule = dict(enumerate(RULES))
    rule = pl.col("rule")
    ended = pl.col("verdict").is_in(["closed", "replaced"])
    return (
        cases.with_columns(rule=_first_rule())
        .with_columns(
            verdict=rule.replace_strict({at: one.outcome for at, one in by_rule.items()}),
            reason=rule.replace_strict({at: one.why for at, one in by_rule.items()}),
            reason_ko=rule.replace_strict({at: one.why_ko for at, one in by_rule.items()}),
            confidence=rule.replace_strict(
                {at: confidence[one.why] for at, one in by_rule.items()},
                return_dtype=pl.Float64,
            ),
        )
        .with_columns(
            confidence=(pl.col("confidence") * _fit() * _freshness()).round(3),
            closed_on=pl.when(ended).then("closed_on"),
            **{f"heir_{what}": _heir(what) for what in ("record", "register", "name", "came_on")},
        )
        .select(
            *("place", "verdict", "reason", "reason_ko", "confidence", "closed_on"),
            pl.when(pl.col("verdict") == "replaced").then("heir_name").alias("replaced_by"),
            pl.col("^heir_.*$"),
        )
    )


def _first_rule() -> pl.Expr:
    found = pl.lit(None, pl.Int8)
    for at, rule in reversed(list(enumerate(RULES))):
        found = pl.when(rule.when).then(pl.lit(at, pl.Int8)).otherwise(found)
    return found


def _heir(what: str) -> pl.Expr:
    """The successor, else the intruder, of a shop that was replaced."""
    either = (
        pl.when(pl.col("successor_name").is_not_null())
        .then(f"successor_{what}")
        .otherwise(f"intruder_{what}")
    )
    return pl.when(pl.col("verdict") == "replaced").then(either)


def _fit() -> pl.Expr:
    return pl.col("score").fill_null(1.0)


def _freshness() -> pl.Expr:
    """How much is still so since the registers were last changed; unknown dates do not count."""
    days = pl.col("days_since_read").fill_null(0)
    return (-CLOSINGS_PER_YEAR * days / 365).exp()
