"""Making `convenience`: the listings around the Daiso stores of a district."""

import asyncio

from radius_assets.collection.area import area_around
from radius_assets.collection.certificate import certify
from radius_assets.collection.listings import listings_of
from radius_assets.domain.districts import District
from radius_assets.domain.geo import LonLat
from radius_assets.refresh.made import Figure, Made
from radius_assets.refresh.work import Work


async def make_convenience(work: Work, of: District) -> Made:
    """Read every listing around the district's stored Daiso stores, and certify it."""
    options = work.options
    stores = await work.read("daiso", of)
    positions = [LonLat(*row) for row in stores.select("lon", "lat").drop_nulls().iter_rows()]
    area = area_around(positions, half_side_m=options.radius_m, within=of, shape=options.shape)
    reading = await work.covering.read(area)
    certificate = certify(area, reading)
    listings = await asyncio.to_thread(
        listings_of,
        of,
        reading.places,
        stores,
        radius_m=options.radius_m,
        shape=options.shape,
        fetched_at=options.now(),
    )
    figures: dict[str, Figure] = {
        "tiles": len(reading.tiles),
        "places_declared": certificate.declared,
        "places_read": certificate.read,
        "places_distinct": len(reading.places),
        "places_conflicting": reading.conflicts,
        "drift": certificate.drift,
        "places_elsewhere": listings.elsewhere,
        "places_beyond_radius": listings.beyond_radius,
        "places_disputed": listings.disputed,
        "stores_without_position": stores.height - len(positions),
    }
    return Made(listings.frame, figures, certificate=certificate.to_json())
