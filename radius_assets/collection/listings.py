"""From the places that a covering read to the listings of one district."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
import shapely

from radius_assets.collection.area import AreaOptions, nearest_stores, whole_area
from radius_assets.domain.districts import (
    District,
    district_of_address,
    districts_at,
    is_outside_seoul,
)
from radius_assets.domain.geo import Floats
from radius_assets.domain.records import Place


@dataclass(frozen=True, slots=True)
class Listings:
    """The listings of a district, and how many were decided in which way.

    Every place is a row of `frame` or counted in one of the next three: `elsewhere` are those
    that other districts own, `beyond_boundary` those whose address names the district though
    they lie far out of it, `beyond_radius` those of the district too far from its stores.
    `disputed` are those whose address names the district while their position lies in another
    one: the address decides, but no search that covers the district can find all that lie far
    out, so these are left out.
    """

    frame: pl.DataFrame
    elsewhere: int
    beyond_boundary: int
    beyond_radius: int
    disputed: int


def listings_of(
    district: District,
    places: Sequence[Place],
    stores: pl.DataFrame,
    *,
    options: AreaOptions,
    fetched_at: datetime,
) -> Listings:
    """The places of the district that its options ask for, each with the nearest store.

    Args:
        district: Whose listings are wanted.
        places: All places that were read, also of other districts.
        stores: The district's `daiso` table.
        options: How near to a store a place must be, if it need be near to one at all.
        fetched_at: When the places were read, with a time zone.
    """
    lon, lat = _coordinates(places)
    by_position = districts_at(lon, lat)
    owners = [_owner(place, at) for place, at in zip(places, by_position, strict=True)]
    is_own = np.array([owner == district.name for owner in owners], dtype=np.bool_)
    disputed = sum(
        owner == district.name and at not in (district.name, None)
        for owner, at in zip(owners, by_position, strict=True)
    )
    is_inside = is_own & shapely.intersects_xy(whole_area(district), lon, lat)
    inside = [place for place, wanted in zip(places, is_inside, strict=True) if wanted]
    frame = _with_nearest(_frame(inside, district), inside, stores, options)
    return Listings(
        frame=frame.with_columns(fetched_at=fetched_at),
        elsewhere=len(places) - int(is_own.sum()),
        beyond_boundary=int(is_own.sum()) - len(inside),
        beyond_radius=len(inside) - frame.height,
        disputed=disputed,
    )


def _coordinates(places: Sequence[Place]) -> tuple[Floats, Floats]:
    return (
        np.array([place.position.lon for place in places], dtype=np.float64),
        np.array([place.position.lat for place in places], dtype=np.float64),
    )


def _with_nearest(
    frame: pl.DataFrame, places: Sequence[Place], stores: pl.DataFrame, options: AreaOptions
) -> pl.DataFrame:
    near = nearest_stores(
        [place.position for place in places], stores, options.radius_m, shape=options.shape
    )
    frame = frame.with_columns(nearest_store_id=near.store_ids, distance_m=near.distances_m)
    if options.area == "district":
        return frame
    return frame.filter(near.within)


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
