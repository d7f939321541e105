"""Tests of the partitions and of the ranges that runs cover."""

import dagster as dg
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.partitions import contiguous_ranges, districts, range_tags


def test_the_partitions_are_the_districts_in_official_order() -> None:
    assert districts.get_partition_keys() == list(DISTRICT_NAMES)


@given(st.sets(st.sampled_from(DISTRICT_NAMES)))
def test_ranges_hold_the_districts_asked_for_and_no_other(wanted: set[str]) -> None:
    ranges = contiguous_ranges(wanted)

    covered = [
        name
        for group in ranges
        for name in districts.get_partition_keys_in_range(dg.PartitionKeyRange(group[0], group[-1]))
    ]
    assert covered == [name for name in DISTRICT_NAMES if name in wanted]


def test_neighbours_share_a_range() -> None:
    ranges = contiguous_ranges(["중구", "종로구", "강동구"])

    assert ranges == [["종로구", "중구"], ["강동구"]]


def test_a_range_is_told_to_dagster_by_its_ends() -> None:
    assert range_tags("종로구", "중구") == {
        "dagster/asset_partition_range_start": "종로구",
        "dagster/asset_partition_range_end": "중구",
    }
