"""What a permit register hears of the facts, and when: late, incomplete, at times wrong.

Everything is drawn for the whole history first and cut at today afterwards, so the same seed
shows the same rows on every day.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from radius_assets.domain.geo import tm_from_wgs84
from radius_assets.sandbox.world.addresses import DETAILS
from radius_assets.sandbox.world.draws import NEVER, Ints, draw
from radius_assets.sandbox.world.figures import COMES_TWICE, NEVER_REGISTERED
from radius_assets.sandbox.world.lots import Ground
from radius_assets.sandbox.world.spellings import PERMIT_SPELLINGS, spell

SERVICE_LAG_DAYS = 3
"""The open data service shows a change of the authority's files after about three days (2.4)."""

_REFRESHED_EVERY_DAYS = 120  # the service touches all of its rows now and then; invented
_NEW_FOR_DAYS = 45  # while a permit is new it often has no position yet


@dataclass(frozen=True, slots=True)
class Diligence:
    """How many days an authority takes: openings, most closings, and the share that take weeks."""

    opening_days: int
    closing_days: int
    slow_closing_days: int
    slow_share: float


FOOD_DILIGENCE = Diligence(2, 2, 6, 0.1)
TOBACCO_DILIGENCE = Diligence(4, 6, 42, 0.4)


def file_permits(
    rng: np.random.Generator, facts: pl.DataFrame, ground: Ground, diligence: Diligence
) -> pl.DataFrame:
    """Write the facts into a register: numbers, spellings, delays and noise for each permit."""
    facts = facts.sort("opened", maintain_order=True)
    year = pl.from_epoch("opened", time_unit="d").dt.year()
    count = facts.height
    heard_close = facts["closed"].to_numpy() + _closing_delays(rng, count, diligence)
    heard_close[rng.random(count) < NEVER_REGISTERED] = NEVER
    spelled = spell(
        rng.random((count, 2)),
        PERMIT_SPELLINGS,
        facts["brand"].to_list(),
        facts["name"].to_list(),
    )
    return facts.with_columns(
        *_positions(rng, facts["lot"].to_numpy(), ground),
        year=year,
        sequence=pl.int_range(pl.len()).over(year) + 1,
        name=pl.Series(spelled, dtype=pl.String),
        entered=pl.col("opened") + pl.Series(rng.integers(0, diligence.opening_days, count)),
        crossed_out=pl.Series(heard_close),
        second=pl.Series(rng.integers(9 * 3_600, 18 * 3_600, count)),
        night=pl.Series(rng.integers(22 * 3_600 + 1_800, 22 * 3_600 + 2_400, count)),
        detail=pl.Series(draw(rng, DETAILS, count), dtype=pl.String),
        habit=pl.Series(rng.random(count)),
        slip=pl.Series(rng.random(count)),
        area_m2=pl.Series(np.round(rng.gamma(3.0, 25.0, count) + 8, 2)),
        comes_twice=pl.Series(rng.random(count) < COMES_TWICE),
        place_in_answer=pl.Series(rng.random(count)),
    )


def shown_on(filed: pl.DataFrame, day: int, refreshed_from: int) -> pl.DataFrame:
    """The register as it stands on a day: state codes, and when each row was last changed.

    Adds state (TRDSTATEGBN), modified and updated (seconds since 1970) and ended (whether the
    permit ended). `refreshed_from` is the first day on which the service refreshed all rows.
    """
    seen = day - SERVICE_LAG_DAYS
    ended = pl.col("crossed_out") <= seen
    suspended = ~ended & (pl.col("suspended_from") <= seen) & (pl.col("suspended_until") > seen)
    state = pl.when(ended).then("ending").when(suspended).then(pl.lit("02")).otherwise(pl.lit("01"))
    changed = (
        pl.when(ended)
        .then("crossed_out")
        .when(pl.col("suspended_until") <= seen)
        .then("suspended_until")
        .when(suspended)
        .then("suspended_from")
        .otherwise("entered")
    )
    refreshed = day - (day - refreshed_from) % _REFRESHED_EVERY_DAYS
    updated = pl.max_horizontal(changed + SERVICE_LAG_DAYS, pl.lit(refreshed))
    is_new = (pl.col("opened") > seen - _NEW_FOR_DAYS) & (pl.col("habit") < 0.5)
    return filed.filter(pl.col("entered") <= seen).with_columns(
        state=state,
        ended=ended,
        modified=changed * 86_400 + pl.col("second"),
        updated=updated * 86_400 + pl.col("night"),
        has_position=~is_new & ~pl.col("slip").is_between(0.9, 0.92),
    )


def _closing_delays(rng: np.random.Generator, count: int, diligence: Diligence) -> Ints:
    soon = rng.integers(0, diligence.closing_days, count)
    late = rng.integers(diligence.closing_days, diligence.slow_closing_days, count)
    return np.where(rng.random(count) < diligence.slow_share, late, soon)


def _positions(rng: np.random.Generator, lot: Ints, ground: Ground) -> list[pl.Series]:
    """Positions in EPSG:5174: most within 20 m, one in ten wrong by some 50 m, a few by 300 m."""
    lots = ground.lots
    x_m, y_m = tm_from_wgs84(lots["lon"].to_numpy(), lots["lat"].to_numpy())
    error_m = rng.choice([7.0, 40.0, 250.0], len(lot), p=[0.89, 0.095, 0.015])
    off = rng.normal(0.0, 1.0, (2, len(lot))) * error_m
    return [pl.Series("x_m", x_m[lot] + off[0]), pl.Series("y_m", y_m[lot] + off[1])]
