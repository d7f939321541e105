"""Readings of one covering share tiles, end one after the other, and never share a failure."""

import asyncio

import pytest
from shapely import Polygon

from radius_assets.collection.covering import REQUESTS_AT_ONCE, Covering
from radius_assets.collection.planning import PlannedTile, plan_tiles
from radius_assets.domain.geo import LonLat, Rect
from radius_assets.domain.records import PlacesPage
from radius_assets.sources.errors import SourceError, TransientSourceError
from radius_assets_tests.collection.place_search import PlaceSearch
from radius_assets_tests.collection.reading import EAST, WEST, planned, together
from radius_assets_tests.collection.spread import BLOCK, listings, scattered

pytestmark = pytest.mark.anyio


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_readers_share_their_tiles() -> None:
    search = PlaceSearch(scattered(1, 400))
    covering = Covering(search, planned(BLOCK))

    west, both, east = [
        await covering.read(WEST.polygon()),
        *await asyncio.gather(covering.read(BLOCK.polygon()), covering.read(EAST.polygon())),
    ]

    assert max(search.asked.values()) == 1
    assert len(both.places) == 400
    assert {*west.places, *east.places} == {*both.places}
    assert both.requests == search.requests


async def test_tiles_added_for_one_reader_serve_the_next() -> None:
    search = PlaceSearch(scattered(2, 40))
    covering = Covering(search, planned(WEST))
    await covering.read(BLOCK.polygon())
    asked = search.requests

    await covering.read(BLOCK.polygon())

    assert search.requests == asked


class SlowSearch(PlaceSearch):
    """Takes longer to answer than we take to ask for what follows, as any service does."""

    async def __call__(self, rect: Rect, page: int) -> PlacesPage:
        await settle()
        return await super().__call__(rect, page)


async def test_districts_complete_one_after_another() -> None:
    """Each ends soon after as many requests as it and those before it need, not all at the end."""
    districts = [part.polygon() for part in BLOCK.grid(4, 1)]
    positions = scattered(3, 3_000)
    plan = plan_tiles(BLOCK.polygon(), [listings(positions)])
    search, ends = SlowSearch(positions), list[int]()
    covering = Covering(search, plan)

    async def read(number: int) -> None:
        await covering.read(districts[number])
        ends.append(search.requests)

    await asyncio.gather(*map(read, range(4)))

    needed = [await requests_for(positions, plan, districts[: n + 1]) for n in range(4)]
    assert needed == sorted(set(needed))
    assert all(n <= end <= n + 2 * REQUESTS_AT_ONCE for n, end in zip(needed, ends, strict=True))


async def requests_for(
    positions: list[LonLat], plan: list[PlannedTile], districts: list[Polygon]
) -> int:
    search = PlaceSearch(positions)
    covering = Covering(search, plan)
    for each in districts:
        await covering.read(each)
    return search.requests


class BusySearch(PlaceSearch):
    """Knows how many requests were under way at once."""

    under_way = 0
    most = 0

    async def __call__(self, rect: Rect, page: int) -> PlacesPage:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(0)
            return await super().__call__(rect, page)
        finally:
            self.under_way -= 1


async def test_no_more_requests_are_under_way_than_keep_the_budget_busy() -> None:
    search = BusySearch(scattered(4, 2_000))
    known = listings([place.position for place in search.places])

    await Covering(search, plan_tiles(BLOCK.polygon(), [known])).read(BLOCK.polygon())

    assert search.most == REQUESTS_AT_ONCE


class GatedSearch(PlaceSearch):
    """Answers nothing before its gate is opened; knows how many requests were given up."""

    def __init__(self, positions: list[LonLat]) -> None:
        super().__init__(positions)
        self.gate = asyncio.Event()
        self.given_up = 0

    async def __call__(self, rect: Rect, page: int) -> PlacesPage:
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        return await super().__call__(rect, page)


async def test_a_reader_survives_the_one_that_asked_first() -> None:
    search = GatedSearch(scattered(5, 30))
    covering = Covering(search, planned(BLOCK))
    first = asyncio.create_task(covering.read(BLOCK.polygon()))
    await settle()
    second = asyncio.create_task(covering.read(BLOCK.polygon()))
    await settle()

    first.cancel()
    await settle()
    search.gate.set()

    assert len((await second).places) == 30
    assert first.cancelled()
    assert search.given_up == 0
    assert search.requests == 2


async def test_what_nobody_waits_for_is_given_up_and_asked_again_later() -> None:
    search = GatedSearch(scattered(6, 30))
    covering = Covering(search, planned(BLOCK))
    reader = asyncio.create_task(covering.read(BLOCK.polygon()))
    await settle()

    reader.cancel()
    await settle()
    given_up = search.given_up
    search.gate.set()
    reading = await covering.read(BLOCK.polygon())

    assert given_up == 1
    assert len(reading.places) == 30


async def test_a_failed_tile_fails_all_its_readers_and_is_asked_again_later() -> None:
    search = PlaceSearch(scattered(7, 10), fails=lambda rect, _page: search.asked[rect, 1] == 1)
    covering = Covering(search, planned(BLOCK))

    failed = await together(covering.read(BLOCK.polygon()), covering.read(WEST.polygon()))
    later = await covering.read(WEST.polygon())

    assert [type(error) for error in failed] == [TransientSourceError] * 2
    assert len(later.places) == 10
    assert search.requests == 2


async def test_a_failure_in_one_area_leaves_the_others_alone() -> None:
    search = PlaceSearch(scattered(8, 60), fails=lambda rect, _page: rect == EAST)
    covering = Covering(search, planned(WEST, EAST))

    west, east = await together(covering.read(WEST.polygon()), covering.read(EAST.polygon()))

    assert len(getattr(west, "places", ())) > 0
    assert isinstance(east, SourceError)
