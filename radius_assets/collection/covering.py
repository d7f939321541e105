"""One covering for all districts of a run: every tile is asked for once and shared."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.planning import meeting, plan_tiles, uncovered
from radius_assets.collection.tile import Search, TileAnswer, TileRead, all_of, read_tile
from radius_assets.domain.geo import Rect
from radius_assets.domain.records import Place

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Reading:
    """Every place in the tiles that cover an area, each once, sorted by id.

    `tiles` are those read whole; `requests` counts also what it took to find out which tiles
    to split, and the tiles that another reading asked for first. `duplicates` are places met
    again in another tile, `conflicts` those of them that looked different there.
    """

    places: tuple[Place, ...]
    tiles: tuple[TileRead, ...]
    requests: int
    duplicates: int
    conflicts: int


class Covering:
    """Reads every place of any number of areas, though each answer is capped.

    Args:
        search: Asks for a page of a tile; limits and retries are its own.
        plan: The tiles to begin with. Parts of an area that lie in none get tiles of their
            own, and tiles that hold too much are split, so any plan is right.
        smallest_side_m: A tile with both sides shorter is not split any more.
    """

    def __init__(
        self, search: Search, plan: Sequence[Rect] = (), *, smallest_side_m: float = 10.0
    ) -> None:
        async def ask(rect: Rect) -> TileAnswer:
            return await read_tile(search, rect, smallest_side_m=smallest_side_m)

        self._plan = list(dict.fromkeys(plan))
        self._answers = _Shared(ask)

    async def read(self, area: BaseGeometry) -> Reading:
        """Read every place in the area; tiles that other readings asked for are not asked again.

        May be called for several areas at once. The places are those of whole tiles, so some
        lie beside the area.

        Raises:
            IncompleteAnswerError: More places at one spot than can be read, or a tile that
                never agrees with itself.
            SourceError: From the search. A later reading asks again for what failed.
        """
        shapely.prepare(area)
        tiles = self._tiles_of(area)
        answers = await all_of(self._read_whole(tile, area) for tile in tiles)
        return _reading(list(chain.from_iterable(answers)))

    def _tiles_of(self, area: BaseGeometry) -> list[Rect]:
        self._plan += plan_tiles(uncovered(area, meeting(self._plan, area)))
        return meeting(self._plan, area)

    async def _read_whole(self, tile: Rect, area: BaseGeometry) -> list[TileAnswer]:
        """The tile's answer, followed by those of its parts as far as they meet the area."""
        answer = await self._answers.get(tile)
        parts = meeting(answer.parts, area)
        below = await all_of(self._read_whole(part, area) for part in parts)
        return [answer, *chain.from_iterable(below)]


@dataclass(slots=True, eq=False)
class _Job(Generic[ValueT]):
    task: asyncio.Task[ValueT]
    waiting: int = 0

    @property
    def is_useless(self) -> bool:
        if not self.task.done():
            return self.waiting == 0
        return self.task.cancelled() or self.task.exception() is not None


class _Shared(Generic[KeyT, ValueT]):
    """Work that is done once a key, however many wait for it.

    It runs in a task of its own, so that it outlives whoever asked first; when nobody waits
    any more, it is cancelled. What failed is forgotten and done anew for the next who asks.
    """

    def __init__(self, work: Callable[[KeyT], Coroutine[Any, Any, ValueT]]) -> None:
        self._work = work
        self._jobs: dict[KeyT, _Job[ValueT]] = {}

    async def get(self, key: KeyT) -> ValueT:
        job = self._jobs.get(key)
        if job is None:
            job = self._jobs[key] = _Job(asyncio.create_task(self._work(key)))
            job.task.add_done_callback(_look_at)
        job.waiting += 1
        try:
            return await asyncio.shield(job.task)
        finally:
            job.waiting -= 1
            if job.is_useless:
                job.task.cancel()
                if self._jobs.get(key) is job:
                    del self._jobs[key]


def _look_at(task: asyncio.Task[Any]) -> None:
    # A task that fails as its last reader leaves has nobody to tell; asyncio would complain.
    if not task.cancelled():
        task.exception()


def _reading(answers: Sequence[TileAnswer]) -> Reading:
    """Put the answers together; of places that differ, the one in the later tile counts."""
    found: dict[str, Place] = {}
    differing: set[str] = set()
    for place in chain.from_iterable(answer.places for answer in answers):
        if found.setdefault(place.place_id, place) != place:
            differing.add(place.place_id)
        found[place.place_id] = place
    whole = [answer for answer in answers if not answer.parts]
    distinct = {place.place_id for answer in whole for place in answer.places}
    return Reading(
        places=tuple(found[place_id] for place_id in sorted(found)),
        tiles=tuple(answer.tile for answer in whole),
        requests=sum(answer.tile.requests for answer in answers),
        duplicates=sum(answer.tile.read for answer in whole) - len(distinct),
        conflicts=len(differing),
    )
