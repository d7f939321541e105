"""Where listings are believed to be before any is asked for: from the best that is stored.

In this order: the listings that the last readings found, wherever they looked; the business
register (SEMAS), in which nearly every listing is; open permits that are of a convenience store;
and where a district has none of these, the area alone.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.area import area_km2
from radius_assets.collection.planning import BLIND_KM2, Prior, evenly
from radius_assets.domain.districts import District
from radius_assets.domain.geo import METRES_PER_DEG_LAT, Floats

NO_POSITIONS: Floats = np.empty((0, 2), dtype=np.float64)

# How many fill a tile of 45. After 2 % of 43 listings closed and as many opened, 3 tiles in 100
# hold more than 45; 42 and 44 cost more requests. The others were tried: 36 to 38 positions of
# SEMAS on the invented city and on one real district, 38 to 42 permits on the invented city.
LISTINGS_A_TILE, SEMAS_A_TILE, PERMITS_A_TILE = 43, 37, 40

# 463 listings are on 423 distinct positions of SEMAS in 영등포구; 10,126 on 9,194 in the invented
# city, which has 1.00 listings a permit.
_LISTINGS_A_SEMAS_POSITION = 1.1

_SAME_SHOP_M = 30.0  # permits of two registers that are nearer are taken to be of one shop
_EDGE_KM2 = 14.0  # of a blind tile beside what registers tell of: hills and rivers are at edges
_DECIMALS = 5  # of a degree: 1 m
_LEAST_KM2 = 0.25  # less than this unknown is not worth another prior


@dataclass(frozen=True, slots=True, eq=False)
class KnownListings:
    """What the last reading of a district found.

    Attributes:
        listed: Positions of its listings, of shape (n, 2).
        beside: Positions of the places that were read with them and are no listings of it.
        read: Where these are all that there were.
    """

    listed: Floats
    beside: Floats
    read: BaseGeometry


@dataclass(frozen=True, slots=True, eq=False)
class KnownRegisters:
    """Positions of a district's convenience stores by its registers; None where one is unknown."""

    district: District
    semas: Floats | None
    permits: Floats | None


def listings_prior(known: Sequence[KnownListings]) -> Prior:
    """Every listing and every place read beside them, each once.

    A place beside the listings of one district can be a listing of the next, and beside those
    of a third: at each spot there are as many as any one of them saw.
    """
    listed = np.concatenate([NO_POSITIONS, *(each.listed for each in known)])
    spots, numbers = _spots(listed)
    for each in known:
        more_spots, more = _spots(each.beside)
        spots, which = np.unique(np.concatenate([spots, more_spots]), axis=0, return_inverse=True)
        most = np.zeros(len(spots), dtype=np.int64)
        np.maximum.at(most, which.ravel(), np.concatenate([numbers, more]))
        numbers = most
    return Prior("listings", np.repeat(spots, numbers, axis=0), LISTINGS_A_TILE)


def unknown_part(area: BaseGeometry, known: Sequence[KnownListings]) -> BaseGeometry:
    """The part of the area where nobody has looked for listings yet; empty if it is tiny."""
    part = area.difference(_looked_at(known))
    return part if area_km2(part) >= _LEAST_KM2 else shapely.Polygon()


def register_priors(
    unknown: BaseGeometry, known: Sequence[KnownListings], registers: Sequence[KnownRegisters]
) -> list[Prior]:
    """The priors for the part of an area of which no listings are known.

    Args:
        unknown: That part.
        known: The listings known elsewhere; where these were read, registers tell nothing more.
        registers: Of the districts that the part lies in. Permits count where SEMAS is unknown.
    """
    looked_at = _looked_at(known)
    semas = [each.semas for each in registers if each.semas is not None]
    permits = [
        each.permits for each in registers if each.semas is None and each.permits is not None
    ]
    told = [each.district.boundary for each in registers if _tells(each)]
    priors = [
        Prior(
            "semas",
            _outside(np.concatenate([NO_POSITIONS, *semas]), looked_at),
            SEMAS_A_TILE,
            _LISTINGS_A_SEMAS_POSITION,
        ),
        Prior(
            "permits", _outside(np.concatenate([NO_POSITIONS, *permits]), looked_at), PERMITS_A_TILE
        ),
        evenly(
            unknown.difference(shapely.union_all(told)),
            tile_km2=_EDGE_KM2 if told else BLIND_KM2,
        ),
    ]
    return [prior for prior in priors if len(prior.positions)]


def distinct(positions: Floats) -> Floats:
    """Each position once, to 1 m: SEMAS has some shops twice, always at one position."""
    return _spots(positions)[0]


def of_either(tobacco: Floats, food: Floats) -> Floats:
    """Positions of the permits of one register, and of those of the other that are not near one.

    Most shops hold both permits, and the registers place them some metres apart.
    """
    if not len(tobacco) or not len(food):
        return np.concatenate([tobacco, food])
    to_metres = METRES_PER_DEG_LAT * np.array([math.cos(math.radians(tobacco[0, 1])), 1.0])
    apart_m, _ = cKDTree(tobacco * to_metres).query(food * to_metres)
    return np.concatenate([tobacco, food[apart_m > _SAME_SHOP_M]])


def _looked_at(known: Sequence[KnownListings]) -> BaseGeometry:
    return shapely.union_all([each.read for each in known])


def _tells(registers: KnownRegisters) -> bool:
    return registers.semas is not None or registers.permits is not None


def _outside(positions: Floats, area: BaseGeometry) -> Floats:
    return positions[~shapely.contains_xy(area, positions)]


def _spots(positions: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
    """The distinct positions to 1 m, and how many are at each."""
    return np.unique(np.round(positions, _DECIMALS), axis=0, return_counts=True)
