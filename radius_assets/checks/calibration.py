"""Checks of how sure `closures` is: do today's verdicts look like those this was learnt from?"""

from collections.abc import Iterable

import polars as pl

from radius_assets.checks.finding import Check, Finding, is_beyond_chance, named, share_of
from radius_assets.matching.knowledge import Weights, weights
from radius_assets.matching.rules import UNASKED
from radius_assets.publication.corrections import OPEN, judged_by_both

SURE = 0.9
"""Verdicts surer than this are wrong less than one time in ten, or they are not so sure."""

FEW = 100
"""Cases; of fewer the share that is right is known to no better than some hundredths."""

TIMES = 2.0
"""How much oftener than in learning weak rules may decide. In the worst district of three invented
cities it is 2.1 times as often, which passes as chance, whatever registers are left out."""

LEAST_LOOKED_AT = 10
"""Verdicts; from fewer nothing follows, for it is the wrong ones that people look at first."""


def weak_rules(known: Weights) -> frozenset[str]:
    """The rules that are right less often than `SURE`, or were learnt from few cases."""
    return frozenset(
        rule
        for rule, confidence in known.confidence.items()
        if confidence < SURE or known.cases[rule] < FEW
    )


def named_registers(names: Iterable[str]) -> str:
    """The registers that were asked, as `Weights.weak_share` names them."""
    return ", ".join(sorted(names))


def registers_asked(table: pl.DataFrame) -> str:
    """The registers that verdicts rest on, by that name."""
    return named_registers(table["registers"].explode(empty_as_null=True).drop_nulls().unique())


def with_all_asked(reasons: pl.Series) -> pl.Series:
    """The rules that decided, but for those that decide for want of a register."""
    return reasons.filter(~reasons.is_in(UNASKED))


def weak_of(reasons: pl.Series, known: Weights) -> pl.Series:
    """Those of the rules that are weak; one that the weights do not know is."""
    strong = known.confidence.keys() - weak_rules(known)
    return reasons.filter(~reasons.is_in(strong))


def as_learnt(table: pl.DataFrame, known: Weights) -> Finding:
    """Whether weak rules decide about as often as they did in learning with the same registers.

    A confidence is right for listings like those that it was learnt from. If weak rules decide
    far more of them, the listings are of another kind.

    Args:
        table: The table `closures` of a district.
        known: What the confidences were learnt from.
    """
    asked = with_all_asked(table["reason"])
    weak = weak_of(asked, known)
    learnt = known.weak_share.get(registers_asked(table), 0.0)
    share = share_of(weak.len(), asked.len())
    sentence = (
        f"weak rules decided {weak.len():,} of {asked.len():,} listings ({share:.1%}), "
        f"in learning {learnt:.1%}"
    )
    rules = _most_frequent(weak)
    expected = min(TIMES * learnt, 1.0)
    return Finding(
        passed=not is_beyond_chance(weak.len(), asked.len(), expected=expected),
        sentence=f"{sentence}: {rules}" if rules else sentence,
        figures={
            "listings": asked.len(),
            "by_weak_rules": weak.len(),
            "share_by_weak_rules": share,
            "share_in_learning": round(learnt, 4),
            "mean_confidence": _mean(table["confidence"]),
            "mean_confidence_in_learning": _learnt_mean(known),
        },
    )


def people_agree(table: pl.DataFrame) -> Finding:
    """Whether people find the verdicts right of which the registers were sure.

    Corrections against which newer evidence speaks say nothing of the verdicts of today, and
    neither do verdicts that leave the question open.

    Args:
        table: The table `closures` of a district.
    """
    said = judged_by_both(table)
    sure = said.filter(
        (pl.col("confidence") >= SURE)
        & ~pl.col("judged").is_in(OPEN)
        & pl.col("conflict").is_null()
    )
    wrong = sure.filter(pl.col("judged") != pl.col("verdict"))
    rows = wrong.select("place_name", "place_id").iter_rows()
    names = named([f"{name} ({place_id})" for name, place_id in rows])
    is_odd = sure.height >= LEAST_LOOKED_AT and is_beyond_chance(
        wrong.height, sure.height, expected=1 - SURE
    )
    sentence = f"people contradict {wrong.height} of {sure.height} sure verdicts they looked at"
    return Finding(
        passed=not is_odd,
        sentence=f"{sentence}: {names}" if names else sentence,
        figures={
            "corrections": said.height,
            "sure_looked_at": sure.height,
            "contradicted": wrong.height,
            "share_contradicted": share_of(wrong.height, sure.height),
        },
    )


def _most_frequent(rules: pl.Series) -> str:
    """The rules, each with how often it decided."""
    counts = rules.value_counts(name="n").sort("n", "reason", descending=[True, False])
    return named([f"{rule}: {count}" for rule, count in counts.iter_rows()])


def _mean(values: pl.Series) -> float:
    mean = values.mean()
    return round(mean, 4) if isinstance(mean, float) else 0.0


def _learnt_mean(known: Weights) -> float:
    """The mean confidence of the cases that were learnt from."""
    cases = sum(known.cases.values())
    total = sum(known.confidence[rule] * n for rule, n in known.cases.items())
    return round(total / cases, 4) if cases else 0.0


OF_CONFIDENCE = (
    Check(
        "rules_are_as_learnt",
        f"Rules that are right less than {SURE:.0%} of the time, or were learnt from fewer than "
        f"{FEW} cases, decide no more than {TIMES:.0f} times as many listings as in learning.",
        lambda store, name: as_learnt(store.read("closures", name), weights()),
    ),
    Check(
        "people_agree",
        f"Of the verdicts of which the registers are sure ({SURE} and more) people contradict no "
        "more than one in ten, as far as somebody looked at them.",
        lambda store, name: people_agree(store.read("closures", name)),
    ),
)
