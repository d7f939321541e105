"""A tile is read whole, or its parts are named, or it fails."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import count

import pytest

from radius_assets.collection.tile import TileAnswer, all_of, read_tile
from radius_assets.domain.geo import LonLat, Rect
from radius_assets.domain.records import Place
from radius_assets.sources.budget import ThrottleStateError
from radius_assets.sources.errors import (
    IncompleteAnswerError,
    QuotaSpentError,
    TransientSourceError,
)
from radius_assets_tests.collection.place_search import PlaceSearch, listing

TILE = Rect(126.90, 37.50, 126.94, 37.53)
SPOT = Rect(126.90, 37.50, 126.90005, 37.50005)  # 4 m by 6 m


def row(number: int) -> list[LonLat]:
    return [LonLat(126.90 + step / 10_000, 37.51) for step in range(number)]


def answer_of(search: PlaceSearch, rect: Rect = TILE) -> TileAnswer:
    return asyncio.run(read_tile(search, rect, smallest_side_m=10.0))


def jittering(*offsets: int) -> Callable[[Rect, int, int], int]:
    """Totals that are off by each of the offsets in turn, then true."""
    calls = count()

    def declares(_rect: Rect, _page: int, total: int) -> int:
        call = next(calls)
        return total + (offsets[call] if call < len(offsets) else 0)

    return declares


class HidingSearch(PlaceSearch):
    """Shows the last place of page 1 again on page 2, in place of another, where both exist."""

    def inside(self, rect: Rect) -> Sequence[Place]:
        places = list(super().inside(rect))
        if len(places) > 15:
            places[15] = places[14]
        return places


class ShiftingSearch(PlaceSearch):
    """Shows the places in another order each time, so that pages of one reading overlap."""

    def inside(self, rect: Rect) -> Sequence[Place]:
        places = super().inside(rect)
        shift = self.requests % 3
        return [*places[shift:], *places[:shift]]


@pytest.mark.parametrize(
    ("places", "requests"), [(0, 1), (1, 1), (15, 1), (16, 2), (30, 2), (31, 3), (45, 3)]
)
def test_reads_the_pages_that_exist(places: int, requests: int) -> None:
    search = PlaceSearch(row(places))

    answer = answer_of(search)

    assert len(answer.places) == answer.tile.declared == answer.tile.read == places
    assert answer.tile.requests == search.requests == requests
    assert answer.tile.drift == 0
    assert answer.parts == ()


def test_a_tile_that_holds_too_much_costs_one_request_and_keeps_its_places() -> None:
    search = PlaceSearch(row(100))

    answer = answer_of(search)

    assert search.requests == 1
    assert len(answer.places) == 15
    assert len(answer.parts) == 3


def test_a_spot_that_holds_too_much_is_saturated() -> None:
    search = PlaceSearch([LonLat(126.90, 37.50)] * 46)

    with pytest.raises(IncompleteAnswerError, match=r"tile 126.900000,37.500000.*saturated: 46"):
        answer_of(search, SPOT)


def test_totals_that_settle_are_read_again_without_a_drift() -> None:
    search = PlaceSearch(row(20), declares=jittering(0, 1))

    answer = answer_of(search)

    assert len(answer.places) == 20
    assert answer.tile.drift == 0
    assert answer.tile.requests == search.requests == 4


@pytest.mark.parametrize(
    ("places", "offsets", "drift"),
    [
        pytest.param(10, [1, 1], 1, id="one page, one too many"),
        pytest.param(10, [-2, 1], 1, id="one page, either way"),
        pytest.param(40, [0, 1, 0, 0, -2, 0], 2, id="three pages"),
    ],
)
def test_totals_that_jitter_are_accepted_when_two_reads_agree(
    places: int, offsets: list[int], drift: int
) -> None:
    search = PlaceSearch(row(places), declares=jittering(*offsets))

    answer = answer_of(search)

    assert len(answer.places) == places
    assert answer.tile.drift == drift


def test_totals_that_are_far_off_are_not_believed() -> None:
    search = PlaceSearch(row(10), declares=lambda _rect, _page, total: total + 4)

    with pytest.raises(IncompleteAnswerError, match="pages declare 14 places and show 10"):
        answer_of(search)

    assert search.requests == 3


def test_a_total_short_by_one_does_not_hide_a_page() -> None:
    search = PlaceSearch(row(16), declares=jittering(-1))

    answer = answer_of(search)

    assert len(answer.places) == 16


def test_a_total_too_high_by_one_asks_for_no_page_that_is_not_there() -> None:
    search = PlaceSearch(row(15), declares=jittering(1))

    answer = answer_of(search)

    assert len(answer.places) == 15
    assert {page for _, page in search.asked} == {1}


def test_a_tile_that_grows_over_the_limit_while_it_is_read_is_split() -> None:
    search = PlaceSearch(row(45), declares=jittering(0, 1))

    answer = answer_of(search)

    assert len(answer.parts) == 2
    assert len(answer.places) == 45


def test_pages_that_overlap_are_put_together_from_several_reads() -> None:
    search = ShiftingSearch(row(28))

    answer = answer_of(search)

    assert len(answer.places) == 28
    assert answer.tile.drift == 0


def test_a_place_that_pages_keep_hiding_is_asked_for_in_parts() -> None:
    search = HidingSearch(row(28))

    answer = answer_of(search)

    assert len(answer.parts) == 2
    assert search.requests == 6


def test_a_place_hidden_at_a_small_spot_fails() -> None:
    search = HidingSearch([LonLat(126.90, 37.50)] * 20)

    with pytest.raises(IncompleteAnswerError, match="pages declare 20, 20 places and show 19"):
        answer_of(search, SPOT)


def test_a_failed_page_fails_the_tile() -> None:
    search = PlaceSearch(row(40), fails=lambda _rect, page: page == 3)

    with pytest.raises(TransientSourceError, match="page 3"):
        answer_of(search)


@pytest.mark.parametrize(
    "first",
    [QuotaSpentError("Kakao", "page 1", "x"), ThrottleStateError("Kakao: page 1: no budget")],
    ids=["of the source", "of its budget"],
)
def test_of_errors_at_the_same_moment_the_first_by_its_message_is_raised(first: Exception) -> None:
    async def fail(error: Exception) -> None:
        raise error

    errors = [QuotaSpentError("Kakao", "page 2", "spent"), first]

    with pytest.raises(type(first), match="page 1"):
        asyncio.run(all_of(fail(error) for error in errors))


def test_errors_of_our_own_are_not_taken_for_the_source_s() -> None:
    async def fail(error: Exception) -> None:
        raise error

    errors = [QuotaSpentError("Kakao", "page 2", "spent"), LookupError("ours")]

    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(all_of(fail(error) for error in errors))

    assert caught.value.subgroup(LookupError) is not None


def test_places_are_whole_records() -> None:
    answer = answer_of(PlaceSearch(row(1)))

    assert answer.places == (listing(0, LonLat(126.90, 37.51)),)
