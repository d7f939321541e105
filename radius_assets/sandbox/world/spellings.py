"""How the registers spell the names of shops: each chain in many ways, branches now and then cut.

Source: counts of spellings in permit lists of 2020 and 2025, in the SEMAS register and in lists
of tobacco permits; the spellings are facts, the branches in them are invented.
"""

from bisect import bisect
from itertools import accumulate

from radius_assets.domain.geo import Floats

PERMIT_SPELLINGS: dict[str, dict[str, float]] = {
    "GS25": {
        "GS25 {}": 34,
        "GS25{}": 26,
        "지에스25 {}": 11,
        "지에스25{}": 9,
        "지에스(GS)25 {}": 9,
        "GS25({})": 3,
        "gs25{}": 1,
        "(주)지에스리테일 GS25 {}": 3,
        "GS {}": 1,
    },
    "CU": {
        "씨유 {}": 33,
        "씨유{}": 24,
        "CU {}": 15,
        "CU{}": 10,
        "씨유(CU) {}": 6,
        "씨유({})": 3,
        "(주)비지에프리테일 {}": 5,
        "(주)비지에프휴먼넷 {}": 2,
    },
    "세븐일레븐": {
        "세븐일레븐 {}": 48,
        "세븐일레븐{}": 18,
        "세븐일레븐({})": 9,
        "(주)코리아세븐 {}": 14,
        "코리아세븐 {}": 5,
        "7-ELEVEN {}": 3,
        "세븐 {}": 2,
    },
    "이마트24": {
        "이마트24 {}": 58,
        "이마트24{}": 26,
        "emart24 {}": 5,
        "이마트(Emart)24 {}": 5,
        "(주)이마트24 {}": 5,
    },
    "미니스톱": {"미니스톱 {}": 55, "미니스톱{}": 32, "한국미니스톱(주) {}": 12},
    "스토리웨이": {"스토리웨이 {}": 50, "코레일유통(주) {}": 30, "스토리웨이{}": 20},
    "씨스페이스": {"씨스페이스 {}": 60, "씨스페이스24 {}": 20, "씨스페이스{}": 20},
    "훼미리마트": {"훼미리마트 {}": 60, "훼미리마트{}": 30, "보광훼미리마트 {}": 10},
    "바이더웨이": {"바이더웨이 {}": 70, "바이더웨이{}": 30},
    "위드미": {"위드미 {}": 50, "위드미{}": 30, "이마트위드미 {}": 20},
    "LG25": {"LG25 {}": 40, "LG25{}": 30, "엘지25 {}": 30},
}
"""What permits write for a brand, and how often; `{}` is the branch."""

SEMAS_SPELLINGS: dict[str, dict[str, float]] = {
    "GS25": {"지에스25{}": 55, "GS25{}": 43, "지에스{}": 1},
    "CU": {"씨유{}": 93, "CU{}씨유": 3, "CU{}": 2, "비지에프휴먼넷{}": 2},
    "세븐일레븐": {"세븐일레븐{}": 56, "세븐{}주|코리아": 39, "코리아세븐{}": 4},
    "이마트24": {"이마트24{}": 90, "이마트24SELF{}": 5, "emart24{}": 5},
    "미니스톱": {"미니스톱{}": 90, "한국미니스톱{}": 10},
    "스토리웨이": {"스토리웨이{}": 60, "코레일유통": 40},
    "씨스페이스": {"씨스페이스{}": 70, "씨스페이스": 30},
    "훼미리마트": {"훼미리마트{}": 100},
    "바이더웨이": {"바이더웨이{}": 100},
    "위드미": {"위드미{}": 100},
    "LG25": {"LG25{}": 100},
}
"""What the SEMAS register writes; behind `|` stands the branch field."""


def spell(
    luck: Floats,
    spellings: dict[str, dict[str, float]],
    brands: list[str | None],
    branches: list[str],
) -> list[str]:
    """Write brand and branch as a register does; a row without a brand keeps its name.

    `luck` has two even draws for each row. One branch in eight loses its 점.
    """
    return [
        branch
        if brand is None
        else _chosen(spellings[brand], choice).replace("{}", _shortened(branch, short))
        for brand, branch, (choice, short) in zip(brands, branches, luck.tolist(), strict=True)
    ]


def cut(luck: Floats, names: list[str], *, share: float) -> list[tuple[str, str | None]]:
    """Split names into name and branch, at any place, as SEMAS does with a share of them.

    `luck` has two even draws for each name.
    """
    return [
        _cut_at(name, place if happens < share else None)
        for name, (happens, place) in zip(names, luck.tolist(), strict=True)
    ]


def _chosen(options: dict[str, float], luck: float) -> str:
    reached = list(accumulate(options.values()))
    return list(options)[bisect(reached, luck * reached[-1])]


def _shortened(branch: str, luck: float) -> str:
    return branch.removesuffix("점") if luck < 0.12 else branch


def _cut_at(name: str, place: float | None) -> tuple[str, str | None]:
    if "|" in name:
        head, tail = name.split("|")
        return head, tail
    if place is None or len(name) < 6:
        return name, None
    at = 4 + int(place * (len(name) - 5))
    return name[:at], name[at:]
