"""The proof, kept beside a district's table, that every place of its area was read."""

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import chain

import shapely
import shapely.geometry
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.covering import Reading
from radius_assets.collection.planning import TOLERANCE_DEG, uncovered
from radius_assets.collection.tile import MOST_DRIFT, PAGE_SIZE, READABLE, TileRead
from radius_assets.domain.geo import Rect
from radius_assets.sources.errors import IncompleteAnswerError

NO_STORE = "the area is empty: the district has no Daiso store with a position"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was asked for an area, what was declared and what was read.

    `area` is its shape as WKT in WGS84 degrees. `declared` and `read` are sums over the tiles,
    in which a place on a common border counts twice; `drift` is the largest of any tile.
    `requests` counts also those that found out which tiles to split. `reason` says why there
    was nothing to ask for, where that is so.
    """

    area: str
    tiles: tuple[TileRead, ...]
    requests: int
    declared: int
    read: int
    drift: int
    reason: str | None = None

    def to_json(self) -> str:
        """The certificate as JSON; `from_json` reads it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Certificate":
        """Read a certificate.

        Raises:
            ValueError: The text is not a certificate.
        """
        try:
            fields = json.loads(text)
            tiles = tuple(
                TileRead(**tile | {"rect": Rect(**tile["rect"])}) for tile in fields["tiles"]
            )
            return cls(**fields | {"tiles": tiles})
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a certificate: {error}") from error

    def geojson(self) -> dict[str, object]:
        """The tiles as a GeoJSON FeatureCollection, each with its figures."""
        return {"type": "FeatureCollection", "features": [_feature(tile) for tile in self.tiles]}


def certify(area: BaseGeometry, reading: Reading) -> Certificate:
    """Certify that the reading holds every place of the area.

    Raises:
        IncompleteAnswerError: It does not, or its figures disagree; the message says where.
    """
    certificate = Certificate(
        area=shapely.to_wkt(area, rounding_precision=-1),
        tiles=reading.tiles,
        requests=reading.requests,
        declared=sum(tile.declared for tile in reading.tiles),
        read=sum(tile.read for tile in reading.tiles),
        drift=max((tile.drift for tile in reading.tiles), default=0),
        reason=NO_STORE if area.is_empty else None,
    )
    if problems := verify(certificate):
        raise IncompleteAnswerError("Kakao", "places of the area", "; ".join(problems))
    return certificate


def verify(certificate: Certificate, *, area: BaseGeometry | None = None) -> list[str]:
    """What is wrong with a certificate, from itself alone; nothing where it is valid.

    Args:
        certificate: The certificate, as made or as stored.
        area: If given, the area that it must be for.
    """
    try:
        certified = shapely.from_wkt(certificate.area)
    except ShapelyError:
        return ["the area is not a shape"]
    problems = [
        *_area_problems(certificate, certified),
        *chain.from_iterable(_tile_problems(tile) for tile in certificate.tiles),
        *_sum_problems(certificate),
    ]
    if area is not None and not _is_same(area, certified):
        problems.append("the certificate is for another area")
    return problems


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


def _is_same(area: BaseGeometry, other: BaseGeometry) -> bool:
    return bool(shapely.equals_exact(area.normalize(), other.normalize(), TOLERANCE_DEG))


def _feature(tile: TileRead) -> dict[str, object]:
    figures = {name: value for name, value in asdict(tile).items() if name != "rect"}
    return {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(tile.rect.polygon()),
        "properties": figures,
    }
