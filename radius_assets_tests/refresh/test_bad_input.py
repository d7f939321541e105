"""What the registers may send, through the whole asset: each ends as it should, no row is lost."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from radius_assets.collection.permits import KEY, permit_table
from radius_assets.domain.districts import district
from radius_assets.domain.records import PermitsChoice
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell
from radius_assets.sources.errors import SourceChangedError, SourceError
from radius_assets_tests.collection.registers import Row
from radius_assets_tests.refresh import bad_permits
from radius_assets_tests.refresh.bad_permits import DATA_GO_KR_ROWS, SEOUL_ROWS, Cases
from radius_assets_tests.refresh.clients import DISTRICT, stages
from radius_assets_tests.refresh.registers_on_a_socket import RegisterServer, Spoilt

pytestmark = pytest.mark.anyio

ASSET = "openapi_food"


def failing(cases: Cases, rows: Sequence[Row]) -> list[object]:
    return [
        pytest.param(rows, spoilt, error, id=f"{error.__name__}: {name}")
        for error, named in cases.items()
        for name, spoilt in named.items()
    ]


@cache
def _yesterday(is_seoul: bool) -> pl.DataFrame:
    made = permit_table(
        SEOUL_ROWS if is_seoul else DATA_GO_KR_ROWS,
        kind="food",
        district=district(DISTRICT),
        provenance="seoul_open_data" if is_seoul else "data_go_kr",
    )
    return made.frame


def yesterday(rows: Sequence[Row]) -> pl.DataFrame:
    """The table that the undisturbed register makes."""
    return _yesterday(rows is SEOUL_ROWS)


async def food_made_of(
    rows: Sequence[Row], spoilt: Spoilt, store: LocalStore, tmp_path: Path
) -> Materialized:
    """The food permits made of what a server sends, over yesterday's table."""
    store.write(ASSET, DISTRICT, yesterday(rows))
    permits: PermitsChoice = "seoul" if rows is SEOUL_ROWS else "data_go_kr"
    async with (
        RegisterServer(rows, spoilt).running() as server,
        stages(server.url, store, tmp_path / "budget", permits=permits) as opened,
    ):
        return await opened.make(Cell(ASSET, DISTRICT), started=lambda _cell, _meter: None)


@pytest.mark.parametrize(
    ("rows", "spoilt", "error"),
    [
        *failing(bad_permits.SEOUL, SEOUL_ROWS),
        *failing(bad_permits.DATA_GO_KR, DATA_GO_KR_ROWS),
    ],
)
async def test_what_is_bad_fails_as_what_it_is_and_leaves_the_stored_table(
    rows: Sequence[Row],
    spoilt: Spoilt,
    error: type[SourceError],
    store: LocalStore,
    tmp_path: Path,
) -> None:
    with pytest.raises(SourceError) as raised:
        await food_made_of(rows, spoilt, store, tmp_path)

    assert type(raised.value) is error, str(raised.value)
    assert DISTRICT in str(raised.value)
    assert store.read(ASSET, DISTRICT).equals(yesterday(rows))


@pytest.mark.parametrize(
    ("rows", "spoilt"),
    [
        *(pytest.param(SEOUL_ROWS, how, id=name) for name, how in bad_permits.SEOUL_WELL.items()),
        *(
            pytest.param(DATA_GO_KR_ROWS, how, id=name)
            for name, how in bad_permits.DATA_GO_KR_WELL.items()
        ),
    ],
)
async def test_what_is_merely_odd_makes_a_table_that_lacks_no_row(
    rows: Sequence[Row], spoilt: Spoilt, store: LocalStore, tmp_path: Path
) -> None:
    made = await food_made_of(rows, spoilt, store, tmp_path)

    table = store.read(ASSET, DISTRICT)
    assert table.select(KEY).equals(yesterday(rows).select(KEY))
    assert made.figures["rows_kept"] == made.figures["rows_quarantined"]


async def test_a_page_with_unknown_names_is_kept_and_the_error_says_where(
    store: LocalStore, tmp_path: Path
) -> None:
    spoilt = bad_permits.SEOUL[SourceChangedError]["new names"]

    with pytest.raises(SourceChangedError) as raised:
        await food_made_of(SEOUL_ROWS, spoilt, store, tmp_path)

    place = tmp_path / "data" / "_drift" / ASSET / f"{DISTRICT}.json"
    words = f"new: CLOSE_DT; missing: DCBYMD; the page is kept in {place}"
    assert words in str(raised.value)
    kept = json.loads(place.read_text("utf-8"))
    assert kept["why"] == "unknown field names; new: CLOSE_DT; missing: DCBYMD"
    assert kept["rows"] == [bad_permits.renamed(row) for row in SEOUL_ROWS[1_000:2_000]]


async def test_what_cannot_be_read_today_stays_as_it_was_yesterday(
    store: LocalStore, tmp_path: Path
) -> None:
    spoilt = bad_permits.SEOUL_WELL["a state that is missing"]

    made = await food_made_of(SEOUL_ROWS, spoilt, store, tmp_path)

    number = SEOUL_ROWS[5]["MGTNO"]
    kept = store.read(ASSET, DISTRICT).filter(management_number=number)
    assert kept.equals(yesterday(SEOUL_ROWS).filter(management_number=number))
    assert (made.figures["rows_kept"], made.figures["rows_quarantined"]) == (1, 1)
