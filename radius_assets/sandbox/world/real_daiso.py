"""Daiso stores invented around real listings, such that the squares around them hold every one."""

import numpy as np
import polars as pl
import shapely

from radius_assets.domain.districts import DISTRICT_NAMES, District
from radius_assets.domain.geo import Floats, LonLat
from radius_assets.sandbox.city import PLACES_SCHEMA
from radius_assets.sandbox.world.daiso import DAISO_CATEGORY, finder_rows, stores_of_district
from radius_assets.sandbox.world.draws import Ints, dice
from radius_assets.sandbox.world.listings import place_ids
from radius_assets.sandbox.world.names import stems_of
from radius_assets.sandbox.world.plane import Plane

_HALF_SIDE_M = 1_750.0  # of the squares that must hold the listings; 1,800 with some to spare
_INSET_M = 30.0


def far_outside_m(area: District, position: LonLat) -> float:
    """How many metres outside the district a position is, 0 inside."""
    plane = Plane.of(area)
    x_m, y_m = plane.metres(np.array([position.lon]), np.array([position.lat]))
    return float(plane.boundary.distance(shapely.Point(x_m[0], y_m[0])))


def open_daiso_around(
    area: District, listings: pl.DataFrame, seed: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Open stores beside listings of a district: rows of the finder, and Kakao's listings.

    As few as the squares need come first, then as many as the district is to have.
    """
    rng = dice(seed, area.name, "real daiso")
    plane = Plane.of(area)
    x_m, y_m = plane.metres(listings["lon"].to_numpy(), listings["lat"].to_numpy())
    own = np.column_stack([x_m, y_m])
    spots = _inside(plane, own)
    chosen = _covering(own, spots, rng.permutation(len(own))[: stores_of_district(area.name)])
    lon, lat = plane.lonlat(spots[chosen, 0], spots[chosen, 1])
    stores = listings[chosen].with_columns(
        lon=pl.Series(lon),
        lat=pl.Series(lat),
        strNm=pl.Series([f"{stem}역점" for stem in stems_of(area.name, seed)[: len(chosen)]]),
        id=pl.Series(place_ids(rng, area, len(chosen), series=1)),
    )
    return _finder(stores, area), _listings(stores)


def _inside(plane: Plane, points: Floats) -> Floats:
    """The points, those outside the district moved to the nearest place well inside."""
    area = plane.boundary.buffer(-_INSET_M)
    nearest = shapely.shortest_line(area, shapely.points(points))
    return np.asarray(shapely.get_coordinates(nearest)[::2])


def _covering(listings: Floats, spots: Floats, wanted: Ints) -> Ints:
    """Spots whose squares hold all listings, each the one that holds most of what is left.

    Every spot is within reach of its own listing, so the choice ends; `wanted` spots are added
    until there are as many as that.
    """
    gaps = np.abs(listings[:, None, :] - spots[None, :, :]).max(axis=2)
    holds = gaps <= _HALF_SIDE_M
    left = np.ones(len(listings), dtype=np.bool_)
    chosen: list[int] = []
    while left.any():
        chosen.append(int(np.argmax(holds[left].sum(axis=0))))
        left &= ~holds[:, chosen[-1]]
    more = [spot for spot in wanted.tolist() if spot not in chosen]
    return np.array(chosen + more[: max(0, len(wanted) - len(chosen))], dtype=np.int64)


def _finder(stores: pl.DataFrame, area: District) -> pl.DataFrame:
    address = pl.col("road_address_name").str.replace("^서울 ", "서울특별시 ")
    first = 10_000 + 40 * DISTRICT_NAMES.index(area.name)
    return finder_rows(
        stores.with_row_index("nth").with_columns(
            strCd=pl.format("{}", first + pl.col("nth")),
            strAddr=pl.when(address == "")
            .then(pl.lit(f"서울특별시 {area.name}"))
            .otherwise(address),
            strDtlAddr=pl.lit(None),
            strZip=pl.lit("07300"),
            strLitd="lon",
            strLttd="lat",
            opngTime=pl.lit("10:00"),
            km=pl.lit("0.3"),
        )
    )


def _listings(stores: pl.DataFrame) -> pl.DataFrame:
    return stores.with_columns(
        place_name=pl.format("다이소 {}", "strNm"),
        category_name=pl.lit(DAISO_CATEGORY),
        category_group_code=pl.lit(""),
        category_group_name=pl.lit(""),
        phone=pl.lit("1522-4400"),
    ).select(*PLACES_SCHEMA)
