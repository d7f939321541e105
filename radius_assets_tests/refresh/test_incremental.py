"""Keeping permits by what changed of them, and the stored tables that only a full read mends."""

from pathlib import Path

import pytest

from radius_assets.domain.addresses import ADDRESS_SCHEMA
from radius_assets.publication.parquet import CERTIFICATE_KEY, VERSION_KEY, parquet
from radius_assets.publication.storage import LocalStore
from radius_assets.publication.store_errors import StoredTableError
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell
from radius_assets.refresh.stages import Stages
from radius_assets.refresh.ticks import stored_registers
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.publication.frames import frame
from radius_assets_tests.refresh.clients import DISTRICT, stages

pytestmark = pytest.mark.anyio

ASSET = "openapi_food"


@pytest.fixture
def budget(tmp_path: Path) -> Path:
    return tmp_path / "budget"


async def make(of: Stages, asset: str = ASSET) -> Materialized:
    return await of.make(Cell(asset, DISTRICT), started=lambda _cell, _meter: None)


def store_without_keys(store: LocalStore) -> None:
    """Take the address keys out of the stored permits, as tables had none once."""
    stored = store.stored(ASSET, DISTRICT)
    bare = stored.frame.drop(*ADDRESS_SCHEMA)
    kept = {VERSION_KEY: stored.data_version, CERTIFICATE_KEY: stored.certificate}
    store.files.write(f"{ASSET}/{DISTRICT}.parquet", parquet(bare, kept))


async def test_a_table_without_address_keys_is_read_whole_once(
    sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    async with stages(sandbox.url, store, budget, full_refresh=False) as opened:
        first = await make(opened)
        before = store.read(ASSET, DISTRICT)
        store_without_keys(store)
        again, then = await make(opened), await make(opened)

    assert [made.figures["mode"] for made in (first, again, then)] == [
        "full",
        "full",
        "incremental",
    ]
    assert store.read(ASSET, DISTRICT).equals(before)
    assert again.written.data_version == then.written.data_version == first.written.data_version


async def test_whoever_reads_such_a_table_is_told_what_to_do(
    sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    for asset in (ASSET, "convenience", "openapi_tobacco", "semas"):
        store.write(asset, DISTRICT, frame(asset))
    store_without_keys(store)

    async with stages(sandbox.url, store, budget) as opened:
        with pytest.raises(StoredTableError) as refusal:
            await make(opened, "closures")

    assert str(refusal.value) == (
        "openapi_food of 영등포구: the file has other columns than today "
        "(building, lot_key, road_key, street, underground), "
        "`radius refresh 영등포구 --only openapi_food` makes it anew"
    )


async def test_the_sensor_leaves_such_a_table_to_a_full_read(
    sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    async with stages(sandbox.url, store, budget) as opened:
        await make(opened)
    assert list(stored_registers(store, "food")) == [DISTRICT]

    store_without_keys(store)

    assert stored_registers(store, "food") == {}
