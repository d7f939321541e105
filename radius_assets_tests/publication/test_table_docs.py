"""docs/tables.md says what the schemas say."""

import pytest

from radius_assets.publication.table_docs import (
    PAGE,
    described_columns,
    main,
    tables_markdown,
)
from radius_assets.publication.tables import TABLES


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text("utf-8") == tables_markdown(), (
        "run python -m radius_assets.publication.table_docs"
    )


@pytest.mark.parametrize("asset", TABLES)
def test_every_column_says_what_it_means(asset: str) -> None:
    for column in described_columns(asset):
        assert len(column.meaning) > 8, column.name
        assert "|" not in column.meaning, column.name


def test_fields_of_the_evidence_follow_it() -> None:
    columns = {column.name: column for column in described_columns("closures")}

    assert columns["evidence"].type == "list of Struct"
    assert columns["evidence[].distance_m"].nullable
    assert not columns["evidence[].sentence"].nullable


def test_limits_are_told() -> None:
    columns = {column.name: column for column in described_columns("closures")}

    assert columns["confidence"].meaning.endswith("Between 0 and 1.")
    assert columns["verdict"].meaning.endswith("`suspected_closed`, `unverifiable`.")
    assert columns["district"].meaning.endswith("One of the 25 districts (구).")


def test_the_command_writes_what_is_there() -> None:
    before = PAGE.read_text("utf-8")

    main()

    assert PAGE.read_text("utf-8") == before
