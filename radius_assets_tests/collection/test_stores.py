"""Every Daiso of a district, each once, in its own district and where it is."""

import pytest

from radius_assets.collection.stores import stores_frame
from radius_assets.domain.geo import LonLat, Rect
from radius_assets.domain.records import PlacesPage, Store
from radius_assets.publication.tables import checked
from radius_assets.sources.daiso import StoresPage
from radius_assets.sources.errors import (
    IncompleteAnswerError,
    QuotaSpentError,
    SourceError,
    TransientSourceError,
)
from radius_assets.sources.kakao import AddressMatch
from radius_assets_tests.collection.daiso_sources import (
    BUSAN,
    HERE,
    Finder,
    KakaoMap,
    collect,
    east_of_here,
    ids,
    listing,
    store,
)


@pytest.mark.anyio
async def test_the_stores_of_the_district_are_read_sorted_and_placed() -> None:
    finder = Finder([store(2), store(1)])

    reading = await collect(finder)

    assert finder.asked == [("강남구", 1)]
    assert ids(reading) == ["19001", "19002"]
    assert {(found.source, found.position_source) for found in reading.stores} == {
        ("daiso", "daiso")
    }
    assert (reading.declared, reading.elsewhere, reading.implausible) == (2, 0, 0)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("keyword", "other"),
    [
        pytest.param(
            "중구",
            store(9, road_address="부산광역시 중구 가온로 1", position=LonLat(129.03, 35.1)),
            id="중구 of another city",
        ),
        pytest.param(
            "강서구",
            store(9, road_address="부산광역시 강서구 가온로 1", position=BUSAN),
            id="부산 강서구",
        ),
        pytest.param(
            "강남구",
            store(9, "강남구청사거리점", road_address="서울특별시 서초구 강남대로 1"),
            id="강남 in the name of a store of 서초구",
        ),
        pytest.param(
            "강남구",
            store(9, "강남구점", road_address="가온로 1", position=LonLat(126.9, 37.52)),
            id="position in 영등포구, no district in the address",
        ),
        pytest.param(
            "강남구",
            store(9, "강남구점", road_address="가온로 1", position=None),
            id="nobody knows where",
        ),
    ],
)
async def test_a_store_of_another_district_is_left_out_and_counted(
    keyword: str, other: Store
) -> None:
    reading = await collect(Finder([other]), name=keyword)

    assert ids(reading) == []
    assert (reading.declared, reading.elsewhere) == (1, 1)


@pytest.mark.anyio
async def test_without_a_district_in_the_address_the_position_decides() -> None:
    reading = await collect(Finder([store(1, "강남구점", road_address="가온로 1")]))

    assert ids(reading) == ["19001"]


@pytest.mark.anyio
@pytest.mark.parametrize("most", [1, 3, 7, 100])
async def test_all_pages_are_read_whatever_the_finder_holds_for_a_full_one(most: int) -> None:
    finder = Finder([store(number) for number in range(1, 8)], most=most)

    reading = await collect(finder)

    assert len(reading.stores) == reading.declared == 7
    assert len(finder.asked) == -(-7 // most)


@pytest.mark.anyio
async def test_a_store_that_comes_twice_is_counted_once() -> None:
    reading = await collect(Finder([store(1), store(2), store(1)]))

    assert ids(reading) == ["19001", "19002"]
    assert (reading.duplicates, reading.rereads) == (1, 0)


class ForgetfulFinder(Finder):
    """A finder that shows its first page whatever page it is asked for."""

    async def stores_page(self, keyword: str, page: int) -> StoresPage:
        return await super().stores_page(keyword, min(page, 1))


@pytest.mark.anyio
async def test_fewer_stores_than_declared_give_nothing() -> None:
    finder = ForgetfulFinder([store(1), store(2), store(3), store(4)], most=2)

    with pytest.raises(IncompleteAnswerError, match="Daiso: stores of 강남구: never the same"):
        await collect(finder)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "position", [None, BUSAN, LonLat(37.5, 127.0)], ids=["none", "in Busan", "the wrong way round"]
)
async def test_a_position_that_is_missing_or_far_out_is_that_of_kakaos_listing(
    position: LonLat | None,
) -> None:
    finder = Finder([store(1, "가온역2호점", position=position)])
    kakao = KakaoMap([listing(1, "다이소 가온역점"), listing(2, "다이소 가온역 2호점")])

    reading = await collect(finder, kakao)

    first = reading.stores[0]
    assert (first.store.position, first.position_source) == (east_of_here(400), "kakao_keyword")
    assert reading.implausible == (position is not None)


@pytest.mark.anyio
async def test_a_position_just_outside_the_drawn_boundary_is_believed() -> None:
    outside = LonLat(127.1265, 37.49)  # the boundary is drawn within 500 m of the true one

    reading = await collect(Finder([store(1, position=outside)]))

    assert reading.stores[0].store.position == outside
    assert reading.implausible == 0


def match(kind: str, position: LonLat) -> AddressMatch:
    return AddressMatch(kind, "서울 강남구 가온로 1", position)


@pytest.mark.anyio
async def test_without_a_listing_the_position_is_that_of_the_address() -> None:
    matches = [match("ROAD", HERE), match("ROAD_ADDR", BUSAN), match("ROAD_ADDR", east_of_here(5))]
    kakao = KakaoMap(addresses={"서울특별시 강남구 가온로 1": matches})

    reading = await collect(Finder([store(1, position=None)]), kakao)

    (found,) = reading.stores
    assert (found.store.position, found.position_source) == (east_of_here(5), "kakao_address")


@pytest.mark.anyio
async def test_a_store_that_nobody_can_place_stays_without_a_position() -> None:
    reading = await collect(Finder([store(1, position=BUSAN), store(2)]))

    assert reading.stores[0].store.position is None
    assert reading.positions_from() == {"nowhere": 1, "daiso": 1}
    assert stores_frame(reading).select("lon", "lat", "position_source").row(0) == (None,) * 3


class Failing(KakaoMap):
    """Kakao on a bad day."""

    def __init__(self, **errors: SourceError) -> None:
        super().__init__()
        self.errors = errors

    async def keyword_page(self, query: str, page: int, rect: Rect | None) -> PlacesPage:
        if "keyword" in self.errors:
            raise self.errors["keyword"]
        return await super().keyword_page(query, page, rect)

    async def addresses(self, query: str) -> list[AddressMatch]:
        raise self.errors.get("address", AssertionError(f"{query} needs no search"))


@pytest.mark.anyio
@pytest.mark.parametrize(
    "errors",
    [
        {"keyword": QuotaSpentError("Kakao", "places named '다이소'", "HTTP 429")},
        {"address": TransientSourceError("Kakao", "address", "HTTP 503")},
    ],
    ids=["listings", "address"],
)
async def test_a_failure_of_kakao_comes_plain_and_gives_nothing(
    errors: dict[str, SourceError],
) -> None:
    (error,) = errors.values()

    with pytest.raises(type(error)) as raised:
        await collect(Finder([store(1, position=None)]), Failing(**errors))

    assert raised.value is error


@pytest.mark.anyio
async def test_the_table_is_as_it_is_kept() -> None:
    finder = Finder([store(2), store(1, position=None)])

    table = stores_frame(await collect(finder, KakaoMap([listing(5, "다이소 한빛점")])))

    assert checked("daiso", table, district="강남구").equals(table)
    assert table["source"].to_list() == ["daiso", "daiso", "kakao"]
    assert stores_frame(await collect(Finder())).schema == table.schema
