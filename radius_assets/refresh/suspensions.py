"""When permits began and ceased to be suspended: what a verdict's evidence has no column for."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from radius_assets.domain.seoul_time import days_in_seoul
from radius_assets.publication.conflicts import PermitKey, Suspension


def suspensions(
    registers: Mapping[str, pl.DataFrame | None], *, as_of: date
) -> dict[PermitKey, Suspension]:
    """The days up to `as_of` on which a suspension began or ended, as evidence names permits.

    Where a register does not say since when a permit is suspended, or when it ceased to be before
    its time, it is the day of its last word on the permit. Of permits that evidence cannot tell
    apart the first counts.

    Args:
        registers: Tables of permits, by the name that a register has in evidence; a district's
            own rows stand before those of its neighbours.
        as_of: The day of the verdicts.
    """
    found: dict[PermitKey, Suspension] = {}
    for register, permits in registers.items():
        if permits is None:
            continue
        rows = permits.select("management_number", "name", "permitted_on", *_told(as_of))
        told = rows.filter((pl.col("days").list.len() > 0) | pl.col("lifted_on").is_not_null())
        for number, name, permitted_on, days, lifted_on in told.iter_rows():
            key = (register, number, name, permitted_on)
            found.setdefault(key, Suspension(tuple(days), lifted_on))
    return found


def _told(as_of: date) -> tuple[pl.Expr, pl.Expr]:
    """`days` and `lifted_on` of each permit."""
    state, since, until = pl.col("state"), pl.col("suspended_from"), pl.col("suspended_until")
    last_word = days_in_seoul("updated_at")
    operates = state == "operating"
    began = pl.when((state == "suspended") & since.is_null()).then(last_word).otherwise(since)
    too_soon = operates & (since <= as_of) & (until.is_null() | (until > as_of))
    ended = pl.when(too_soon).then(last_word).otherwise(until)
    days = pl.concat_list(began, ended).list.drop_nulls()
    come = days.list.filter(pl.element().is_between(date.min, as_of))
    # A register's word of a year that no calendar has tells no day.
    lifted_on = pl.when(operates & last_word.is_between(date.min, as_of)).then(last_word)
    return come.alias("days"), lifted_on.alias("lifted_on")
