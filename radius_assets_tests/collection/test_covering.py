"""The covering finds every place of an area, asks each tile once, and never keeps a failure."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.certificate import certify, verify
from radius_assets.collection.covering import Covering, Reading
from radius_assets.collection.planning import plan_tiles
from radius_assets.domain.geo import LonLat, Rect
from radius_assets.domain.records import PlacesPage
from radius_assets.sources.errors import IncompleteAnswerError, SourceError, TransientSourceError
from radius_assets_tests.collection.place_search import PlaceSearch

BLOCK = Rect(126.90, 37.50, 126.94, 37.53)
WEST, EAST = BLOCK.grid(2, 1)
SPOT = LonLat(126.92, 37.51)

T = TypeVar("T")

lons = st.integers(0, 40).map(lambda step: 126.90 + step / 1_000)
lats = st.integers(0, 30).map(lambda step: 37.50 + step / 1_000)
spots = st.builds(LonLat, lons, lats)
plans = st.lists(
    st.tuples(lons, lons, lats, lats).map(
        lambda ends: Rect(
            min(ends[:2]), min(ends[2:]), max(ends[:2]) + 0.001, max(ends[2:]) + 0.001
        )
    ),
    max_size=6,
)
shapes = st.tuples(spots, st.sampled_from([0.0015, 0.008, 0.02])).map(
    lambda drawn: shapely.Point(drawn[0]).buffer(drawn[1], cap_style="square")
)
areas = st.lists(shapes, min_size=1, max_size=3).map(shapely.union_all)


@st.composite
def crowds(draw: st.DrawFn) -> list[LonLat]:
    """Positions on a lattice, so many of them on borders; up to 45 at one spot."""
    at = draw(st.dictionaries(spots, st.sampled_from([1, 1, 1, 2, 17, 45]), max_size=60))
    return [spot for spot, number in at.items() for _ in range(number)]


def scattered(number: int) -> list[LonLat]:
    dice = np.random.default_rng(number)
    at = dice.uniform([BLOCK.west, BLOCK.south], [BLOCK.east, BLOCK.north], (number, 2))
    return [LonLat(*position) for position in at.tolist()]


def read(covering: Covering, area: BaseGeometry) -> Reading:
    return asyncio.run(covering.read(area))


def ids_within(search: PlaceSearch, area: BaseGeometry) -> set[str]:
    return {
        place.place_id
        for place in search.places
        if shapely.intersects(area, shapely.Point(place.position))
    }


async def together(*work: Coroutine[None, None, T]) -> list[T | BaseException]:
    return await asyncio.gather(*work, return_exceptions=True)


@given(crowds(), areas, plans)
def test_finds_every_place_of_the_area_once(
    crowd: list[LonLat], area: BaseGeometry, plan: list[Rect]
) -> None:
    search = PlaceSearch(crowd)

    reading = read(Covering(search, plan, smallest_side_m=1.0), area)

    found = [place.place_id for place in reading.places]
    assert found == sorted(set(found))
    assert ids_within(search, area) <= set(found)
    assert set(reading.places) <= set(search.places)
    assert max(search.asked.values()) == 1
    assert reading.requests == search.requests
    assert verify(certify(area, reading), area=area) == []


@given(crowds(), areas, st.lists(spots, max_size=150))
def test_a_plan_from_stale_positions_loses_nothing(
    crowd: list[LonLat], area: BaseGeometry, known: list[LonLat]
) -> None:
    search = PlaceSearch(crowd)

    reading = read(Covering(search, plan_tiles(area, known), smallest_side_m=1.0), area)

    assert ids_within(search, area) <= {place.place_id for place in reading.places}


@given(st.integers(0, 300), st.integers(0))
@settings(max_examples=50)
def test_with_failing_requests_it_is_complete_or_fails(number: int, seed: int) -> None:
    dice = np.random.default_rng(seed)
    search = PlaceSearch(scattered(number), fails=lambda _rect, _page: dice.random() < 0.05)

    try:
        reading = read(Covering(search), BLOCK.polygon())
    except TransientSourceError:
        assert search.requests > 0
    else:
        assert len(reading.places) == number


@given(st.integers(0, 200), st.integers(0))
@settings(max_examples=50)
def test_with_jittering_totals_it_is_complete_or_fails(number: int, seed: int) -> None:
    dice = np.random.default_rng(seed)

    def declares(_rect: Rect, page: int, total: int) -> int:
        # Were all pages short by one alike, nobody could tell 46 places from 45.
        return total if page == 2 else total + int(dice.choice([-1, 0, 0, 1]))

    search = PlaceSearch(scattered(number), declares=declares)

    try:
        reading = read(Covering(search), BLOCK.polygon())
    except IncompleteAnswerError:
        assert number > 0
    else:
        assert len(reading.places) == number
        assert certify(BLOCK.polygon(), reading).drift <= 2


def test_known_places_cost_three_requests_for_42() -> None:
    search = PlaceSearch(scattered(420))
    plan = plan_tiles(BLOCK.polygon(), [place.position for place in search.places])

    reading = read(Covering(search, plan), BLOCK.polygon())

    assert len(reading.places) == 420
    assert search.requests == 30


def test_a_spot_with_more_than_45_places_fails_and_is_named() -> None:
    search = PlaceSearch([SPOT] * 46)

    with pytest.raises(IncompleteAnswerError, match=r"tile 126\.9.*,37\.5.*saturated: 46"):
        read(Covering(search), BLOCK.polygon())


def test_places_differing_between_tiles_are_as_in_the_later_one_and_counted() -> None:
    class ChangingSearch(PlaceSearch):
        async def __call__(self, rect: Rect, page: int) -> PlacesPage:
            answer = await super().__call__(rect, page)
            name = "new name" if rect == EAST else "old name"
            return replace(answer, places=tuple(replace(at, name=name) for at in answer.places))

    border = LonLat(WEST.east, 37.51)
    search = ChangingSearch([LonLat(126.905, 37.51), border])

    reading = read(Covering(search, [WEST, EAST]), BLOCK.polygon())

    assert [place.name for place in reading.places] == ["old name", "new name"]
    assert reading.duplicates == reading.conflicts == 1


def test_an_empty_area_asks_nothing() -> None:
    search = PlaceSearch(scattered(50))

    reading = read(Covering(search, [BLOCK]), shapely.Polygon())

    assert reading == Reading(places=(), tiles=(), requests=0, duplicates=0, conflicts=0)
    assert search.requests == 0


def test_parts_of_a_tile_beside_the_area_are_not_asked() -> None:
    search = PlaceSearch(scattered(300))

    read(Covering(search, [BLOCK]), WEST.polygon())

    assert all(rect.west < WEST.east for rect, _ in search.asked)


@pytest.mark.anyio
async def test_readers_share_their_tiles() -> None:
    search = PlaceSearch(scattered(400))
    covering = Covering(search, [BLOCK])

    west, both, east = [
        await covering.read(WEST.polygon()),
        *await asyncio.gather(covering.read(BLOCK.polygon()), covering.read(EAST.polygon())),
    ]

    assert max(search.asked.values()) == 1
    assert len(both.places) == 400
    assert {*west.places, *east.places} == {*both.places}
    assert both.requests == search.requests


@pytest.mark.anyio
async def test_tiles_added_for_one_reader_serve_the_next() -> None:
    search = PlaceSearch(scattered(40))
    covering = Covering(search, [WEST])
    await covering.read(BLOCK.polygon())
    asked = search.requests

    await covering.read(BLOCK.polygon())

    assert search.requests == asked


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


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.mark.anyio
async def test_a_reader_survives_the_one_that_asked_first() -> None:
    search = GatedSearch(scattered(30))
    covering = Covering(search, [BLOCK])
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


@pytest.mark.anyio
async def test_what_nobody_waits_for_is_given_up_and_asked_again_later() -> None:
    search = GatedSearch(scattered(30))
    covering = Covering(search, [BLOCK])
    reader = asyncio.create_task(covering.read(BLOCK.polygon()))
    await settle()

    reader.cancel()
    await settle()
    given_up = search.given_up
    search.gate.set()
    reading = await covering.read(BLOCK.polygon())

    assert given_up == 1
    assert len(reading.places) == 30


@pytest.mark.anyio
async def test_a_failed_tile_fails_all_its_readers_and_is_asked_again_later() -> None:
    search = PlaceSearch(scattered(10), fails=lambda rect, _page: search.asked[rect, 1] == 1)
    covering = Covering(search, [BLOCK])

    failed = await together(covering.read(BLOCK.polygon()), covering.read(WEST.polygon()))
    later = await covering.read(WEST.polygon())

    assert [type(error) for error in failed] == [TransientSourceError] * 2
    assert len(later.places) == 10
    assert search.requests == 2


@pytest.mark.anyio
async def test_a_failure_in_one_area_leaves_the_others_alone() -> None:
    search = PlaceSearch(scattered(60), fails=lambda rect, _page: rect == EAST)
    covering = Covering(search, [WEST, EAST])

    west, east = await together(covering.read(WEST.polygon()), covering.read(EAST.polygon()))

    assert isinstance(west, Reading)
    assert isinstance(east, SourceError)


@pytest.mark.anyio
async def test_an_error_of_our_own_comes_out_as_it_is() -> None:
    async def search(_rect: Rect, _page: int) -> PlacesPage:
        raise LookupError("ours")

    with pytest.raises(ExceptionGroup) as caught:
        await Covering(search, [BLOCK]).read(BLOCK.polygon())

    assert caught.value.subgroup(LookupError) is not None
