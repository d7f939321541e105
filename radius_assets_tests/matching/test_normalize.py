"""Listings and records in one form."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from radius_assets.matching.normalize import (
    RECORD_SCHEMA,
    normalized_permits,
    normalized_places,
    normalized_semas,
)
from radius_assets_tests.matching.rows import AS_OF, permit, permits, place, places, store, stores


@pytest.mark.parametrize(
    ("row", "standing"),
    [
        pytest.param({"state": "operating"}, "live", id="operating"),
        pytest.param({"state": "closed"}, "ended", id="closed without a day"),
        pytest.param({"state": "closed", "closed_on": AS_OF}, "ended", id="closed today"),
        pytest.param(
            {"state": "closed", "closed_on": date(2026, 9, 2)}, "live", id="closes tomorrow"
        ),
        pytest.param({"state": "revoked"}, "ended", id="revoked"),
        pytest.param({"state": "excluded"}, "ended", id="moved away"),
        pytest.param({"state": "suspended"}, "suspended", id="suspended"),
        pytest.param(
            {"state": "suspended", "suspended_until": date(2026, 8, 31)},
            "live",
            id="suspension is over",
        ),
        pytest.param(
            {"state": "suspended", "suspended_from": date(2026, 9, 2)},
            "live",
            id="suspension is to come",
        ),
        pytest.param({"state": "unknown"}, "unclear", id="unknown"),
        pytest.param({"state": None}, "unclear", id="no state"),
        pytest.param(
            {"state": "unknown", "closed_on": date(2020, 1, 1)}, "ended", id="unknown but closed"
        ),
    ],
)
def test_a_state_means_something_on_a_day(row: dict[str, object], standing: str) -> None:
    assert normalized_permits(permits(permit() | row), as_of=AS_OF)["standing"].to_list() == [
        standing
    ]


def test_the_last_word_on_a_permit_is_dated_in_korean_time() -> None:
    early = datetime(2026, 8, 1, 3, 0, tzinfo=ZoneInfo("Asia/Seoul"))

    records = normalized_permits(permits(permit(updated_at=early)), as_of=AS_OF)

    assert records["known_on"].to_list() == [date(2026, 8, 1)]


def test_a_permit_is_compared_by_the_address_keys_of_its_table() -> None:
    """Its table has them already; an address is read once, where the table is made."""
    keyed = permits(permit()).with_columns(road_key=pl.lit("영등포구 다솜로 9"), underground=None)

    records = normalized_permits(keyed, as_of=AS_OF)

    assert records.select("road_key", "street", "underground").row(0) == (
        "영등포구 다솜로 9",
        "영등포구 한빛로",
        None,
    )


def test_semas_names_are_whole_again() -> None:
    cut = store("세븐한빛점주", branch="코리아")

    records = normalized_semas(stores(cut))

    assert records.select("name", "brand", "branch").row(0) == (
        "세븐한빛점주 코리아",
        "세븐일레븐",
        "한빛",
    )
    assert records["known_on"].to_list() == [date(2026, 6, 30)]


def test_the_category_names_a_brand_that_the_name_lacks() -> None:
    listing = place("한빛 편의점", category="가정,생활 > 편의점 > GS25")

    assert normalized_places(places(listing))["chain"].to_list() == ["GS25"]


def test_an_unknown_position_stays_unknown() -> None:
    records = normalized_permits(permits(permit(east_m=None)), as_of=AS_OF)

    assert records.select("x_m", "y_m").row(0) == (None, None)


def test_empty_tables_have_the_same_columns() -> None:
    assert normalized_permits(permits(), as_of=AS_OF).schema == RECORD_SCHEMA
    assert normalized_semas(stores()).schema == RECORD_SCHEMA
