"""What SEMAS may send, through the whole asset: each ends as it should, no store is lost."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from radius_assets.collection.semas import semas_frame
from radius_assets.domain.districts import district
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.made import Figure
from radius_assets.refresh.order import Cell
from radius_assets.sources.errors import IncompleteAnswerError, SourceError
from radius_assets_tests.refresh.bad_stores import (
    MONTH,
    NEXT_MONTH,
    SEMAS,
    SEMAS_WELL,
    STORE_ROWS,
    only,
)
from radius_assets_tests.refresh.clients import DISTRICT, stages
from radius_assets_tests.refresh.registers_on_a_socket import RegisterServer, Spoilt

pytestmark = pytest.mark.anyio


def before() -> pl.DataFrame:
    """The table that the undisturbed register makes."""
    return semas_frame(STORE_ROWS, district(DISTRICT))[0]


@pytest.fixture
def stored(store: LocalStore) -> LocalStore:
    """A store with that table."""
    store.write("semas", DISTRICT, before())
    return store


async def made_of(spoilt: Spoilt, store: LocalStore, tmp_path: Path) -> Mapping[str, Figure]:
    """The figures of the stores made of what a server sends."""
    async with (
        RegisterServer(STORE_ROWS, spoilt).running() as server,
        stages(server.url, store, tmp_path / "budget") as opened,
    ):
        made = await opened.make(Cell("semas", DISTRICT), started=lambda _cell, _meter: None)
    return made.figures


@pytest.mark.parametrize(
    ("spoilt", "error"),
    [
        pytest.param(spoilt, error, id=f"{error.__name__}: {name}")
        for error, named in SEMAS.items()
        for name, spoilt in named.items()
    ],
)
async def test_what_is_bad_fails_as_what_it_is_and_leaves_the_stored_table(
    spoilt: Spoilt, error: type[SourceError], stored: LocalStore, tmp_path: Path
) -> None:
    with pytest.raises(SourceError) as raised:
        await made_of(spoilt, stored, tmp_path)

    assert type(raised.value) is error, str(raised.value)
    assert DISTRICT in str(raised.value)
    assert stored.read("semas", DISTRICT).equals(before())


@pytest.mark.parametrize("name", SEMAS_WELL)
async def test_within_a_base_month_no_store_is_lost(
    name: str, stored: LocalStore, tmp_path: Path
) -> None:
    figures = await made_of(SEMAS_WELL[name], stored, tmp_path)

    assert stored.read("semas", DISTRICT).equals(before())
    kept = {"nothing wrong": 0, "a field that some rows lack": 5, "some rows less": 30}
    assert (figures["rows_kept"], figures["rows_gone"]) == (kept.get(name, 1), 0)


async def test_with_a_new_base_month_stores_leave_and_are_counted(
    stored: LocalStore, tmp_path: Path
) -> None:
    figures = await made_of({0: only(STORE_ROWS[:280], month=NEXT_MONTH)}, stored, tmp_path)

    table = stored.read("semas", DISTRICT)
    assert (table.height, table["base_month"].unique().to_list()) == (280, [NEXT_MONTH])
    assert (figures["rows_kept"], figures["rows_gone"]) == (0, 120)
    assert (figures["rereads"], figures["requests"]) == (1, 2)


@pytest.mark.parametrize("spoilt", [{"bizesNm": ""}, {"bizesId": None}, {"bizesId": ""}])
async def test_a_store_whose_new_row_cannot_be_read_stays_as_it_was(
    spoilt: dict[str, object], stored: LocalStore, tmp_path: Path
) -> None:
    rows = [STORE_ROWS[0] | spoilt, *STORE_ROWS[1:395]]

    figures = await made_of({0: only(rows, month=NEXT_MONTH)}, stored, tmp_path)

    table = stored.read("semas", DISTRICT)
    assert table.head(1).equals(before().head(1))
    assert table.height == 395
    assert (figures["rows_kept"], figures["rows_gone"], figures["rows_quarantined"]) == (1, 5, 1)


async def test_an_older_base_month_is_named(stored: LocalStore, tmp_path: Path) -> None:
    spoilt = SEMAS[IncompleteAnswerError]["few rows of long ago"]

    with pytest.raises(IncompleteAnswerError) as raised:
        await made_of(spoilt, stored, tmp_path)

    assert f"is of base month 202001, what is stored is of {MONTH}; not believed" in str(
        raised.value
    )


async def test_who_has_all_its_stores_is_asked_once(stored: LocalStore, tmp_path: Path) -> None:
    figures = await made_of({}, stored, tmp_path)

    assert (figures["rereads"], figures["requests"]) == (0, 1)
