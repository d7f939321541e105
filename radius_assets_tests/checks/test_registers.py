"""Rows that leave a register: how many may without a word, and where that is known from."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from radius_assets.checks.finding import Finding
from radius_assets.checks.registers import MAY_LEAVE, of_register, rows_stay
from radius_assets.collection.watermark import Watermark
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.order import Cell
from radius_assets_tests.collection.registers import Row
from radius_assets_tests.publication.frames import frame
from radius_assets_tests.refresh.bad_permits import SEOUL_ROWS
from radius_assets_tests.refresh.bad_stores import NEXT_MONTH, STORE_ROWS, only
from radius_assets_tests.refresh.clients import DISTRICT, stages
from radius_assets_tests.refresh.registers_on_a_socket import RegisterServer, Spoilt

AT = datetime(2031, 3, 1, tzinfo=UTC)
FOOD = "openapi_food"


def mark(before: int | None, gone: int | None) -> Watermark:
    return Watermark("full", AT, AT, 0, before, gone)


def looked(store: LocalStore, asset: str) -> Finding:
    (check,) = [check for check in of_register(asset) if check.name == "rows_stay"]
    return check.look(store, DISTRICT)


@pytest.mark.parametrize(
    ("asset", "before", "gone", "passed"),
    [
        (FOOD, 6_000, 0, True),
        (FOOD, 6_000, 6, True),
        (FOOD, 6_000, 7, False),
        ("openapi_tobacco", 300, 4, True),
        ("openapi_tobacco", 300, 5, False),
        ("semas", 400, 40, True),
        ("semas", 400, 41, False),
        ("semas", 0, 0, True),
    ],
)
def test_of_permits_one_in_a_thousand_may_leave_and_of_shops_one_in_ten(
    asset: str, before: int, gone: int, passed: bool
) -> None:
    found = rows_stay(mark(before, gone), may_leave=MAY_LEAVE[asset])

    assert found.passed is passed
    assert found.sentence == f"{gone:,} of the {before:,} rows that were stored are gone"
    assert (found.figures["rows_before"], found.figures["rows_gone"]) == (before, gone)


@pytest.mark.parametrize("read", [None, mark(None, None)], ids=["no watermark", "first reading"])
def test_where_nothing_was_stored_nothing_is_gone(read: Watermark | None) -> None:
    found = rows_stay(read, may_leave=0)

    assert found.passed
    assert found.figures == {}


def test_a_table_of_an_earlier_release_says_nothing_of_it(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    at = AT.isoformat()
    old = json.dumps({"mode": "full", "taken_at": at, "full_at": at, "declared": 3})
    store.write(FOOD, DISTRICT, frame(FOOD), certificate=old)

    assert Watermark.from_json(old) == Watermark("full", AT, AT, 3)
    assert looked(store, FOOD).passed


async def refresh(
    asset: str,
    rows: Sequence[Row],
    store: LocalStore,
    folder: Path,
    *,
    spoilt: Spoilt | None = None,
) -> None:
    """The register of the district as a server shows it."""
    async with (
        RegisterServer(rows, spoilt or {}).running() as server,
        stages(server.url, store, folder / "budget", permits="seoul") as opened,
    ):
        await opened.make(Cell(asset, DISTRICT), started=lambda _cell, _meter: None)


@pytest.mark.anyio
async def test_permits_that_leave_are_told_until_the_next_full_reading(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "data")
    found = []

    for count in (2_300, 2_290, 2_290):
        await refresh(FOOD, SEOUL_ROWS[:count], store, tmp_path)
        found.append(looked(store, FOOD))

    assert [each.passed for each in found] == [True, False, True]
    assert found[1].sentence == "10 of the 2,300 rows that were stored are gone"


@pytest.mark.anyio
async def test_shops_that_leave_with_a_new_month_are_told_too(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "data")
    await refresh("semas", STORE_ROWS, store, tmp_path)
    later = {0: only(STORE_ROWS[:350], month=NEXT_MONTH)}

    await refresh("semas", STORE_ROWS, store, tmp_path, spoilt=later)

    found = looked(store, "semas")
    assert not found.passed
    assert found.sentence == "50 of the 400 rows that were stored are gone"
