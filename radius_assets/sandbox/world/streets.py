"""The streets of a district: where its busy quarters are, and which roads run through them.

Half of the lots lie along straight main roads, half in lanes (길) that leave them every 60 m and
bear the main road's name and the number of the corner, as Korean road addresses do: numbers grow
by 2 every 20 m, odd on the left and even on the right.
"""

from dataclasses import dataclass, replace

import numpy as np

from radius_assets.domain.districts import District
from radius_assets.domain.geo import Floats
from radius_assets.sandbox.world.draws import Ints, dice, whole
from radius_assets.sandbox.world.names import stems_of
from radius_assets.sandbox.world.plane import Plane

QUARTERS = 14
"""Legal quarters (동) of each district; their stems come first among the district's stems."""

_HALF_LENGTH_M = 900.0
_HOT_SHARE = 0.55  # share of the lots near a station; the rest stand all over the district
_LANE_EVERY_M = 60.0
_NUMBER_EVERY_M = 20.0
_GANGSEO_ROAD = ("강서구", "양천구", "구로구")  # a road named after one runs in all three
_GANGNAM_ROAD = ((127.0200, 37.5175), (127.0352, 37.4840))  # the border of 서초구 and 강남구


@dataclass(frozen=True, slots=True)
class Streets:
    """Roads as straight lines, and the middles of the quarters; all in metres of the plane.

    `spread_m` is how far lots stray along a road from its origin, 0 where they do not favour it.
    """

    plane: Plane
    quarters: tuple[str, ...]
    middles: Floats
    stations: Floats
    roads: tuple[str, ...]
    origins: Floats
    angles: Floats
    spread_m: Floats
    weights: Floats

    def quarter_at(self, x_m: Floats, y_m: Floats) -> Ints:
        """The quarter of each position: the one whose middle is nearest."""
        gap_x = x_m[:, None] - self.middles[None, :, 0]
        gap_y = y_m[:, None] - self.middles[None, :, 1]
        return np.asarray(np.argmin(gap_x**2 + gap_y**2, axis=1), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Doors:
    """Where lots open to the street: a road, a lane of it (0 is the road itself), a number."""

    x_m: Floats
    y_m: Floats
    road: Ints
    lane: Ints
    number: Ints


def lay_streets(area: District, seed: int, *, shops: int) -> Streets:
    """Lay out the streets of a district that has so many shops."""
    rng = dice(seed, area.name, "streets")
    plane = Plane.of(area)
    stems = stems_of(area.name, seed)
    stations = _apart(plane.scatter(rng, 200, 250.0), max(4, min(13, shops // 45)))
    quiet = plane.scatter(rng, len(stems) - QUARTERS - 2 * len(stations), 50.0)
    base = rng.uniform(0, np.pi, len(stations))
    popularity = rng.lognormal(0.0, 0.6, len(stations))
    hot = np.repeat(popularity / popularity.sum() / 2, 2) * _HOT_SHARE
    streets = Streets(
        plane=plane,
        quarters=tuple(f"{stem}동" for stem in stems[:QUARTERS]),
        middles=plane.scatter(rng, QUARTERS, 100.0),
        stations=stations,
        roads=tuple(f"{stem}로" for stem in stems[QUARTERS:]),
        origins=np.vstack([np.repeat(stations, 2, axis=0), quiet]),
        angles=np.r_[
            np.column_stack([base, base + np.pi / 2]).ravel(), rng.uniform(0, np.pi, len(quiet))
        ],
        spread_m=np.r_[np.full(len(hot), 230.0), np.zeros(len(quiet))],
        weights=np.r_[hot, np.full(len(quiet), (1 - _HOT_SHARE) / len(quiet))],
    )
    return _with_known_roads(streets, area.name)


def draw_doors(streets: Streets, rng: np.random.Generator, count: int) -> Doors:
    """Draw `count` doors inside the district, along its roads as their weights say."""
    drawn = [_some_doors(streets, rng, 2 * count)]
    while sum(len(doors.road) for doors in drawn) < count:
        drawn.append(_some_doors(streets, rng, 2 * count))
    parts = [[getattr(doors, name) for doors in drawn] for name in Doors.__slots__]
    x_m, y_m, road, lane, number = (np.concatenate(part)[:count] for part in parts)
    return Doors(x_m, y_m, road, lane, number)


def _some_doors(streets: Streets, rng: np.random.Generator, tries: int) -> Doors:
    road = rng.choice(len(streets.roads), tries, p=streets.weights)
    along = _along(streets, rng, road)
    in_lane = rng.random(tries) < 0.5
    left = rng.random(tries) < 0.5
    set_back = rng.uniform(10.0, 18.0, tries)
    corner = np.asarray(whole(along / _LANE_EVERY_M) * _LANE_EVERY_M, dtype=np.float64)
    deep = np.minimum(rng.gamma(1.5, 55.0, tries) + 20, 300.0)
    odd, inner_odd = np.where(left, 1, 2), rng.integers(1, 3, tries)
    lane = np.where(in_lane, 2 * whole(corner / _NUMBER_EVERY_M) + odd, 0)
    number = 2 * whole(np.where(in_lane, deep, along) / _NUMBER_EVERY_M)
    number += np.where(in_lane, inner_odd, odd)
    forward = np.where(in_lane, corner + (2 * inner_odd - 3) * set_back, along)
    aside = np.where(in_lane, deep, set_back) * np.where(left, 1.0, -1.0)
    x_m, y_m = _turned(streets, road, forward - _HALF_LENGTH_M, aside)
    kept = streets.plane.inside(x_m, y_m)
    return Doors(x_m[kept], y_m[kept], road[kept], lane[kept], number[kept])


def _along(streets: Streets, rng: np.random.Generator, road: Ints) -> Floats:
    """How far along its road each door is, from the road's start."""
    anywhere = rng.uniform(-_HALF_LENGTH_M, _HALF_LENGTH_M, len(road))
    near = rng.normal(0.0, 1.0, len(road)) * streets.spread_m[road]
    along = np.where(streets.spread_m[road] > 0, near, anywhere)
    return np.asarray(np.clip(along, -_HALF_LENGTH_M, _HALF_LENGTH_M)) + _HALF_LENGTH_M


def _turned(streets: Streets, road: Ints, forward: Floats, aside: Floats) -> tuple[Floats, Floats]:
    """Positions so far along the roads from their origins, and so far to their left."""
    cos, sin = np.cos(streets.angles[road]), np.sin(streets.angles[road])
    origin = streets.origins[road]
    return origin[:, 0] + forward * cos - aside * sin, origin[:, 1] + forward * sin + aside * cos


def _apart(points: Floats, count: int) -> Floats:
    """The first points that keep 600 m from each other, `count` of them or as many as there are."""
    chosen = [points[0]]
    for point in points[1:]:
        if len(chosen) < count and min(np.hypot(*(point - other)) for other in chosen) > 600:
            chosen.append(point)
    return np.array(chosen)


def _with_known_roads(streets: Streets, name: str) -> Streets:
    """Put the real roads that cross districts in the place of the last invented ones."""
    roads = list(streets.roads)
    if name in _GANGSEO_ROAD:
        roads[-2] = "강서로"
    streets = replace(streets, roads=tuple(roads))
    return _with_gangnam_road(streets) if name in ("서초구", "강남구") else streets


def _with_gangnam_road(streets: Streets) -> Streets:
    x_m, y_m = streets.plane.metres(*np.array(_GANGNAM_ROAD).T)
    start, end = np.column_stack([x_m, y_m])
    busier = np.r_[streets.weights[:-1], 3 * streets.weights[-1]]
    return replace(
        streets,
        roads=(*streets.roads[:-1], "강남대로"),
        origins=np.vstack([streets.origins[:-1], (start + end) / 2]),
        angles=np.r_[streets.angles[:-1], np.arctan2(*(end - start)[::-1])],
        weights=busier / busier.sum(),
    )
