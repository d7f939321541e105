"""Rows of the registers that could not be read: what is kept of them, and how it looks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.publication.storage import TableStore

REGISTERS = ("openapi_food", "openapi_tobacco", "semas")
"""The tables whose rows come from registers, so that some of them may be unreadable."""

TOLERATED_SHARE = 0.001  # registers have had rows like 2006-02-29 for years

_COLUMNS = {"source": pl.String, "page": pl.Int64, "reason": pl.String, "row": pl.String}


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What a check of a table found, as a page shows it: in a sentence, and in figures."""

    passed: bool
    severity: Literal["WARN", "ERROR"]
    sentence: str
    metadata: Mapping[str, int | float | str] = field(default_factory=dict)


def quarantine_check(
    rows: int, quarantined: int, *, reasons: Mapping[str, int] | None = None
) -> CheckOutcome:
    """Whether the rows of a register are readable, but for one in a thousand.

    Args:
        rows: Rows of the table.
        quarantined: Rows that were kept apart when it was made.
        reasons: How many of them for which reason, if known.
    """
    of = rows + quarantined
    metadata: dict[str, int | float | str] = {
        "rows": rows,
        "rows_quarantined": quarantined,
        "share_quarantined": round(quarantined / of, 6) if of else 0.0,
    }
    if reasons:
        metadata["reasons"] = "; ".join(f"{reason}: {n}" for reason, n in reasons.items())
    return CheckOutcome(
        passed=quarantined <= TOLERATED_SHARE * of,
        severity="WARN",
        sentence=f"{quarantined:,} of {of:,} rows cannot be read",
        metadata=metadata,
    )


def stored_check(store: TableStore, asset: str, district: str) -> CheckOutcome:
    """Whether the rows of a stored register were readable.

    Raises:
        StoreError: The table or its quarantine cannot be read.
    """
    apart = all_quarantined(store, [asset], [district])
    reasons = {reason: rows for _, _, reason, rows, _ in by_reason(apart).rows()}
    rows = store.read(asset, district).height
    return quarantine_check(rows, apart.height, reasons=reasons)


def quarantined(store: TableStore, asset: str, district: str) -> pl.DataFrame:
    """The rows kept apart: `source`, `page`, `reason` and `row` (JSON); none is no rows.

    The page is null of rows out of a file, and of those that were kept before it was told.

    Raises:
        StoredTableError: They cannot be read.
    """
    found = store.read_quarantine(asset, district)
    if found is None:
        return pl.DataFrame(schema=_COLUMNS)
    told = found if "page" in found.columns else found.with_columns(page=None)
    return told.select(pl.col(name).cast(kind) for name, kind in _COLUMNS.items())


def all_quarantined(
    store: TableStore, assets: Iterable[str], districts: Iterable[str] = DISTRICT_NAMES
) -> pl.DataFrame:
    """The rows kept apart of several tables, with `asset` and `district`, in the order given.

    Raises:
        StoredTableError: Some cannot be read.
    """
    names = list(districts)
    return pl.concat(
        [
            quarantined(store, asset, name).select(
                pl.lit(asset).alias("asset"), pl.lit(name).alias("district"), *_COLUMNS
            )
            for asset in assets
            for name in names
        ]
    )


def by_reason(rows: pl.DataFrame) -> pl.DataFrame:
    """How many rows each table has for each reason, and one of the values that are the reason.

    Args:
        rows: As `all_quarantined` gives them.
    """
    parts = pl.col("reason").str.splitn(": ", 2).struct
    named = rows.with_columns(reason=parts.field("field_0"), example=parts.field("field_1"))
    return named.group_by("asset", "district", "reason", maintain_order=True).agg(
        pl.len().alias("rows"), pl.col("example").drop_nulls().first()
    )
