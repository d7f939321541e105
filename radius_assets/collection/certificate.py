"""The proof that every place of an area was read: what was asked, declared and read."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.area import area_km2
from radius_assets.collection.covering import Reading
from radius_assets.collection.planning import uncovered
from radius_assets.collection.tile import MOST_DRIFT, PAGE_SIZE, READABLE, TileRead
from radius_assets.sources.errors import IncompleteAnswerError

_SAME_KM2 = 1e-6  # 1 m2: what computing an area anew may change, and no moved side leaves


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was asked for an area, what was declared and what was read.

    `area` is its shape as WKT in WGS84 degrees. `declared` and `read` are sums over the tiles,
    in which a place on a common border counts twice; `places` are the distinct ones, and
    `duplicates` how often one of them was met again. `drift` is the largest of any tile.
    `requests` counts also those that found out which tiles to split. `prior` says what the tiles
    were planned from, `predicted` how many places were expected in them, None where nothing was
    known. `reason` says why there was nothing to ask for, where that is so.
    """

    area: str
    tiles: tuple[TileRead, ...]
    requests: int
    declared: int
    read: int
    places: int
    duplicates: int
    drift: int
    prior: str = "area"
    predicted: int | None = None
    reason: str | None = None


def certify(area: BaseGeometry, reading: Reading, *, reason: str | None = None) -> Certificate:
    """Certify that the reading holds every place of the area.

    Args:
        area: Polygons in WGS84 degrees.
        reading: What was read for it.
        reason: Why the area is empty, if it is.

    Raises:
        IncompleteAnswerError: It does not, or its figures disagree; the message says where.
    """
    certificate = Certificate(
        area=shapely.to_wkt(area, rounding_precision=-1),
        tiles=reading.tiles,
        requests=reading.requests,
        declared=sum(tile.declared for tile in reading.tiles),
        read=sum(tile.read for tile in reading.tiles),
        places=len(reading.places),
        duplicates=reading.duplicates,
        drift=max((tile.drift for tile in reading.tiles), default=0),
        prior=reading.prior,
        predicted=reading.predicted,
        reason=reason,
    )
    refuse(verify(certificate))
    return certificate


def refuse(problems: list[str]) -> None:
    """Raise IncompleteAnswerError where something speaks against a certificate."""
    if problems:
        raise IncompleteAnswerError("Kakao", "places of the area", "; ".join(problems))


def verify(certificate: Certificate, *, area: BaseGeometry | None = None) -> list[str]:
    """What is wrong with a certificate, from itself alone; nothing where it is valid.

    Args:
        certificate: The certificate, as made or as stored.
        area: If given, the area that it must be for.
    """
    certified = certified_area(certificate)
    if certified is None:
        return ["the area is not a shape"]
    problems = [
        *_area_problems(certificate, certified),
        *chain.from_iterable(_tile_problems(tile) for tile in certificate.tiles),
        *_sum_problems(certificate),
    ]
    if area is not None and not same_area(area, certified):
        problems.append("the certificate is for another area")
    return problems


def certified_area(certificate: Certificate) -> BaseGeometry | None:
    """The certified area in WGS84 degrees, None where the text is no valid shape."""
    try:
        area = shapely.from_wkt(certificate.area)
    except ShapelyError:
        return None
    return area if area.is_valid else None


def _area_problems(certificate: Certificate, area: BaseGeometry) -> list[str]:
    if area.is_empty:
        return [] if certificate.reason else ["the area is empty and no reason is given"]
    problems = [f"the area is not empty, but: {certificate.reason}"] if certificate.reason else []
    missing = uncovered(area, [tile.rect for tile in certificate.tiles])
    if not missing.is_empty:
        bounds = ",".join(f"{degrees:.6f}" for degrees in missing.bounds)
        problems.append(f"no tile covers all of {bounds}")
    return problems


def _tile_problems(tile: TileRead) -> Iterator[str]:
    if max(tile.declared, tile.read) > READABLE:
        yield f"{tile.rect} is saturated: {tile.declared} places declared"
    if not 0 <= tile.drift <= MOST_DRIFT:
        yield f"{tile.rect} drifts by {tile.drift}"
    if abs(tile.declared - tile.read) > tile.drift:
        yield f"{tile.rect} declares {tile.declared} places, {tile.read} were read"
    if tile.requests < max(1, math.ceil(tile.read / PAGE_SIZE)):
        yield f"{tile.rect} cannot be read in {tile.requests} requests"


def _sum_problems(certificate: Certificate) -> Iterator[str]:
    tiles = certificate.tiles
    if certificate.declared != sum(tile.declared for tile in tiles):
        yield f"{certificate.declared} places declared is not the sum of the tiles"
    if certificate.read != sum(tile.read for tile in tiles):
        yield f"{certificate.read} places read is not the sum of the tiles"
    if certificate.requests < sum(tile.requests for tile in tiles):
        yield f"{certificate.requests} requests are fewer than those of the tiles"
    if certificate.drift != max((tile.drift for tile in tiles), default=0):
        yield f"a drift of {certificate.drift} is not the largest of the tiles"
    if certificate.places != certificate.read - certificate.duplicates:
        yield (
            f"{certificate.places} distinct places are not the {certificate.read} read "
            f"less {certificate.duplicates} duplicates"
        )


def same_area(area: BaseGeometry, other: BaseGeometry) -> bool:
    """Whether the areas are one, but for what computing one anew may change."""
    return area_km2(area.symmetric_difference(other)) <= _SAME_KM2
