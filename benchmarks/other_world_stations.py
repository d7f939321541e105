"""Stations of Seoul in the other world, and what the shops in them are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks import other_world_shares as shares
from benchmarks.other_world_shops import Dice, Spot
from radius_assets.domain.geo import LonLat

FILE = "urban_rail_stations.csv"
_ADDRESS = r"^서울특별시 (\S+구) (.*)$"
_ROAD = r"(\S+?[로길])\s+(?:지하\s?)?(\d+(?:-\d+)?)"


@dataclass(frozen=True, slots=True)
class Station:
    """A station: its name with 역, its line with 호선 if it has a number, and where it is."""

    name: str
    line: str
    spot: Spot

    def sign(self, dice: Dice) -> tuple[str, str]:
        """Chain and branch of a shop in it."""
        return dice.choice(
            [
                ("GS25", f"S{self.name}"),
                ("GS25", f"S{self.line}{self.name}"),
                ("CU", self.name + dice.choice(["사", "내", "지하", "환승", ""])),
                ("세븐일레븐", self.name + self.line),
                ("이마트24", self.name),
                ("스토리웨이", self.name),
            ]
        )


def stations_with_shop(folder: Path, districts: Sequence[str], dice: Dice) -> list[Station]:
    """Some stations of these districts; one that several lines share is one."""
    rows = _in_seoul(folder)
    drawn = dice.sample(rows, round(len(rows) * shares.STATIONS_WITH_SHOP))
    once = {station.name: station for station in drawn}
    return [station for station in once.values() if station.spot.district in districts]


def _in_seoul(folder: Path) -> list[Station]:
    raw = pl.read_csv(folder / FILE, infer_schema=False)
    rows = raw.select(
        name=pl.col("역사명").str.strip_suffix("역") + "역",
        line=pl.col("노선명").str.extract(r"^서울 도시철도 (\d)호선", 1) + "호선",
        district=pl.col("역사도로명주소").str.extract(_ADDRESS, 1),
        road=pl.col("역사도로명주소").str.extract(_ADDRESS, 2),
        lon=pl.col("역경도").cast(pl.Float64, strict=False),
        lat=pl.col("역위도").cast(pl.Float64, strict=False),
    ).with_columns(
        street=pl.col("road").str.extract(_ROAD, 1), number=pl.col("road").str.extract(_ROAD, 2)
    )
    placed = rows.drop_nulls(["street", "lon", "lat"])
    return [_station(row) for row in placed.iter_rows(named=True)]


def _station(row: Mapping[str, Any]) -> Station:
    at = LonLat(row["lon"], row["lat"])
    spot = Spot(
        district=row["district"],
        road=row["road"],
        lot=None,
        street=row["street"],
        street_number=row["number"],
        lot_number=None,
        at=at,
        known_at=at,
        is_underground="지하" in row["road"],
    )
    return Station(row["name"], row["line"] or "", spot)
