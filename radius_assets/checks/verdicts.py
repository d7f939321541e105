"""Checks of `closures`: what the verdicts rest on, and whether they are those of yesterday."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from radius_assets.checks.finding import (
    LEAST,
    Check,
    Finding,
    is_too_many,
    share_of,
)
from radius_assets.matching.normalize import read_on
from radius_assets.publication.schemas import VERDICTS
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.baseline import Baseline, baseline_of, kept_baseline
from radius_assets.refresh.explanation import consulted_registers

TOLERATED_WITHOUT = 0.2
"""Share of listings that no register knows, nor anything at their spot. With SEMAS alone it is
13 % in a real district (영등포구) and in the worst of an invented city, with all registers 1 %."""

TOLERATED_JUMP = 0.05
"""Change of a verdict's share. A tenth of the shops closes in a year, so this is half a year."""

MOST_DAYS: Mapping[str, int] = {"food": 30, "tobacco": 30, "semas": 215}
"""Days since a register's last word. Permits of a district change daily and arrive within days,
some within weeks; SEMAS comes out every quarter, some months after its own: seven months after the
end of that at least one edition was missed."""


def evidence_there(table: pl.DataFrame) -> Finding:
    """Whether the registers say anything of the listings.

    Args:
        table: The table `closures` of a district.
    """
    without = table.filter(pl.col("evidence").list.len() == 0).height
    return Finding(
        passed=not is_too_many(without, table.height, tolerated=TOLERATED_WITHOUT),
        sentence=f"no register says anything of {without:,} of {table.height:,} listings",
        figures={
            "listings": table.height,
            "without_evidence": without,
            "share_without_evidence": share_of(without, table.height),
        },
    )


def steady(table: pl.DataFrame, before: Baseline | None) -> Finding:
    """Whether each verdict has about the share that it had before.

    Args:
        table: The table `closures` of a district.
        before: What it is compared with, None where there is nothing.
    """
    now = baseline_of(table)
    if before is None or now is None:
        return Finding(passed=True, sentence="there is nothing to compare the verdicts with")
    figures: dict[str, int | float | str] = {
        "compared_with": before.as_of.isoformat(),
        "listings": now.listings,
        "listings_before": before.listings,
    }
    jumps = []
    for verdict in VERDICTS:
        count, count_before = now.verdicts.get(verdict, 0), before.verdicts.get(verdict, 0)
        share = share_of(count, now.listings)
        share_before = share_of(count_before, before.listings)
        figures |= {f"share_{verdict}": share, f"share_{verdict}_before": share_before}
        moved = abs(count - count_before * now.listings / before.listings)
        if is_too_many(moved, now.listings, tolerated=TOLERATED_JUMP):
            jumps.append(f"{verdict} {share_before:.1%} -> {share:.1%}")
    told = f"{', '.join(jumps) or 'about the same shares'} since {before.as_of}"
    return Finding(passed=not jumps, sentence=told + _other_registers(now, before), figures=figures)


def _other_registers(now: Baseline, before: Baseline) -> str:
    """What explains many a jump."""
    if set(now.registers) == set(before.registers):
        return ""
    then, today = (", ".join(each.registers) or "none" for each in (before, now))
    return f"; registers then: {then}, now: {today}"


def fresh(last_words: Mapping[str, date | None], as_of: date) -> Finding:
    """Whether what the registers said last is young enough to be believed of today.

    A register that tells no day is not: nobody knows how old it is.

    Args:
        last_words: The day of each register's last word, not after `as_of`, by its name.
        as_of: The day for which the verdicts were given.
    """
    figures: dict[str, int | float | str] = {}
    told, bad = [], []
    for register, day in last_words.items():
        if day is None:
            bad.append(f"{register} tells no day up to {as_of}, so its age is unknown")
            continue
        days = (as_of - day).days
        figures |= {f"{register}_last_word": day.isoformat(), f"{register}_days": days}
        told.append(f"{register} {days} days")
        if days > MOST_DAYS[register]:
            bad.append(f"{register} is {days} days old on {as_of}, {day} is its last word")
    sentence = "; ".join(bad) or f"age of the registers' last words: {', '.join(told) or 'none'}"
    return Finding(passed=not bad, sentence=sentence, figures=figures)


def _look_at_jump(store: TableStore, name: str) -> Finding:
    stored = store.stored("closures", name)
    return steady(stored.frame, kept_baseline(stored, name))


def _look_at_age(store: TableStore, name: str) -> Finding:
    judged = baseline_of(store.read("closures", name))
    if judged is None:
        return Finding(passed=True, sentence="there is no verdict")
    registers = consulted_registers(store, name, judged.registers)
    return fresh(read_on(registers, judged.as_of), judged.as_of)


OF_VERDICTS = (
    Check(
        "evidence_is_there",
        f"Of no more than {TOLERATED_WITHOUT:.0%} of the listings the registers say nothing.",
        lambda store, name: evidence_there(store.read("closures", name)),
    ),
    Check(
        "verdicts_are_steady",
        f"No verdict's share differs by more than {TOLERATED_JUMP * 100:.0f} points, and {LEAST} "
        "listings, from what it was on the day before on which verdicts were given.",
        _look_at_jump,
    ),
    Check(
        "evidence_is_fresh",
        "The registers tell the day of their last words, and these are no older than "
        + ", ".join(f"{days} days ({register})" for register, days in MOST_DAYS.items())
        + " on the day of the verdicts.",
        _look_at_age,
    ),
)
