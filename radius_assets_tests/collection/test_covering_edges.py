"""What has gone wrong with coverings before, or could: each case by its name."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from radius_assets.collection.area import AreaOptions
from radius_assets.collection.certificate import certify
from radius_assets.collection.covering import Covering
from radius_assets.collection.listings import listings_of
from radius_assets.collection.tile import MOST_DRIFT
from radius_assets.domain.districts import district
from radius_assets.domain.geo import LonLat, Rect
from radius_assets.domain.records import Place, PlacesPage
from radius_assets.sources.errors import IncompleteAnswerError
from radius_assets_tests.collection.certified import daiso
from radius_assets_tests.collection.place_search import PlaceSearch
from radius_assets_tests.collection.reading import EAST, WEST, ids, planned, read, together
from radius_assets_tests.collection.spread import BLOCK, scattered

SPOT = LonLat(126.92, 37.51)
BORDER = LonLat(WEST.east, 37.51)


def test_a_listing_on_the_border_of_two_tiles_is_found_by_both_and_given_once() -> None:
    corner = LonLat(WEST.east, WEST.north)

    reading = read(Covering(PlaceSearch([BORDER, corner]), planned(WEST, EAST)), BLOCK.polygon())

    assert [tile.read for tile in reading.tiles] == [2, 2]
    assert (len(reading.places), reading.duplicates, reading.conflicts) == (2, 2, 0)


def test_a_listing_on_the_border_of_the_area_is_found() -> None:
    corners = [LonLat(lon, lat) for lon in (126.90, 126.94) for lat in (37.50, 37.53)]

    reading = read(Covering(PlaceSearch(corners)), BLOCK.polygon())

    assert len(reading.places) == 4


def test_up_to_45_listings_at_one_spot_are_read() -> None:
    search = PlaceSearch([SPOT] * 45 + scattered(1, 100))

    reading = read(Covering(search), BLOCK.polygon())

    assert len(reading.places) == 145


def test_more_than_45_listings_at_one_spot_fail_and_the_spot_is_named() -> None:
    search = PlaceSearch([SPOT] * 46)

    with pytest.raises(IncompleteAnswerError, match=r"tile 126\.9.*,37\.5.*saturated: 46"):
        read(Covering(search), BLOCK.polygon())


@pytest.mark.anyio
async def test_a_saturated_spot_fails_the_districts_that_hold_it_and_no_other() -> None:
    beside = LonLat(126.905, 37.505)
    search = PlaceSearch([LonLat(126.935, 37.525)] * 46 + [beside])
    covering = Covering(search, planned(WEST, EAST))

    west, east = await together(covering.read(WEST.polygon()), covering.read(EAST.polygon()))

    assert not isinstance(west, BaseException)
    assert [place.position for place in west.places] == [beside]
    assert isinstance(east, IncompleteAnswerError)


@pytest.mark.parametrize("off", [1, -1, 2, -2])
def test_a_total_that_is_off_by_two_is_tolerated_and_recorded(off: int) -> None:
    search = PlaceSearch(scattered(2, 9), declares=lambda _rect, _page, total: total + off)

    reading = read(Covering(search, planned(BLOCK)), BLOCK.polygon())

    assert len(reading.places) == 9
    assert [tile.drift for tile in reading.tiles] == [abs(off)]
    assert search.requests == 2, "read twice, and the same both times"
    assert certify(BLOCK.polygon(), reading).drift == abs(off) <= MOST_DRIFT


def test_a_total_that_jitters_and_settles_leaves_no_drift() -> None:
    calls = count()
    search = PlaceSearch(
        scattered(3, 9), declares=lambda _rect, _page, total: total + (next(calls) == 0)
    )

    reading = read(Covering(search, planned(BLOCK)), BLOCK.polygon())

    assert [(tile.declared, tile.read, tile.drift) for tile in reading.tiles] == [(9, 9, 0)]


def test_a_total_that_is_off_by_three_fails() -> None:
    search = PlaceSearch(scattered(4, 9), declares=lambda _rect, _page, total: total + 3)

    with pytest.raises(IncompleteAnswerError, match="pages declare 12 places and show 9"):
        read(Covering(search, planned(BLOCK)), BLOCK.polygon())


class RepeatingSearch(PlaceSearch):
    """Shows the last place of page 1 again on page 2 in place of another, in large tiles."""

    def inside(self, rect: Rect) -> Sequence[Place]:
        places = list(super().inside(rect))
        if len(places) > 15 and rect.width_m > 1_000:
            places[15] = places[14]
        return places


def test_a_listing_that_pages_hide_behind_one_that_they_repeat_is_found() -> None:
    search = RepeatingSearch(scattered(5, 28))

    reading = read(Covering(search, planned(BLOCK)), BLOCK.polygon())

    assert ids(reading) == [f"{number:05}" for number in range(28)]


class RenamingSearch(PlaceSearch):
    """Shows places by another name in the east."""

    async def __call__(self, rect: Rect, page: int) -> PlacesPage:
        answer = await super().__call__(rect, page)
        name = "new name" if rect == EAST else "old name"
        return replace(answer, places=tuple(replace(at, name=name) for at in answer.places))


def test_a_listing_that_differs_between_tiles_is_as_in_the_later_one_and_counted() -> None:
    search = RenamingSearch([LonLat(126.905, 37.51), BORDER])

    reading = read(Covering(search, planned(WEST, EAST)), BLOCK.polygon())

    assert [place.name for place in reading.places] == ["old name", "new name"]
    assert reading.duplicates == reading.conflicts == 1


def test_a_listing_whose_address_and_position_disagree_is_of_the_district_of_its_address() -> None:
    home, next_door = district("영등포구"), district("구로구")
    spot = LonLat(126.8979, 37.5)  # in 영등포구, 200 m from 구로구
    stores = daiso(spot)

    class Addressed(PlaceSearch):
        """Writes an address of 구로구 on every listing."""

        def inside(self, rect: Rect) -> Sequence[Place]:
            address = "서울 구로구 가온로 1"
            return [replace(place, road_address=address) for place in super().inside(rect)]

    around = Rect(spot.lon - 0.001, spot.lat - 0.001, spot.lon + 0.001, spot.lat + 0.001)
    reading = read(Covering(Addressed([spot])), around.polygon())
    options, asked_at = AreaOptions(), datetime(2031, 3, 4, tzinfo=UTC)
    of_home, of_next_door = (
        listings_of(of, reading.places, stores, options=options, fetched_at=asked_at)
        for of in (home, next_door)
    )

    assert (of_home.frame.height, of_home.elsewhere) == (0, 1)
    assert (of_next_door.frame.height, of_next_door.disputed) == (1, 1)


def test_an_error_of_our_own_comes_out_as_it_is() -> None:
    async def search(_rect: Rect, _page: int) -> PlacesPage:
        raise LookupError("ours")

    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(Covering(search, planned(BLOCK)).read(BLOCK.polygon()))

    assert caught.value.subgroup(LookupError) is not None
