"""How well are listings judged in a world that is not the sandbox's?

Real permits of Gyeonggi (2020), their histories lived on to a day, are shown as Kakao and the
registers would show them (`other_world`). What is assumed of that world stands in
`other_world_shares`. The permits are third-party material beside the checkout; without them there
is nothing to judge.

Registers tell of a listing if its shop is open and one of its permits stands, or if it is gone and
all of its permits have ended.

    python -m benchmarks.matching_other_world [SEED ...]
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from benchmarks.other_world import FOLDER, other_world
from radius_assets.domain.records import ENDED
from radius_assets.evaluation.cities import Evaluation, evaluated, together
from radius_assets.evaluation.text import scores, table
from radius_assets.evaluation.trial import Trial
from radius_assets.matching.scores import (
    GONE,
    calibration_error,
    confusion,
    is_right,
    reliability,
)

SEEDS = tuple(range(21, 29))
SURE = 0.9
SAYS_NOTHING = "unverifiable"


def registers_tell(city: Trial) -> pl.Series:
    """The `place_id` of listings of which permits tell what is true."""
    stands = pl.concat(
        permits.select(
            register=pl.lit(register),
            record_id="management_number",
            stands=~pl.col("state").is_in(ENDED),
        )
        for register, permits in (("food", city.food), ("tobacco", city.tobacco))
    )
    known = city.pairs.join(stands, on=["register", "record_id"])
    of_shop = known.group_by("place_id").agg(pl.col("stands").any())
    is_gone = pl.col("truth").is_in(GONE)
    return city.truth.join(of_shop, on="place_id").filter(pl.col("stands") != is_gone)["place_id"]


def judged_worlds(seeds: Sequence[int]) -> tuple[Evaluation, pl.DataFrame]:
    """What is said of these worlds, and of it the listings of which registers tell."""
    found, told = [], []
    for seed in seeds:
        city = other_world(seed)
        one = evaluated(city)
        found.append(one)
        told.append(one.listings.filter(pl.col("place_id").is_in(registers_tell(city).implode())))
    return together(found), pl.concat(told)


def report(seeds: Sequence[int]) -> Iterator[str]:
    """Markdown: what is true and what was said, of all listings and of what registers tell."""
    found, told = judged_worlds(seeds)
    of_told = replace(found, listings=told)
    yield f"{found.listings.height:,} listings of the other worlds {', '.join(map(str, seeds))}."
    yield scores({"links": found.score_of_links(), **found.scores()})
    yield "What is true, and what was said:"
    yield _confusion(found.listings)
    yield f"The same of the {told.height:,} listings of which the registers tell:"
    yield scores(of_told.scores())
    yield _confusion(told)
    yield "What it costs to be wrong:"
    yield _costs({"all listings": found, "what registers tell": of_told})


def _confusion(listings: pl.DataFrame) -> str:
    counted = confusion(listings)
    return table(counted.columns, counted.rows())


def _costs(parts: Mapping[str, Evaluation]) -> str:
    titles = ["", "open chain shops", "held gone", "of 1,000", "suspected"]
    return table(
        [*titles, "calibration error", f"verdicts {SURE} sure", "of these wrong"],
        ((name, *_costs_of(part)) for name, part in parts.items()),
    )


def _costs_of(part: Evaluation) -> tuple[str, ...]:
    """A verdict that nothing can be said is none: how sure it is says nothing of the shop."""
    false = part.false_closures()
    said = part.listings.filter(pl.col("verdict") != SAYS_NOTHING)
    called = said.select("confidence", right=is_right())
    sure = called.filter(pl.col("confidence") >= SURE)
    error = calibration_error(reliability(called))
    return (
        f"{false.shops:,}",
        f"{false.held_gone:,}",
        f"{false.per_thousand:.2f}",
        f"{false.suspected:,}",
        f"{error:.4f}",
        f"{sure.height:,}",
        f"{(~sure['right']).sum():,}",
    )


def main(seeds: Sequence[str]) -> None:
    """Judge the worlds of the seeds that are named, else of the usual ones."""
    if not FOLDER.is_dir():
        raise SystemExit(f"no real permits at {FOLDER}: there is no other world to judge")
    print("\n\n".join(report([int(seed) for seed in seeds] or SEEDS)))


if __name__ == "__main__":
    main(sys.argv[1:])
