"""What becomes of verdicts where registers are rougher than the invented ones?

The same invented districts are judged once as they are and once with each fault alone, at a rate
above any that real registers are known for: names that say nothing, that end early, that are
misspelled; positions and addresses that are missing or wrong; days of closure that are missing;
rows that are not there; whole registers that are not there. A verdict that is wrong and sure is
the worst of it.

    python -m benchmarks.matching_rough
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import polars as pl

from radius_assets.domain.addresses import with_address_keys
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.evaluation.cities import Evaluation, evaluated
from radius_assets.evaluation.text import table
from radius_assets.evaluation.trial import Trial, trial
from radius_assets.matching.scores import calibration_error

SEED, SEED_OF_FAULTS = 7404, 1
DISTRICTS = DISTRICT_NAMES[:8]
SURE = 0.9
M_PER_DEG_LON, M_PER_DEG_LAT = 88_000, 111_000

Fault: TypeAlias = Callable[[pl.DataFrame], pl.DataFrame]


class Faults:
    """Faults of permits, each drawn anew."""

    def __init__(self) -> None:
        self._dice = np.random.default_rng(SEED_OF_FAULTS)

    def some(self, share: float, **values: pl.Expr) -> Fault:
        """Put these values in the place of those of a share of the rows."""

        def fault(permits: pl.DataFrame) -> pl.DataFrame:
            hit = pl.Series(self._dice.random(permits.height) < share)
            return permits.with_columns(
                pl.when(hit).then(value).otherwise(name).alias(name)
                for name, value in values.items()
            )

        return fault

    def astray(self, metres: float) -> Fault:
        """Move all positions, by so much on average in each direction."""

        def fault(permits: pl.DataFrame) -> pl.DataFrame:
            east, north = self._dice.normal(0.0, metres, (2, permits.height))
            return permits.with_columns(
                lon=pl.col("lon") + pl.Series(east / M_PER_DEG_LON),
                lat=pl.col("lat") + pl.Series(north / M_PER_DEG_LAT),
            )

        return fault

    def without(self, share: float) -> Fault:
        """Leave a share of the rows out."""
        return lambda permits: permits.filter(pl.Series(self._dice.random(permits.height) >= share))


def rougher() -> Mapping[str, Fault]:
    """The faults by what they are called."""
    faults, name = Faults(), pl.col("name")
    misspelled = name.str.slice(0, name.str.len_chars() - 3) + "뷁" + name.str.slice(-2)
    nothing = pl.lit(None)
    no_address = faults.some(0.2, road_address=nothing, lot_address=nothing)
    return {
        "as they are": lambda permits: permits,
        "5 % of names say nothing": faults.some(0.05, name=pl.lit("뷁뛟상사")),
        "10 % of names say nothing": faults.some(0.10, name=pl.lit("뷁뛟상사")),
        "10 % of names end after 4 letters": faults.some(0.10, name=name.str.slice(0, 4)),
        "20 % of names with a wrong letter": faults.some(0.20, name=misspelled),
        "30 % without a position": faults.some(0.30, lon=nothing, lat=nothing),
        "positions 60 m astray": faults.astray(60),
        "20 % without an address": lambda permits: with_address_keys(no_address(permits)),
        "30 % of ends without a day": faults.some(0.30, closed_on=nothing),
        "5 % of rows missing": faults.without(0.05),
    }


def judged(city: Trial) -> Mapping[str, Evaluation]:
    """What is said of a city with each of the faults, and without each of its registers."""
    found = {
        name: evaluated(replace(city, food=fault(city.food), tobacco=fault(city.tobacco)))
        for name, fault in rougher().items()
    }
    for register in ("food", "semas"):
        empty = getattr(city, register).clear()
        found[f"no {register}"] = evaluated(replace(city, **{register: empty}))
    return found


def report() -> str:
    """A Markdown table, a row a fault."""
    rows = []
    for name, found in judged(trial(SEED, DISTRICTS)).items():
        scores, false = found.scores(), found.false_closures()
        sure = found.failures.filter(pl.col("confidence") >= SURE)
        rows.append(
            (
                name,
                f"{found.score_of_links().precision:.3f}",
                f"{found.score_of_links().recall:.3f}",
                *(f"{scores[verdict].f1:.3f}" for verdict in ("operating", "closed", "replaced")),
                f"{false.per_thousand:.1f}",
                f"{calibration_error(found.reliability_of_verdicts()):.3f}",
                f"{sure.height:,} of {found.listings.height:,}",
            )
        )
    titles = ["permits", "links, precision", "recall", "F1 operating", "closed", "replaced"]
    costs = ["false closures of 1,000", "calibration error", "wrong, though 0.9 sure"]
    return table([*titles, *costs], rows)


if __name__ == "__main__":
    print(report())
