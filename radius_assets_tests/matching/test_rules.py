"""The rules of the verdict, a test a row, on findings as the registers give them."""

from datetime import date
from typing import Any

import pytest

from radius_assets.matching.rules import RULES
from radius_assets_tests.matching.found import (
    ALL,
    AS_OF,
    LATELY,
    Finding,
    other,
    own,
    verdict,
)

LATER = date(2026, 4, 1)
ON_THE_MAP = {"owner": 7}
IN_TURN = other(is_chain=False, brand=None, permitted_on=date(2026, 3, 20))
RENAMED = other(same_chain=True, permitted_on=date(2025, 2, 5))
NEIGHBOUR = other(owner=8, there_since=date(2012, 1, 1))
YEARS_AGO = date(2023, 6, 29)
ROWS = [
    ([own(standing="suspended")], {}, "suspended", "its permit is suspended"),
    ([own(standing="suspended"), own("food")], {}, "suspended", "one of its permits is suspended"),
    ([own(), own("food")], {}, "operating", "both of its permits stand"),
    (
        [own(standing="ended"), other(permitted_on=LATER), NEIGHBOUR],
        {},
        "replaced",
        "its permits have ended, and of several stores here one got its permit about then",
    ),
    (
        [own(standing="ended"), other(permitted_on=LATER)],
        {},
        "replaced",
        "its permits have ended, and another store has got one here",
    ),
    (
        [own(standing="ended"), other("semas", known_on=AS_OF, **ON_THE_MAP)],
        {"read_on": ALL},
        "replaced",
        "its permits have ended, and another store is listed here",
    ),
    (
        [own(standing="ended"), own("food"), other(permitted_on=LATER)],
        {},
        "replaced",
        "one of its permits has ended, and another store has got one here",
    ),
    ([own()], {}, "operating", "its permit stands"),
    (
        [own(standing="ended"), own("food"), IN_TURN],
        {},
        "operating",
        "one of its permits stands, the other ended and one without a brand was given here",
    ),
    (
        [own(standing="ended", closed_on=LATELY), own("food")],
        {},
        "operating",
        "its food permit stands, the tobacco permit ended lately",
    ),
    (
        [own(), own("food", "ended", closed_on=LATELY)],
        {},
        "closed",
        "its food permit ended lately; the end of a tobacco permit is told later",
    ),
    (
        [own(standing="ended"), own("food"), own("semas", known_on=date(2026, 6, 30))],
        {"read_on": ALL},
        "operating",
        "one of its permits ended, the other stands, SEMAS lists it since",
    ),
    (
        [own(), own("food", "ended"), own("semas", known_on=date(2026, 3, 31))],
        {"read_on": ALL},
        "closed",
        "one of its permits ended, SEMAS does not list it since",
    ),
    (
        [own(), own("food", "ended")],
        {},
        "closed",
        "its tobacco permit stands, the food permit ended over 45 days ago",
    ),
    (
        [own(standing="ended"), own("food")],
        {},
        "closed",
        "its food permit stands, the tobacco permit ended over 45 days ago",
    ),
    (
        [own(standing="ended"), IN_TURN, own("semas", known_on=date(2026, 6, 30))],
        {"read_on": ALL},
        "operating",
        "its permit ended and one without a brand was given here, SEMAS lists it since",
    ),
    (
        [own(standing="ended"), IN_TURN],
        {},
        "unverifiable",
        "its permit ended and one without a brand was given here",
    ),
    (
        [own(standing="ended", closed_on=YEARS_AGO), own("semas", known_on=date(2026, 6, 30))],
        {"read_on": ALL},
        "suspected_closed",
        "its permits have ended, yet SEMAS lists it over three years later",
    ),
    (
        [own(standing="ended"), own(permitted_on=date(2009, 5, 1))],
        {},
        "closed",
        "its last permit has ended, an older one was never given back",
    ),
    (
        [own(standing="ended"), RENAMED],
        {},
        "closed",
        "its permits have ended, one of its chain stands here under another name",
    ),
    (
        [own(standing="ended"), own("food", "ended")],
        {},
        "closed",
        "both of its permits have ended",
    ),
    (
        [own(standing="ended", closed_on=LATELY)],
        {},
        "closed",
        "its permit ended lately, a new owner's may follow",
    ),
    (
        [own(standing="ended"), own("semas", known_on=date(2026, 6, 30))],
        {"read_on": ALL},
        "closed",
        "its permit has ended, SEMAS lists it since",
    ),
    ([own(standing="ended")], {}, "closed", "its permit has ended"),
    (
        [own(standing="unclear")],
        {},
        "operating",
        "it has a permit, in a state that nobody can read",
    ),
    (
        [own("semas")],
        {"read_on": {"semas": None, "tobacco": None}},
        "unverifiable",
        "SEMAS lists it, it has no permit for tobacco, and food permits were not asked for",
    ),
    (
        [own("semas")],
        {"read_on": {"semas": None, "food": None}},
        "operating",
        "SEMAS lists it, and not both registers of permits were asked",
    ),
    (
        [own("semas"), other(is_chain=False, brand=None)],
        {"read_on": ALL},
        "operating",
        "SEMAS lists it, and a permit without a brand at its spot may be its operator's",
    ),
    (
        [own("semas")],
        {"read_on": ALL},
        "unverifiable",
        "SEMAS lists it, but no permit of it is found",
    ),
    (
        [other(permitted_on=date(2025, 9, 1))],
        {"read_on": ALL},
        "replaced",
        "no register has it, and another chain came to its spot within three years",
    ),
    (
        [other(is_chain=False, brand=None)],
        {},
        "unverifiable",
        "a permit without a brand at its spot may be its operator's",
    ),
    (
        [],
        {"read_on": ALL},
        "suspected_closed",
        "it must hold a permit, and no register has one, nor SEMAS the shop",
    ),
    ([], {}, "suspected_closed", "it must hold a permit, and no register has one"),
    (
        [other("semas")],
        {"read_on": {"semas": None}},
        "unverifiable",
        "SEMAS lists another chain here",
    ),
    (
        [],
        {"read_on": {"semas": None, "food": None}},
        "unverifiable",
        "it must hold a permit, and the register for it was not asked",
    ),
    (
        [],
        {"expects_permit": False, "read_on": ALL},
        "unverifiable",
        "no register that was asked has to list it",
    ),
]


@pytest.mark.parametrize(("found", "given", "outcome", "why"), ROWS, ids=[row[3] for row in ROWS])
def test_a_rule_decides(
    found: list[Finding], given: dict[str, Any], outcome: str, why: str
) -> None:
    decided = verdict(*found, **given)

    assert (decided["verdict"], decided["reason"]) == (outcome, why)


def test_every_rule_has_its_row() -> None:
    assert [row[2:] for row in ROWS] == [(rule.outcome, rule.why) for rule in RULES]


def test_reasons_tell_the_rules_apart_in_both_languages() -> None:
    assert len({rule.why for rule in RULES}) == len(RULES)
    assert len({rule.why_ko for rule in RULES}) == len(RULES)


def test_a_reason_comes_in_korean_too() -> None:
    assert verdict(own(), own("food"))["reason_ko"] == "두 인허가가 모두 영업 상태"
