"""Permits that a full reading lacks: it is read again, and what is gone all the same is told."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from radius_assets.collection.permits import KEY
from radius_assets.collection.watermark import Watermark
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.made import Figure
from radius_assets.refresh.order import Cell
from radius_assets_tests.collection.registers import Row
from radius_assets_tests.refresh.bad_permits import SEOUL_ROWS
from radius_assets_tests.refresh.clients import DISTRICT, stages
from radius_assets_tests.refresh.registers_on_a_socket import (
    RegisterServer,
    Spoilt,
    altered,
    good_of_seoul,
    permits,
)
from radius_assets_tests.refresh.test_bad_input import ASSET, yesterday
from radius_assets_tests.sources.scripted import Reply

pytestmark = pytest.mark.anyio

PAGES = 3
NEW_ROW = permits(len(SEOUL_ROWS) + 1)[-1]
BY_CHANGES = Watermark(
    "incremental",
    taken_at=datetime(2031, 3, 3, tzinfo=UTC),
    full_at=datetime(2031, 3, 1, tzinfo=UTC),
    declared=len(SEOUL_ROWS),
)


class MovedOnce:
    """A register that loses a row and gains one between the first two pages of the first reading.

    Every page declares as many rows as come. The row that moves from the second page to the first
    is on neither.
    """

    def __init__(self) -> None:
        self.answered = 0
        self.after = [*SEOUL_ROWS[:5], *SEOUL_ROWS[6:], NEW_ROW]

    def answer(self, number: int, _rows: Sequence[Row], total: int) -> Reply:
        """A page, the first one as it was before."""
        self.answered += 1
        rows = SEOUL_ROWS if self.answered == 1 else self.after
        return good_of_seoul(number, rows[(number - 1) * 1_000 : number * 1_000], total)


async def made_of(
    rows: Sequence[Row], spoilt: Spoilt, store: LocalStore, tmp_path: Path
) -> Mapping[str, Figure]:
    """The figures of the food permits made of what a server sends."""
    async with (
        RegisterServer(rows, spoilt).running() as server,
        stages(server.url, store, tmp_path / "budget", permits="seoul") as opened,
    ):
        made = await opened.make(Cell(ASSET, DISTRICT), started=lambda _cell, _meter: None)
    return made.figures


def lost(store: LocalStore) -> pl.DataFrame:
    """The permits of yesterday that the store has no more."""
    return yesterday(SEOUL_ROWS).join(store.read(ASSET, DISTRICT), on=KEY, how="anti")


@pytest.fixture
def stored(store: LocalStore) -> LocalStore:
    """A store with yesterday's table, kept by changes since it was read whole."""
    table = yesterday(SEOUL_ROWS)
    store.write(ASSET, DISTRICT, table, certificate=BY_CHANGES.to_json())
    return store


async def test_a_row_that_falls_between_two_pages_is_found_by_reading_again(
    stored: LocalStore, tmp_path: Path
) -> None:
    figures = await made_of(SEOUL_ROWS, {0: MovedOnce().answer}, stored, tmp_path)

    assert lost(stored).is_empty()
    assert stored.read(ASSET, DISTRICT).height == len(SEOUL_ROWS) + 1
    assert (figures["rereads"], figures["requests"]) == (1, 2 * PAGES)
    assert (figures["rows_carried_over"], figures["rows_gone"]) == (1, 0)
    assert (figures["drift_left_over"], figures["drift_lacking"]) == (0, 1)


async def test_permits_that_are_gone_are_counted(stored: LocalStore, tmp_path: Path) -> None:
    figures = await made_of(SEOUL_ROWS[:2_100], {}, stored, tmp_path)

    assert lost(stored).height == 200
    assert (figures["rows_gone"], figures["rows_kept"]) == (200, 0)
    assert (figures["rereads"], figures["requests"]) == (1, 2 * PAGES)
    assert figures["drift_left_over"] == 200


@pytest.mark.parametrize(
    "spoilt",
    [
        {},
        {2: altered(good_of_seoul, 3, MGTNO=None)},
        {2: altered(good_of_seoul, 3, TRDSTATEGBN=" ")},
    ],
    ids=["whole", "a row without a key", "a row without a state"],
)
async def test_where_nothing_is_missing_nobody_asks_again(
    spoilt: Spoilt, stored: LocalStore, tmp_path: Path
) -> None:
    figures = await made_of(SEOUL_ROWS, spoilt, stored, tmp_path)

    assert lost(stored).is_empty()
    assert (figures["rereads"], figures["requests"]) == (0, PAGES)
    assert (figures["rows_gone"], figures["drift_rows"]) == (0, 0)


async def test_a_first_reading_has_nothing_to_lack(store: LocalStore, tmp_path: Path) -> None:
    figures = await made_of(SEOUL_ROWS, {}, store, tmp_path)

    assert figures["requests"] == PAGES
    assert "rows_gone" not in figures
