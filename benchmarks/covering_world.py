"""A place search in memory with Kakao's limits, and tables of a city as a store would have them."""

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import numpy as np
import polars as pl
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.area import AreaOptions, area_of
from radius_assets.collection.covering import Reading
from radius_assets.collection.listings import listings_of
from radius_assets.collection.permits import permits_frame
from radius_assets.collection.semas import semas_frame
from radius_assets.collection.table_proof import certify_table
from radius_assets.domain.districts import DISTRICT_NAMES, District, district, district_of_address
from radius_assets.domain.geo import METRES_PER_DEG_LAT, LonLat, Rect
from radius_assets.domain.records import Place, PlacesPage
from radius_assets.publication.storage import TableStore
from radius_assets.sandbox.city import City
from radius_assets.sandbox.kakao_listings import Listings
from radius_assets.sandbox.kakao_parameters import Search
from radius_assets.sources.seoul import Kind

ASKED_AT = datetime(2026, 9, 28, tzinfo=UTC)
DEG_PER_M = np.array([1 / math.cos(math.radians(37.55)), 1.0]) / METRES_PER_DEG_LAT


class Kakao:
    """The listings of a city, searched as the sandbox searches them; counts what it is asked."""

    def __init__(self, places: pl.DataFrame) -> None:
        self._listings = Listings(places)
        self._places = {row["id"]: _place(row) for row in places.to_dicts()}
        self.requests = 0

    async def category_page(self, rect: Rect, page: int) -> PlacesPage:
        """A page of the convenience stores in a rectangle."""
        return self._page(rect, page, group_code="CS2")

    async def keyword_page(self, query: str, page: int, *, rect: Rect | None = None) -> PlacesPage:
        """A page of the places that match words, in a rectangle."""
        return self._page(rect, page, query=query)

    def _page(
        self,
        rect: Rect | None,
        page: int,
        *,
        group_code: str | None = None,
        query: str | None = None,
    ) -> PlacesPage:
        self.requests += 1
        corners = None if rect is None else (rect.west, rect.south, rect.east, rect.north)
        found = self._listings.find(
            Search(page, 15, group_code, query, corners, None, None, by_distance=False)
        )
        shown = found[:45]
        last = max(1, math.ceil(len(shown) / 15))
        number = min(page, last)
        documents = self._listings.documents(shown[15 * (number - 1) : 15 * number], None)
        places = tuple(self._places[document["id"]] for document in documents)
        return PlacesPage(len(found), len(shown), number == last, places)


def convenience_stores(places: pl.DataFrame) -> pl.DataFrame:
    """The listings of a city that category search finds."""
    return places.filter(category_group_code="CS2")


def churned(places: pl.DataFrame, seed: int, *, share: float = 0.02) -> pl.DataFrame:
    """The listings after a share of the convenience stores closed, and as many opened near some."""
    dice = np.random.default_rng(seed)
    shops = convenience_stores(places)
    number = round(share * shops.height)
    gone = shops[dice.permutation(shops.height)[:number]]["id"]
    beside = dice.normal(size=(number, 2)) * 100 * DEG_PER_M
    opened = shops[dice.integers(0, shops.height, number)].with_columns(
        id=pl.Series([f"{9_000_000_000 + n}" for n in range(number)]),
        lon=pl.col("lon") + pl.Series(beside[:, 0]),
        lat=pl.col("lat") + pl.Series(beside[:, 1]),
    )
    return pl.concat([places.filter(~pl.col("id").is_in(gone.to_list())), opened])


def daiso_tables(city: City) -> dict[str, pl.DataFrame]:
    """The `daiso` table of each district, of the stores that Daiso's finder places."""
    stores = city.daiso.filter(pl.col("strLitd") > 0).select(
        store_id="strCd", name="strNm", road_address="strAddr", lon="strLitd", lat="strLttd"
    )
    owners = pl.Series(map(district_of_address, stores["road_address"]), dtype=pl.String)
    placed = stores.with_columns(
        district=owners, source=pl.lit("daiso"), position_source=pl.lit("daiso")
    )
    return {name: placed.filter(district=name) for name in DISTRICT_NAMES if name in set(owners)}


def store_daiso(store: TableStore, tables: Mapping[str, pl.DataFrame]) -> None:
    """Write the `daiso` tables."""
    for name, table in tables.items():
        store.write("daiso", name, table)


def store_semas(store: TableStore, city: City, names: Iterable[str]) -> None:
    """Write the `semas` tables."""
    for name in names:
        rows = city.semas.filter(signguNm=name).to_dicts()
        store.write("semas", name, semas_frame(rows, district(name))[0])


def store_permits(store: TableStore, city: City) -> None:
    """Write both registers' open permits; a plan looks at no others."""
    _store_register(store, "food", city.food)
    _store_register(store, "tobacco", city.tobacco)


def _store_register(store: TableStore, kind: Kind, register: pl.DataFrame) -> None:
    is_open = register.filter(TRDSTATEGBN="01").unique(["OPNSFTEAMCODE", "MGTNO"])
    for name in DISTRICT_NAMES:
        rows = is_open.filter(OPNSFTEAMCODE=district(name).authority_code).to_dicts()
        table, _ = permits_frame(rows, kind=kind, district=district(name))
        store.write(f"openapi_{kind}", name, table)


def store_listings(
    store: TableStore, of: District, stores: pl.DataFrame, reading: Reading, options: AreaOptions
) -> int:
    """Write the `convenience` table of what was read, with its certificate; its rows."""
    listings = listings_of(of, reading.places, stores, options=options, fetched_at=ASKED_AT)
    certificate = certify_table(of, options, stores, reading=reading, listings=listings)
    store.write("convenience", of.name, listings.frame, certificate=certificate.to_json())
    return listings.frame.height


def areas_of(tables: Mapping[str, pl.DataFrame], options: AreaOptions) -> dict[str, BaseGeometry]:
    """What is to be read of each district, by its `daiso` table."""
    return {name: area_of(district(name), table, options) for name, table in tables.items()}


def _place(row: dict[str, object]) -> Place:
    texts = {name: str(row[name]) for name in _TEXTS}
    return Place(
        place_id=texts["id"],
        name=texts["place_name"],
        category=texts["category_name"],
        road_address=texts["road_address_name"] or None,
        lot_address=texts["address_name"] or None,
        phone=texts["phone"] or None,
        position=LonLat(float(str(row["lon"])), float(str(row["lat"]))),
    )


_TEXTS = ("id", "place_name", "category_name", "road_address_name", "address_name", "phone")
