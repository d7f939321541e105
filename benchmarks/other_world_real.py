"""The real permits of the other world: those of Gyeonggi, 2020, moved to Seoul.

Each of 25 cities of Gyeonggi becomes a district of Seoul and keeps its names, addresses and
successions.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES, district

FILE = "gyeonggi_convenience_permits.csv"
_DIVIDED = {
    "수원시": "장안구 권선구 팔달구 영통구",
    "성남시": "수정구 중원구 분당구",
    "고양시": "덕양구 일산동구 일산서구",
    "안양시": "만안구 동안구",
    "안산시": "상록구 단원구",
    "용인시": "기흥구 수지구",
}
_WHOLE = "부천시 의정부시 광명시 군포시 시흥시 하남시 구리시 오산시 과천시"
_PARTS = [f"{city} {part}" for city, parts in _DIVIDED.items() for part in parts.split()]
CITIES: Mapping[str, str] = dict(zip((*_PARTS, *_WHOLE.split()), DISTRICT_NAMES, strict=True))
"""The district of Seoul that each city becomes."""

CROWDED = 0.75  # distances between buildings, of those in Gyeonggi, which is emptier than Seoul
_CITY = rf"^경기도 ({'|'.join(CITIES)}) ?"
_LOT = r"(\S+[동리가])\s+(산?\s?\d+(?:-\d+)?)"
_ROAD = r"(\S+?[로길])\s+(지하\s?)?(\d+(?:-\d+)?)"


def real_permits(folder: Path, districts: Sequence[str]) -> pl.DataFrame:
    """The real permits that become those of these districts, with the parts of their addresses.

    `building` tells the building; its middle, `lon_middle` and `lat_middle`, and `lon` and `lat`
    of the permit itself are in Seoul, and null where none is known.
    """
    raw = pl.read_csv(folder / FILE, infer_schema=False)
    city = pl.coalesce("lot_address", "street_name_address").str.extract(_CITY)
    within = raw.with_columns(district=city.replace_strict(CITIES, default=None))
    parts = within.filter(pl.col("district").is_in(districts)).select(
        "business_name",
        "district",
        is_open=pl.col("business_status") == "영업",
        road=_without_city("street_name_address"),
        lot=_without_city("lot_address"),
        lon=pl.col("longitude").cast(pl.Float64),
        lat=pl.col("latitude").cast(pl.Float64),
    )
    return _in_seoul(
        parts.with_columns(
            street=pl.col("road").str.extract(_ROAD, 1),
            street_number=pl.col("road").str.extract(_ROAD, 3),
            lot_number=pl.format(
                "{} {}", pl.col("lot").str.extract(_LOT, 1), pl.col("lot").str.extract(_LOT, 2)
            ),
        )
    )


def _without_city(address: str) -> pl.Expr:
    rest = pl.col(address).str.replace(_CITY, "").str.strip_chars()
    return pl.when(rest != "").then(rest)


def _in_seoul(permits: pl.DataFrame) -> pl.DataFrame:
    """The permits moved with their cities; what is in one building keeps its distances."""
    road = pl.format("{} {}", "street", "street_number")
    keyed = permits.with_columns(building=pl.coalesce("lot_number", road, "lot", "road"))
    middles = {name: district(name).boundary.centroid for name in DISTRICT_NAMES}
    middle_of = {
        "lon": {name: middle.x for name, middle in middles.items()},
        "lat": {name: middle.y for name, middle in middles.items()},
    }
    moved = []
    for axis, middle in middle_of.items():
        mean = pl.col(axis).mean().over("district", "building")
        apart = (mean - pl.col(axis).median().over("district")) * CROWDED
        there = pl.col("district").replace_strict(middle, return_dtype=pl.Float64) + apart
        moved += [there.alias(f"{axis}_middle"), (there + pl.col(axis) - mean).alias(axis)]
    return keyed.with_columns(moved)


def quarters_of(permits: pl.DataFrame) -> Mapping[str, Sequence[str]]:
    """The quarters of each district, without 동, each as often as it has buildings."""
    lots = permits.filter(pl.col("lot_number").is_not_null())
    quarter = pl.col("lot_number").str.split(" ").list.first().str.replace(r"(동|\d가)$", "")
    found = (
        lots.unique(["district", "building"], maintain_order=True)
        .group_by("district", maintain_order=True)
        .agg(quarter=quarter)
    )
    return {name: tuple(of) for name, of in found.iter_rows()}
