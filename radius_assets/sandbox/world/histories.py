"""The true history of every convenience store: who kept it, from when to when, and what came next.

A site is where convenience stores come and go. A tenure is one keeper's time in one shop; a shop
is a run of tenures under one brand. What ends a tenure decides what follows: the shop goes
on under a new owner, another brand takes the place, the place stands empty for a while, or no
convenience store ever comes back. Rates are invented such that with 9,500 shops open there are
about 95,000 tobacco permits, of whose closings 16 % are changes of owner (design 6). Events run
beyond today: a later today shows the same world later.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from radius_assets.sandbox.world.draws import NEVER, Flags, Ints, day_of, dice, draw, whole
from radius_assets.sandbox.world.figures import (
    BRAND_SHARES,
    CHAINS,
    FOOD_SHARE,
    LAST_DAY,
    TOBACCO_SHARE,
)
from radius_assets.sandbox.world.lots import Ground

_FIRST_SHOP_ON = dt.date(2004, 1, 1)
_TENURES = 12  # room for those of one site: a tenure lasts six years on average
_FIRST_SITES = 0.21  # share of the sites that are there at the start
_ENDS = ("owner", "replaced", "vacant", "gone")
_END_SHARES = (0.50, 0.22, 0.10, 0.18)
_TOWER_SHARE = 0.04  # share of the sites that stand in a tower with others


@dataclass(frozen=True, slots=True)
class Histories:
    """Every shop and tenure of a district, in the order of sites and time; days are numbers.

    `shops`: shop, site, lot, brand, kind, opened, closed, then (what came after), suspended_from,
    suspended_until, holds_food, holds_tobacco. `tenures`: shop, start, end, is_handed_over.
    """

    shops: pl.DataFrame
    tenures: pl.DataFrame


def live_through(ground: Ground, seed: int) -> Histories:
    """Let the shops of a district live from 2004 to the end of its history."""
    rng = dice(seed, ground.district.name, "histories")
    tenures = _tenures(rng, ground.sites)
    shops = tenures.group_by("shop", maintain_order=True).agg(
        pl.first("site"), opened=pl.first("start"), closed=pl.last("end"), then=pl.last("ending")
    )
    shops = shops.with_columns(
        **_suspensions(rng, shops["opened"].to_numpy(), shops["closed"].to_numpy()),
        lot=pl.Series(_lots_of_sites(rng, ground.sites)).gather(shops["site"]),
        brand=pl.Series(_brands(rng, shops["site"].to_list())),
    )
    is_chain = pl.col("brand").is_in(CHAINS)
    shops = shops.with_columns(
        kind=pl.when(is_chain).then(pl.lit("chain")).otherwise(pl.col("brand"))
    )
    shops = shops.with_columns(
        holds_food=_holds(rng, shops["kind"], FOOD_SHARE),
        holds_tobacco=_holds(rng, shops["kind"], TOBACCO_SHARE),
    )
    return Histories(shops, tenures.drop("site", "ending"))


def _tenures(rng: np.random.Generator, sites: int) -> pl.DataFrame:
    shape = (sites, _TENURES)
    lasting = whole(110 + rng.gamma(2.0, 1_060.0, shape))
    ending = rng.choice(len(_ENDS), shape, p=_END_SHARES)
    start = _starts(rng, lasting, ending)
    is_lived = np.ones(shape, dtype=np.bool_)
    is_lived[:, 1:] = np.logical_and.accumulate(ending[:, :-1] != _ENDS.index("gone"), axis=1)
    is_lived &= start < day_of(LAST_DAY)
    is_new_shop = np.ones(shape, dtype=np.bool_)
    is_new_shop[:, 1:] = ending[:, :-1] != _ENDS.index("owner")
    site = np.repeat(np.arange(sites), _TENURES).reshape(shape)
    ending = ending[is_lived]
    return pl.DataFrame(
        {
            "site": site[is_lived],
            "shop": np.cumsum(is_new_shop[is_lived]) - 1,
            "start": start[is_lived],
            "end": (start + lasting)[is_lived],
            "ending": pl.Series(_ENDS).gather(ending),
            "is_handed_over": ending == _ENDS.index("owner"),
        }
    )


def _starts(rng: np.random.Generator, lasting: Ints, ending: Ints) -> Ints:
    """When each tenure of each site starts: the one before, how it lasted, and a gap."""
    first, last = day_of(_FIRST_SHOP_ON), day_of(LAST_DAY)
    from_the_start = rng.random(len(lasting)) < _FIRST_SITES
    opened = rng.integers(first, last, len(lasting))
    gaps = np.stack(
        [
            np.clip(rng.normal(2.0, 14.0, lasting.shape), -45, 60),
            rng.gamma(2.0, 18.0, lasting.shape) + 5,
            rng.gamma(2.0, 200.0, lasting.shape) + 60,
            np.zeros(lasting.shape),
        ]
    )
    gap = whole(np.take_along_axis(gaps, ending[None], axis=0)[0])
    # Shops that are there at the start have been there for some time already.
    head = np.where(from_the_start, first - whole(rng.random(len(lasting)) * lasting[:, 0]), opened)
    steps = np.cumsum((lasting + gap)[:, :-1], axis=1)
    return np.asarray(np.column_stack([head, head[:, None] + steps]), dtype=np.int64)


def _suspensions(rng: np.random.Generator, start: Ints, end: Ints) -> dict[str, pl.Series]:
    """When a shop is suspended (휴업), for a month to a year, if it ever is."""
    from_day = start + whole(rng.random(len(start)) * (end - start))
    until_day = np.minimum(from_day + rng.integers(30, 365, len(start)), end)
    happens: Flags = rng.random(len(start)) < 0.08
    return {
        "suspended_from": pl.Series(np.where(happens, from_day, NEVER)),
        "suspended_until": pl.Series(np.where(happens, until_day, NEVER)),
    }


def _holds(rng: np.random.Generator, kinds: pl.Series, shares: dict[str, float]) -> pl.Series:
    return pl.Series(rng.random(len(kinds))) < kinds.replace_strict(shares)


def _lots_of_sites(rng: np.random.Generator, sites: int) -> Ints:
    """The lot of each site: its own, or for some a tower that holds several."""
    own = np.arange(sites)
    towers = rng.choice(sites, max(1, round(sites * _TOWER_SHARE / 3)), replace=False)
    moves: Flags = rng.random(sites) < _TOWER_SHARE
    return np.where(moves, rng.choice(towers, sites), own)


def _brands(rng: np.random.Generator, sites: list[int]) -> list[str]:
    """A brand for each shop; a chain is followed by another, one of the four great ones."""
    brands = draw(rng, BRAND_SHARES, len(sites))
    steps = rng.integers(1, 4, len(sites))
    for shop in range(1, len(sites)):
        follows = sites[shop] == sites[shop - 1] and brands[shop] == brands[shop - 1]
        if follows and brands[shop] in CHAINS:
            brands[shop] = CHAINS[(CHAINS.index(brands[shop]) + int(steps[shop])) % 4]
    return brands
