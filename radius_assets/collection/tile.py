"""Reading one tile whole: its pages, what proves that they are all, and what to ask instead.

Its three pages are not read by `paging`: that ends where page 1's total ends, and Kakao's total
jitters, so here the last page is the one that says so, and a total that is too large ends at once.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from radius_assets.collection.splitting import split_tile
from radius_assets.domain.geo import Rect
from radius_assets.domain.records import Place, PlacesPage
from radius_assets.sources.budget import ThrottleStateError
from radius_assets.sources.errors import IncompleteAnswerError, SourceError

Search: TypeAlias = Callable[[Rect, int], Awaitable[PlacesPage]]
"""Asks for one page, counted from 1, of the places in a tile with all its borders."""

PAGE_SIZE = 15  # the most places Kakao puts on a page
READABLE = 45  # the most places Kakao shows of any query, on three pages
READS = 3  # how often a tile is read before it is given up
MOST_DRIFT = 2  # how far a declared total may be off where reading twice shows the same places

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TileRead:
    """What a tile was declared to hold, how many places were read, for how many requests.

    `drift` is the most that any page of the last read declared beside what was read.
    """

    rect: Rect
    declared: int
    read: int
    requests: int
    drift: int = 0


@dataclass(frozen=True, slots=True)
class TileAnswer:
    """The places of a tile: all of them, or some and the `parts` to ask for instead."""

    tile: TileRead
    places: tuple[Place, ...]
    parts: tuple[Rect, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pages:
    """All pages of a tile read once, or the first alone where there are too many."""

    totals: tuple[int, ...]
    places: Mapping[str, Place]

    @property
    def too_many(self) -> bool:
        return max(self.totals) > READABLE

    def drift_of(self, places: int) -> int:
        return max(abs(total - places) for total in self.totals)


async def read_tile(search: Search, rect: Rect, *, smallest_side_m: float) -> TileAnswer:
    """Read all places of a tile, or find the parts to ask for instead.

    It is read again, at most three times in all, until what was read is proved complete:
    by every page declaring as many places as were found, or, where totals jitter by one or
    two, by reading the same places twice. Pages that keep hiding a place behind another that
    they show twice are found out by asking for parts.

    Raises:
        IncompleteAnswerError: The tile has sides under `smallest_side_m` and still holds more
            than can be read; or what it declares and shows never agree.
        SourceError: From `search`.
    """
    reads: list[_Pages] = []
    while len(reads) < READS:
        reads.append(await _read_pages(search, rect))
        if reads[-1].too_many:
            return _answer_in_parts(rect, reads, smallest_side_m=smallest_side_m)
        places = _all_places(reads)
        if places is not None:
            return TileAnswer(_tile_read(rect, reads, places), tuple(places.values()))
    if len(reads[-1].totals) > 1:
        return _answer_in_parts(rect, reads, smallest_side_m=smallest_side_m)
    raise _incomplete(rect, reads)


async def all_of(asked: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Await all at once, in a task each; their results in order.

    Raises:
        SourceError, ThrottleStateError: From any of them; the others are cancelled. Of several
            that failed at the same moment, the first by its message.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(coroutine) for coroutine in asked]
    except ExceptionGroup as errors:
        expected = SourceError | ThrottleStateError
        if not all(isinstance(error, expected) for error in errors.exceptions):
            raise
        raise min(errors.exceptions, key=str) from None
    return [task.result() for task in tasks]


async def _read_pages(search: Search, rect: Rect) -> _Pages:
    async def page(number: int) -> PlacesPage:
        return await search(rect, number)

    pages = [await page(1)]
    if pages[0].total <= READABLE:
        # Past its last page Kakao repeats it, or refuses; a total that is one too high is not
        # worth asking for, and one too low must not hide a page.
        last = math.ceil(min(pages[0].total, pages[0].readable) / PAGE_SIZE)
        pages += await all_of(page(number) for number in range(2, last + 1))
        while not pages[-1].is_last and len(pages) < READABLE // PAGE_SIZE:
            pages.append(await page(len(pages) + 1))
    return _Pages(
        totals=tuple(page.total for page in pages),
        places={place.place_id: place for page in pages for place in page.places},
    )


def _all_places(reads: Sequence[_Pages]) -> Mapping[str, Place] | None:
    """The places of a tile where the reads prove that they are all, else None."""
    last = reads[-1]
    for places in (last.places, _union(reads)):
        if last.drift_of(len(places)) == 0:
            return places
    if len(reads) == 1 or reads[-2].places.keys() != last.places.keys():
        return None
    # Totals that agree with each other over several pages do not jitter: a place is hidden.
    is_hiding = len(last.totals) > 1 and len({*reads[-2].totals, *last.totals}) == 1
    return None if is_hiding or last.drift_of(len(last.places)) > MOST_DRIFT else last.places


def _answer_in_parts(rect: Rect, reads: Sequence[_Pages], *, smallest_side_m: float) -> TileAnswer:
    if max(rect.width_m, rect.height_m) < smallest_side_m:
        raise _incomplete(rect, reads)
    places = _union(reads)
    parts = split_tile(
        rect,
        total=max(reads[-1].totals),
        seen=[place.position for place in places.values()],
    )
    return TileAnswer(_tile_read(rect, reads, places), tuple(places.values()), tuple(parts))


def _tile_read(rect: Rect, reads: Sequence[_Pages], places: Mapping[str, Place]) -> TileRead:
    return TileRead(
        rect=rect,
        declared=reads[-1].totals[-1],
        read=len(places),
        requests=sum(len(read.totals) for read in reads),
        drift=reads[-1].drift_of(len(places)),
    )


def _union(reads: Sequence[_Pages]) -> dict[str, Place]:
    return {place_id: place for read in reads for place_id, place in read.places.items()}


def _incomplete(rect: Rect, reads: Sequence[_Pages]) -> IncompleteAnswerError:
    last = reads[-1]
    if last.too_many:
        why = f"saturated: {max(last.totals)} places at one spot, of which {READABLE} can be read"
    else:
        totals = ", ".join(map(str, last.totals))
        why = f"pages declare {totals} places and show {len(last.places)}, also when read again"
    spot = f"{rect.west:.6f},{rect.south:.6f},{rect.east:.6f},{rect.north:.6f}"
    return IncompleteAnswerError("Kakao", f"tile {spot}", why)
