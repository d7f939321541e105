"""A district's listings, read from a place search in memory and certified."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import polars as pl

from radius_assets.collection.area import AreaOptions, area_of
from radius_assets.collection.covering import Covering, Reading
from radius_assets.collection.listings import Listings, listings_of
from radius_assets.collection.table_certificate import TableCertificate
from radius_assets.collection.table_proof import certify_table, verify_table
from radius_assets.domain.districts import District, district
from radius_assets.domain.geo import LonLat
from radius_assets_tests.collection.place_search import PlaceSearch

HOME = district("영등포구")
NEXT_DOOR = district("구로구")
ASKED_AT = datetime(2031, 3, 4, 5, 6, tzinfo=UTC)


def daiso(*positions: LonLat | None) -> pl.DataFrame:
    """Stores of a `daiso` table at these positions; None is one that nobody can place."""
    rows = [(f"1900{n}", f"{n}호점", *(at or (None, None))) for n, at in enumerate(positions)]
    schema = {"store_id": pl.String, "name": pl.String, "lon": pl.Float64, "lat": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate, the table that it is for, and what they were made from."""

    certificate: TableCertificate
    table: pl.DataFrame
    stores: pl.DataFrame
    reading: Reading
    listings: Listings

    def problems(
        self,
        certificate: TableCertificate | None = None,
        table: pl.DataFrame | None = None,
        of: District = HOME,
        **other: pl.DataFrame,
    ) -> list[str]:
        """What speaks against them, with something else in place of the one or the other."""
        return verify_table(
            self.certificate if certificate is None else certificate,
            self.table if table is None else table,
            district=of,
            **other,
        )


def certified(
    places: Sequence[LonLat],
    stores: pl.DataFrame,
    options: AreaOptions | None = None,
    of: District = HOME,
) -> Certified:
    """Read the places of the area, and certify the listings."""
    chosen = AreaOptions(600) if options is None else options
    search = PlaceSearch(places)
    reading = asyncio.run(Covering(search).read(area_of(of, stores, chosen)))
    listings = listings_of(of, reading.places, stores, options=chosen, fetched_at=ASKED_AT)
    certificate = certify_table(of, chosen, stores, reading=reading, listings=listings)
    return Certified(certificate, listings.frame, stores, reading, listings)


def with_reading(certificate: TableCertificate, **changes: Any) -> TableCertificate:
    """The certificate with other values in what it says of the reading."""
    return replace(certificate, reading=replace(certificate.reading, **changes))


def without_tile(certificate: TableCertificate, number: int) -> TableCertificate:
    """One tile gone, and its figures with it, so that the sums agree."""
    reading = certificate.reading
    gone = reading.tiles[number]
    rest = tuple(tile for tile in reading.tiles if tile is not gone)
    return with_reading(
        certificate,
        tiles=rest,
        declared=reading.declared - gone.declared,
        read=reading.read - gone.read,
        drift=max((tile.drift for tile in rest), default=0),
    )
