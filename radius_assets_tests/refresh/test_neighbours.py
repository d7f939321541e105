"""Verdicts at a district's border: what the neighbours' stored tables tell, and what not."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from radius_assets.domain.addresses import with_address_keys
from radius_assets.domain.districts import district
from radius_assets.domain.geo import LonLat
from radius_assets.publication.storage import LocalStore
from radius_assets.publication.store_errors import StoredTableError
from radius_assets.refresh.neighbours import neighbours
from radius_assets.refresh.order import Cell
from radius_assets.sandbox.server import RunningSandbox
from radius_assets.sources.meter import Meter
from radius_assets_tests.publication.frames import frame
from radius_assets_tests.refresh.clients import stages

pytestmark = pytest.mark.anyio

HERE, THERE = "영등포구", "구로구"
BORDER = LonLat(
    *district(HERE).boundary.intersection(district(THERE).boundary).representative_point().coords[0]
)
MIDDLE = LonLat(*district(HERE).boundary.representative_point().coords[0])
AT_THE_BORDER = {"lon": BORDER.lon, "lat": BORDER.lat}
OWN = {"name": "CU 가온점", "road_address": "서울 영등포구 가온로 999", **AT_THE_BORDER}
LISTED = {"place_name": "GS25 한빛점", "category": "가정,생활 > 편의점", **AT_THE_BORDER}
NEXT_DOOR = {
    "name": "지에스25 한빛점",
    "authority_code": "3160000",
    "road_address": "서울특별시 구로구 가온로 2",
    "district": THERE,
    **AT_THE_BORDER,
}


def permit(**changes: object) -> pl.DataFrame:
    return with_address_keys(frame("openapi_tobacco", closed_on=date(2030, 5, 5), **changes))


async def verdict(
    store: LocalStore, url: str, budget: Path, tables: Mapping[tuple[str, str], pl.DataFrame]
) -> str:
    """The verdict on the one listing of 영등포구, by the tables and nothing else."""
    for (asset, of), table in tables.items():
        store.write(asset, of, table)
    without = frozenset({"openapi_food", "semas"})
    async with stages(url, store, budget, without=without) as opened:
        await opened.make(Cell("closures", HERE), started=unseen)
    closures = store.read("closures", HERE)
    assert closures["place_id"].to_list() == ["77001"]
    return str(closures["verdict"].item())


def unseen(_cell: Cell, _meter: Meter) -> None:
    """Nobody watches."""


async def test_a_permit_across_the_border_decides(
    sandbox: RunningSandbox, store: LocalStore, tmp_path: Path
) -> None:
    tables = {
        ("convenience", HERE): frame("convenience", **LISTED),
        ("openapi_tobacco", HERE): permit(**OWN),
    }
    alone = await verdict(store, sandbox.url, tmp_path, tables)

    beside = await verdict(
        store, sandbox.url, tmp_path, {("openapi_tobacco", THERE): permit(**NEXT_DOOR)}
    )

    assert (alone, beside) == ("suspected_closed", "closed")


async def test_a_neighbours_listing_keeps_its_own_permit(
    sandbox: RunningSandbox, store: LocalStore, tmp_path: Path
) -> None:
    there = {"road_address": "서울 구로구 가온로 2", "district": THERE, "place_id": "77002"}
    tables = {
        ("convenience", HERE): frame("convenience", **LISTED | {"place_name": "GS25 한빛역점"}),
        ("convenience", THERE): frame("convenience", **LISTED | there),
        ("openapi_tobacco", HERE): permit(**OWN),
        ("openapi_tobacco", THERE): permit(**NEXT_DOOR),
    }

    assert await verdict(store, sandbox.url, tmp_path, tables) == "suspected_closed"


async def test_a_row_that_two_registers_hold_counts_once(
    sandbox: RunningSandbox, store: LocalStore, tmp_path: Path
) -> None:
    tables = {
        ("convenience", HERE): frame("convenience", **LISTED),
        ("openapi_tobacco", HERE): permit(**NEXT_DOOR | {"district": HERE}),
        ("openapi_tobacco", THERE): permit(**NEXT_DOOR),
    }

    await verdict(store, sandbox.url, tmp_path, tables)

    assert len(store.read("closures", HERE)["evidence"].item()) == 1


async def test_a_neighbours_damaged_table_is_no_obstacle(
    sandbox: RunningSandbox, store: LocalStore, tmp_path: Path
) -> None:
    tables = {
        ("convenience", HERE): frame("convenience", **LISTED),
        ("openapi_tobacco", HERE): permit(**OWN),
        ("openapi_tobacco", THERE): permit(**NEXT_DOOR),
    }
    for (asset, of), table in tables.items():
        store.write(asset, of, table)
    (tmp_path / "data" / "openapi_tobacco" / f"{THERE}.parquet").write_bytes(b"half a file")

    assert await verdict(store, sandbox.url, tmp_path, {}) == "suspected_closed"


@pytest.mark.parametrize("asset", ["convenience", "openapi_tobacco"])
async def test_a_neighbours_table_that_the_store_does_not_give_is_one(
    asset: str, sandbox: RunningSandbox, store: LocalStore, tmp_path: Path
) -> None:
    tables = {
        ("convenience", HERE): frame("convenience", **LISTED),
        ("openapi_tobacco", HERE): permit(**OWN),
    }
    (tmp_path / "data" / asset / f"{THERE}.parquet").mkdir(parents=True)

    with pytest.raises(StoredTableError, match=f"{asset} of {THERE}: not read, is a directory"):
        await verdict(store, sandbox.url, tmp_path, tables)

    assert not store.exists("closures", HERE)


def test_only_districts_in_reach_are_neighbours() -> None:
    at_the_border = frame("convenience", **AT_THE_BORDER)
    in_the_middle = frame("convenience", lon=MIDDLE.lon, lat=MIDDLE.lat)

    near = [one.name for one in neighbours(district(HERE), at_the_border)]
    assert THERE in near
    assert not {HERE, "노원구", "강남구"} & set(near)
    assert neighbours(district(HERE), in_the_middle) == []
    assert neighbours(district(HERE), in_the_middle.clear()) == []
