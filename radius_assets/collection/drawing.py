"""Certificates as GeoJSON: the areas that were read, and the tiles in which they were read."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

import shapely
import shapely.geometry
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.certificate import certified_area
from radius_assets.collection.table_certificate import TableCertificate


def drawn(certificates: Iterable[TableCertificate]) -> dict[str, object]:
    """A FeatureCollection (RFC 7946): each district's area, followed by its tiles.

    `kind` in the properties tells an area from a tile. An area that is empty, or no shape, has
    no geometry.
    """
    features = [feature for each in certificates for feature in _features(each)]
    return {"type": "FeatureCollection", "features": features}


def _features(certificate: TableCertificate) -> Iterator[dict[str, object]]:
    reading = certificate.reading
    yield _feature(
        certified_area(reading),
        kind="area",
        district=certificate.district,
        **asdict(certificate.options),
        tiles=len(reading.tiles),
        requests=reading.requests,
        declared=reading.declared,
        read=reading.read,
        listings=certificate.listings,
        stores_without_position=list(certificate.stores_without_position),
        stores_out_of_reach=list(certificate.stores_out_of_reach),
        reason=reading.reason,
    )
    for tile in reading.tiles:
        figures = {name: value for name, value in asdict(tile).items() if name != "rect"}
        yield _feature(tile.rect.polygon(), kind="tile", district=certificate.district, **figures)


def _feature(geometry: BaseGeometry | None, **properties: object) -> dict[str, object]:
    shape = None
    if geometry is not None and not geometry.is_empty:
        # Exterior rings run counterclockwise, says RFC 7946 in section 3.1.6.
        shape = shapely.geometry.mapping(shapely.orient_polygons(geometry))
    return {"type": "Feature", "geometry": shape, "properties": properties}
