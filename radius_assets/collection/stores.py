"""The Daiso stores of a district: Daiso's own list, with what Kakao knows better."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
import shapely

from radius_assets.collection.covering import Covering
from radius_assets.collection.daiso_listings import daiso_listings, district_of, store_name
from radius_assets.collection.register import Register, RegisterReading, read_register
from radius_assets.domain.districts import District
from radius_assets.domain.geo import LonLat, distance_m, tm_from_wgs84
from radius_assets.domain.records import Place, Store
from radius_assets.sources.daiso import NAME, StoresPage
from radius_assets.sources.kakao import AddressMatch

Official: TypeAlias = Callable[[str, int], Awaitable[StoresPage]]
"""Asks Daiso's finder for a page, counted from 1, of the stores that match a keyword."""

Address: TypeAlias = Callable[[str], Awaitable[list[AddressMatch]]]
"""Asks Kakao where an address is."""

PositionSource: TypeAlias = Literal["daiso", "kakao_keyword", "kakao_address"]

PLAUSIBLE_M = 2_000.0  # a store farther out of its district has a wrong position
SAME_STORE_M = 150.0  # two services seldom place one store farther apart

SCHEMA = {
    "store_id": pl.String,
    "name": pl.String,
    "road_address": pl.String,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "district": pl.String,
    "source": pl.String,
    "position_source": pl.String,
}


@dataclass(frozen=True, slots=True)
class FoundStore:
    """A store, who lists it, and where its position is from; None where nobody knows it."""

    store: Store
    source: Literal["daiso", "kakao"]
    position_source: PositionSource | None


@dataclass(frozen=True, slots=True)
class StoresReading:
    """All Daiso stores of a district, sorted by id, and how they were come by.

    Attributes:
        district: Name of the district.
        stores: The stores.
        declared: Stores that Daiso's finder declares for the district's name.
        duplicates: Stores that it sent twice.
        rereads: Readings of its list after the first.
        elsewhere: Stores that it sent along, of other districts and cities, or of no known place.
        implausible: Positions more than `PLAUSIBLE_M` out of the district, not believed.
    """

    district: str
    stores: tuple[FoundStore, ...]
    declared: int
    duplicates: int
    rereads: int
    elsewhere: int
    implausible: int

    def positions_from(self) -> dict[str, int]:
        """How many positions are from where; those that nobody knows under `nowhere`."""
        return dict(Counter(found.position_source or "nowhere" for found in self.stores))


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the finder as a page of rows."""

    total: int
    rows: tuple[Store, ...]


async def collect_stores(
    district: District, *, official: Official, covering: Covering, address: Address
) -> StoresReading:
    """Every Daiso store of the district.

    Daiso's finder is asked for the district's name, which it looks for in names and addresses
    all over the country: the district of a store is that of its address, never the one asked
    for. Positions that are missing or far out are those of Kakao's listing of the same name,
    else of the address. Stores that Kakao lists and Daiso does not are added.

    Args:
        district: Whose stores are wanted.
        official: Daiso's finder.
        covering: What Kakao lists as Daiso; districts of a run share one.
        address: Kakao's search for addresses.

    Raises:
        IncompleteAnswerError: The finder or Kakao shows fewer stores than it declares.
        SourceError: From any of the three; what was read until then is not given.
    """
    reading = await _official_list(district, official)
    own: list[Store] = []
    others: list[Store] = []
    for store in reading.rows:
        at = district_of((store.road_address,), store.position)
        (own if at == district.name else others).append(store)
    listings = await daiso_listings(district, covering)
    found = [await _located(store, district, listings, address) for store in own]
    found += _unlisted(listings, [listed.store for listed in found], others)
    return StoresReading(
        district=district.name,
        stores=tuple(sorted(found, key=lambda listed: listed.store.store_id)),
        declared=reading.total,
        duplicates=reading.duplicates,
        rereads=reading.rereads,
        elsewhere=len(others),
        implausible=sum(
            store.position is not None and not _is_near(district, store.position) for store in own
        ),
    )


async def official_stores(district: District, official: Official) -> tuple[Store, ...]:
    """The stores of the district that Daiso's finder lists; nobody else is asked.

    Raises:
        IncompleteAnswerError: The finder shows fewer stores than it declares.
        SourceError: From `official`.
    """
    reading = await _official_list(district, official)
    return tuple(
        store
        for store in reading.rows
        if district_of((store.road_address,), store.position) == district.name
    )


def is_placed(store: Store, district: District) -> bool:
    """Whether the finder's position of a store of the district is believed."""
    return store.position is not None and _is_near(district, store.position)


def stores_frame(reading: StoresReading) -> pl.DataFrame:
    """The table of stores, sorted by id."""
    rows = [
        (
            found.store.store_id,
            found.store.name,
            found.store.road_address,
            *(found.store.position or (None, None)),
            reading.district,
            found.source,
            found.position_source,
        )
        for found in reading.stores
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


async def _official_list(district: District, official: Official) -> RegisterReading[Store]:
    async def page(number: int) -> _Page:
        answer = await official(district.name, number)
        return _Page(answer.total, answer.stores)

    register = Register(
        source=NAME,
        asked=f"stores of {district.name}",
        page=page,
        page_size=None,  # how many the finder gives at most is not known
        keys=lambda stores: [store.store_id for store in stores],
    )
    return await read_register(register, concurrency=2)


async def _located(
    store: Store, district: District, listings: Sequence[Place], address: Address
) -> FoundStore:
    if is_placed(store, district):
        return FoundStore(store, "daiso", "daiso")
    for place in listings:
        if store_name(place.name) == store_name(store.name) and _is_near(district, place.position):
            return FoundStore(replace(store, position=place.position), "daiso", "kakao_keyword")
    for match in await address(store.road_address):
        if match.is_house and _is_near(district, match.position):
            return FoundStore(replace(store, position=match.position), "daiso", "kakao_address")
    return FoundStore(replace(store, position=None), "daiso", None)


def _is_near(district: District, position: LonLat) -> bool:
    """Whether the position is in the district or at most `PLAUSIBLE_M` out of it."""
    boundary = np.array(district.boundary.exterior.coords)
    outline = shapely.Polygon(np.column_stack(tm_from_wgs84(boundary[:, 0], boundary[:, 1])))
    x_m, y_m = tm_from_wgs84(np.array([position.lon]), np.array([position.lat]))
    return bool(outline.distance(shapely.Point(x_m[0], y_m[0])) <= PLAUSIBLE_M)


def _unlisted(
    listings: Iterable[Place], own: Sequence[Store], others: Iterable[Store]
) -> list[FoundStore]:
    """The listings that are none of the stores, nor of each other."""
    names = {store_name(store.name) for store in own}
    spots = [store.position for store in (*own, *others) if store.position is not None]
    added: list[FoundStore] = []
    for place in listings:
        address = place.road_address or place.lot_address
        is_known = store_name(place.name) in names or any(
            distance_m(place.position, spot) <= SAME_STORE_M for spot in spots
        )
        if address is None or is_known:
            continue
        store = Store(f"kakao:{place.place_id}", place.name, address, place.position)
        added.append(FoundStore(store, "kakao", "kakao_keyword"))
        names.add(store_name(place.name))
        spots.append(place.position)
    return added
