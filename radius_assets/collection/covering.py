"""One covering for all districts of a run: every tile is asked for once and shared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, count

import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.planning import (
    PRIOR_NAMES,
    PlannedTile,
    PriorName,
    meeting,
    plan_tiles,
    uncovered,
)
from radius_assets.collection.shared import Shared
from radius_assets.collection.tile import Search, TileAnswer, TileRead, all_of, read_tile
from radius_assets.collection.turns import Turns
from radius_assets.domain.geo import Rect
from radius_assets.domain.records import Place, PlacesPage

REQUESTS_AT_ONCE = 16
"""Requests under way or waiting for the budget: twice what is under way, so it never idles."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Every place in the tiles that cover an area, each once, sorted by id.

    `tiles` are those read whole; `requests` counts also what it took to find out which tiles
    to split, and the tiles that another reading asked for first. `duplicates` are places met
    again in another tile, `conflicts` those of them that looked different there. `prior` says
    what the tiles were planned from, several joined by `+`, and `predicted` how many places
    that let expect in them; None where some were planned from the area alone.
    """

    places: tuple[Place, ...]
    tiles: tuple[TileRead, ...]
    requests: int
    duplicates: int
    conflicts: int
    prior: str = "area"
    predicted: int | None = None


class Covering:
    """Reads every place of any number of areas, though each answer is capped.

    Args:
        search: Asks for a page of a tile; limits and retries are its own.
        plan: The tiles to begin with. Parts of an area that lie in none get tiles of their
            own, and tiles that hold too much are split, so any plan is right.
        smallest_side_m: A tile with both sides shorter is not split any more.
    """

    def __init__(
        self, search: Search, plan: Sequence[PlannedTile] = (), *, smallest_side_m: float = 10.0
    ) -> None:
        self._search = search
        self._smallest_side_m = smallest_side_m
        self._plan = {tile.rect: tile for tile in plan}
        self._answers = Shared[Rect, TileAnswer]()
        self._turns = Turns(REQUESTS_AT_ONCE)
        self._ranks = count()

    async def read(self, area: BaseGeometry) -> Reading:
        """Read every place in the area; tiles that other readings asked for are not asked again.

        May be called for several areas at once; the one that came first goes first. The places
        are those of whole tiles, so some lie beside the area.

        Raises:
            IncompleteAnswerError: More places at one spot than can be read, or a tile that
                never agrees with itself.
            SourceError: From the search. A later reading asks again for what failed.
        """
        shapely.prepare(area)
        rank = next(self._ranks)
        tiles = self._tiles_of(area)
        answers = await all_of(self._read_whole(tile.rect, area, rank) for tile in tiles)
        return _reading(list(chain.from_iterable(answers)), tiles)

    def _tiles_of(self, area: BaseGeometry) -> list[PlannedTile]:
        more = plan_tiles(uncovered(area, meeting(list(self._plan), area)))
        self._plan |= {tile.rect: tile for tile in more}
        return [self._plan[rect] for rect in meeting(list(self._plan), area)]

    async def _read_whole(self, tile: Rect, area: BaseGeometry, rank: int) -> list[TileAnswer]:
        """The tile's answer, followed by those of its parts as far as they meet the area."""
        answer = await self._answers.get(tile, partial(self._ask, tile, rank))
        parts = meeting(answer.parts, area)
        below = await all_of(self._read_whole(part, area, rank) for part in parts)
        return [answer, *chain.from_iterable(below)]

    async def _ask(self, tile: Rect, rank: int) -> TileAnswer:
        async def search(rect: Rect, page: int) -> PlacesPage:
            async with self._turns.turn(rank):
                return await self._search(rect, page)

        return await read_tile(search, tile, smallest_side_m=self._smallest_side_m)


def _reading(answers: Sequence[TileAnswer], planned: Sequence[PlannedTile]) -> Reading:
    """Put the answers together; of places that differ, the one in the later tile counts."""
    found: dict[str, Place] = {}
    differing: set[str] = set()
    whole = [answer for answer in answers if not answer.parts]
    for place in chain.from_iterable(answer.places for answer in whole):
        if found.setdefault(place.place_id, place) != place:
            differing.add(place.place_id)
        found[place.place_id] = place
    return Reading(
        places=tuple(found[place_id] for place_id in sorted(found)),
        tiles=tuple(answer.tile for answer in whole),
        requests=sum(answer.tile.requests for answer in answers),
        duplicates=sum(answer.tile.read for answer in whole) - len(found),
        conflicts=len(differing),
        prior="+".join(_priors(planned)),
        predicted=_predicted(planned),
    )


def _priors(planned: Sequence[PlannedTile]) -> Iterable[PriorName]:
    used = {name for tile in planned for name in tile.priors}
    return [name for name in PRIOR_NAMES if name in used] or ["area"]


def _predicted(planned: Sequence[PlannedTile]) -> int | None:
    predictions = [tile.predicted for tile in planned if tile.predicted is not None]
    return round(sum(predictions)) if len(predictions) == len(planned) > 0 else None
