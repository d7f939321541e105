"""What the registers say of a listing: the records of its shop, and the others at its spot."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

import polars as pl

from radius_assets.matching.blocking import SPOT_M, candidate_pairs
from radius_assets.matching.compare import compared
from radius_assets.matching.features import FEATURES, other_address, same_address, same_name
from radius_assets.matching.knowledge import Weights
from radius_assets.matching.link import link

FINDINGS_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "place": pl.UInt32(),
        "register": pl.String(),
        "record": pl.UInt32(),
        "record_id": pl.String(),
        "name": pl.String(),
        "brand": pl.String(),
        "branch": pl.String(),
        "number": pl.String(),
        "state": pl.String(),
        "standing": pl.String(),
        "permitted_on": pl.Date(),
        "closed_on": pl.Date(),
        "suspended_from": pl.Date(),
        "suspended_until": pl.Date(),
        "known_on": pl.Date(),
        "is_own": pl.Boolean(),
        "is_chain": pl.Boolean(),
        "another_kind": pl.Boolean(),
        "same_chain": pl.Boolean(),
        "same_name": pl.Boolean(),
        "other_number": pl.Boolean(),
        "score": pl.Float64(),
        "runner_up": pl.Float64(),
        "distance_m": pl.Float64(),
        **{feature.column: pl.Int8() for feature in FEATURES},
        "owner": pl.UInt32(),
        "there_since": pl.Date(),
    }
)
"""One record of a register, seen from one listing, the row number `place`.

`is_own` tells the records of the listing's shop from others at its spot. Of another, `owner` is
the listing that it belongs to, null if none, and `there_since` the first of the permits that this
shop has had without a break.
"""

BREAK = timedelta(days=365)
"""So long a shop that is without a permit may be the same one still, late with its papers."""

ONLY_STORES = ("food", "semas")
"""Registers of which nothing but convenience stores is compared, whatever their names."""

_LINKED = ("tobacco", "food", "semas")
"""In which order registers are linked."""

_SAYS = (
    *("name", "brand", "branch", "number", "state", "standing", "permitted_on", "closed_on"),
    *("suspended_from", "suspended_until", "known_on"),
)


def findings(shops: pl.DataFrame, records: Mapping[str, pl.DataFrame], of: Weights) -> pl.DataFrame:
    """The findings of all registers, with the columns of `FINDINGS_SCHEMA`, best first.

    Args:
        shops: Normalized listings, one a shop; `place` is the row number.
        records: Normalized records by the name of their register: food, tobacco or semas.
        of: What agreements weigh.
    """
    sells_since = pl.DataFrame(schema={"place": pl.UInt32, "sells_since": pl.Date})
    found = pl.DataFrame(schema=dict(_without_since()))
    # What is left over for food depends on who has a permit for tobacco.
    for register in sorted(records, key=_LINKED.index):
        part = _of_register(shops, records[register], sells_since, register, of)
        found = pl.concat([found, part])
        if register == "tobacco":
            sells_since = _sells_since(part)
    since = there_since(found.filter("is_own"))
    return found.join(since, left_on="owner", right_on="place", how="left").select(
        pl.col(name).cast(kind) for name, kind in FINDINGS_SCHEMA.items()
    )


def there_since(own: pl.DataFrame) -> pl.DataFrame:
    """The day since which each `place` has had permits without a break, as `there_since`.

    Those for tobacco tell, where a shop has any: a food permit passes from shop to shop and gets
    the name of the next. A shop that comes back to a place after years comes anew, and one that
    has moved there came with the first permit of this address, if it has any.

    Args:
        own: Findings of records that are a shop's own.
    """
    over = pl.when(pl.col("standing") == "ended").then(pl.coalesce("closed_on", "known_on"))
    group = ["place", "register"]
    until = over.fill_null(date.max).cum_max().shift(1).over(group, order_by="permitted_on")
    begins = (pl.col("permitted_on") > until + BREAK).fill_null(value=True)
    is_elsewhere = other_address() & (pl.col("distance_m") > SPOT_M)
    dated = own.drop_nulls("permitted_on").with_columns(
        is_here=~is_elsewhere.fill_null(value=False)
    )
    return (
        dated.filter(pl.col("is_here") | ~pl.col("is_here").any().over("place"))
        .filter(begins)
        .group_by(group)
        .agg(there_since=pl.col("permitted_on").max())
        .sort("place", pl.col("register") != "tobacco")
        .unique("place", keep="first", maintain_order=True)
        .drop("register")
    )


def _sells_since(tobacco: pl.DataFrame) -> pl.DataFrame:
    """When each `place` got the permit for tobacco that stands, as `sells_since`."""
    stands = tobacco.filter(pl.col("is_own") & (pl.col("standing") == "live"))
    return stands.group_by("place").agg(sells_since=pl.col("permitted_on").max())


def _of_register(
    shops: pl.DataFrame,
    records: pl.DataFrame,
    sells_since: pl.DataFrame,
    register: str,
    of: Weights,
) -> pl.DataFrame:
    """What one register says: linked records, and others at the spot."""
    pairs = compared(candidate_pairs(shops, records), shops, records, of)
    stands = records.select("standing", "permitted_on")[pairs["record"]]
    pairs = pl.concat([pairs, stands], how="horizontal").join(
        sells_since, on="place", how="left", maintain_order="left"
    )
    linked = link(pairs, only_stores=register in ONLY_STORES, leftover=of.leftover)
    owners = linked.select("record", owner="place")
    others = (
        pairs.filter(_at_the_spot() & ((pl.col("standing") != "ended") | pl.col("same_chain")))
        .join(linked, on=["place", "record"], how="anti")
        .join(owners, on="record", how="left", maintain_order="left")
    )
    both = pl.concat(
        [linked.with_columns(is_own=pl.lit(value=True)), others.with_columns(is_own=False)],
        how="diagonal",
    ).sort("place", ~pl.col("is_own"), ~pl.col("first"), -pl.col("score"), "record")
    return _told(both, records, register)


def _told(both: pl.DataFrame, records: pl.DataFrame, register: str) -> pl.DataFrame:
    """The pairs with what the record says, in the order of the columns."""
    says = records.select(*_SAYS, record_id="id")[both["record"]]
    rows = pl.concat([both.drop("standing", "permitted_on", "sells_since"), says], how="horizontal")
    return rows.with_columns(
        register=pl.lit(register),
        is_chain=records["chain"].gather(both["record"]).is_not_null(),
        another_kind=records["another_kind"].gather(both["record"]),
        same_name=same_name(),
        runner_up=pl.when("first").then("runner_up"),
    ).select(pl.col(name).cast(kind) for name, kind in _without_since())


def _without_since() -> Sequence[tuple[str, pl.DataType]]:
    return [pair for pair in FINDINGS_SCHEMA.items() if pair[0] != "there_since"]


def _at_the_spot() -> pl.Expr:
    """Same address, or near where an address is not known."""
    near = pl.col("address_level").is_null() & (pl.col("distance_m") <= SPOT_M)
    return (same_address() | near).fill_null(value=False)
