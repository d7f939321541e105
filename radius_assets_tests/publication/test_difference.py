"""What another reading changes is counted row by row."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.publication.difference import Difference, difference
from radius_assets.publication.tables import TableError
from radius_assets_tests.publication.frames import frame, frames

ids = st.sets(st.integers(1, 9).map(str))


def test_changed_rows_are_counted_with_their_columns() -> None:
    old = frames("semas", ["1", "2", "3"])
    renamed = pl.when(store_id="2").then(pl.lit("새 이름")).otherwise("name")
    new = old.with_columns(name=renamed, branch=pl.lit(None, pl.String)).filter(
        pl.col("store_id") != "3"
    )

    found = difference("semas", old, new)

    assert found == Difference(added=0, removed=1, changed=2, columns={"name": 1, "branch": 2})
    assert str(found) == "0 added, 1 removed, 2 changed (name 1, branch 2)"


@settings(deadline=None)
@given(old=ids, new=ids)
def test_rows_are_told_apart_by_their_key(old: set[str], new: set[str]) -> None:
    rows = frames("semas", [str(number) for number in range(1, 10)])
    before, after = (rows.filter(pl.col("store_id").is_in(each)) for each in (old, new))

    found = difference("semas", before, after)

    assert found == Difference(added=len(new - old), removed=len(old - new), changed=0)


def test_the_order_of_rows_and_columns_does_not_count() -> None:
    old = frames("semas", ["1", "2"])

    assert str(difference("semas", old, old[::-1].select(reversed(old.columns)))) == (
        "0 added, 0 removed, 0 changed"
    )


def test_a_table_that_is_not_fit_to_be_kept_is_refused() -> None:
    with pytest.raises(TableError):
        difference("semas", frame("semas"), frame("semas").drop("name"))
