"""Tests of what Dagster is told: materializations, reasons, and whether to try again."""

import dagster as dg
import pytest

from radius_assets.publication.storage import WrittenTable
from radius_assets.publication.store_errors import StoredTableError, TableMissingError
from radius_assets.publication.tables import TABLES, TableError, table
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell, Failed, Skipped
from radius_assets.reports import (
    Lost,
    Refusal,
    described,
    failure_of,
    is_expected,
    is_worth_retrying,
    materialization_of,
    reason,
)
from radius_assets.sources.budget import ThrottleStateError
from radius_assets.sources.errors import (
    AccessRefusedError,
    IncompleteAnswerError,
    QuotaSpentError,
    SourceChangedError,
    TransientSourceError,
)

CELL = Cell("convenience", "영등포구")
WRITTEN = WrittenTable("data/convenience/영등포구.parquet", 1_234, 56, "0123abcd")


def failed(error: BaseException, cell: Cell = CELL) -> Failed:
    return Failed(cell, error)


@pytest.mark.parametrize("asset", TABLES)
def test_an_asset_says_what_a_row_is_its_key_and_when_it_is_replaced(asset: str) -> None:
    text = described(asset)

    about = table(asset)
    assert about.row in text
    assert f"Key: {', '.join(about.key)}." in text
    assert about.replaced in text


def test_a_materialization_says_what_was_written_and_what_it_cost() -> None:
    made = Materialized(CELL, WRITTEN, {"requests": 12, "waited_s": 0.5, "as_of": "now"})

    event = materialization_of(made, {"dagster/data_version": "0123abcd"})

    values = {name: value.value for name, value in event.metadata.items()}
    assert event.asset_key == dg.AssetKey("convenience")
    assert event.partition == "영등포구"
    assert event.tags == {"dagster/data_version": "0123abcd"}
    assert values["dagster/partition_row_count"] == 56
    assert values["path"] == WRITTEN.uri
    assert values["bytes"] == 1_234
    assert (values["requests"], values["waited_s"], values["as_of"]) == (12, 0.5, "now")
    assert "certificate" not in values


def test_a_materialization_shows_the_columns_of_its_table() -> None:
    event = materialization_of(Materialized(CELL, WRITTEN, {}), {})

    schema = event.metadata["dagster/column_schema"].value
    assert isinstance(schema, dg.TableSchema)
    assert [column.name for column in schema.columns] == list(table("convenience").columns)


def test_a_figure_that_is_not_known_is_left_out() -> None:
    event = materialization_of(Materialized(CELL, WRITTEN, {"tiles": None}), {})

    assert "tiles" not in event.metadata


def test_a_certificate_is_shown_as_what_it_holds() -> None:
    certificate = '{"declared": 3, "beside": [[126.9, 37.5]]}'
    made = Materialized(CELL, WRITTEN, {}, certificate=certificate)

    event = materialization_of(made, {})

    assert event.metadata["certificate"] == dg.MetadataValue.json({"declared": 3})


EXPECTED = {
    "a source": SourceChangedError("Kakao", "places", "has\n no  meta"),
    "the store": TableMissingError("daiso", ["영등포구"]),
    "a table": TableError("daiso", ["rule 'x' fails"]),
    "the budget": ThrottleStateError("the budget is locked"),
}


@pytest.mark.parametrize("error", EXPECTED.values(), ids=EXPECTED)
def test_our_own_errors_speak_for_themselves_in_one_line(error: Exception) -> None:
    assert is_expected(error)
    assert reason(error) == " ".join(str(error).split())


def test_an_error_that_nobody_foresaw_names_its_type() -> None:
    assert not is_expected(KeyError("x"))
    assert reason(ValueError("not\na number")) == "ValueError: not a number"


def test_a_failure_names_all_that_is_lost_and_why() -> None:
    cause = failed(StoredTableError("daiso", "영등포구", "not written"), Cell("daiso", "영등포구"))
    lost: list[Lost] = [cause, Skipped(CELL, cause)]

    failure = failure_of(lost, asked=6)

    assert failure.description == (
        "1 failed and 1 were not tried, of 6: "
        "daiso of 영등포구: daiso of 영등포구: not written; "
        "convenience of 영등포구: not tried: daiso of 영등포구 failed"
    )
    assert failure.metadata["lost"].value == {
        "daiso of 영등포구": "daiso of 영등포구: not written",
        "convenience of 영등포구": "not tried: daiso of 영등포구 failed",
    }


def test_neither_a_failure_nor_a_refusal_is_tried_again_within_its_run() -> None:
    assert not failure_of([failed(ValueError())], asked=1).allow_retries
    assert not Refusal("no key").allow_retries


TRANSIENT = TransientSourceError("Seoul", "permits", "HTTP 503")
HOPELESS = [
    AccessRefusedError("Kakao", "places", "wrong key"),
    IncompleteAnswerError("Kakao", "places", "more than it shows"),
    QuotaSpentError("Kakao", "places", "quota"),
    TableMissingError("convenience", ["영등포구"]),
]


@pytest.mark.parametrize("error", HOPELESS, ids=lambda error: type(error).__name__)
def test_what_would_end_the_same_is_not_tried_again(error: Exception) -> None:
    assert not is_worth_retrying([failed(error), Skipped(CELL, failed(TRANSIENT))])


@pytest.mark.parametrize(
    "error",
    [TRANSIENT, StoredTableError("daiso", None, "not written"), ValueError("who knows")],
    ids=lambda error: type(error).__name__,
)
def test_one_failure_that_may_end_better_is_reason_enough_to_try_again(error: Exception) -> None:
    assert is_worth_retrying([*map(failed, HOPELESS), failed(error)])
