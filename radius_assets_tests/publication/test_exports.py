"""Tables as files for others: which rows, which columns, and in what form."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from radius_assets.publication.exports import (
    FORMATS,
    Choice,
    ExportError,
    as_csv,
    as_geojson,
    as_parquet,
    chosen_rows,
    write_whole,
)
from radius_assets.publication.storage import LocalStore
from radius_assets.publication.store_errors import TableMissingError
from radius_assets.publication.tables import TABLES, table
from radius_assets_tests.publication.frames import DISTRICT, EVIDENCE, frame

OTHER = "강남구"
WITH_POSITIONS = [asset for asset in TABLES if "lon" in table(asset).columns]


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    """Verdicts of two districts, the later one in official order written first."""
    store = LocalStore(tmp_path / "data")
    for place_id, district, verdict in (("2", OTHER, "operating"), ("1", DISTRICT, "closed")):
        rows = frame("closures", place_id=place_id, district=district, verdict=verdict)
        store.write("closures", district, rows)
    return store


def lines(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def features(data: bytes) -> list[dict[str, object]]:
    collection = json.loads(data)
    assert collection["type"] == "FeatureCollection"
    found: list[dict[str, object]] = collection["features"]
    return found


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("asset", WITH_POSITIONS)
def test_every_table_with_positions_has_every_form(asset: str, kind: str) -> None:
    assert len(FORMATS[kind](asset, frame(asset))) > 100


@pytest.mark.parametrize("asset", TABLES)
def test_columns_stand_in_their_declared_order(asset: str) -> None:
    header = as_csv(asset, frame(asset).clear()).decode("utf-8-sig")

    assert header.replace("evidence,evidence_ko,", "evidence,") == (
        ",".join(table(asset).columns) + "\r\n"
    )
    parquet = pl.read_parquet(io.BytesIO(as_parquet(asset, frame(asset))))
    assert parquet.equals(frame(asset))


def test_lists_are_texts_in_csv() -> None:
    two = frame("closures", evidence=[EVIDENCE, EVIDENCE | {"sentence": "no later permit"}])

    (row,) = lines(as_csv("closures", two))

    assert row["evidence"] == f"{EVIDENCE['sentence']} | no later permit"
    assert row["registers"] == "food | semas"
    assert row["replaced_by"] == ""


def test_evidence_is_told_in_korean_in_a_column_of_its_own() -> None:
    korean = ["식품 인허가: 영업", "담배소매업: 폐업"]
    parts = [EVIDENCE | {"sentence_ko": sentence} for sentence in korean]
    row = frame("closures", evidence=parts)

    header = as_csv("closures", row).decode("utf-8-sig").split("\r\n")[0].split(",")
    (told,) = lines(as_csv("closures", row))
    (feature,) = features(as_geojson("closures", row))

    assert header.index("evidence_ko") == header.index("evidence") + 1
    assert told["evidence"] == " | ".join([str(EVIDENCE["sentence"])] * 2)
    assert told["evidence_ko"] == " | ".join(korean)
    properties = feature["properties"]
    assert isinstance(properties, dict)
    assert properties["evidence_ko"] == told["evidence_ko"]


def test_evidence_that_is_not_told_in_korean_is_told_in_english() -> None:
    """Else a listing that a person holds closed would stand there with permits that operate."""
    parts = [EVIDENCE | {"sentence_ko": None}, EVIDENCE | {"sentence_ko": "담배소매업: 영업"}]

    (told,) = lines(as_csv("closures", frame("closures", evidence=parts)))

    assert told["evidence_ko"] == f"{EVIDENCE['sentence']} | 담배소매업: 영업"


def test_a_listing_without_evidence_has_an_empty_cell() -> None:
    (row,) = lines(as_csv("closures", frame("closures", evidence=[], registers=[])))

    assert (row["evidence"], row["evidence_ko"], row["registers"]) == ("", "", "")


def test_a_listing_is_a_point_on_the_map() -> None:
    here = frame("closures", lon=126.90000000049, lat=37.5199999999)

    (feature,) = features(as_geojson("closures", here))

    assert feature["id"] == "77001"
    assert feature["geometry"] == {"type": "Point", "coordinates": [126.9, 37.52]}
    properties = feature["properties"]
    assert isinstance(properties, dict)
    told = [name for name in properties if name != "evidence_ko"]
    assert told == [name for name in here.columns if name not in ("lon", "lat")]
    assert properties["closed_on"] == "2031-03-04"
    assert properties["evidence"] == EVIDENCE["sentence"]
    assert properties["replaced_by"] is None


def test_a_position_has_at_most_seven_decimals() -> None:
    data = as_geojson("convenience", frame("convenience", lon=126.123456789, lat=37.5))

    assert b'"coordinates": [126.1234568, 37.5]' in data


def test_a_row_without_a_position_is_a_feature_without_a_geometry() -> None:
    (feature,) = features(as_geojson("openapi_food", frame("openapi_food", lon=None, lat=None)))

    assert feature["geometry"] is None
    assert feature["id"] == "3180000 3180000-104-2031-00001"


def test_a_map_without_rows_is_one() -> None:
    assert features(as_geojson("closures", frame("closures").clear())) == []


def test_a_table_without_positions_is_no_map() -> None:
    with pytest.raises(ExportError, match="city_summary has no positions; export it as csv or"):
        as_geojson("city_summary", frame("city_summary"))


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        pytest.param(Choice(), ["1", "2"], id="all, in official order"),
        pytest.param(Choice(districts=[OTHER]), ["2"], id="a district"),
        pytest.param(Choice(verdicts=["closed", "replaced"]), ["1"], id="verdicts"),
        pytest.param(Choice(districts=[OTHER], verdicts=["closed"]), [], id="both"),
    ],
)
def test_only_the_rows_that_are_wanted(choice: Choice, ids: list[str], store: LocalStore) -> None:
    rows = chosen_rows(store, "closures", choice)

    assert rows["place_id"].to_list() == ids
    assert dict(rows.schema) == table("closures").columns


def test_what_is_news_since_a_day_is_told_in_seouls_time(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    midnight = datetime(2031, 3, 4, 15, tzinfo=UTC)  # in Seoul
    for district, at in ((OTHER, midnight), (DISTRICT, midnight - timedelta(seconds=1))):
        store.write("convenience", district, frame("convenience", district=district, fetched_at=at))

    rows = chosen_rows(store, "convenience", Choice(since=date(2031, 3, 5)))

    assert rows["district"].to_list() == [OTHER]


def test_the_table_of_the_city_is_chosen_from_by_district(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    both = pl.concat([frame("city_summary"), frame("city_summary", district=OTHER)])
    store.write("city_summary", None, both)

    assert chosen_rows(store, "city_summary", Choice()).height == 2
    assert chosen_rows(store, "city_summary", Choice([OTHER]))["district"].to_list() == [OTHER]


@pytest.mark.parametrize(
    ("asset", "choice", "why"),
    [
        ("convenience", Choice(verdicts=["closed"]), "convenience has no verdicts"),
        ("city_summary", Choice(since=date(2031, 1, 1)), "city_summary has no column"),
    ],
)
def test_a_choice_that_a_table_does_not_offer_is_refused(
    asset: str, choice: Choice, why: str, store: LocalStore
) -> None:
    with pytest.raises(ExportError, match=why):
        chosen_rows(store, asset, choice)


def test_a_missing_district_is_named(store: LocalStore) -> None:
    with pytest.raises(TableMissingError, match="closures of 중구 is not in the store"):
        chosen_rows(store, "closures", Choice([OTHER, "중구"]))


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "closures.csv"
    for data in (b"old", b"new"):
        write_whole(path, data)

    assert path.read_bytes() == b"new"
    assert [each.name for each in tmp_path.iterdir()] == ["closures.csv"]


def test_a_file_that_cannot_be_replaced_is_what_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "closures.csv"
    folder.mkdir()

    with pytest.raises(OSError, match="closures"):
        write_whole(folder, b"new")

    assert [each.name for each in tmp_path.iterdir()] == ["closures.csv"]
