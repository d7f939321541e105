"""The check of a table's columns: which types become the declared ones, and which are refused."""

from datetime import UTC, datetime

import polars as pl
import pytest

from radius_assets.publication.schemas import VERDICTS
from radius_assets.publication.tables import TableError, checked, table
from radius_assets_tests.publication.frames import EVIDENCE, frame


@pytest.mark.parametrize(
    ("asset", "name", "kind"),
    [
        ("convenience", "lon", pl.Float32),
        ("convenience", "category", pl.Categorical),
        ("convenience", "phone", pl.Null),
        ("convenience", "fetched_at", pl.Datetime("ms", "UTC")),
        ("openapi_food", "updated_at", pl.Datetime("us", "UTC")),
        ("closures", "verdict", pl.Enum(VERDICTS)),
        ("city_summary", "listings", pl.UInt32),
    ],
)
def test_a_cast_that_keeps_the_values_is_made(asset: str, name: str, kind: pl.DataType) -> None:
    other = frame(asset).with_columns(pl.col(name).cast(kind))

    table_ = checked(asset, other)

    assert dict(table_.schema) == table(asset).columns
    assert table_.drop("lon", strict=False).equals(frame(asset).drop("lon", strict=False))


def test_evidence_of_nothing_but_empty_lists_passes() -> None:
    bare = frame("closures").with_columns(evidence=pl.Series([[]]), registers=pl.Series([[]]))

    assert checked("closures", bare)["evidence"].to_list() == [[]]


@pytest.mark.parametrize(
    ("asset", "name", "values"),
    [
        pytest.param("convenience", "place_id", [77001], id="number for a text"),
        pytest.param("convenience", "lon", ["126.9"], id="text for a number"),
        pytest.param("city_summary", "listings", [9.5], id="fraction for a count"),
        pytest.param(
            "convenience",
            "fetched_at",
            [datetime(2031, 3, 5, tzinfo=UTC).replace(tzinfo=None)],
            id="moment without a time zone",
        ),
        pytest.param("closures", "evidence", [[{"register": "semas"}]], id="evidence cut short"),
        pytest.param(
            "closures",
            "evidence",
            [[dict(reversed(EVIDENCE.items()))]],
            id="evidence in another order",
        ),
    ],
)
def test_another_type_is_refused(asset: str, name: str, values: list[object]) -> None:
    other = frame(asset).with_columns(pl.Series(name, values))

    with pytest.raises(TableError, match=f"^{asset}: column {name} is .*, not "):
        checked(asset, other)


def test_a_count_beyond_the_type_is_refused() -> None:
    other = frame("city_summary").with_columns(listings=pl.Series([2**64 - 1], dtype=pl.UInt64))

    with pytest.raises(TableError, match=r"a value does not fit its type: .*listings"):
        checked("city_summary", other)


def test_missing_and_unknown_columns_are_named() -> None:
    other = frame("semas").rename({"branch": "brand"})

    with pytest.raises(
        TableError, match="semas: column branch is missing; column brand is unknown"
    ):
        checked("semas", other)
