"""How much of a crowded city does a plan of requests find, and for how many of them?

The service's guard makes requests the cost: at 10 a second they are the time. Compared are
four fixed quadrants around each Daiso, of each of which 45 places are read at the most; a
quadtree for each district alone; and `Covering`, with nothing known, planned a district at a
time or for all at once, and planned from the places of the last run, since when 2 % closed
and 2 % opened. The least any client can do is N/15 requests for N places; the last columns
are the multiples of that, for the places wanted and for all that were read.

The city is invented: 10,000 places, most of them around crowded centres, none on its
mountains, and 260 Daiso stores; three seeds. Where the listings of 영등포구 are at hand, they
are read too, whole and planned also from the positions of another register. Our own running
time is measured only for planning.

    python -m benchmarks.bench_covering
"""

import asyncio
import csv
import math
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.area import area_around, whole_area
from radius_assets.collection.covering import Covering
from radius_assets.collection.planning import meeting, plan_tiles
from radius_assets.domain.districts import DISTRICT_NAMES, district, districts_at
from radius_assets.domain.geo import METRES_PER_DEG_LAT, Floats, LonLat, Rect, square_around
from radius_assets.domain.records import Place, PlacesPage

PLACES, STORES, HALF_SIDE_M = 10_000, 260, 1_800.0
REAL = Path(__file__).parents[2] / "shared" / "data" / "real"
DEG_PER_M = np.array([1 / math.cos(math.radians(37.55)), 1.0]) / METRES_PER_DEG_LAT


class Kakao:
    """A place search with the service's limits that counts what it is asked."""

    def __init__(self, positions: Floats) -> None:
        self._positions = positions
        self._places = [
            Place(f"{number:06}", f"place {number}", "편의점", None, None, None, LonLat(lon, lat))
            for number, (lon, lat) in enumerate(positions.tolist())
        ]
        self.requests = 0

    async def search(self, rect: Rect, number: int) -> PlacesPage:
        self.requests += 1
        inside = np.flatnonzero(_is_inside(rect, self._positions))
        shown = inside[:45]
        last = max(1, math.ceil(len(shown) / 15))
        page = shown[15 * (min(number, last) - 1) : 15 * min(number, last)]
        places = tuple(self._places[index] for index in page)
        return PlacesPage(len(inside), len(shown), number >= last, places)


Plan: TypeAlias = Callable[[Kakao, Sequence[BaseGeometry]], Coroutine[None, None, list[Place]]]


def four_quadrants(stores: Floats) -> Plan:
    async def read(kakao: Kakao, _: Sequence[BaseGeometry]) -> list[Place]:
        squares = [square_around(LonLat(*store), HALF_SIDE_M) for store in stores.tolist()]
        return [
            place
            for square in squares
            for quadrant in square.grid(2, 2)
            for place in (await _pages(kakao, quadrant))[1]
        ]

    return read


async def quadtree(kakao: Kakao, areas: Sequence[BaseGeometry]) -> list[Place]:
    found: list[Place] = []
    for area in areas:
        tiles = [Rect(*area.bounds)]
        while tiles:
            tile = tiles.pop()
            total, places = await _pages(kakao, tile, only_whole=True)
            found += places
            if total > 45:
                tiles += meeting(tile.grid(2, 2), area)
    return found


def covering(plan: Sequence[Rect]) -> Plan:
    async def read(kakao: Kakao, areas: Sequence[BaseGeometry]) -> list[Place]:
        shared = Covering(kakao.search, plan)
        readings = [await shared.read(area) for area in areas]
        return [place for reading in readings for place in reading.places]

    return read


async def _pages(kakao: Kakao, rect: Rect, *, only_whole: bool = False) -> tuple[int, list[Place]]:
    first = await kakao.search(rect, 1)
    more = 0 if only_whole and first.total > 45 else math.ceil(first.readable / 15)
    pages = [first, *[await kakao.search(rect, number) for number in range(2, more + 1)]]
    return first.total, [place for page in pages for place in page.places]


def invented_city(dice: np.random.Generator) -> tuple[Floats, Floats]:
    """Positions of the places and of the Daiso stores, of shape (n, 2)."""
    seoul = shapely.union_all([district(name).boundary for name in DISTRICT_NAMES])
    mountains = _anywhere(dice, seoul, 22)
    centres = _anywhere(dice, seoul, 220)
    crowds = dice.lognormal(0, 0.6, len(centres))
    widths_m = dice.uniform(250, 700, len(centres))
    at = dice.choice(len(centres), 4 * PLACES, p=crowds / crowds.sum())
    crowded = centres[at] + dice.normal(size=(len(at), 2)) * widths_m[at, None] * DEG_PER_M
    mixed = dice.permutation(np.vstack([crowded, _anywhere(dice, seoul, 2 * PLACES)]))
    apart_m = np.linalg.norm((mixed[:, None] - mountains) / DEG_PER_M, axis=2).min(axis=1)
    places = mixed[shapely.contains_xy(seoul, *mixed.T) & (apart_m > 1_100)][:PLACES]
    beside = dice.normal(size=(STORES, 2)) * 200 * DEG_PER_M
    return places, dice.choice(places, STORES, replace=False) + beside


def churned(dice: np.random.Generator, places: Floats) -> Floats:
    """The places after 2 % closed and 2 % opened, near others."""
    stay = places[dice.random(len(places)) >= 0.02]
    opened = dice.choice(places, round(0.02 * len(places)))
    return np.vstack([stay, opened + dice.normal(size=opened.shape) * 100 * DEG_PER_M])


def areas_of(stores: Floats) -> list[BaseGeometry]:
    """The area of each district around its stores."""
    of_store = districts_at(*stores.T)
    return [
        area_around(
            [LonLat(*at) for at, of in zip(stores.tolist(), of_store, strict=True) if of == name],
            half_side_m=HALF_SIDE_M,
            within=district(name),
        )
        for name in DISTRICT_NAMES
    ]


def measure(
    world: str, name: str, places: Floats, areas: Sequence[BaseGeometry], plan: Plan
) -> None:
    """Run a plan and print its line; wanted are the places in the areas, recall is of them."""
    kakao = Kakao(places)
    found = {place.place_id for place in asyncio.run(plan(kakao, areas))}
    wanted = np.flatnonzero(shapely.contains_xy(shapely.union_all(areas), *places.T))
    recall = sum(f"{index:06}" in found for index in wanted) / len(wanted)
    ratios = [kakao.requests / math.ceil(number / 15) for number in (len(wanted), len(found))]
    print(
        f"{world:<10}{name:<26}{len(wanted):>7}{len(found):>7}{100 * recall:>9.2f}"
        f"{kakao.requests:>10}{kakao.requests / 10:>7.1f}{ratios[0]:>10.3f}{ratios[1]:>10.3f}"
    )


def measure_city(seed: int) -> None:
    dice = np.random.default_rng(seed)
    places, stores = invented_city(dice)
    areas = areas_of(stores)
    everywhere = shapely.union_all([whole_area(district(name)) for name in DISTRICT_NAMES])
    known = [LonLat(*at) for at in places.tolist()]
    world = f"city {seed}"
    measure(world, "four quadrants a Daiso", places, areas, four_quadrants(stores))
    measure(world, "quadtree a district", places, areas, quadtree)
    measure(world, "cold, a district a plan", places, areas, covering([]))
    measure(world, "cold, one plan", places, areas, covering(plan_tiles(everywhere)))
    plan = plan_tiles(everywhere, known)
    measure(world, "warm, after churn", churned(dice, places), areas, covering(plan))


def measure_district() -> None:
    places = _positions("yeongdeungpo_kakao_places.csv", "x", "y")
    others = _positions("yeongdeungpo_semas_stores.csv", "lon", "lat")
    area = whole_area(district("영등포구"))
    world = "영등포구"
    measure(world, "quadtree a district", places, [area], quadtree)
    for name, known, now in (
        ("cold, one plan", [], places),
        ("planned from a register", others.tolist(), places),
        ("warm, nothing changed", places.tolist(), places),
        *[
            ("warm, after churn", places.tolist(), churned(np.random.default_rng(seed), places))
            for seed in (1, 2, 3)
        ],
    ):
        plan = plan_tiles(area, [LonLat(*at) for at in known])
        measure(world, name, now, [area], covering(plan))


def measure_planning() -> None:
    dice = np.random.default_rng(1)
    everywhere = shapely.union_all([whole_area(district(name)) for name in DISTRICT_NAMES])
    known = [LonLat(*at) for at in _anywhere(dice, everywhere, 55_000).tolist()]
    begun = time.perf_counter()
    tiles = plan_tiles(everywhere, known)
    print(f"\n{len(known)} positions planned into {len(tiles)} tiles in", end=" ")
    print(f"{time.perf_counter() - begun:.2f} s")


def _anywhere(dice: np.random.Generator, area: BaseGeometry, number: int) -> Floats:
    west, south, east, north = area.bounds
    positions = dice.uniform([west, south], [east, north], size=(8 * number + 100, 2))
    return positions[shapely.contains_xy(area, *positions.T)][:number]


def _is_inside(rect: Rect, positions: Floats) -> npt.NDArray[np.bool_]:
    lon, lat = positions[:, 0], positions[:, 1]
    return (rect.west <= lon) & (lon <= rect.east) & (rect.south <= lat) & (lat <= rect.north)


def _positions(file: str, lon: str, lat: str) -> Floats:
    with (REAL / file).open(encoding="utf-8") as lines:
        return np.array([[float(row[lon]), float(row[lat])] for row in csv.DictReader(lines)])


def main() -> None:
    print(
        f"{'world':<10}{'plan':<26}{'wanted':>7}{'read':>7}{'recall %':>9}"
        f"{'requests':>10}{'s':>7}{'x wanted':>10}{'x read':>10}"
    )
    for seed in (1, 2, 3):
        measure_city(seed)
    if REAL.exists():
        measure_district()
    measure_planning()


if __name__ == "__main__":
    main()
