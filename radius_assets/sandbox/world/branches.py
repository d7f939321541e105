"""What convenience stores call themselves: a brand of now or of former days, and a branch."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from radius_assets.sandbox.world.draws import Ints, day_of, dice, ranks
from radius_assets.sandbox.world.figures import CHAINS
from radius_assets.sandbox.world.histories import Histories
from radius_assets.sandbox.world.lots import Ground
from radius_assets.sandbox.world.names import BRANCH_WORDS, INDEPENDENT_WORDS, UNMANNED_WORDS


@dataclass(frozen=True, slots=True)
class FormerBrand:
    """A brand that became another: who bore it (a share of shops), and between which days it fell.

    Source: the companies' own histories; the shares are invented.
    """

    brand: str
    former: str
    share: float
    first_on: dt.date
    last_on: dt.date


FORMER_BRANDS: tuple[FormerBrand, ...] = (
    FormerBrand("GS25", "LG25", 1.0, dt.date(2005, 3, 1), dt.date(2005, 12, 31)),
    FormerBrand("CU", "훼미리마트", 1.0, dt.date(2012, 8, 1), dt.date(2013, 3, 31)),
    FormerBrand("세븐일레븐", "바이더웨이", 0.3, dt.date(2010, 5, 1), dt.date(2014, 12, 31)),
    FormerBrand("이마트24", "위드미", 1.0, dt.date(2017, 7, 13), dt.date(2018, 6, 30)),
    FormerBrand("세븐일레븐", "미니스톱", 0.2, dt.date(2022, 6, 1), dt.date(2024, 3, 31)),
)


def name_shops(ground: Ground, histories: Histories, seed: int) -> Histories:
    """Give shops their former brands and tenures their branches.

    Adds `former` (null for none) and `renamed` (the day it fell) to shops, `branch` to tenures:
    `가온중앙점`, or the whole name of a shop of no chain. Some new owners choose a new branch name.
    """
    rng = dice(seed, ground.district.name, "branches")
    shops = _with_former_brands(rng, histories.shops)
    tenures = histories.tenures.join(shops.select("shop", "lot", "brand"), on="shop", how="left")
    words = rng.random((tenures.height, 4))
    is_new = tenures.select(
        first=~pl.col("shop").is_duplicated() | pl.col("shop").is_first_distinct()
    )["first"].to_numpy() | (words[:, 3] < 0.08)
    named_at = np.maximum.accumulate(np.where(is_new, np.arange(len(is_new)), 0))
    lots = ground.lots[tenures["lot"].to_numpy()]
    branches = [
        _branch(brand, quarter, road, draws)
        for brand, quarter, road, draws in zip(
            tenures["brand"], lots["quarter"], lots["road"], words[named_at], strict=True
        )
    ]
    told_apart = pl.Series(_told_apart(branches, tenures, named_at))
    return Histories(shops, tenures.with_columns(branch=told_apart))


def brand_on(day: pl.Expr) -> pl.Expr:
    """The brand of a shop on a day: its former one until it was renamed."""
    return (
        pl.when(pl.col("former").is_not_null() & (day < pl.col("renamed")))
        .then(pl.col("former"))
        .otherwise(pl.col("brand"))
    )


def map_name(brand: pl.Expr) -> pl.Expr:
    """What a map calls a shop: brand and branch, or the whole name of a shop of no chain."""
    is_chain = pl.col("kind") == "chain"
    return pl.when(is_chain).then(pl.concat_str(brand, pl.lit(" "), "branch")).otherwise("branch")


def _with_former_brands(rng: np.random.Generator, shops: pl.DataFrame) -> pl.DataFrame:
    former, renamed = pl.lit(None, dtype=pl.String), pl.lit(None, dtype=pl.Int64)
    for was in reversed(FORMER_BRANDS):
        days = rng.integers(day_of(was.first_on), day_of(was.last_on), shops.height)
        bears = pl.Series(rng.random(shops.height) < was.share) & (pl.col("brand") == was.brand)
        bears &= pl.col("opened") < day_of(was.first_on)
        former = pl.when(bears).then(pl.lit(was.former)).otherwise(former)
        renamed = pl.when(bears).then(pl.Series(days)).otherwise(renamed)
    return shops.with_columns(former=former, renamed=renamed)


def _branch(brand: str, quarter: str, road: str, draws: np.ndarray) -> str:
    """A branch name after the quarter or the road; the draws choose stem, word and letter."""
    stem = quarter.removesuffix("동") if draws[0] < 0.65 else road[:2]
    if brand not in CHAINS:
        words = UNMANNED_WORDS if brand == "unmanned" else INDEPENDENT_WORDS
        return stem + words[int(draws[1] * len(words))]
    letter = {"이마트24": "R", "GS25": "S", "미니스톱": "M"}.get(brand, "")
    head = letter if draws[2] < 0.04 else ""
    return f"{head}{stem}{BRANCH_WORDS[int(draws[1] * len(BRANCH_WORDS))]}점"


def _told_apart(branches: list[str], tenures: pl.DataFrame, named_at: Ints) -> list[str]:
    """Give branches of one brand that bear the same name a number: 가온점, 가온2호점."""
    keys = pl.struct(tenures["brand"], pl.Series("branch", branches)).rank("dense")
    codes = tenures.select(keys.cast(pl.Int64)).to_series().to_numpy()
    first_rows = np.unique(named_at)
    rank_of_row = np.zeros(len(branches), dtype=np.int64)
    rank_of_row[first_rows] = ranks(codes[first_rows])
    return [
        name if rank == 0 else f"{name.removesuffix('점')}{rank + 1}호{'점' * name.endswith('점')}"
        for name, rank in zip(branches, rank_of_row[named_at].tolist(), strict=True)
    ]
