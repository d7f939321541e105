"""Lots of a district: where businesses stand, with both their addresses in parts.

A row is a building: its position, its road address (road or lane, main and sub-number), its lot
address (quarter, main and sub-number) and what registers add to them.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES, District
from radius_assets.sandbox.world.draws import Ints, dice, ranks, whole
from radius_assets.sandbox.world.names import BUILDING_WORDS, stems_of
from radius_assets.sandbox.world.streets import Doors, Streets, draw_doors

_BLOCK_M = 90.0  # lots of one block share their main number


@dataclass(frozen=True, slots=True)
class Ground:
    """The streets of a district and its lots.

    The first `sites` lots take in convenience stores, the others do not.
    """

    district: District
    streets: Streets
    lots: pl.DataFrame
    sites: int


def lay_lots(area: District, streets: Streets, seed: int, *, sites: int, others: int) -> Ground:
    """Lay out lots along the streets: `sites` for convenience stores and `others`."""
    rng = dice(seed, area.name, "lots")
    doors = draw_doors(streets, rng, sites + others)
    quarter = streets.quarter_at(doors.x_m, doors.y_m)
    lon, lat = streets.plane.lonlat(doors.x_m, doors.y_m)
    numbered = pl.DataFrame(
        {
            "lot": np.arange(len(lon)),
            "lon": lon,
            "lat": lat,
            "quarter_index": quarter,
            "road_index": doors.road,
            "lane": doors.lane,
            "number": doors.number,
            "sub_number": ranks((doors.road * 1_000 + doors.lane) * 1_000 + doors.number),
            **_plots(doors, quarter),
            "is_underground": rng.random(len(lon)) < 0.012,
            "building": _buildings(rng, area, seed, len(lon)),
        }
    )
    return Ground(area, streets, _named(numbered, area, streets), sites)


def _plots(doors: Doors, quarter: Ints) -> dict[str, Ints]:
    """Main and sub-number of each lot; 0 is no sub-number."""
    column, row = whole(doors.x_m / _BLOCK_M), whole(doors.y_m / _BLOCK_M)
    main = (column * 31 + row * 17) % 893 + 1
    return {"plot": main, "sub_plot": ranks(quarter * 1_000 + main)}


def _buildings(rng: np.random.Generator, area: District, seed: int, count: int) -> list[str | None]:
    stems = stems_of(area.name, seed)
    stem, word = rng.integers(0, len(stems), count), rng.integers(0, len(BUILDING_WORDS), count)
    has_name = rng.random(count) < 0.14
    return [
        stems[s] + BUILDING_WORDS[w] if named else None
        for s, w, named in zip(stem, word, has_name, strict=True)
    ]


def _named(lots: pl.DataFrame, area: District, streets: Streets) -> pl.DataFrame:
    """Spell out quarters, roads and the numbers of both addresses, without the district."""
    quarters, roads = pl.Series(streets.quarters), pl.Series(streets.roads)
    lane = pl.when(pl.col("lane") > 0).then(pl.format("{}길", "lane")).otherwise(pl.lit(""))
    return lots.with_columns(
        quarter=quarters.gather(lots["quarter_index"]),
        road=pl.concat_str(roads.gather(lots["road_index"]), lane),
        road_number=_numbers("number", "sub_number"),
        plot_number=_numbers("plot", "sub_plot"),
        postcode=(DISTRICT_NAMES.index(area.name) * 320 + 1010 + pl.col("quarter_index") * 20)
        .cast(pl.String)
        .str.zfill(5),
    )


def _numbers(main: str, sub: str) -> pl.Expr:
    sub_number = pl.when(pl.col(sub) > 0).then(pl.format("-{}", sub)).otherwise(pl.lit(""))
    return pl.concat_str(pl.col(main).cast(pl.String), sub_number)
