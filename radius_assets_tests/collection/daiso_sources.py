"""Daiso's finder and Kakao in memory, with their real limits, and stores of 강남구 in them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import shapely

from radius_assets.collection.area import whole_area
from radius_assets.collection.covering import Covering
from radius_assets.collection.daiso_listings import daiso_search, plan_daiso_tiles
from radius_assets.collection.stores import StoresReading, collect_stores
from radius_assets.domain.districts import district
from radius_assets.domain.geo import LonLat, Rect
from radius_assets.domain.records import Place, PlacesPage, Store
from radius_assets.sources.daiso import StoresPage
from radius_assets.sources.kakao import AddressMatch

HERE = LonLat(127.0473, 37.5172)
BUSAN = LonLat(128.98, 35.21)
STORE_CATEGORY = "가정,생활 > 생활용품점 > 다이소"


def east_of_here(meters: float) -> LonLat:
    return LonLat(HERE.lon + meters / 88_200, HERE.lat)


def store(number: int, name: str = "", **fields: Any) -> Store:
    plain = Store(
        store_id=f"19{number:03d}",
        name=name or f"가온{number}호점",
        road_address=f"서울특별시 강남구 가온로 {number}",
        position=east_of_here(200.0 * number),
    )
    return replace(plain, **fields)


def listing(number: int, name: str, **fields: Any) -> Place:
    plain = Place(
        place_id=f"9900{number:03d}",
        name=name,
        category=STORE_CATEGORY,
        road_address=f"서울 강남구 가온로 {number}",
        lot_address="서울 강남구 가온동 1",
        phone=None,
        position=east_of_here(200.0 * number),
    )
    return replace(plain, **fields)


class Finder:
    """Daiso's finder in memory: it looks for a part of name or address all over the country."""

    def __init__(self, stores: Sequence[Store] = (), *, most: int = 100) -> None:
        self.stores = list(stores)
        self.most = most
        self.asked: list[tuple[str, int]] = []

    async def stores_page(self, keyword: str, page: int) -> StoresPage:
        self.asked.append((keyword, page))
        found = [item for item in self.stores if keyword in f"{item.name} {item.road_address}"]
        shown = found[(page - 1) * self.most : page * self.most]
        return StoresPage(total=len(found), stores=tuple(shown))


class KakaoMap:
    """Kakao in memory: 15 places a page, 45 a query, borders included; a late page repeats."""

    def __init__(
        self, places: Sequence[Place] = (), addresses: dict[str, list[AddressMatch]] | None = None
    ) -> None:
        self.places = list(places)
        self.known_addresses = addresses or {}
        self.asked: list[str] = []

    async def keyword_page(self, query: str, page: int, rect: Rect | None) -> PlacesPage:
        self.asked.append(query)
        found = [
            place
            for place in self.places
            if query in place.name and (rect is None or rect.contains(place.position))
        ]
        readable = found[:45]
        last = max(1, -(-len(readable) // 15))
        page = min(page, last)
        return PlacesPage(
            total=len(found),
            readable=len(readable),
            is_last=page == last,
            places=tuple(readable[(page - 1) * 15 : page * 15]),
        )

    def covering(self, *names: str) -> Covering:
        """A covering of the districts, planned by size."""
        areas = [whole_area(district(name)) for name in names]
        plan = plan_daiso_tiles(shapely.union_all(areas))
        return Covering(daiso_search(self.keyword_page), plan)

    async def addresses(self, query: str) -> list[AddressMatch]:
        self.asked.append(query)
        return self.known_addresses.get(query, [])


async def collect(
    finder: Finder, kakao: KakaoMap | None = None, *, name: str = "강남구"
) -> StoresReading:
    kakao = kakao or KakaoMap()
    return await collect_stores(
        district(name),
        official=finder.stores_page,
        covering=kakao.covering(name),
        address=kakao.addresses,
    )


def ids(reading: StoresReading) -> list[str]:
    return [found.store.store_id for found in reading.stores]
