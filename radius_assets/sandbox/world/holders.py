"""Who really holds permits: what is so, before any register writes it down late and wrong.

A frame of facts has a row for each permit: shop (null for other businesses), lot, name, business
type, opened and closed (day numbers), ending (the state it ends in), suspended_from and
suspended_until. `brand` is null where `name` is the whole name; else the register has yet to
choose a spelling for brand and branch. On the day `rebranded` the brand becomes `next_brand`, on
the day `renamed` the name becomes `next_name`.
"""

import datetime as dt

import numpy as np
import polars as pl

from radius_assets.sandbox.world import figures
from radius_assets.sandbox.world.branches import brand_on
from radius_assets.sandbox.world.draws import NEVER, Ints, day_of, draw, whole
from radius_assets.sandbox.world.histories import Histories
from radius_assets.sandbox.world.lots import Ground
from radius_assets.sandbox.world.names import EATERY_WORDS, SELLER_WORDS

FACTS: tuple[str, ...] = (
    *("shop", "lot", "brand", "name", "business_type", "opened", "closed", "ending"),
    *("suspended_from", "suspended_until", "next_brand", "rebranded", "next_name", "renamed"),
)

_FIRST = day_of(figures.FIRST_DAY)
_LAST = day_of(figures.LAST_DAY)
_FIRST_FOOD = day_of(dt.date(1998, 1, 1))
_FOOD_LASTS_DAYS = 4_700.0  # mean, such that 44 % of all are open (성남, contracts 2.6)
_TOBACCO_LASTS_DAYS = 1_140.0  # mean, such that 6,300 of the others are open
_SUSPENDED = (pl.col("suspended_from") < pl.col("end")) & (
    pl.col("suspended_until") > pl.col("start")
)
_SHOP_LOT_SHARE = 0.12  # of other businesses stand on a lot of a convenience store


def shop_food_permits(rng: np.random.Generator, histories: Histories) -> pl.DataFrame:
    """The food permits of convenience stores; nine of ten new owners take the old one over."""
    tenures = _kept(histories, "holds_food")
    starts_one = ~pl.col("shop").eq_missing(pl.col("shop").shift()) | pl.Series(
        rng.random(tenures.height) < 0.1
    )
    permits = tenures.group_by(permit=starts_one.cum_sum(), maintain_order=True).agg(
        pl.first(*[name for name in tenures.columns if name != "end"]),
        pl.last("end"),
        next_name=pl.last("branch"),
        taken_over=pl.last("start"),
    )
    early = rng.integers(0, 20, permits.height)
    types = draw(
        rng, {"편의점": 0.97, "기타 휴게음식점": 0.02, "일반조리판매": 0.01}, permits.height
    )
    return _shop_facts(rng, permits, early, types, figures.FOOD_ENDINGS)


def shop_tobacco_permits(rng: np.random.Generator, histories: Histories) -> pl.DataFrame:
    """The tobacco permits of convenience stores: every new owner needs one of his own."""
    tenures = _kept(histories, "holds_tobacco")
    early = rng.integers(-20, 8, tenures.height)
    types = ["담배소매업"] * tenures.height
    permits = tenures.with_columns(next_name="branch", taken_over="start")
    return _shop_facts(rng, permits, early, types, figures.TOBACCO_ENDINGS)


def other_food_permits(
    rng: np.random.Generator, ground: Ground, histories: Histories, stems: list[str], count: int
) -> pl.DataFrame:
    """Food permits of cafés and the like; half of the lots that shops left for good become one."""
    left = histories.shops.filter(
        (pl.col("then") == "gone") & (pl.col("closed") < _LAST) & (pl.col("shop") % 2 == 0)
    )
    lot = np.r_[left["lot"].to_numpy(), _any_lot(rng, ground, count - left.height)]
    opened = _FIRST_FOOD + whole((_LAST - _FIRST_FOOD) * rng.random(count) ** 0.8)
    opened[: left.height] = left["closed"].to_numpy() + rng.integers(30, 400, left.height)
    closed = opened + 20 + whole(rng.exponential(_FOOD_LASTS_DAYS, count))
    names = _names(rng, stems, EATERY_WORDS, count)
    types = draw(rng, figures.FOOD_TYPES, count)
    return _other_facts(rng, (lot, opened, closed), names, types, figures.FOOD_ENDINGS)


def other_tobacco_permits(
    rng: np.random.Generator, ground: Ground, stems: list[str], count: int
) -> pl.DataFrame:
    """Tobacco permits of supermarkets and the like; some follow another at once: a new owner."""
    lot = _any_lot(rng, ground, count)
    opened = rng.integers(_FIRST, _LAST, count)
    lasts = 20 + whole(rng.exponential(_TOBACCO_LASTS_DAYS, count))
    names = _names(rng, stems, SELLER_WORDS, count)
    heirs = np.flatnonzero(rng.random(count // 2) < 0.05) * 2 + 1
    lot[heirs] = lot[heirs - 1]
    opened[heirs] = (opened + lasts)[heirs - 1] + rng.integers(0, 60, len(heirs))
    for heir in heirs.tolist():
        names[heir] = names[heir - 1]
    types = ["담배소매업"] * count
    spans = (lot, opened, opened + lasts)
    return _other_facts(rng, spans, names, types, figures.TOBACCO_ENDINGS)


def _kept(histories: Histories, holds: str) -> pl.DataFrame:
    """The tenures of the shops that hold a permit, with what the shop is."""
    shop = histories.shops.filter(pl.col(holds)).select(
        *("shop", "brand", "former", "renamed", "suspended_from", "suspended_until", "kind")
    )
    return histories.tenures.drop("brand").join(shop, on="shop", how="inner", maintain_order="left")


def _shop_facts(
    rng: np.random.Generator,
    permits: pl.DataFrame,
    early_days: Ints,
    types: list[str],
    endings: dict[str, float],
) -> pl.DataFrame:
    """Facts of shops' permits; half of the owners tell the authority of another name."""
    tells = pl.Series(rng.random(permits.height) < 0.5)
    is_chain = pl.col("kind") == "chain"
    is_rebranded = tells & pl.col("renamed").is_between("start", "end", closed="right")
    is_renamed = tells & (pl.col("branch") != pl.col("next_name"))
    return permits.select(
        pl.col("shop").cast(pl.Int64),
        "lot",
        brand=pl.when(is_chain).then(brand_on(pl.col("start"))),
        name="branch",
        business_type=pl.Series(types, dtype=pl.String),
        opened=pl.col("start") - pl.Series(early_days),
        closed=pl.col("end") + pl.Series(rng.integers(-3, 12, permits.height)),
        ending=pl.Series(draw(rng, endings, permits.height), dtype=pl.String),
        suspended_from=pl.when(_SUSPENDED).then(pl.max_horizontal("suspended_from", "start")),
        suspended_until=pl.when(_SUSPENDED).then("suspended_until"),
        next_brand=pl.when(is_chain).then("brand"),
        rebranded=pl.when(is_rebranded).then("renamed"),
        next_name="next_name",
        renamed=pl.when(is_renamed).then("taken_over"),
    ).with_columns(
        pl.col("suspended_from", "suspended_until", "rebranded", "renamed").fill_null(NEVER)
    )


def _any_lot(rng: np.random.Generator, ground: Ground, count: int) -> Ints:
    """A lot for each of `count` other businesses, few of them convenience stores' lots."""
    shops = rng.integers(0, ground.sites, count)
    others = rng.integers(ground.sites, ground.lots.height, count)
    return np.where(rng.random(count) < _SHOP_LOT_SHARE, shops, others)


def _names(
    rng: np.random.Generator, stems: list[str], words: tuple[str, ...], count: int
) -> list[str]:
    stem, word = rng.integers(0, len(stems), count), rng.integers(0, len(words), count)
    return [stems[s] + words[w] for s, w in zip(stem.tolist(), word.tolist(), strict=True)]


def _other_facts(
    rng: np.random.Generator,
    spans: tuple[Ints, Ints, Ints],
    names: list[str],
    types: list[str],
    endings: dict[str, float],
) -> pl.DataFrame:
    """Facts of permits that are no convenience store's; `spans` are lots, openings, closings."""
    lot, opened, closed = spans
    from_day = opened + whole(rng.random(len(opened)) * (closed - opened))
    happens = rng.random(len(opened)) < 0.06
    facts = pl.DataFrame(
        {
            "lot": lot,
            "name": names,
            "business_type": types,
            "opened": opened,
            "closed": closed,
            "ending": draw(rng, endings, len(names)),
            "suspended_from": np.where(happens, from_day, NEVER),
            "suspended_until": np.where(happens, from_day + 300, NEVER),
        }
    ).with_columns(
        shop=pl.lit(None, dtype=pl.Int64),
        brand=pl.lit(None, dtype=pl.String),
        next_brand=pl.lit(None, dtype=pl.String),
        rebranded=pl.lit(NEVER, dtype=pl.Int64),
        next_name="name",
        renamed=pl.lit(NEVER, dtype=pl.Int64),
    )
    return facts.select(FACTS)
