"""Data versions: equal tables, equal versions, and no others."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

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


DAYS = st.dates(date(1969, 12, 30), date(1970, 1, 3))
SEOUL = ZoneInfo("Asia/Seoul")
MOMENTS = st.datetimes(datetime(1969, 12, 30), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
PERMIT = st.fixed_dictionaries(
    {
        "business_type": st.none() | TEXTS,
        "road_address": st.none() | TEXTS,
        "permitted_on": st.none() | DAYS,
        "closed_on": st.none() | DAYS,
        "underground": st.none() | st.booleans(),
        "lon": st.none() | st.sampled_from([0.0, 5e-324, 1.0]) | st.floats(126.7, 127.3),
        "updated_at": st.none() | MOMENTS.map(lambda moment: moment.astimezone(SEOUL)),
    }
)
PERMITS = st.dictionaries(st.sampled_from(["1", "2", "12", "가"]), PERMIT, max_size=3)


def permits(rows: dict[str, dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(
        [ROWS["openapi_food"] | {"management_number": key} | row for key, row in rows.items()],
        schema=table("openapi_food").columns,
    )


@given(one=PERMITS, other=PERMITS, which=st.data())
def test_permits_with_another_value_anywhere_have_another_version(
    one: dict[str, dict[str, object]], other: dict[str, dict[str, object]], which: st.DataObject
) -> None:
    """Also where but one of the values is another."""
    for key in one.keys() & other.keys():
        alike = which.draw(st.sets(st.sampled_from(sorted(one[key]))))
        other[key] = {**other[key], **{name: one[key][name] for name in alike}}

    same = data_version("openapi_food", permits(one)) == data_version(
        "openapi_food", permits(other)
    )

    assert same == (one == other)


@pytest.mark.parametrize(
    ("name", "zero"),
    [
        ("business_type", ""),
        ("permitted_on", date(1970, 1, 1)),
        ("underground", False),
        ("lon", 0.0),
        ("updated_at", datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_what_is_not_known_is_not_nothing(name: str, zero: object) -> None:
    unknown, known = frame("openapi_food", **{name: None}), frame("openapi_food", **{name: zero})

    assert data_version("openapi_food", known) != data_version("openapi_food", unknown)


def test_where_a_text_ends_counts() -> None:
    one, other = (
        frames("openapi_food", ["1", "2"]).with_columns(pl.Series("name", names))
        for names in (["ab", "c"], ["a", "bc"])
    )

    assert data_version("openapi_food", one) != data_version("openapi_food", other)


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
        "convenience": "1ea900569d91ff7595b4b2abe701b001",
        "openapi_food": "2211e780e07542f69ec70a8dc6d2b39d",
        "closures": "844cb48077e89fb9c07af4c34610c051",
    }
