"""The rules of the verdict, in order: what is so of a listing, and what follows from it."""

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


def _is(*questions: str) -> pl.Expr:
    """Whether all of it is so of the case; a `no ` before a question turns it round."""
    return pl.all_horizontal(
        ~pl.col(question.removeprefix("no ")) if question.startswith("no ") else pl.col(question)
        for question in questions
    )


_succeeded = pl.col("successor_name").is_not_null()
_succeeded_by_permit = pl.col("successor_came_on").is_not_null()
_intruded = pl.col("intruder_name").is_not_null()
_both_asked = _is("food_consulted", "tobacco_consulted")

RULES: tuple[Rule, ...] = (
    # The shop's own permits say so.
    Rule("suspended", "its permit is suspended", "인허가가 휴업 상태", _is("suspended", "no live")),
    Rule(
        "suspended",
        "one of its permits is suspended",
        "인허가 하나가 휴업 상태",
        _is("suspended"),
    ),
    Rule(
        "operating",
        "both of its permits stand",
        "두 인허가가 모두 영업 상태",
        _is("food_live", "tobacco_live"),
    ),
    Rule(
        "replaced",
        "its permits have ended, and another store has got one here",
        "인허가가 끝났고 같은 자리에 다른 편의점이 인허가를 받음",
        _is("ended", "no live") & _succeeded_by_permit,
    ),
    Rule(
        "replaced",
        "its permits have ended, and another store is listed here",
        "인허가가 끝났고 같은 자리에 다른 편의점이 등재됨",
        _is("ended", "no live") & _succeeded,
    ),
    Rule(
        "replaced",
        "one of its permits has ended, and another store has got one here",
        "인허가 하나가 끝났고 같은 자리에 다른 편의점이 인허가를 받음",
        _is("ended", "live", "no outlived_in_semas") & _succeeded_by_permit,
    ),
    Rule("operating", "its permit stands", "인허가가 영업 상태", _is("live", "no ended")),
    # A permit without a brand may be its operator's: the shop goes on under a name of no meaning.
    Rule(
        "operating",
        "one of its permits stands, the other ended and one without a brand was given here",
        "인허가 하나는 영업, 다른 하나는 끝나고 같은 자리에 상호 없는 인허가가 나옴",
        _is("live", "nameless_in_turn"),
    ),
    # A new owner takes the food permit over and gets a tobacco permit anew, perhaps tomorrow.
    Rule(
        "operating",
        "its food permit stands, the tobacco permit ended lately",
        "휴게음식점은 영업, 담배소매업은 최근 종료",
        _is("food_live", "ended_lately"),
    ),
    # Food permits are crossed out within days, tobacco permits within weeks.
    Rule(
        "closed",
        "its food permit ended lately, the tobacco permit stands",
        "휴게음식점은 최근 종료, 담배소매업은 아직 영업",
        _is("tobacco_live", "ended_lately"),
    ),
    # Two permits contradict each other for long: SEMAS decides, where it was asked.
    Rule(
        "operating",
        "one of its permits ended, the other stands, SEMAS lists it since",
        "인허가 하나는 끝났으나 다른 하나는 영업, 상가정보에 이후에도 있음",
        _is("live", "outlived_in_semas"),
    ),
    Rule(
        "closed",
        "one of its permits ended, SEMAS does not list it since",
        "인허가 하나가 끝났고 상가정보에 이후 기록 없음",
        _is("live", "semas_consulted"),
    ),
    Rule(
        "operating",
        "its tobacco permit stands, the food permit ended long ago",
        "담배소매업은 영업, 휴게음식점은 오래전 종료",
        _is("tobacco_live"),
    ),
    Rule(
        "closed",
        "its food permit stands, the tobacco permit ended long ago",
        "휴게음식점은 영업, 담배소매업은 오래전 종료",
        _is("food_live", "ended"),
    ),
    Rule(
        "operating",
        "its permit ended and one without a brand was given here, SEMAS lists it since",
        "인허가가 끝나고 같은 자리에 상호 없는 인허가가 나왔으며 상가정보에 이후에도 있음",
        _is("ended", "nameless_in_turn", "outlived_in_semas"),
    ),
    Rule(
        "unverifiable",
        "its permit ended and one without a brand was given here",
        "인허가가 끝나고 같은 자리에 상호 없는 인허가가 나옴",
        _is("ended", "nameless_in_turn"),
    ),
    Rule(
        "closed",
        "both of its permits have ended",
        "두 인허가가 모두 끝남",
        _is("food_ended", "tobacco_ended"),
    ),
    Rule(
        "closed",
        "its permit ended lately, a new owner's may follow",
        "인허가가 최근 끝남, 새 주인의 인허가가 뒤따를 수 있음",
        _is("ended", "ended_lately"),
    ),
    Rule(
        "closed",
        "its permit has ended, SEMAS lists it since",
        "인허가가 끝났으나 상가정보에 이후에도 있음",
        _is("ended", "outlived_in_semas"),
    ),
    Rule("closed", "its permit has ended", "인허가가 끝남", _is("ended")),
    Rule(
        "operating",
        "it has a permit, in a state that nobody can read",
        "인허가는 있으나 상태를 알 수 없음",
        _is("unclear"),
    ),
    # No permit is known to be the shop's. A chain's shop nearly always has one for tobacco, only
    # every second one for food.
    Rule(
        "unverifiable",
        "SEMAS lists it, it has no permit for tobacco, and food permits were not asked for",
        "상가정보에 있으나 담배소매업 인허가가 없음, 휴게음식점 인허가는 조회하지 않음",
        _is("semas_known", "tobacco_consulted", "no food_consulted"),
        misses_registers=True,
    ),
    Rule(
        "operating",
        "SEMAS lists it, and not both registers of permits were asked",
        "상가정보에 있음, 두 인허가 자료를 모두 조회하지는 않음",
        _is("semas_known") & ~_both_asked,
        misses_registers=True,
    ),
    Rule(
        "operating",
        "SEMAS lists it, and a permit without a brand at its spot may be its operator's",
        "상가정보에 있고, 같은 자리의 상호 없는 인허가가 운영자의 것일 수 있음",
        _is("semas_known", "expects_permit", "nameless_at_spot"),
    ),
    Rule(
        "unverifiable",
        "SEMAS lists it, but no permit of it is found",
        "상가정보에는 있으나 인허가를 찾을 수 없음",
        _is("semas_known"),
    ),
    Rule(
        "replaced",
        "no register has it, and another chain came to its spot lately",
        "어느 자료에도 없고 최근 다른 체인이 같은 자리에 들어옴",
        _is("tobacco_consulted", "semas_consulted", "no nameless_at_spot") & _intruded,
    ),
    Rule(
        "unverifiable",
        "a permit without a brand at its spot may be its operator's",
        "같은 자리의 상호 없는 인허가가 운영자의 것일 수 있음",
        _is("expects_permit", "nameless_at_spot"),
    ),
    Rule(
        "suspected_closed",
        "it must hold a permit, and no register has one, nor SEMAS the shop",
        "있어야 할 인허가가 없고 상가정보에도 없음",
        _is("expects_permit", "tobacco_consulted", "semas_consulted"),
    ),
    Rule(
        "suspected_closed",
        "it must hold a permit, and no register has one",
        "있어야 할 인허가가 어디에도 없음",
        _is("expects_permit", "tobacco_consulted"),
    ),
    # SEMAS lags behind the map: a new sign at an old address is likelier than a closure.
    Rule(
        "unverifiable",
        "SEMAS lists another chain here",
        "상가정보에는 같은 자리에 다른 체인이 있음",
        _is("expects_permit", "stranger_at_spot"),
    ),
    Rule(
        "unverifiable",
        "it must hold a permit, and the register for it was not asked",
        "있어야 할 인허가의 자료를 조회하지 않음",
        _is("expects_permit"),
        misses_registers=True,
    ),
    Rule(
        "unverifiable",
        "no register that was asked has to list it",
        "등재 의무가 있는 자료가 없음",
        pl.lit(value=True),
    ),
)

UNASKED = frozenset(rule.why for rule in RULES if rule.misses_registers)
"""Rules that decide only where a register was not asked: they tell of what was asked, no more."""
