"""Permits of 영등포구 as their tables have them, for the tests of what a row becomes."""

from typing import Any

import polars as pl

from radius_assets.collection.permits import permits_frame
from radius_assets.domain.districts import district
from radius_assets.sources.seoul import Kind
from radius_assets_tests.collection.registers import Row, food_permit

YEONGDEUNGPO = district("영등포구")


def read_permits(*rows: Row, kind: Kind = "food") -> tuple[pl.DataFrame, pl.DataFrame]:
    """The table of the rows, and those that cannot be read."""
    return permits_frame(rows, kind=kind, district=YEONGDEUNGPO)


def read_permit(*, kind: Kind = "food", **fields: Any) -> dict[str, Any]:
    """The one row of the table of a permit with these fields."""
    table, _ = read_permits(food_permit(1, **fields), kind=kind)
    (row,) = table.rows(named=True)
    return row
