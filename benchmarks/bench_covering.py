"""How many requests does it take to find every listing around the Daiso stores of a city?

The service's guard makes requests the cost: at 10 a second they are the time, and N listings
cannot be had for less than N/15 of them. N is the number of listings in the area around the
stores. Compared are, on the invented city of three seeds: the first version's four squares
around each Daiso, of each of which 45 places are read at the most; a tree of quarters for each
district, and one that all districts share; and our covering with nothing stored, with the
business register (SEMAS), with the permits, and with the listings of the last run, since when
2 % closed and 2 % opened. The same for one district on its real listings, where they are at
hand. Last, the search for Daiso stores by keyword, and the time that planning takes.

Not measured: how fast Kakao may be asked, how its totals jitter, what it lists outside Seoul,
and how real permits and openings are spread; the invented city's are invented.

    python -m benchmarks.bench_covering [SEED ...]
"""

import asyncio
import math
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import numpy as np
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from benchmarks.covering_daiso import daiso_requests
from benchmarks.covering_plans import four_quadrants, quadtree, shared_quadtree
from benchmarks.covering_world import (
    Kakao,
    areas_of,
    churned,
    convenience_stores,
    daiso_tables,
    store_daiso,
    store_listings,
    store_permits,
    store_semas,
)
from radius_assets.collection.area import AreaOptions, whole_area
from radius_assets.collection.covering import Reading
from radius_assets.collection.planning import Prior, plan_tiles
from radius_assets.collection.priors import LISTINGS_A_TILE
from radius_assets.domain.districts import DISTRICT_NAMES, district
from radius_assets.publication.storage import LocalStore, TableStore
from radius_assets.refresh.tiles import open_covering
from radius_assets.sandbox.city import City
from radius_assets.sandbox.world import build_city, real_city

REAL = Path(__file__).parents[2] / "shared" / "data" / "real"
SEEDS = (1, 2, 3)
CHURNS = 8  # one tile that overflows is 0.3 % of the requests, so one draw says little
HOME = "영등포구"

Found: TypeAlias = set[str]
"""Ids of places."""

OldWay: TypeAlias = Callable[[Kakao, "World"], Awaitable[Found]]


@dataclass(frozen=True, slots=True)
class World:
    """A city, the Daiso stores in the table of each district, and what is to be read of it."""

    city: City
    daiso: Mapping[str, pl.DataFrame]
    options: AreaOptions

    @property
    def areas(self) -> Mapping[str, BaseGeometry]:
        """What is to be read of each district."""
        return areas_of(self.daiso, self.options)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one way came to: listings in the areas, how many of them it found, requests."""

    wanted: int
    found: int
    requests: int

    @property
    def ratio(self) -> float:
        """Requests for each that nobody can do without."""
        return self.requests / math.ceil(self.wanted / 15)


Outcomes: TypeAlias = dict[str, list[Outcome]]

OLD_WAYS: Mapping[str, OldWay] = {
    "first version: four squares a Daiso": lambda k, w: four_quadrants(k, w.daiso.values()),
    "tree of quarters a district": lambda k, w: quadtree(k, w.areas.values()),
    "tree of quarters, shared": lambda k, w: shared_quadtree(k, w.areas.values()),
}


async def measure(world: World, ways: Iterable[str], *, churns: int = 1) -> Outcomes:
    """The old ways that are named, and ours with one thing after the other stored."""
    outcomes: Outcomes = {}
    for name in ways:
        kakao = Kakao(world.city.places)
        found = await OLD_WAYS[name](kakao, world)
        outcomes[name] = [_outcome(kakao, world, world.city.places, found)]
    with TemporaryDirectory() as folder:
        for name, prepare in PRIORS.items():
            store = LocalStore(Path(folder) / name)
            if prepare(store, world):
                outcome, _ = await _ours(world, store, world.city.places)
                outcomes[name] = [outcome]
        store = LocalStore(Path(folder) / "warm")
        _, readings = await _ours(world, store, world.city.places)
        store_daiso(store, world.daiso)
        for name, reading in readings.items():
            store_listings(store, district(name), world.daiso[name], reading, world.options)
        outcomes["ours, last listings, 2 % + 2 % since"] = [
            (await _ours(world, store, churned(world.city.places, seed)))[0]
            for seed in range(1, churns + 1)
        ]
    return outcomes


def _nothing(_store: TableStore, _world: World) -> bool:
    return True


def _semas(store: TableStore, world: World) -> bool:
    store_semas(store, world.city, world.daiso)
    return True


def _permits(store: TableStore, world: World) -> bool:
    if not world.city.food.is_empty():
        store_permits(store, world.city)
    return not world.city.food.is_empty()


PRIORS: Mapping[str, Callable[[TableStore, World], bool]] = {
    "ours, nothing stored": _nothing,
    "ours, permits stored": _permits,
    "ours, SEMAS stored": _semas,
}


async def _ours(
    world: World, store: TableStore, places: pl.DataFrame
) -> tuple[Outcome, dict[str, Reading]]:
    kakao = Kakao(places)
    covering = await open_covering(kakao, store, list(world.daiso), world.options)
    readings = {name: await covering.read(area) for name, area in world.areas.items()}
    found = {place.place_id for reading in readings.values() for place in reading.places}
    return _outcome(kakao, world, places, found), readings


def _outcome(kakao: Kakao, world: World, places: pl.DataFrame, found: Found) -> Outcome:
    area = shapely.union_all(list(world.areas.values()))
    shops = convenience_stores(places)
    inside = shapely.intersects_xy(area, shops["lon"].to_numpy(), shops["lat"].to_numpy())
    wanted = set(shops.filter(pl.Series(inside))["id"])
    return Outcome(len(wanted), len(wanted & found), kakao.requests)


def invented(seed: int) -> World:
    """The sandbox's city."""
    city = build_city(seed)
    return World(city, daiso_tables(city), AreaOptions())


def real() -> World:
    """One district with its real listings and rows of SEMAS, read whole."""
    places, semas = (REAL / f"yeongdeungpo_{name}.csv" for name in ("kakao_places", "semas_stores"))
    city = real_city(places, semas, 1, districts=[HOME])
    return World(city, {HOME: daiso_tables(city)[HOME]}, AreaOptions(area="district"))


def print_table(title: str, outcomes: Outcomes) -> None:
    """A line a way, in Markdown; seconds and ratio are means."""
    print(f"\n{title}\n")
    print("| plan | listings | recall | requests | s at 10/s | x N/15 |")
    print("|---|---|---|---|---|---|")
    for name, several in outcomes.items():
        recall = sum(each.found for each in several) / sum(each.wanted for each in several)
        wanted = _range([each.wanted for each in several])
        requests = _range([each.requests for each in several])
        seconds = sum(each.requests for each in several) / len(several) / 10
        ratio = sum(each.ratio for each in several) / len(several)
        cells = (name, wanted, f"{100 * recall:.2f} %", requests, f"{seconds:.1f}", f"{ratio:.3f}")
        print(f"| {' | '.join(cells)} |")


def _range(numbers: Sequence[int]) -> str:
    least, most = min(numbers), max(numbers)
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def measure_planning() -> None:
    """How long planning takes for five times as many positions as Seoul has."""
    dice = np.random.default_rng(1)
    area = shapely.union_all([whole_area(district(name)) for name in DISTRICT_NAMES])
    west, south, east, north = area.bounds
    anywhere = dice.uniform([west, south], [east, north], size=(150_000, 2))
    known = anywhere[shapely.contains_xy(area, *anywhere.T)][:55_000]
    began_s = time.process_time()
    tiles = plan_tiles(area, [Prior("listings", known, LISTINGS_A_TILE)])
    took_s = time.process_time() - began_s
    print(f"\n{len(known):,} positions planned into {len(tiles):,} tiles in {took_s:.2f} s of CPU")


def main(seeds: Iterable[int]) -> None:
    """Measure and print everything."""
    together: Outcomes = {}
    daiso: dict[str, list[int]] = {}
    for seed in seeds:
        world = invented(seed)
        for name, outcomes in asyncio.run(measure(world, OLD_WAYS, churns=CHURNS)).items():
            together.setdefault(name, []).extend(outcomes)
        for name, requests in asyncio.run(daiso_requests(world.city.places, world.daiso)).items():
            daiso.setdefault(name, []).append(requests)
    print_table("The invented city, all districts", together)
    if REAL.exists():
        ways = ["tree of quarters a district"]
        print_table(f"{HOME}, its real listings", asyncio.run(measure(real(), ways, churns=CHURNS)))
    print("\nKakao's listings of Daiso stores, requests\n")
    for name, each in daiso.items():
        print(f"| {name} | {', '.join(map(str, each))} |")
    measure_planning()


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]] or SEEDS)
