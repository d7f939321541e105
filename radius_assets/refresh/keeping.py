"""What a register's stored table may lose to a new one, from a service or from a file.

Permits that end stay in their register. Shops leave SEMAS when they close, but its content is
that of a base month, so they leave it with a new month only.
"""

from dataclasses import replace

import polars as pl

from radius_assets.collection.register_frames import (
    QUARANTINE_FLOOR,
    QUARANTINE_SHARE,
    quarantine_frame,
)
from radius_assets.domain.districts import District
from radius_assets.publication.tables import table
from radius_assets.refresh.made import Figure, Made
from radius_assets.sources.errors import IncompleteAnswerError

SHARE_BETWEEN_MONTHS = 0.3
"""Of the stores that SEMAS may lose from one base month to another.

Far more than close in a quarter: some come back under another id, and a table may be several
quarters old.
"""

_NAMED_BY = {"semas": ("store_id", "lot_address")}  # a row that nobody can read may still hold one


def gone_from(asset: str, stored: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The stored rows that the new table lacks."""
    return stored.join(new, on=table(asset).key, how="anti")


def too_many_gone(asset: str, stored: pl.DataFrame, new: pl.DataFrame) -> int | None:
    """How many stored rows the new table lacks, where they are too many to be believed."""
    share = SHARE_BETWEEN_MONTHS if _is_other_month(stored, new) else QUARANTINE_SHARE
    gone = gone_from(asset, stored, new).height
    return gone if gone > max(QUARANTINE_FLOOR, share * stored.height) else None


def kept_rows(
    asset: str, stored: pl.DataFrame, new: pl.DataFrame, quarantine: pl.DataFrame
) -> pl.DataFrame:
    """The stored rows that stay as they are although the new table lacks them.

    They may be among the rows that nobody could read: without them a spoilt row would take a
    permit or a shop out of the table, and its evidence with it. Of the same base month SEMAS
    keeps all its rows, of another only those that an unreadable row names.
    """
    gone = gone_from(asset, stored, new).select(new.columns).cast(new.schema)
    if asset not in _NAMED_BY:
        return gone.clear() if quarantine.is_empty() else gone
    if not _is_other_month(stored, new):
        return gone
    unread = "\n".join(quarantine["row"])
    named = [
        any(value is not None and f'"{value}"' in unread for value in values)
        for values in gone.select(_NAMED_BY[asset]).iter_rows()
    ]
    return gone.filter(pl.Series(named, dtype=pl.Boolean))


def believed(asset: str, of: District, made: Made, *, over: pl.DataFrame) -> Made:
    """The new table with those rows of the stored one that stay, and how many stay and are gone.

    Raises:
        IncompleteAnswerError: The new table is older than the stored one, or lacks too many of
            its rows.
    """
    why = _older(over, made.frame)
    if why is None and (lost := too_many_gone(asset, over, made.frame)) is not None:
        why = f"lacks {lost} of the {over.height} rows that are stored"
    if why is not None:
        remedy = "delete the stored table if it is so all the same"
        raise IncompleteAnswerError(asset, f"rows of {of.name}", f"{why}; not believed; {remedy}")
    return with_kept_rows(asset, made, over=over)


def with_kept_rows(asset: str, made: Made, *, over: pl.DataFrame, keep: bool = True) -> Made:
    """The new table with the rows of `kept_rows`, and figures of the stored ones it lacked.

    `rows_before` were stored; of those it lacked `rows_kept` stay, and `rows_gone` leave. Unless
    `keep` none stay.
    """
    new = made.frame
    unread = quarantine_frame([], source="") if made.quarantine is None else made.quarantine
    kept = kept_rows(asset, over, new, unread) if keep else new.clear()
    gone = gone_from(asset, over, new).height - kept.height
    counted: dict[str, Figure] = {
        "rows_before": over.height,
        "rows_kept": kept.height,
        "rows_gone": gone,
    }
    return replace(made, frame=pl.concat([new, kept]), figures={**made.figures, **counted})


def _is_other_month(stored: pl.DataFrame, new: pl.DataFrame) -> bool:
    """Whether these are stores of two base months, or nobody knows."""
    if "base_month" not in new.columns:
        return False
    was, now = _month(stored), _month(new)
    return was is None or was != now


def _older(stored: pl.DataFrame, new: pl.DataFrame) -> str | None:
    """That the base month of the answer is before the stored one."""
    was, now = _month(stored), _month(new)
    if was is None or now is None or now >= was:
        return None
    return f"is of base month {now}, what is stored is of {was}"


def _month(stores: pl.DataFrame) -> str | None:
    """The newest base month (YYYYMM) of the table; None where it tells none."""
    month = stores["base_month"].max() if "base_month" in stores.columns else None
    return month if isinstance(month, str) else None
