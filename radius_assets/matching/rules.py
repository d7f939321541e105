"""The rules of the verdict, in order: what is so of a listing, and what follows from it."""

import polars as pl

from radius_assets.matching.rule import (
    BOTH_ASKED,
    INTRUDED,
    SUCCEEDED,
    SUCCEEDED_BY_PERMIT,
    Rule,
    holds,
)

RULES: tuple[Rule, ...] = (
    # The shop's own permits say so.
    Rule(
        "suspended", "its permit is suspended", "인허가가 휴업 상태", holds("suspended", "no live")
    ),
    Rule(
        "suspended",
        "one of its permits is suspended",
        "인허가 하나가 휴업 상태",
        holds("suspended"),
    ),
    Rule(
        "operating",
        "both of its permits stand",
        "두 인허가가 모두 영업 상태",
        holds("food_live", "tobacco_live"),
    ),
    Rule(
        "replaced",
        "its permits have ended, and of several stores here one got its permit about then",
        "인허가가 끝났고, 편의점이 여럿인 이 자리에서 그 무렵 다른 편의점이 인허가를 받음",
        holds("ended", "no live", "spot_is_shared") & SUCCEEDED_BY_PERMIT,
    ),
    Rule(
        "replaced",
        "its permits have ended, and another store has got one here",
        "인허가가 끝났고 같은 자리에 다른 편의점이 인허가를 받음",
        holds("ended", "no live") & SUCCEEDED_BY_PERMIT,
    ),
    Rule(
        "replaced",
        "its permits have ended, and another store is listed here",
        "인허가가 끝났고 같은 자리에 다른 편의점이 등재됨",
        holds("ended", "no live") & SUCCEEDED,
    ),
    Rule(
        "replaced",
        "one of its permits has ended, and another store has got one here",
        "인허가 하나가 끝났고 같은 자리에 다른 편의점이 인허가를 받음",
        holds("ended", "live", "no outlived_in_semas") & SUCCEEDED_BY_PERMIT,
    ),
    Rule("operating", "its permit stands", "인허가가 영업 상태", holds("live", "no ended")),
    # A permit without a brand may be its operator's: the shop goes on under a name of no meaning.
    Rule(
        "operating",
        "one of its permits stands, the other ended and one without a brand was given here",
        "인허가 하나는 영업, 다른 하나는 끝나고 같은 자리에 브랜드 없는 인허가가 나옴",
        holds("live", "nameless_in_turn"),
    ),
    # A new owner takes the food permit over and gets a tobacco permit anew, perhaps tomorrow.
    Rule(
        "operating",
        "its food permit stands, the tobacco permit ended lately",
        "휴게음식점은 영업, 담배소매업은 최근 종료",
        holds("food_live", "ended_lately"),
    ),
    # Food permits are crossed out within days, tobacco permits within weeks.
    Rule(
        "closed",
        "its food permit ended lately; the end of a tobacco permit is told later",
        "휴게음식점은 최근 종료, 담배소매업 폐업은 보통 늦게 등록됨",
        holds("tobacco_live", "ended_lately"),
    ),
    # Two permits contradict each other for long: SEMAS decides, where it was asked.
    Rule(
        "operating",
        "one of its permits ended, the other stands, SEMAS lists it since",
        "인허가 하나는 끝났으나 다른 하나는 영업, 상가정보에 이후에도 있음",
        holds("live", "outlived_in_semas"),
    ),
    Rule(
        "closed",
        "one of its permits ended, SEMAS does not list it since",
        "인허가 하나가 끝났고 상가정보에 이후 기록 없음",
        holds("live", "gone_from_semas"),
    ),
    Rule(
        "closed",
        "its tobacco permit stands, the food permit ended over 45 days ago",
        "담배소매업은 영업, 휴게음식점은 45일보다 전에 종료",
        holds("tobacco_live"),
    ),
    Rule(
        "closed",
        "its food permit stands, the tobacco permit ended over 45 days ago",
        "휴게음식점은 영업, 담배소매업은 45일보다 전에 종료",
        holds("food_live", "ended"),
    ),
    Rule(
        "operating",
        "its permit ended and one without a brand was given here, SEMAS lists it since",
        "인허가가 끝나고 같은 자리에 브랜드 없는 인허가가 나왔으며 상가정보에 이후에도 있음",
        holds("ended", "nameless_in_turn", "outlived_in_semas"),
    ),
    Rule(
        "unverifiable",
        "its permit ended and one without a brand was given here",
        "인허가가 끝나고 같은 자리에 브랜드 없는 인허가가 나옴",
        holds("ended", "nameless_in_turn"),
    ),
    Rule(
        "suspected_closed",
        "its permits have ended, yet SEMAS lists it over three years later",
        "인허가가 끝났으나 3년이 넘은 뒤에도 상가정보에 있음",
        holds("ended", "outlived_for_years"),
    ),
    Rule(
        "closed",
        "its last permit has ended, an older one was never given back",
        "마지막 인허가가 끝났고, 그전 인허가는 반납되지 않은 채 남아 있음",
        holds("ended", "never_given_back"),
    ),
    # Its new owner's, given long before the old one was struck off, or another shop's.
    Rule(
        "closed",
        "its permits have ended, one of its chain stands here under another name",
        "인허가가 끝났으나 같은 자리에 같은 체인의 다른 이름 인허가가 영업 중",
        holds("ended", "no live", "chain_stands_here"),
    ),
    Rule(
        "closed",
        "both of its permits have ended",
        "두 인허가가 모두 끝남",
        holds("food_ended", "tobacco_ended"),
    ),
    Rule(
        "closed",
        "its permit ended lately, a new owner's may follow",
        "인허가가 최근 끝남, 새 주인의 인허가가 뒤따를 수 있음",
        holds("ended", "ended_lately"),
    ),
    Rule(
        "closed",
        "its permit has ended, SEMAS lists it since",
        "인허가가 끝났으나 상가정보에 이후에도 있음",
        holds("ended", "outlived_in_semas"),
    ),
    Rule("closed", "its permit has ended", "인허가가 끝남", holds("ended")),
    Rule(
        "operating",
        "it has a permit, in a state that nobody can read",
        "인허가는 있으나 상태를 알 수 없음",
        holds("unclear"),
    ),
    # No permit is known to be the shop's. A chain's shop nearly always has one for tobacco, only
    # every second one for food.
    Rule(
        "unverifiable",
        "SEMAS lists it, it has no permit for tobacco, and food permits were not asked for",
        "상가정보에 있으나 담배소매업 인허가가 없음, 휴게음식점 인허가는 조회하지 않음",
        holds("semas_known", "tobacco_consulted", "no food_consulted"),
        misses_registers=True,
    ),
    Rule(
        "operating",
        "SEMAS lists it, and not both registers of permits were asked",
        "상가정보에 있음, 두 인허가 자료를 모두 조회하지는 않음",
        holds("semas_known") & ~BOTH_ASKED,
        misses_registers=True,
    ),
    Rule(
        "operating",
        "SEMAS lists it, and a permit without a brand at its spot may be its operator's",
        "상가정보에 있고, 같은 자리의 브랜드 없는 인허가가 운영자의 것일 수 있음",
        holds("semas_known", "expects_permit", "nameless_at_spot"),
    ),
    Rule(
        "unverifiable",
        "SEMAS lists it, but no permit of it is found",
        "상가정보에는 있으나 인허가를 찾을 수 없음",
        holds("semas_known"),
    ),
    Rule(
        "replaced",
        "no register has it, and another chain came to its spot within three years",
        "어느 자료에도 없고 3년 안에 다른 체인이 같은 자리에 들어옴",
        holds("tobacco_consulted", "semas_consulted", "no unread_at_spot") & INTRUDED,
    ),
    Rule(
        "unverifiable",
        "a permit without a brand at its spot may be its operator's",
        "같은 자리의 브랜드 없는 인허가가 운영자의 것일 수 있음",
        holds("expects_permit", "nameless_at_spot"),
    ),
    Rule(
        "suspected_closed",
        "it must hold a permit, and no register has one, nor SEMAS the shop",
        "있어야 할 인허가가 없고 상가정보에도 없음",
        holds("expects_permit", "tobacco_consulted", "semas_consulted"),
    ),
    Rule(
        "suspected_closed",
        "it must hold a permit, and no register has one",
        "있어야 할 인허가가 어디에도 없음",
        holds("expects_permit", "tobacco_consulted"),
    ),
    # SEMAS lags behind the map: a new sign at an old address is likelier than a closure.
    Rule(
        "unverifiable",
        "SEMAS lists another chain here",
        "상가정보에는 같은 자리에 다른 체인이 있음",
        holds("expects_permit", "stranger_at_spot"),
    ),
    Rule(
        "unverifiable",
        "it must hold a permit, and the register for it was not asked",
        "있어야 할 인허가의 자료를 조회하지 않음",
        holds("expects_permit"),
        misses_registers=True,
    ),
    Rule(
        "unverifiable",
        "no register that was asked has to list it",
        "조회한 자료 가운데 이 점포를 등재해야 하는 것이 없음",
        pl.lit(value=True),
    ),
)

UNASKED = frozenset(rule.why for rule in RULES if rule.misses_registers)
"""Rules that decide only where a register was not asked: they tell of what was asked, no more."""
