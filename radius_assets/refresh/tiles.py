"""The coverings that all districts of a run share, planned from what the last runs found."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.area import AreaOptions, area_of, whole_area
from radius_assets.collection.covering import Covering
from radius_assets.collection.daiso_listings import daiso_search, plan_daiso_tiles
from radius_assets.collection.planning import Prior, plan_tiles
from radius_assets.collection.priors import listings_prior, register_priors, unknown_part
from radius_assets.collection.tile import Search
from radius_assets.domain.districts import DISTRICT_NAMES, District, district
from radius_assets.domain.geo import Rect
from radius_assets.domain.records import PlacesPage
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.known import Known


class Searches(Protocol):
    """Kakao, as far as coverings ask it."""

    async def category_page(self, rect: Rect, page: int) -> PlacesPage:
        """A page of the convenience stores in a rectangle."""
        ...

    async def keyword_page(self, query: str, page: int, *, rect: Rect | None = None) -> PlacesPage:
        """A page of the places that match words, in a rectangle."""
        ...


async def open_covering(
    kakao: Searches, store: TableStore, names: Sequence[str], options: AreaOptions
) -> Covering:
    """A covering of the districts' listings, planned from what the store holds.

    The area planned for is the one around the stored Daiso stores, and the whole district where
    none are stored. What is stored of neighbours counts too: tiles reach over borders. A plan is
    a guess; a wrong one costs requests, never listings.

    Raises:
        StoredTableError: The store does not tell which tables it has.
    """
    if not names:
        return Covering(kakao.category_page)
    known = Known(store)
    area = await _area(known, [district(name) for name in names], options)
    priors = await _priors(known, area)
    return Covering(kakao.category_page, await asyncio.to_thread(plan_tiles, area, priors))


async def open_daiso_covering(kakao: Searches, store: TableStore, names: Sequence[str]) -> Covering:
    """A covering of what Kakao lists as Daiso, planned from the stored Daiso stores.

    Raises:
        StoredTableError: The store does not tell which tables it has.
    """
    if not names:
        return Covering(_daiso_search(kakao))
    area = shapely.union_all([whole_area(district(name)) for name in names])
    near = _neighbours(area)
    tables = await Known(store).stores(near)
    stored = [(of, table) for of, table in zip(near, tables, strict=True) if table is not None]
    return Covering(_daiso_search(kakao), await asyncio.to_thread(plan_daiso_tiles, area, stored))


def own_daiso_covering(kakao: Searches, of: District) -> Covering:
    """A covering of what Kakao lists as Daiso in one district, for a run that shares none."""
    return Covering(_daiso_search(kakao), plan_daiso_tiles(whole_area(of)))


def _daiso_search(kakao: Searches) -> Search:
    return daiso_search(lambda query, page, rect: kakao.keyword_page(query, page, rect=rect))


async def _area(known: Known, districts: Sequence[District], options: AreaOptions) -> BaseGeometry:
    stores = await known.stores(districts)
    parts = [
        whole_area(of) if table is None else area_of(of, table, options)
        for of, table in zip(districts, stores, strict=True)
    ]
    return shapely.union_all(parts)


async def _priors(known: Known, area: BaseGeometry) -> list[Prior]:
    listings = await known.listings(_neighbours(area))
    unknown = unknown_part(area, listings)
    priors = [listings_prior(listings)] if listings else []
    if not unknown.is_empty:
        registers = await known.registers(_neighbours(unknown))
        priors += register_priors(unknown, listings, registers)
    return priors


def _neighbours(area: BaseGeometry) -> list[District]:
    """The districts of an area, and those that tiles of it may reach into."""
    if area.is_empty:
        return []
    box = shapely.box(*area.bounds)
    every = [district(name) for name in DISTRICT_NAMES]
    return [of for of in every if of.boundary.intersects(box)]
