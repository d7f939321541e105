"""What a permit register hears of the facts, and when: late, incomplete, at times wrong.

Everything is drawn for the whole history first and cut at today afterwards, so the same seed
shows the same rows on every day. A row that reads otherwise than on an earlier day was updated
in between, and no other was.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from radius_assets.domain.geo import tm_from_wgs84
from radius_assets.sandbox.world.addresses import DETAILS
from radius_assets.sandbox.world.draws import NEVER, Ints, day_of, draw
from radius_assets.sandbox.world.figures import COMES_TWICE, NEVER_REGISTERED
from radius_assets.sandbox.world.lots import Ground
from radius_assets.sandbox.world.spellings import PERMIT_SPELLINGS, spell

SERVICE_LAG_DAYS = 3
"""The open data service shows a change of the authority's files after about three days (2.4)."""

CARRIED_OVER_ON = dt.date(2025, 12, 1)
"""All rows were touched in these weeks, when the data moved to data.go.kr (2.9).

A real row of that time bears 2025-12-15 as its update.
"""

_CARRIED_OVER_WITHIN_DAYS = 28
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
    spelling = rng.random((count, 2))
    return facts.with_columns(
        *_positions(rng, facts["lot"].to_numpy(), ground),
        year=year,
        sequence=pl.int_range(pl.len()).over(year) + 1,
        spelling=pl.Series(spelling),
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


def shown_on(filed: pl.DataFrame, day: int, authority: int) -> pl.DataFrame:
    """The register as it stands on a day: names, state codes, and when each row was changed.

    Adds state (TRDSTATEGBN), modified and updated (seconds since 1970), ended (whether the
    permit ended), is_unchanged (since it was entered) and has_position; `name` is written out.
    `authority` is any number of the district, by which its rows were carried over.
    """
    seen = day - SERVICE_LAG_DAYS
    ended = pl.col("crossed_out") <= seen
    suspended = ~ended & (pl.col("suspended_from") <= seen) & (pl.col("suspended_until") > seen)
    state = pl.when(ended).then("ending").when(suspended).then(pl.lit("02")).otherwise(pl.lit("01"))
    located_on = _located_on()
    modified = pl.max_horizontal("entered", *_passed(seen))
    changed = pl.max_horizontal(modified, pl.when(located_on <= seen).then(located_on))
    updated = pl.max_horizontal(changed + SERVICE_LAG_DAYS, _carried_over(day, authority))
    known = filed.filter(pl.col("entered") <= seen).with_columns(
        state=state,
        ended=ended,
        is_unchanged=changed == pl.col("entered"),
        modified=modified * 86_400 + pl.col("second"),
        updated=updated * 86_400 + pl.col("night"),
        has_position=located_on <= seen,
    )
    return _with_names(known, seen)


def _passed(seen: int) -> list[pl.Expr]:
    """The days up to `seen` on which the authority changed the row, null for those to come.

    What would happen to a permit after it has ended does not happen.
    """
    while_it_lasts = pl.min_horizontal(pl.lit(seen), pl.col("crossed_out") - 1)
    happened = [
        pl.when(pl.col(name) <= while_it_lasts).then(name)
        for name in ("suspended_from", "suspended_until", "rebranded", "renamed")
    ]
    return [*happened, pl.when(pl.col("crossed_out") <= seen).then("crossed_out")]


def _located_on() -> pl.Expr:
    """The day on which the register knows where the shop is; a few it never places."""
    late = pl.max_horizontal("entered", pl.col("opened") + _NEW_FOR_DAYS)
    located = pl.when(pl.col("habit") < 0.5).then(late).otherwise("entered")
    return pl.when(pl.col("slip").is_between(0.9, 0.92)).then(NEVER).otherwise(located)


def _carried_over(day: int, authority: int) -> pl.Expr:
    carried_over = day_of(CARRIED_OVER_ON) + authority % _CARRIED_OVER_WITHIN_DAYS
    return pl.lit(carried_over if carried_over <= day else None, dtype=pl.Int64)


def _with_names(known: pl.DataFrame, seen: int) -> pl.DataFrame:
    """The rows with their names as the register spells them on that day."""
    still = pl.min_horizontal(pl.lit(seen), pl.col("crossed_out") - 1)
    named = known.with_columns(
        brand=pl.when(pl.col("rebranded") <= still).then("next_brand").otherwise("brand"),
        name=pl.when(pl.col("renamed") <= still).then("next_name").otherwise("name"),
    )
    spelled = spell(
        named["spelling"].to_numpy(),
        PERMIT_SPELLINGS,
        named["brand"].to_list(),
        named["name"].to_list(),
    )
    return named.with_columns(name=pl.Series(spelled, dtype=pl.String))


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
