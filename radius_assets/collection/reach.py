"""How much of a district lies within a radius of its Daiso stores."""

from dataclasses import dataclass

import polars as pl

from radius_assets.collection.area import (
    AreaOptions,
    area_km2,
    area_of,
    nearest_stores,
)
from radius_assets.domain.districts import District
from radius_assets.domain.geo import LonLat


@dataclass(frozen=True, slots=True)
class Reach:
    """What a radius reaches of one district or of several, and how much there is of it.

    Areas are without the margin by which a district's boundary may be wrong. `listings` and
    `listings_reached` are None where not all listings of the district are known.
    """

    km2: float
    km2_reached: float
    listings: int | None
    listings_reached: int | None

    @property
    def share_of_area(self) -> float:
        """The part of the area that is reached, 0 to 1."""
        return self.km2_reached / self.km2

    @property
    def share_of_listings(self) -> float | None:
        """The part of the listings that is reached, None where that is not known."""
        if not self.listings or self.listings_reached is None:
            return None
        return self.listings_reached / self.listings

    def __add__(self, other: "Reach") -> "Reach":
        """What the same radius reaches of both."""
        return Reach(
            self.km2 + other.km2,
            self.km2_reached + other.km2_reached,
            _sum(self.listings, other.listings),
            _sum(self.listings_reached, other.listings_reached),
        )


def reach(
    of: District, stores: pl.DataFrame, options: AreaOptions, listings: pl.DataFrame | None
) -> Reach:
    """What the options' radius reaches of a district.

    Args:
        of: The district.
        stores: Its `daiso` table.
        options: The radius, and what is drawn around each store.
        listings: All listings of the district, None where only those near stores are known.
    """
    reached = area_of(of, stores, options).intersection(of.boundary)
    if listings is None:
        return Reach(area_km2(of.boundary), area_km2(reached), None, None)
    places = [LonLat(*row) for row in listings.select("lon", "lat").iter_rows()]
    near = nearest_stores(places, stores, options.radius_m, shape=options.shape)
    return Reach(area_km2(of.boundary), area_km2(reached), len(places), int(near.within.sum() or 0))


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
