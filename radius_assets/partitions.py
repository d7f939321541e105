"""The partitions of every asset: the districts of Seoul, in official order."""

from collections.abc import Iterable, Sequence

import dagster as dg
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
)

from radius_assets.domain.districts import DISTRICT_NAMES

districts = dg.StaticPartitionsDefinition(list(DISTRICT_NAMES))


def range_tags(first: str, last: str) -> dict[str, str]:
    """The tags that make a run cover the districts from `first` to `last`, in official order."""
    return {ASSET_PARTITION_RANGE_START_TAG: first, ASSET_PARTITION_RANGE_END_TAG: last}


def contiguous_ranges(names: Iterable[str]) -> list[Sequence[str]]:
    """Group districts into runs of neighbours in official order: a run covers one range."""
    wanted = set(names)
    ranges: list[list[str]] = []
    for position, name in enumerate(DISTRICT_NAMES):
        if name not in wanted:
            continue
        if ranges and ranges[-1][-1] == DISTRICT_NAMES[position - 1]:
            ranges[-1].append(name)
        else:
            ranges.append([name])
    return list(ranges)
