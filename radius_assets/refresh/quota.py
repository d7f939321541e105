"""Does the quota of the day suffice? What the cells will ask, and which of them fit what is left.

Only values here: who counts and what is stored is looked up elsewhere.

It does not foresee that Seoul's registers are gone and data.go.kr is asked instead: all of the
city is then about 1,500 and 1,000 requests, of 10,000 each, and a cell that finds the quota spent
waits for the next day. Nor does it take off what districts save that share tiles, about 30 %:
who shares with whom depends on what is started, and to promise too little costs at most a day.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from radius_assets.domain.seoul_time import day_in_seoul
from radius_assets.refresh.order import NEEDS, Cell, NotStarted
from radius_assets.sources import mois, semas
from radius_assets.sources.budget import WHOLE_KEY


class Api(NamedTuple):
    """What a service counts the requests of one key by."""

    service: str
    name: str = WHOLE_KEY

    def __str__(self) -> str:
        return self.service if self.name == WHOLE_KEY else f"{self.service} {self.name}"


@dataclass(frozen=True, slots=True)
class DailyQuota:
    """Requests a day that a service takes from one key for each of its APIs, and those sent."""

    limit: int
    sent: Mapping[str, int]

    def left(self, api: str) -> int:
        """Requests that the API still takes today; one sent to nobody knows which counts, too."""
        sent = sum(self.sent.get(name, 0) for name in {api, WHOLE_KEY})
        return max(0, self.limit - sent)


Quotas: TypeAlias = Mapping[str, DailyQuota]
"""The daily quotas by service; one that is not named has none."""

Forecast: TypeAlias = Mapping[Cell, Mapping[Api, int]]
"""About how many requests each cell will send to each API."""


@dataclass(frozen=True, slots=True)
class PermitsWay:
    """How permits are read: whole, from Seoul or data.go.kr, or `changes` where some are stored."""

    whole_from_data_go_kr: bool = False
    changes: bool = False


WHOLE_FROM_SEOUL = PermitsWay()

KAKAO_CATEGORY = Api("Kakao", "category")
KAKAO_KEYWORD = Api("Kakao", "keyword")
KAKAO_ADDRESS = Api("Kakao", "address")
DAISO = Api("Daiso")
SEOUL = Api("Seoul")
SEMAS = Api("data.go.kr", "semas")
FOOD = Api("data.go.kr", "food")
TOBACCO = Api("data.go.kr", "tobacco")

# Measured on the invented city, seed 7, all 25 districts, each refreshed by itself. In a run over
# all of them, who share tiles, a district needs 28 instead of 39, and 38 instead of 56.
_CATEGORY_A_LISTING = 0.13  # at most; 0.10 on average where the last listings planned the tiles
_CATEGORY_BLIND = 56  # on average where no listings are stored; 33 to 106
_KEYWORD_STORES = 3  # at least so many stores a request
_KEYWORD_BLIND = 3  # at most; 2 on average

_SEOUL_PAGE_SIZE = 1_000
_CHANGES_PAGES = 2  # some days' changes of a district seldom fill one page of a hundred

# The registers of all Seoul, LOCALDATA_072405 and 114302, on 2026-08-23, in 25 parts.
_FOOD_ROWS, _TOBACCO_ROWS = 147_053 // 25, 95_402 // 25


def _daiso(stores: int | None, _permits: PermitsWay) -> Mapping[Api, int]:
    keyword = _KEYWORD_BLIND if stores is None else max(1, math.ceil(stores / _KEYWORD_STORES))
    return {DAISO: 1, KAKAO_KEYWORD: keyword, KAKAO_ADDRESS: 1}


def _convenience(listings: int | None, _permits: PermitsWay) -> Mapping[Api, int]:
    if listings is None:
        return {KAKAO_CATEGORY: _CATEGORY_BLIND}
    return {KAKAO_CATEGORY: max(1, math.ceil(listings * _CATEGORY_A_LISTING))}


def _food(rows: int | None, permits: PermitsWay) -> Mapping[Api, int]:
    return _register(FOOD, rows, permits, usual=_FOOD_ROWS)


def _tobacco(rows: int | None, permits: PermitsWay) -> Mapping[Api, int]:
    return _register(TOBACCO, rows, permits, usual=_TOBACCO_ROWS)


def _register(api: Api, rows: int | None, permits: PermitsWay, *, usual: int) -> Mapping[Api, int]:
    if permits.changes and rows is not None:
        return {api: _CHANGES_PAGES}
    known = usual if rows is None else rows
    if permits.whole_from_data_go_kr:
        return {api: _pages(known, mois.PAGE_SIZE)}
    return {SEOUL: _pages(known, _SEOUL_PAGE_SIZE)}


def _semas(rows: int | None, _permits: PermitsWay) -> Mapping[Api, int]:
    return {SEMAS: _pages(rows or 0, semas.PAGE_SIZE)}  # no district has a thousand


def _pages(rows: int, page_size: int) -> int:
    return max(1, math.ceil(rows / page_size))


ASKS: Mapping[str, Callable[[int | None, PermitsWay], Mapping[Api, int]]] = MappingProxyType(
    {
        "daiso": _daiso,
        "convenience": _convenience,
        "openapi_food": _food,
        "openapi_tobacco": _tobacco,
        "semas": _semas,
    }
)
"""What each asset that asks anybody asks in a district, by the rows of its stored table, if any."""


def forecast(
    cells: Iterable[Cell], rows: Mapping[Cell, int], *, permits: PermitsWay = WHOLE_FROM_SEOUL
) -> Forecast:
    """About how many requests the cells will send; what fails and is asked again comes on top.

    Args:
        cells: What is to be made.
        rows: Rows of the stored table of each cell, as far as it has one.
        permits: How permits are read.
    """
    return {cell: _requests(cell.asset, rows.get(cell), permits) for cell in cells}


def limited(
    cells: Iterable[Cell], quotas: Quotas, *, permits: PermitsWay = WHOLE_FROM_SEOUL
) -> list[Cell]:
    """The cells that may ask a service with a quota: those of which the rows matter."""

    def is_limited(cell: Cell) -> bool:
        asked = [_requests(cell.asset, rows, permits) for rows in (None, 1)]
        return any(api.service in quotas for each in asked for api in each)

    return [cell for cell in cells if is_limited(cell)]


@dataclass(frozen=True, slots=True)
class Fitting:
    """The cells that can be made with what is left of today's quotas, and the others."""

    started: tuple[Cell, ...]
    not_started: tuple[NotStarted, ...] = ()


def fitting(cells: Sequence[Cell], expected: Forecast, quotas: Quotas, *, now: datetime) -> Fitting:
    """Choose what to start: in the order given, whatever still fits in whole groups.

    The cells of a district that depend on each other start together or not at all. If listings
    do not fit, neither do the stores and the registers that are to be judged with them, nor
    the verdicts: given on yesterday's listings, these would look refreshed, and nobody would
    come back to them.
    """
    used: dict[Api, int] = {}
    started: list[Cell] = []
    not_started: list[NotStarted] = []
    for group in groups(cells):
        needed = _added(expected[cell] for cell in group)
        short = [_shortage(api, needed[api], used, quotas, group[0]) for api in sorted(needed)]
        if why := "; ".join(filter(None, short)):
            anew = f"the quota starts anew at 00:00 KST on {next_day(now)}"
            not_started += [NotStarted(cell, f"{why}; {anew}") for cell in group]
        else:
            used = _added([used, needed])
            started += group
    return Fitting(tuple(started), tuple(not_started))


def groups(cells: Sequence[Cell]) -> list[list[Cell]]:
    """The cells of each district that depend on each other, groups and cells in their order."""
    found: list[list[Cell]] = []
    for cell in cells:
        kin = [group for group in found if any(_are_linked(cell, other) for other in group)]
        found = [group for group in found if group not in kin]
        found.append([*(other for group in kin for other in group), cell])
    place = {cell: number for number, cell in enumerate(cells)}
    return sorted(
        (sorted(group, key=place.__getitem__) for group in found), key=lambda g: place[g[0]]
    )


def next_day(now: datetime) -> str:
    """The date in Korea of the midnight at which quotas start anew."""
    return (day_in_seoul(now) + timedelta(days=1)).isoformat()


def _requests(asset: str, rows: int | None, permits: PermitsWay) -> Mapping[Api, int]:
    return ASKS[asset](rows, permits) if asset in ASKS else {}


def _are_linked(one: Cell, other: Cell) -> bool:
    if one.district != other.district:
        return False
    return one.asset in NEEDS[other.asset] or other.asset in NEEDS[one.asset]


def _shortage(
    api: Api, needed: int, used: Mapping[Api, int], quotas: Quotas, cell: Cell
) -> str | None:
    """What the API lacks for the district of the cell; None where it suffices."""
    quota = quotas.get(api.service)
    if quota is None:
        return None
    left = max(0, quota.left(api.name) - used.get(api, 0))
    if needed <= left:
        return None
    return (
        f"{api}: {cell.district} needs about {needed:,} requests, and {left:,} of today's "
        f"{quota.limit:,} are left for it"
    )


def _added(parts: Iterable[Mapping[Api, int]]) -> dict[Api, int]:
    total: dict[Api, int] = {}
    for part in parts:
        for api, requests in part.items():
            total[api] = total.get(api, 0) + requests
    return total
