"""When permits began and ceased to be suspended: what a verdict's evidence has no column for."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from radius_assets.domain.seoul_time import SEOUL_TIME


def suspension_days(
    registers: Mapping[str, pl.DataFrame | None], *, as_of: date
) -> dict[tuple[str, str], Sequence[date]]:
    """The days up to `as_of` on which a suspension began or ended, by register and permit.

    Where a register does not say since when a permit is suspended, it is the day of its last word
    on the permit.

    Args:
        registers: Tables of permits, by the name that a register has in evidence.
        as_of: The day of the verdicts.
    """
    found: dict[tuple[str, str], Sequence[date]] = {}
    for register, permits in registers.items():
        if permits is not None:
            rows = permits.select("management_number", _days(as_of)).filter(
                pl.col("days").list.len() > 0
            )
            found |= {(register, number): days for number, days in rows.iter_rows()}
    return found


def _days(as_of: date) -> pl.Expr:
    last_word = pl.col("updated_at").dt.convert_time_zone(SEOUL_TIME.key).dt.date()
    undated = (pl.col("state") == "suspended") & pl.col("suspended_from").is_null()
    began = pl.when(undated).then(last_word).otherwise("suspended_from")
    days = pl.concat_list(began, "suspended_until").list.drop_nulls()
    return days.list.filter(pl.element() <= as_of).alias("days")
