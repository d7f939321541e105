"""Tests of the stages: what making a cell writes, counts, and refuses to write."""

import asyncio
import dataclasses
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from radius_assets.publication.storage import LocalStore
from radius_assets.publication.store_errors import TableMissingError
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import ASSETS, Cell
from radius_assets.refresh.stages import DISTRICTS_AT_ONCE, Stages
from radius_assets.sandbox.city import City
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sources.errors import IncompleteAnswerError
from radius_assets.sources.meter import Meter
from radius_assets_tests.publication.frames import frame
from radius_assets_tests.refresh.cities import with_permits_in
from radius_assets_tests.refresh.clients import AT_ONCE, DISTRICT, stages
from radius_assets_tests.sandbox.cities import small_city
from radius_assets_tests.sandbox.cities import store as daiso_store

pytestmark = pytest.mark.anyio

REGISTERS = {"openapi_food": "food", "openapi_tobacco": "tobacco", "semas": "semas"}


def with_nothing(city: City) -> City:
    """The city, whose registers and whose Daiso finder answer that they have nothing."""
    empty = {name: getattr(city, name).clear() for name in (*REGISTERS.values(), "daiso")}
    return dataclasses.replace(city, **empty)


@pytest.fixture(scope="module")
def silent() -> Iterator[RunningSandbox]:
    """A city whose services have trouble that they do not tell."""
    with serving(with_nothing(small_city()), AT_ONCE) as running:
        yield running


@pytest.fixture
def budget(tmp_path: Path) -> Path:
    return tmp_path / "budget"


def unseen(_cell: Cell, _meter: Meter) -> None:
    """Nobody watches."""


async def make(of: Stages, *assets: str) -> list[Materialized]:
    return [await of.make(Cell(asset, DISTRICT), started=unseen) for asset in assets]


async def test_every_cell_is_written_with_the_figures_of_its_making(
    sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    async with stages(sandbox.url, store, budget) as opened:
        made = await make(opened, *ASSETS)

    asked = sum(int(str(stats["requests"])) for stats in sandbox.stats().values())
    assert sum(int(str(each.figures["requests"])) for each in made) == asked > 0
    for each in made:
        assert each.written.rows == store.read(each.cell.asset, DISTRICT).height > 0
        assert each.figures["as_of"] == "2031-03-04T20:30:00+00:00"
        assert {"retries", "waited_s", "seconds"} <= set(each.figures)
    by_asset = {each.cell.asset: each for each in made}
    assert by_asset["openapi_food"].figures["rows_declared"] == 11
    assert by_asset["openapi_food"].figures["duplicates"] == 1
    certificate = by_asset["convenience"].certificate
    assert certificate == store.certificate("convenience", DISTRICT) is not None
    assert by_asset["closures"].figures["requests"] == 0


async def test_a_verdict_is_of_the_day_in_seoul(
    sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    store.write("convenience", DISTRICT, frame("convenience"))

    async with stages(sandbox.url, store, budget, without=frozenset(REGISTERS)) as opened:
        await make(opened, "closures")

    assert store.read("closures", DISTRICT)["as_of"].to_list() == [date(2031, 3, 5)]


@pytest.mark.parametrize("asset", ["semas", "daiso"])
async def test_an_empty_register_never_replaces_a_stored_one(
    asset: str, silent: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    store.write(asset, DISTRICT, frame(asset))

    async with stages(silent.url, store, budget) as opened:
        with pytest.raises(IncompleteAnswerError, match="no rows, where 1 are stored"):
            await make(opened, asset)

    assert store.read(asset, DISTRICT).equals(frame(asset))


@pytest.mark.parametrize("before", ["nothing", "an empty table", "a damaged file"])
async def test_an_empty_business_register_is_believed_where_nothing_speaks_against_it(
    before: str, silent: RunningSandbox, store: LocalStore, budget: Path, tmp_path: Path
) -> None:
    if before != "nothing":
        store.write("semas", DISTRICT, frame("semas").clear())
    if before == "a damaged file":
        (tmp_path / "data" / "semas" / f"{DISTRICT}.parquet").write_bytes(b"half a file")

    async with stages(silent.url, store, budget) as opened:
        made = await make(opened, "semas")

    assert made[0].figures["rows_declared"] == 0
    assert store.read("semas", DISTRICT).is_empty()


async def test_stores_that_kakao_alone_lists_do_not_speak_against_an_empty_finder(
    silent: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    store.write("daiso", DISTRICT, frame("daiso", source="kakao", position_source="kakao_keyword"))

    async with stages(silent.url, store, budget) as opened:
        await make(opened, "daiso")

    assert set(store.read("daiso", DISTRICT)["source"]) == {"kakao"}


@pytest.mark.parametrize(("asset", "register"), REGISTERS.items())
async def test_an_empty_stored_register_counts_as_not_consulted(
    asset: str, register: str, sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    for each in ("convenience", *REGISTERS):
        store.write(each, DISTRICT, frame(each))
    store.write(asset, DISTRICT, frame(asset).clear())

    async with stages(sandbox.url, store, budget) as opened:
        await make(opened, "closures")

    consulted = store.read("closures", DISTRICT)["registers"].explode()
    assert set(consulted) == set(REGISTERS.values()) - {register}


async def test_a_missing_register_is_an_error_unless_it_is_left_out(
    sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    store.write("convenience", DISTRICT, frame("convenience"))
    without = frozenset({"openapi_food", "semas"})

    async with stages(sandbox.url, store, budget, without=without) as opened:
        with pytest.raises(TableMissingError, match="openapi_tobacco of 영등포구"):
            await make(opened, "closures")

    assert not store.exists("closures", DISTRICT)


async def test_rows_that_cannot_be_read_are_kept_apart_and_counted(
    store: LocalStore, budget: Path, tmp_path: Path
) -> None:
    city = small_city()
    in_district = pl.col("OPNSFTEAMCODE") == "3180000"
    first = in_district & (pl.col("MGTNO") == city.food.filter(in_district)["MGTNO"][-2])
    odd = pl.when(first).then(pl.lit("  ")).otherwise("TRDSTATEGBN")
    city = dataclasses.replace(city, food=city.food.with_columns(odd.alias("TRDSTATEGBN")))

    with serving(city, AT_ONCE) as running:
        async with stages(running.url, store, budget) as opened:
            made = await make(opened, "openapi_food")

    kept = pl.read_parquet(tmp_path / "data/_quarantine/openapi_food" / f"{DISTRICT}.parquet")
    assert made[0].figures["rows_quarantined"] == 1
    assert made[0].written.rows == 9
    assert kept["reason"].to_list() == ["no state_code"]
    assert '"TRDSTATEGBN": "  "' in kept["row"][0]


async def test_a_store_that_nobody_can_place_is_kept_and_counted(
    store: LocalStore, budget: Path
) -> None:
    city = small_city()
    nowhere = daiso_store("19009", "새솔점", "서울특별시 영등포구 새솔로 99", strLitd=0, strLttd=0)
    extra = pl.DataFrame([nowhere], schema=city.daiso.schema)
    city = dataclasses.replace(city, daiso=pl.concat([city.daiso, extra]))

    with serving(city, AT_ONCE) as running:
        async with stages(running.url, store, budget) as opened:
            stores, listings = await make(opened, "daiso", "convenience")

    unplaced = store.read("daiso", DISTRICT).filter(store_id="19009")
    assert unplaced["lon"].to_list() == unplaced["position_source"].to_list() == [None]
    assert stores.figures["positions_from_nowhere"] == 1
    assert listings.figures["stores_without_position"] == 1
    assert "19009" not in store.read("convenience", DISTRICT)["nearest_store_id"]


async def test_a_district_without_stores_has_no_listings(
    sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    store.write("daiso", DISTRICT, frame("daiso").clear())

    async with stages(sandbox.url, store, budget) as opened:
        made = await make(opened, "convenience")

    assert store.read("convenience", DISTRICT).is_empty()
    assert made[0].figures["requests"] == 0
    assert "the district has no Daiso store" in str(made[0].certificate)


@pytest.mark.parametrize("asset", ["openapi_food", "semas"])
async def test_no_more_districts_of_an_asset_are_worked_on_than_have_their_turn(
    asset: str, store: LocalStore, budget: Path
) -> None:
    names = ("도봉구", "강남구", "강서구", DISTRICT)
    working: set[Cell] = set()
    at_once: list[int] = []

    def started(cell: Cell, _meter: Meter) -> None:
        working.add(cell)
        at_once.append(len(working))

    async def one(opened: Stages, cell: Cell) -> None:
        await opened.make(cell, started=started)
        working.discard(cell)

    with serving(with_permits_in(names), AT_ONCE) as running:
        async with stages(running.url, store, budget) as opened:
            await asyncio.gather(*(one(opened, Cell(asset, name)) for name in names))

    assert max(at_once) == DISTRICTS_AT_ONCE[asset]
    assert len(at_once) == len(names)
