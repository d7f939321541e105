"""Certifying a district's listings, and verifying a certificate against the stored table."""

from collections.abc import Iterator, Sequence

import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.area import AreaOptions, area_around, area_of, nearest_stores
from radius_assets.collection.certificate import (
    certified_area,
    certify,
    refuse,
    same_area,
    verify,
)
from radius_assets.collection.covering import Reading
from radius_assets.collection.listings import Listings
from radius_assets.collection.partition import TOLERANCE_DEG
from radius_assets.collection.table_certificate import (
    CertifiedStore,
    TableCertificate,
    certified_stores,
    stores_frame,
)
from radius_assets.domain.districts import District
from radius_assets.domain.geo import LonLat

_SAME_M = 1e-3  # of a distance that is computed anew


def certify_table(
    district: District,
    options: AreaOptions,
    stores: pl.DataFrame,
    *,
    reading: Reading,
    listings: Listings,
) -> TableCertificate:
    """Certify that the listings are all there are in the area that the options mean.

    Args:
        district: The district.
        options: Which part of it was to be read.
        stores: Its `daiso` table.
        reading: What was read for the area.
        listings: What the reading's places came to.

    Raises:
        IncompleteAnswerError: They are not, or the figures disagree; the message says where.
    """
    named = certified_stores(stores)
    area = area_of(district, stores, options)
    certificate = TableCertificate(
        district=district.name,
        options=options,
        stores=named,
        stores_without_position=_without_position(named),
        stores_out_of_reach=_out_of_reach(named, district, options),
        reading=certify(area, reading, reason=why_empty(named) if area.is_empty else None),
        listings=listings.frame.height,
        elsewhere=listings.elsewhere,
        beyond_boundary=listings.beyond_boundary,
        beyond_radius=listings.beyond_radius,
        beside=_beside(reading, listings),
    )
    refuse(verify_table(certificate, listings.frame, district=district))
    return certificate


def why_empty(stores: Sequence[CertifiedStore]) -> str:
    """Why there is nothing to read around these stores of a district."""
    placed = len(stores) - len(_without_position(stores))
    if not stores:
        return "the area is empty: the district has no Daiso store"
    if placed == 0:
        return f"the area is empty: of {len(stores)} Daiso stores none has a position"
    return f"the area is empty: nothing around {placed} Daiso stores lies within the district"


def verify_table(
    certificate: TableCertificate,
    table: pl.DataFrame,
    *,
    district: District,
    daiso: pl.DataFrame | None = None,
) -> list[str]:
    """What speaks against a stored table and its certificate; nothing where they agree.

    Args:
        certificate: The certificate that is stored with the table.
        table: The `convenience` table.
        district: The district whose table it is.
        daiso: The stored `daiso` table, if the area is to be the one of today's stores.
    """
    if certificate.district != district.name:
        return [f"the certificate is one of {certificate.district}"]
    area = certified_area(certificate.reading)
    problems = [
        *verify(certificate.reading),
        *_area_problems(certificate, area, district),
        *_count_problems(certificate, table),
        *_row_problems(certificate, table),
        *_tile_problems(certificate, table),
    ]
    if area is not None:
        problems += _outside(area, table)
    if daiso is not None:
        problems += _store_problems(certificate.stores, certified_stores(daiso))
    return problems


def _beside(reading: Reading, listings: Listings) -> tuple[LonLat, ...]:
    listed = set(listings.frame["place_id"])
    others = (place.position for place in reading.places if place.place_id not in listed)
    return tuple(sorted(LonLat(round(at.lon, 5), round(at.lat, 5)) for at in others))


def _without_position(stores: Sequence[CertifiedStore]) -> tuple[str, ...]:
    return tuple(store.name for store in stores if store.lon is None or store.lat is None)


def _out_of_reach(
    stores: Sequence[CertifiedStore], district: District, options: AreaOptions
) -> tuple[str, ...]:
    if options.area == "district":
        return ()
    return tuple(
        store.name
        for store in stores
        if store.lon is not None
        and store.lat is not None
        and area_around(
            [LonLat(store.lon, store.lat)],
            half_side_m=options.radius_m,
            within=district,
            shape=options.shape,
        ).is_empty
    )


def _area_problems(
    certificate: TableCertificate, area: BaseGeometry | None, district: District
) -> Iterator[str]:
    stores, options = certificate.stores, certificate.options
    meant = area_of(district, stores_frame(stores), options)
    if area is not None and not same_area(area, meant):
        yield "the area is not the one that its stores and options give"
    if certificate.stores_without_position != _without_position(stores):
        yield "the stores without a position are not those it names"
    if certificate.stores_out_of_reach != _out_of_reach(stores, district, options):
        yield "the stores out of reach are not those it names"


def _count_problems(certificate: TableCertificate, table: pl.DataFrame) -> Iterator[str]:
    if certificate.listings != table.height:
        yield f"{certificate.listings} listings are certified, the table has {table.height}"
    yield from _some(table.filter(pl.col("place_id").is_duplicated()), "have the same id")
    counted_out = certificate.elsewhere + certificate.beyond_boundary + certificate.beyond_radius
    accounted = certificate.listings + counted_out
    if accounted != certificate.reading.places:
        yield f"{certificate.reading.places} places were read, {accounted} are accounted for"
    if counted_out != len(certificate.beside):
        yield f"{counted_out} places are no listings, {len(certificate.beside)} are beside them"


def _outside(area: BaseGeometry, table: pl.DataFrame) -> Iterator[str]:
    points = shapely.points(table["lon"].to_numpy(), table["lat"].to_numpy())
    is_near = pl.Series(shapely.dwithin(area, points, TOLERANCE_DEG), dtype=pl.Boolean)
    yield from _some(table.filter(~is_near), "lie outside the area")


def _tile_problems(certificate: TableCertificate, table: pl.DataFrame) -> Iterator[str]:
    lon, lat = table["lon"].to_numpy(), table["lat"].to_numpy()
    for tile in certificate.reading.tiles:
        rect = tile.rect
        is_inside = (
            (rect.west <= lon) & (lon <= rect.east) & (rect.south <= lat) & (lat <= rect.north)
        )
        if is_inside.sum() > tile.read:
            yield f"{rect} holds {is_inside.sum()} listings of the table, {tile.read} were read"


def _row_problems(certificate: TableCertificate, table: pl.DataFrame) -> Iterator[str]:
    options = certificate.options
    places = [LonLat(*row) for row in table.select("lon", "lat").iter_rows()]
    near = nearest_stores(
        places, stores_frame(certificate.stores), options.radius_m, shape=options.shape
    )
    distance_m = table["distance_m"]
    is_other = (
        table["nearest_store_id"].ne_missing(near.store_ids)
        | (distance_m.is_null() != near.distances_m.is_null())
        | ((distance_m - near.distances_m).abs() > _SAME_M).fill_null(value=False)
    )
    yield from _some(table.filter(is_other), "do not name their nearest store")
    if options.area == "stores":
        yield from _some(table.filter(~near.within), "are too far from every store")


def _some(rows: pl.DataFrame, what: str) -> Iterator[str]:
    if not rows.is_empty():
        yield f"{rows.height} listings {what}, such as {', '.join(rows['place_id'].head(3))}"


def _store_problems(
    certified: Sequence[CertifiedStore], stored: Sequence[CertifiedStore]
) -> Iterator[str]:
    before = {store.store_id: store for store in certified}
    now = {store.store_id: store for store in stored}
    moved = [
        store.name
        for store_id, store in now.items()
        if store_id in before and not _is_at(store, before[store_id])
    ]
    changes = {
        "new": [store.name for store_id, store in now.items() if store_id not in before],
        "gone": [store.name for store_id, store in before.items() if store_id not in now],
        "moved": moved,
    }
    told = "; ".join(f"{what}: {', '.join(names)}" for what, names in changes.items() if names)
    if told:
        yield f"the stored Daiso stores are others than those it was read for ({told})"


def _is_at(store: CertifiedStore, other: CertifiedStore) -> bool:
    return (store.lon, store.lat) == (other.lon, other.lat)
