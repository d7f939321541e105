"""Permits of 영등포구 as their tables have them, for the tests of what a row becomes."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from radius_assets.collection.permits import PermitTable, Provenance, permit_table
from radius_assets.domain.districts import district
from radius_assets.sources.seoul import Kind
from radius_assets_tests.collection.registers import Row, food_permit

YEONGDEUNGPO = district("영등포구")


def table_of(
    *rows: Row,
    kind: Kind = "food",
    provenance: Provenance = "seoul_open_data",
    pages: Sequence[int] | None = None,
) -> PermitTable:
    """The table of the rows, with all that is counted on the way."""
    return permit_table(rows, kind=kind, district=YEONGDEUNGPO, provenance=provenance, pages=pages)


def read_permits(*rows: Row, kind: Kind = "food") -> tuple[pl.DataFrame, pl.DataFrame]:
    """The table of the rows, and those that cannot be read."""
    made = table_of(*rows, kind=kind)
    return made.frame, made.quarantine


def read_permit(*, kind: Kind = "food", **fields: Any) -> dict[str, Any]:
    """The one row of the table of a permit with these fields."""
    table, _ = read_permits(food_permit(1, **fields), kind=kind)
    (row,) = table.rows(named=True)
    return row
