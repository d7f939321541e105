"""From the places that a covering read to the listings of one district."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from radius_assets.collection.area import Shape, nearest_stores
from radius_assets.domain.districts import (
    District,
    district_of_address,
    districts_at,
    is_outside_seoul,
)
from radius_assets.domain.records import Place


@dataclass(frozen=True, slots=True)
class Listings:
    """The listings of a district, and how many were decided in which way.

    `elsewhere` counts places that other districts own, `beyond_radius` those of the district
    too far from its stores, `disputed` those whose address names the district while their
    position lies in another one: the address decides.
    """

    frame: pl.DataFrame
    elsewhere: int
    beyond_radius: int
    disputed: int


def listings_of(
    district: District,
    places: Sequence[Place],
    stores: pl.DataFrame,
    *,
    radius_m: float,
    shape: Shape,
    fetched_at: datetime,
) -> Listings:
    """The places inside the district and near one of its stores, with the nearest store.

    Args:
        district: Whose listings are wanted.
        places: All places that were read, also of other districts.
        stores: The district's `daiso` table.
        radius_m: Half the side of the square around a store, or the circle's radius.
        shape: `square` or `circle`.
        fetched_at: When the places were read, with a time zone.
    """
    by_position = districts_at(
        np.array([place.position.lon for place in places]),
        np.array([place.position.lat for place in places]),
    )
    owners = [_owner(place, at) for place, at in zip(places, by_position, strict=True)]
    own = [place for place, owner in zip(places, owners, strict=True) if owner == district.name]
    disputed = sum(
        owner == district.name and at not in (district.name, None)
        for owner, at in zip(owners, by_position, strict=True)
    )
    near = nearest_stores([place.position for place in own], stores, radius_m, shape=shape)
    frame = _frame(own, district).with_columns(
        nearest_store_id=near.store_ids, distance_m=near.distances_m, fetched_at=fetched_at
    )
    within = frame.filter(pl.Series(near.within, dtype=pl.Boolean))
    return Listings(
        frame=within,
        elsewhere=len(places) - len(own),
        beyond_radius=len(own) - within.height,
        disputed=disputed,
    )


def _owner(place: Place, at: str | None) -> str | None:
    addresses = (place.road_address, place.lot_address)
    named = next(filter(None, map(district_of_address, addresses)), None)
    if named is None and any(map(is_outside_seoul, addresses)):
        return None
    return named if named is not None else at


def _frame(places: Sequence[Place], district: District) -> pl.DataFrame:
    text, number = pl.String, pl.Float64
    return pl.DataFrame(
        [
            (
                place.place_id,
                place.name,
                place.category,
                place.road_address,
                place.lot_address,
                place.phone,
                *place.position,
                district.name,
            )
            for place in places
        ],
        schema={
            "place_id": text,
            "place_name": text,
            "category": text,
            "road_address": text,
            "lot_address": text,
            "phone": text,
            "lon": number,
            "lat": number,
            "district": text,
        },
        orient="row",
    )
