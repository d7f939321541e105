"""A tile that holds too much is split by count, where its places seem to be."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.collection.planning import uncovered
from radius_assets.collection.splitting import split_tile
from radius_assets.domain.geo import LonLat
from radius_assets_tests.collection.spread import BLOCK, spots


@given(st.integers(46, 2_000), st.lists(spots, max_size=45))
@settings(deadline=None)
def test_parts_make_up_the_tile(total: int, seen: list[LonLat]) -> None:
    parts = split_tile(BLOCK, total=total, seen=seen)

    assert len(parts) == max(2, math.ceil(total / 34))
    assert uncovered(BLOCK.polygon(), parts).is_empty
    assert sum(part.area_km2 for part in parts) == pytest.approx(BLOCK.area_km2, rel=1e-3)
    assert all(max(part.width_m, part.height_m) < BLOCK.width_m for part in parts)


def test_a_tile_that_hides_a_place_is_split_though_it_holds_few() -> None:
    assert len(split_tile(BLOCK, total=20, seen=[])) == 2


def test_parts_are_small_where_many_places_were_seen() -> None:
    crowd = [LonLat(126.93 + step / 100_000, 37.51 + step / 90_000) for step in range(15)]

    parts = split_tile(BLOCK, total=60, seen=crowd)

    assert len(parts) == 2
    east = max(parts, key=lambda part: part.west)
    assert east.west > 126.925
