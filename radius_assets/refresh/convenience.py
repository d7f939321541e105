"""Making `convenience`: the listings of a district, around its Daiso stores or all of them."""

import asyncio

import polars as pl

from radius_assets.collection.area import area_of
from radius_assets.collection.covering import Reading
from radius_assets.collection.listings import Listings, listings_of
from radius_assets.collection.table_certificate import TableCertificate
from radius_assets.collection.table_proof import certify_table
from radius_assets.domain.districts import District
from radius_assets.refresh.made import Figure, Made
from radius_assets.refresh.work import Work


async def make_convenience(work: Work, of: District) -> Made:
    """Read every listing of the area that the stored Daiso stores give, and certify it.

    Raises:
        IncompleteAnswerError: What was read cannot be proved complete.
        SourceError, StoreError: From Kakao, or from the store.
    """
    stores = await work.read("daiso", of)
    reading = await work.covering.read(area_of(of, stores, work.options.area_options))
    return await asyncio.to_thread(_made, work, of, stores, reading)


def _made(work: Work, of: District, stores: pl.DataFrame, reading: Reading) -> Made:
    options = work.options.area_options
    listings = listings_of(
        of, reading.places, stores, options=options, fetched_at=work.options.now()
    )
    certificate = certify_table(of, options, stores, reading=reading, listings=listings)
    figures = _figures(certificate, reading, listings)
    return Made(listings.frame, figures, certificate=certificate.to_json())


def _figures(
    certificate: TableCertificate, reading: Reading, listings: Listings
) -> dict[str, Figure]:
    return {
        "tiles": len(reading.tiles),
        "places_declared": certificate.reading.declared,
        "places_read": certificate.reading.read,
        "places_distinct": certificate.reading.places,
        "places_predicted": certificate.reading.predicted,
        "prior": certificate.reading.prior,
        "places_conflicting": reading.conflicts,
        "drift": certificate.reading.drift,
        "places_elsewhere": listings.elsewhere,
        "places_beyond_boundary": listings.beyond_boundary,
        "places_beyond_radius": listings.beyond_radius,
        "places_disputed": listings.disputed,
        "stores_without_position": len(certificate.stores_without_position),
        "stores_out_of_reach": len(certificate.stores_out_of_reach),
    }
