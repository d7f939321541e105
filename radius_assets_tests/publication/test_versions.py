"""Data versions: equal tables, equal versions, and no others."""

from datetime import date, datetime, timedelta
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.publication.tables import TABLES, checked, table
from radius_assets.publication.versions import data_version
from radius_assets_tests.publication.frames import BY_DISTRICT, ROWS, frame, frames

TEXTS = st.sampled_from(["a", "b", 'a","b', "a\nb", "가", "null"]) | st.text(min_size=1, max_size=3)
TABLE = st.dictionaries(
    keys=TEXTS,
    values=st.tuples(TEXTS, st.none() | TEXTS, st.floats(0, 1), st.lists(TEXTS, max_size=2)),
    max_size=3,
)


def closures(rows: dict[str, tuple[str, str | None, float, list[str]]]) -> pl.DataFrame:
    names = ("place_name", "road_address", "confidence", "registers")
    return pl.DataFrame(
        [
            ROWS["closures"] | {"place_id": place_id} | dict(zip(names, row, strict=True))
            for place_id, row in rows.items()
        ],
        schema=table("closures").columns,
    )


@given(one=TABLE, other=TABLE)
def test_versions_are_equal_exactly_where_the_tables_are(
    one: dict[str, tuple[str, str | None, float, list[str]]],
    other: dict[str, tuple[str, str | None, float, list[str]]],
) -> None:
    same = data_version("closures", closures(one)) == data_version("closures", closures(other))

    assert same == (one == other)


@given(rows=TABLE, dice=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_count(
    rows: dict[str, tuple[str, str | None, float, list[str]]], dice: Random
) -> None:
    order = list(rows.items())
    dice.shuffle(order)

    shuffled = data_version("closures", closures(dict(order)))

    assert shuffled == data_version("closures", closures(rows))


def altered(value: object, kind: pl.DataType) -> object:
    """Another value of the column's type, as near as can be."""
    match value:
        case None:
            return {pl.String: "", pl.Float64: 0.0}.get(kind.base_type(), date(2031, 1, 1))
        case str():
            return value + " "
        case datetime() as moment:
            return moment + timedelta(microseconds=1)
        case date() as day:
            return day + timedelta(days=1)
        case int() | float():
            return not value if kind == pl.Boolean else value + 2**-40
        case list() as items:
            return [*items, items[0]]
    raise TypeError(value)


@pytest.mark.parametrize(
    ("asset", "name"),
    [
        (asset, name)
        for asset, declared in TABLES.items()
        for name in declared.columns
        if name not in declared.volatile
    ],
)
def test_every_lasting_column_counts(asset: str, name: str) -> None:
    columns = table(asset).columns
    value = altered(ROWS[asset][name], columns[name])
    changed = frame(asset).with_columns(pl.Series(name, [value]))

    assert data_version(asset, changed) != data_version(asset, frame(asset))


@pytest.mark.parametrize(
    ("asset", "name"),
    [
        ("convenience", "fetched_at"),
        ("closures", "as_of"),
        ("closures", "first_seen_on"),
        ("closures", "verdict_since"),
        ("city_summary", "as_of"),
    ],
)
def test_a_volatile_column_does_not_count(asset: str, name: str) -> None:
    later = frame(asset).with_columns(pl.col(name).dt.offset_by("1d"))

    assert data_version(asset, later) == data_version(asset, frame(asset))


@pytest.mark.parametrize("asset", ["openapi_food", "openapi_tobacco"])
def test_which_service_was_asked_does_not_count(asset: str) -> None:
    """Seoul and data.go.kr have the same register; a change between them is none of its content."""
    elsewhere = frame(asset, provenance="data_go_kr")

    assert data_version(asset, elsewhere) == data_version(asset, frame(asset))


def test_a_field_of_the_evidence_counts() -> None:
    moved = frame("closures").with_columns(
        pl.col("evidence").list.eval(pl.element().struct.with_fields(distance_m=4.3))
    )

    assert data_version("closures", moved) != data_version("closures", frame("closures"))


@pytest.mark.parametrize("asset", BY_DISTRICT)
def test_a_row_more_counts(asset: str) -> None:
    one, two = frames(asset, ["1"]), frames(asset, ["1", "2"])

    assert data_version(asset, one) != data_version(asset, two)


def test_versions_outlive_releases_of_polars() -> None:
    """The stored versions of every district change with these; change them knowingly."""
    versions = {
        asset: data_version(asset, checked(asset, frame(asset)))
        for asset in ("convenience", "openapi_food", "closures")
    }

    assert versions == {
        "convenience": "c031d1187db26900643e54aa1857a9e6",
        "openapi_food": "670234a4ba9911580c17ef3f4d18606d",
        "closures": "ee62c99b447d7ab42beb4b1c1c3ef84c",
    }
