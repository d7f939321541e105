"""The partition: nothing overfull, nothing lost, cuts where pages are full."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from radius_assets.collection.partition import Limits, Points, Region, partition
from radius_assets.domain.geo import LonLat
from radius_assets_tests.collection.spread import BLOCK, areas, scattered, spots

BY_PAGE = Limits(largest_km2=30.0, pages=3)


def points(known: list[LonLat], share: float) -> Points:
    positions = np.array(known, dtype=np.float64).reshape(-1, 2)
    return Points(positions, np.full(len(known), share), np.arange(len(known)))


def fills(regions: list[Region]) -> list[float]:
    return sorted(round(region.fill, 6) for region in regions)


@given(areas(), st.lists(spots, max_size=200, unique=True), st.sampled_from([1 / 3, 1 / 7, 1 / 43]))
@settings(deadline=None)
def test_no_tile_is_overfull_and_none_lacks_its_points(
    area: BaseGeometry, known: list[LonLat], share: float
) -> None:
    for tile in partition(area, points(known, share), BY_PAGE):
        inside = [at for at in known if tile.rect.contains(at)]
        assert tile.fill == pytest.approx(share * len(inside))
        assert tile.fill <= 1 + 1e-6
        assert [LonLat(*at) for at in tile.points.positions.tolist()] == inside
        assert tile.points.indexes.tolist() == [known.index(at) for at in inside]


def test_points_that_share_a_meridian_are_cut_along_it() -> None:
    line = [LonLat(126.92, 37.50 + step / 10_000) for step in range(100)]

    tiles = partition(BLOCK.polygon(), points(line, 1 / 25), BY_PAGE)

    assert fills(tiles) == [1.0] * 4


def test_points_at_one_spot_stay_together_and_others_are_cut_off() -> None:
    crowd = [LonLat(126.92, 37.51)] * 60

    tiles = partition(BLOCK.polygon(), points([*crowd, *scattered(1, 40)], 1 / 43), BY_PAGE)

    assert max(fills(tiles)) < 2
    assert sum(fills(tiles)) == pytest.approx(100 / 43)


def test_shares_of_different_priors_fill_a_tile_together() -> None:
    known = scattered(2, 90)
    shares = np.array([1 / 30] * 45 + [1 / 15] * 45)
    mixed = Points(np.array(known), shares, np.arange(90))

    tiles = partition(BLOCK.polygon(), mixed, BY_PAGE)

    assert sum(tile.pages(3) for tile in tiles) <= 3 * 4.5 + 1
    assert max(fills(tiles)) <= 1


def test_by_page_a_rest_is_left_in_one_tile_otherwise_all_are_alike() -> None:
    known = points(scattered(3, 50), 1 / 40)

    by_page = partition(BLOCK.polygon(), known, BY_PAGE)
    alike = partition(BLOCK.polygon(), known, Limits(largest_km2=30.0, pages=1))

    assert sum(tile.pages(3) for tile in by_page) == math.ceil(3 * 50 / 40)
    assert fills(alike) == [25 / 40, 25 / 40]


def test_of_two_cuts_the_one_that_takes_empty_ground_away_is_chosen() -> None:
    """An L: cut at its corner, both parts end where the area ends."""
    area = shapely.box(126.90, 37.50, 126.94, 37.505) | shapely.box(126.90, 37.50, 126.905, 37.53)
    known = [at for at in scattered(5, 2_000) if shapely.intersects_xy(area, *at)]

    tiles = partition(area, points(known, 1.9 / len(known)), BY_PAGE)

    together = sum(tile.rect.area_km2 for tile in tiles)
    assert together < 1.3 * area.area / BLOCK.polygon().area * BLOCK.area_km2
