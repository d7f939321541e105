"""A city that shows real lists: listings and SEMAS rows from CSV files in place of invented ones.

What is real stays where it is: nothing of the files is stored. The districts that the listings
cover have no permits and no truth, since the files tell none.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from radius_assets.domain.districts import (
    DISTRICT_NAMES,
    district,
    district_at,
    district_of_address,
)
from radius_assets.domain.geo import LonLat
from radius_assets.sandbox.city import (
    ADDRESSES_SCHEMA,
    FOOD_COLUMNS,
    PLACES_SCHEMA,
    SEMAS_COLUMNS,
    SEMAS_SCHEMA,
    TOBACCO_COLUMNS,
    TRUTH_SCHEMA,
    City,
)
from radius_assets.sandbox.world.build import check_today, side_by_side
from radius_assets.sandbox.world.csv_rows import Row, read_rows
from radius_assets.sandbox.world.figures import CHAINS, DEFAULT_TODAY
from radius_assets.sandbox.world.neighbourhood import Neighbourhood, build_neighbourhood
from radius_assets.sandbox.world.real_daiso import far_outside_m, open_daiso_around

_PLACE_COLUMNS = ("place_id", "place_name", "road_address_name", "y", "x")
_LON_RANGE, _LAT_RANGE = (126.7, 127.3), (37.4, 37.75)  # contracts 2.8
_MOST_OUTSIDE_M = 1_500.0


def real_city(
    places_csv: Path,
    semas_csv: Path | None,
    seed: int,
    *,
    today: dt.date = DEFAULT_TODAY,
    districts: Sequence[str] = DISTRICT_NAMES,
) -> City:
    """Build the invented city with real lists in the districts that `places_csv` covers.

    There Kakao lists what the file lists, SEMAS what `semas_csv` has (nothing without a file),
    the permit registers and the truth are empty, and Daiso stores stand such that every listing
    lies within 1,800 m, east or north, of one. A listing that comes twice is kept once.

    Args:
        places_csv: place_id, place_name, road_address_name, y (latitude), x (longitude); also
            address_name, phone and category_name where it has them. Addresses may be empty.
        semas_csv: The 39 fields of contracts 4.2. Rows of districts not covered are left out.
        seed: The seed of all that is invented.
        today: As for `build_city`.
        districts: Which districts to build; those covered come in any case.

    Raises:
        ValueError: A file is not as it should be; the message names file, line and column.
    """
    check_today(today)
    listings = _listings(places_csv)
    covered = [name for name in DISTRICT_NAMES if name in set(listings["district"])]
    semas = pl.DataFrame(schema=dict(SEMAS_SCHEMA)) if semas_csv is None else _semas(semas_csv)
    real = [
        _neighbourhood(
            name,
            listings.filter(pl.col("district") == name).drop("district"),
            semas.filter(pl.col("signguNm") == name),
            seed,
        )
        for name in covered
    ]
    built = [build_neighbourhood(n, seed, today) for n in districts if n not in covered]
    return _without_doubles(side_by_side([*real, *built], seed, today), listings["id"])


def _without_doubles(city: City, real_ids: pl.Series) -> City:
    """The city without invented rows that by chance bear the id of a real one."""
    return replace(
        city,
        places=city.places.unique("id", keep="first", maintain_order=True),
        semas=city.semas.unique("bizesId", keep="first", maintain_order=True),
        truth=city.truth.filter(~pl.col("place_id").is_in(real_ids.to_list())),
    )


def _listings(path: Path) -> pl.DataFrame:
    rows = [_listing(row) for row in read_rows(path, _PLACE_COLUMNS)]
    if not rows:
        raise ValueError(f"{path.name}: line 2: column 'place_id': the file has no rows")
    schema = {**PLACES_SCHEMA, "district": pl.String()}
    return pl.DataFrame(rows, schema=schema).unique("id", keep="first", maintain_order=True)


def _listing(row: Row) -> dict[str, object]:
    lon, lat = row.number("x", *_LON_RANGE), row.number("y", *_LAT_RANGE)
    name = row.text("place_name")
    return {
        "id": row.text("place_id"),
        "place_name": name,
        "category_name": row.values.get("category_name") or _category(name),
        "category_group_code": "CS2",
        "category_group_name": "편의점",
        "phone": row.values.get("phone", ""),
        "address_name": row.values.get("address_name", ""),
        "road_address_name": row.values["road_address_name"],
        "lon": lon,
        "lat": lat,
        "district": _district(row, LonLat(lon, lat)),
    }


def _category(name: str) -> str:
    """Kakao's category path; its leaf is the chain that the name begins with, if any."""
    leaf = next((f" > {brand}" for brand in CHAINS if name.startswith(brand)), "")
    return f"가정,생활 > 편의점{leaf}"


def _district(row: Row, position: LonLat) -> str:
    """The district of the address, or of the position where there is no address."""
    address = row.values["road_address_name"] or row.values.get("address_name", "")
    name = district_of_address(address) if address else district_at(position)
    if name is None:
        what = f"{address!r} is" if address else "no address, and the position is"
        raise row.error("road_address_name", f"{what} in no district of Seoul")
    outside_m = far_outside_m(district(name), position)
    if outside_m > _MOST_OUTSIDE_M:
        raise row.error("x", f"the position is {outside_m:.0f} m outside {name}")
    return name


def _semas(path: Path) -> pl.DataFrame:
    rows = [_semas_row(row) for row in read_rows(path, SEMAS_COLUMNS)]
    return pl.DataFrame(rows, schema=dict(SEMAS_SCHEMA))


def _semas_row(row: Row) -> dict[str, object]:
    row.text("bizesId")
    result: dict[str, object] = {column: row.values[column] for column in SEMAS_COLUMNS}
    for column in ("lnoMnno", "lnoSlno", "bldMnno", "bldSlno"):
        result[column] = row.count(column)
    result["lon"] = row.number("lon", *_LON_RANGE)
    result["lat"] = row.number("lat", *_LAT_RANGE)
    return result


def _neighbourhood(
    name: str, listings: pl.DataFrame, semas: pl.DataFrame, seed: int
) -> Neighbourhood:
    finder, daiso_listings = open_daiso_around(district(name), listings, seed)
    known = pl.concat([listings, daiso_listings]).filter(pl.col("road_address_name") != "")
    addresses = known.unique("road_address_name", keep="first", maintain_order=True)
    return Neighbourhood(
        places=pl.concat([listings, daiso_listings]),
        daiso=finder,
        food=_no_permits(FOOD_COLUMNS),
        tobacco=_no_permits(TOBACCO_COLUMNS),
        semas=semas,
        addresses=addresses.with_columns(district=pl.lit(name)).select(*ADDRESSES_SCHEMA),
        truth=pl.DataFrame(schema=dict(TRUTH_SCHEMA)),
    )


def _no_permits(columns: Sequence[str]) -> pl.DataFrame:
    texts: dict[str, pl.DataType] = {column: pl.String() for column in columns}
    return pl.DataFrame(schema={**texts, "place_in_answer": pl.Float64()})
