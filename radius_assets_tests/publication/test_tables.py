"""The check that every table passes before it is kept."""

import unicodedata

import polars as pl
import pytest

from radius_assets.domain.districts import UnknownDistrictError
from radius_assets.publication.schemas import VERDICTS
from radius_assets.publication.tables import (
    TABLES,
    TableError,
    UnknownTableError,
    checked,
    table,
)
from radius_assets_tests.publication.frames import BY_DISTRICT, DISTRICT, EVIDENCE, frame, frames


@pytest.mark.parametrize("asset", TABLES)
def test_a_valid_table_passes_in_its_declared_columns(asset: str) -> None:
    table_ = checked(asset, frame(asset), district=DISTRICT)

    assert dict(table_.schema) == table(asset).columns
    assert table_.equals(frame(asset))


@pytest.mark.parametrize("asset", TABLES)
def test_a_table_without_rows_passes(asset: str) -> None:
    assert checked(asset, frame(asset).clear(), district=DISTRICT).is_empty()


@pytest.mark.parametrize("asset", BY_DISTRICT)
def test_rows_come_out_sorted_by_the_key(asset: str) -> None:
    table_ = checked(asset, frames(asset, ["3", "1", "2"]))

    assert table_[table(asset).key[-1]].cast(pl.String).to_list() == ["1", "2", "3"]


def test_columns_may_come_in_any_order() -> None:
    turned = frame("closures").select(reversed(frame("closures").columns))

    assert checked("closures", turned).equals(frame("closures"))


@pytest.mark.parametrize(
    ("asset", "changes", "rule"),
    [
        pytest.param("daiso", {"store_id": ""}, "store_id min_length", id="empty key"),
        pytest.param("daiso", {"name": None}, "name nullability", id="no name"),
        pytest.param("daiso", {"lon": None}, "lon known with lat", id="half a position"),
        pytest.param("daiso", {"lat": None}, "lon known with lat", id="the other half"),
        pytest.param(
            "daiso",
            {"lon": None, "lat": None},
            "position_source known with position",
            id="source of no position",
        ),
        pytest.param(
            "daiso",
            {"position_source": None},
            "position_source known with position",
            id="position from nowhere",
        ),
        pytest.param("daiso", {"source": "naver"}, "source one of", id="unknown source"),
        pytest.param("convenience", {"lon": 37.52, "lat": 126.9}, "lon min", id="swapped position"),
        pytest.param("convenience", {"lon": 127.31}, "lon max", id="east of Seoul"),
        pytest.param("convenience", {"lat": 35.1}, "lat min", id="Busan"),
        pytest.param("convenience", {"lat": 37.76}, "lat max", id="north of Seoul"),
        pytest.param("convenience", {"lat": float("nan")}, "lat nan", id="not a number"),
        pytest.param("convenience", {"lon": None, "lat": None}, "lon nullability", id="nowhere"),
        pytest.param("convenience", {"distance_m": -0.1}, "distance_m min", id="negative distance"),
        pytest.param("convenience", {"phone": ""}, "phone min_length", id="empty for unknown"),
        pytest.param("convenience", {"district": "강서"}, "district one of", id="half a district"),
        pytest.param("openapi_food", {"state": "open"}, "state one of", id="unknown state"),
        pytest.param("openapi_tobacco", {"state_code": None}, "state_code", id="no state"),
        pytest.param(
            "openapi_food", {"street": None}, "street known with road_key", id="a road of no street"
        ),
        pytest.param(
            "openapi_food",
            {"road_key": None, "street": None},
            "underground known with road_key",
            id="no road, and above the ground",
        ),
        pytest.param("semas", {"base_month": "203113"}, "base_month regex", id="month 13"),
        pytest.param("closures", {"verdict": "open"}, "verdict one of", id="unknown verdict"),
        pytest.param("closures", {"confidence": 1.01}, "confidence max", id="more than sure"),
        pytest.param("closures", {"as_of": None}, "as_of nullability", id="no day"),
        pytest.param("closures", {"evidence": None}, "evidence nullability", id="null evidence"),
        pytest.param("closures", {"registers": ["map"]}, "registers one of", id="unknown register"),
        pytest.param(
            "closures",
            {"replaced_by": "나래마트"},
            "replaced_by only where replaced",
            id="closed and replaced",
        ),
        pytest.param(
            "closures",
            {"evidence": [EVIDENCE | {"relation": "cousin"}]},
            "evidence relation one of",
            id="unknown relation",
        ),
        pytest.param(
            "closures",
            {"evidence": [EVIDENCE, EVIDENCE | {"distance_m": -1.0}]},
            "evidence distance_m_min",
            id="second evidence behind the listing",
        ),
        pytest.param(
            "closures", {"evidence": [EVIDENCE | {"score": 1.5}]}, "score", id="score above 1"
        ),
        pytest.param("city_summary", {"listings": 11}, "sum of verdicts", id="a lost listing"),
        pytest.param(
            "city_summary", {"daiso_stores": -1}, "daiso_stores min", id="fewer than none"
        ),
        pytest.param("city_summary", {"share_operating": 1.1}, "share_operating max", id="over 1"),
    ],
)
def test_what_is_provably_wrong_is_refused(
    asset: str, changes: dict[str, object], rule: str
) -> None:
    with pytest.raises(TableError) as refusal:
        checked(asset, frame(asset, **changes))

    assert any(rule in problem for problem in refusal.value.problems)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_all_six_verdicts_pass(verdict: str) -> None:
    assert checked("closures", frame("closures", verdict=verdict)).height == 1


def test_a_store_without_a_position_passes() -> None:
    nowhere = frame("daiso", lon=None, lat=None, position_source=None)

    assert checked("daiso", nowhere)["lon"].to_list() == [None]


def test_the_name_of_the_successor_passes_where_replaced() -> None:
    replaced = frame("closures", verdict="replaced", replaced_by="나래마트")

    assert checked("closures", replaced)["replaced_by"].to_list() == ["나래마트"]


def test_a_refusal_names_table_rule_count_and_three_keys() -> None:
    far = frames("convenience", ["1", "2", "3", "4"], lat=38.0)

    with pytest.raises(TableError) as refusal:
        checked("convenience", far)

    assert str(refusal.value) == ("convenience: rule 'lat max' fails for 4 rows, such as 1, 2, 3")


def test_a_refusal_names_all_columns_of_the_key() -> None:
    twice = frames("openapi_food", ["a", "b", "a"])

    with pytest.raises(TableError, match=r"'primary_key' fails for 2 rows, such as 3180000 a"):
        checked("openapi_food", twice)


def test_every_broken_rule_is_named() -> None:
    broken = pl.concat([frame("convenience", distance_m=-1.0), frame("convenience", lon=1.0)])

    with pytest.raises(TableError) as refusal:
        checked("convenience", broken)

    assert len(refusal.value.problems) == 3, "a key that comes twice, a distance, a longitude"


def test_rows_of_another_district_are_refused() -> None:
    mixed = pl.concat(
        [
            frame("semas"),
            frame("semas", store_id="x", district="중구"),
            frame("semas", store_id="y"),
        ]
    )

    with pytest.raises(TableError, match="'district is 영등포구' fails for 1 rows, such as x"):
        checked("semas", mixed, district=DISTRICT)


def test_composed_and_decomposed_names_of_a_district_are_the_same() -> None:
    decomposed = unicodedata.normalize("NFD", DISTRICT)

    assert checked("semas", frame("semas"), district=decomposed).height == 1


def test_an_unknown_table_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownTableError, match="'shops'; there are: daiso convenience openapi_"):
        checked("shops", pl.DataFrame())


def test_an_unknown_district_is_refused() -> None:
    with pytest.raises(UnknownDistrictError, match="'해운대구'"):
        checked("semas", frame("semas"), district="해운대구")
