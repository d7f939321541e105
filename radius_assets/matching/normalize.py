"""Listings and records of the registers in one form, so that any two can be compared."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import numpy as np
import polars as pl

from radius_assets.domain.addresses import ADDRESS_SCHEMA, with_address_keys
from radius_assets.domain.geo import tm_from_wgs84
from radius_assets.domain.records import ENDED
from radius_assets.domain.seoul_time import SEOUL_TIME
from radius_assets.matching.brands import Lexicon
from radius_assets.matching.names import NAME_SCHEMA, normalized_names

SHOP_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "id": pl.String(),
        "name": pl.String(),
        "district": pl.String(),
        **NAME_SCHEMA,
        **ADDRESS_SCHEMA,
        "x_m": pl.Float64(),
        "y_m": pl.Float64(),
    }
)
"""What can be compared of a shop, whoever lists it: names, address keys, projected metres."""

RECORD_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        **SHOP_SCHEMA,
        "authority_code": pl.String(),
        "state": pl.String(),
        "standing": pl.String(),
        "permitted_on": pl.Date(),
        "closed_on": pl.Date(),
        "suspended_from": pl.Date(),
        "suspended_until": pl.Date(),
        "known_on": pl.Date(),
    }
)
"""A record of a register: a shop, and what the register says of it.

`standing` is what the state means on the day of judgement: live, suspended, ended or unclear.
`known_on` is the day of the register's last word on it.
"""


def normalized_places(places: pl.DataFrame, words: Lexicon | None = None) -> pl.DataFrame:
    """The listings, by `place_id`, with the columns of `SHOP_SCHEMA`.

    Where the name holds no brand, Kakao's category (`… > 편의점 > GS25`) may.
    """
    rows = places.rename({"place_id": "id", "place_name": "name"}).sort("id")
    shops = _normalized(with_address_keys(rows), words)
    leaf = pl.col("category").cast(pl.String).str.split(" > ").list.last()
    shops = shops.with_columns(leaf=leaf)
    leaves = shops["leaf"].unique()
    of_leaf = normalized_names(leaves, words).select("brand", "chain").with_columns(leaf=leaves)
    return (
        shops.join(of_leaf, on="leaf", how="left", maintain_order="left", suffix="_of_leaf")
        .with_columns(
            brand=pl.coalesce("brand", "brand_of_leaf"), chain=pl.coalesce("chain", "chain_of_leaf")
        )
        .select(_typed(SHOP_SCHEMA))
    )


def normalized_permits(
    permits: pl.DataFrame, *, as_of: date, words: Lexicon | None = None
) -> pl.DataFrame:
    """The permits, by authority and number, with the columns of `RECORD_SCHEMA`.

    Their table has the address keys already.
    """
    rows = permits.rename({"management_number": "id"}).sort("authority_code", "id")
    shops = _normalized(rows, words)
    return shops.with_columns(
        standing=_standing(as_of),
        known_on=_last_word("food"),
        permitted_on=_given_by(as_of),
    ).select(_typed(RECORD_SCHEMA))


def normalized_semas(stores: pl.DataFrame, words: Lexicon | None = None) -> pl.DataFrame:
    """The SEMAS rows, by `store_id`, with the columns of `RECORD_SCHEMA`: all of them live.

    SEMAS cuts a name into name and branch at arbitrary places; here it is whole again.
    """
    whole = pl.concat_str("name", "branch", separator=" ", ignore_nulls=True)
    rows = stores.rename({"store_id": "id"}).sort("id").with_columns(name=whole).drop("branch")
    shops = _normalized(with_address_keys(rows), words)
    return (
        shops.with_columns(
            *(pl.lit(None).alias(name) for name in RECORD_SCHEMA if name not in shops.columns),
        )
        .with_columns(
            standing=pl.lit("live"),
            known_on=_last_word("semas"),
        )
        .select(_typed(RECORD_SCHEMA))
    )


def read_on(registers: Mapping[str, pl.DataFrame | None], as_of: date) -> dict[str, date | None]:
    """The day of the last word of each register that was consulted, whatever shop it is of.

    None where it does not tell. Days after `as_of` do not count: they are mistyped, or came after
    the verdicts, and would hide how old the rest is. SEMAS tells a month, of which it is the last
    day, or `as_of` within it.

    Args:
        registers: The tables by the name of their register; None if it was not consulted.
        as_of: The day for which the verdicts hold.
    """
    return {
        register: _read_on(register, rows, as_of)
        for register, rows in registers.items()
        if rows is not None
    }


def _read_on(register: str, rows: pl.DataFrame, as_of: date) -> date | None:
    days = rows.select(day=_last_word(register))["day"]
    since = days.dt.month_start() if register == "semas" else days
    last = days.filter(since <= as_of).max()
    return min(last, as_of) if isinstance(last, date) else None


def _last_word(register: str) -> pl.Expr:
    """The day on which a row of a register was last true, as its table tells."""
    if register == "semas":
        month = pl.col("base_month").cast(pl.String).str.to_date("%Y%m", strict=False)
        return month.dt.month_end()
    # Where no row has a moment the column may have no type, so it is given one.
    return pl.col("updated_at").cast(pl.Datetime("us", SEOUL_TIME.key)).dt.date()


def projected(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns `x_m` and `y_m` of rows with `lon` and `lat`; null where these are unknown."""
    lon, lat = (rows[name].cast(pl.Float64).to_numpy() for name in ("lon", "lat"))
    known = np.isfinite(lon) & np.isfinite(lat)
    x_m, y_m = np.full(len(lon), np.nan), np.full(len(lon), np.nan)
    x_m[known], y_m[known] = tm_from_wgs84(lon[known], lat[known])
    return pl.DataFrame({"x_m": x_m, "y_m": y_m}).fill_nan(None)


def _normalized(rows: pl.DataFrame, words: Lexicon | None) -> pl.DataFrame:
    names = normalized_names(rows["name"], words)
    shops = pl.concat([rows, names, projected(rows)], how="horizontal")
    # SEMAS leaves 지하 out of its addresses, but a shop's name may say so.
    return shops.with_columns(underground=pl.col("underground") | pl.col("below"))


def _standing(as_of: date) -> pl.Expr:
    """What a state means on that day: a closure or a suspension yet to come is none."""
    state, closed_on = pl.col("state"), pl.col("closed_on").cast(pl.Date)
    ended = state.is_in(ENDED) | (~state.is_in(["operating", "suspended"]) & (closed_on <= as_of))
    resting = (pl.col("suspended_from").cast(pl.Date).fill_null(as_of) <= as_of) & (
        pl.col("suspended_until").cast(pl.Date).fill_null(as_of) >= as_of
    )
    return (
        pl.when(ended.fill_null(value=False) & ~(closed_on > as_of).fill_null(value=False))
        .then(pl.lit("ended"))
        .when((state == "suspended") & resting)
        .then(pl.lit("suspended"))
        .when(state.is_in(["operating", "suspended", *ENDED]))
        .then(pl.lit("live"))
        .otherwise(pl.lit("unclear"))
    )


def _given_by(as_of: date) -> pl.Expr:
    """The day of the permit; of one yet to come nothing follows, so it is not known."""
    day = pl.col("permitted_on").cast(pl.Date)
    return pl.when(day <= as_of).then(day)


def _typed(schema: Mapping[str, pl.DataType]) -> list[pl.Expr]:
    return [pl.col(name).cast(dtype) for name, dtype in schema.items()]
