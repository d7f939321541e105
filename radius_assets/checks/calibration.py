"""Checks of how sure `closures` is: do today's verdicts look like those this was learnt from?"""

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
"""How much oftener than in learning weak rules may decide. In the worst district of an invented
city it is 1.6 times as often as in all of it, whatever registers are left out."""

LEAST_LOOKED_AT = 10
"""Verdicts; from fewer nothing follows, for it is the wrong ones that people look at first."""


def weak_rules(known: Weights) -> frozenset[str]:
    """The rules that are right less often than `SURE`, or were learnt from few cases."""
    return frozenset(
        rule
        for rule, confidence in known.confidence.items()
        if confidence < SURE or known.cases[rule] < FEW
    )


def learnt_share(known: Weights) -> float:
    """The share of the cases that weak rules decided in learning."""
    cases = {rule: n for rule, n in known.cases.items() if rule not in UNASKED}
    total = sum(cases.values())
    return sum(cases.get(rule, 0) for rule in weak_rules(known)) / total if total else 0.0


def as_learnt(table: pl.DataFrame, known: Weights) -> Finding:
    """Whether weak rules decide about as often as they did in learning.

    A confidence is right for listings like those that it was learnt from. If weak rules decide
    far more of them, the listings are of another kind. A rule that the weights do not know counts
    as weak. What a rule decided for want of a register counts in neither.

    Args:
        table: The table `closures` of a district.
        known: What the confidences were learnt from.
    """
    weak, learnt = weak_rules(known), learnt_share(known)
    strong = [rule for rule in known.confidence if rule not in weak]
    asked = table.filter(~pl.col("reason").is_in(UNASKED))
    by_weak = asked.filter(~pl.col("reason").is_in(strong))
    expected = min(TIMES * learnt, 1.0)
    share = share_of(by_weak.height, asked.height)
    sentence = (
        f"weak rules decided {by_weak.height:,} of {asked.height:,} listings ({share:.1%}), "
        f"in learning {learnt:.1%}"
    )
    rules = _most_frequent(by_weak["reason"])
    return Finding(
        passed=not is_beyond_chance(by_weak.height, asked.height, expected=expected),
        sentence=f"{sentence}: {rules}" if rules else sentence,
        figures={
            "listings": asked.height,
            "by_weak_rules": by_weak.height,
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
