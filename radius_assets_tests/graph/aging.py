"""A city that can grow older, and the sensors of a platform that asks it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import dagster as dg
import polars as pl
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
)

from radius_assets.domain.districts import DISTRICT_NAMES, district
from radius_assets.sandbox.city import City
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.sandbox.world import build_city
from radius_assets.sandbox.world.figures import DEFAULT_TODAY
from radius_assets_tests.graph.platform import DISTRICTS, Platform

BEHIND = datetime.now(UTC).date() - DEFAULT_TODAY
"""The city's day is not ours: changes are asked for from so much longer ago."""


def city_on(day: date) -> City:
    """The three districts on a day."""
    return build_city(7, today=day, districts=DISTRICTS)


@contextmanager
def aging_city(*, quiet: str | None = None) -> Iterator[RunningSandbox]:
    """Serve the city of its first day until somebody has it grow older.

    The authority of the quiet district enters nothing meanwhile: its permits stay as they are.
    """
    first = city_on(DEFAULT_TODAY)

    def later(day: date) -> City:
        return city_on(day) if quiet is None else _with_permits_of(quiet, first, city_on(day))

    settings = SandboxSettings(rate_per_second=10_000, latency_ms=0)
    with serving(first, settings, city_on=later) as running:
        yield running


def _with_permits_of(name: str, earlier: City, later: City) -> City:
    """The later city, in which the district has the permits of the earlier one."""
    of_district = pl.col("OPNSFTEAMCODE") == district(name).authority_code

    def both(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
        return pl.concat([after.filter(~of_district), before.filter(of_district)])

    return replace(
        later,
        food=both(earlier.food, later.food),
        tobacco=both(earlier.tobacco, later.tobacco),
    )


@dataclass(frozen=True, slots=True)
class Tick:
    """What a sensor asked for, and what it remembers."""

    requests: Sequence[dg.RunRequest]
    cursor: str | None
    skipped: str | None

    @property
    def districts(self) -> list[str]:
        """The districts of all runs that were asked for."""
        return [name for request in self.requests for name in _districts(request)]


def tick(platform: Platform, name: str, cursor: str | None = None) -> Tick:
    """One tick of a sensor, as the daemon would have it."""
    definitions = platform.definitions
    sensor: Any = definitions.resolve_sensor_def(name)
    with dg.build_sensor_context(
        instance=platform.instance,
        cursor=cursor,
        definitions=definitions,
        resources=dict(definitions.resources or {}),
    ) as context:
        found = sensor.evaluate_tick(context)
    return Tick(found.run_requests or [], found.cursor, found.skip_message)


def run(platform: Platform, request: dg.RunRequest, *, job: str) -> dg.ExecuteInProcessResult:
    """The run that a sensor asked for."""
    return platform.definitions.resolve_job_def(job).execute_in_process(
        instance=platform.instance,
        tags=dict(request.tags),
        run_config=dict(request.run_config),
        raise_on_error=False,
    )


def _districts(request: dg.RunRequest) -> Sequence[str]:
    first = DISTRICT_NAMES.index(request.tags[ASSET_PARTITION_RANGE_START_TAG])
    last = DISTRICT_NAMES.index(request.tags[ASSET_PARTITION_RANGE_END_TAG])
    return DISTRICT_NAMES[first : last + 1]
