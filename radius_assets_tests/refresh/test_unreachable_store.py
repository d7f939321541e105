"""A store that does not answer is not an empty one: nothing is concluded, and nothing replaced."""

from pathlib import Path

import pytest

from radius_assets.publication.files import LocalFiles
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoredTableError
from radius_assets.refresh.order import Cell
from radius_assets.refresh.readable import readable
from radius_assets.refresh.ticks import stored_registers
from radius_assets_tests.publication.frames import frame
from radius_assets_tests.refresh.bad_permits import SEOUL_ROWS
from radius_assets_tests.refresh.clients import DISTRICT, stages
from radius_assets_tests.refresh.registers_on_a_socket import RegisterServer, Spoilt, always
from radius_assets_tests.sources.scripted import scripted
from radius_assets_tests.sources.shapes import semas_reply, seoul_code, seoul_reply

pytestmark = pytest.mark.anyio

REFUSED = "not read, input/output error"


class Flaky(LocalFiles):
    """A folder from which no table can be read for a while; writing goes on."""

    fails = False

    def read(self, name: str) -> bytes | None:
        """The file, or the error of a disk or a network."""
        if self.fails and name.endswith(".parquet"):
            raise OSError(5, "Input/output error")
        return super().read(name)


@pytest.fixture
def files(tmp_path: Path) -> Flaky:
    return Flaky(tmp_path / "data")


async def make(asset: str, url: str, files: Flaky, budget: Path, *, full: bool = True) -> None:
    async with stages(url, TableStore(files), budget, permits="seoul", full_refresh=full) as opened:
        await opened.make(Cell(asset, DISTRICT), started=lambda _cell, _meter: None)


@pytest.mark.parametrize("full", [True, False], ids=["whole", "what changed"])
@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param({0: always(seoul_code("INFO-200"))}, id="no rows"),
        pytest.param({0: always(seoul_reply(SEOUL_ROWS[:766], total=766))}, id="a third of them"),
        pytest.param({}, id="all rows"),
    ],
)
async def test_permits_are_not_replaced_while_nobody_knows_what_is_stored(
    spoilt: Spoilt, full: bool, files: Flaky, tmp_path: Path
) -> None:
    TableStore(files).write("openapi_food", DISTRICT, frame("openapi_food"))
    files.fails = True

    async with RegisterServer(SEOUL_ROWS, spoilt).running() as server:
        with pytest.raises(StoredTableError, match=REFUSED):
            await make("openapi_food", server.url, files, tmp_path / "budget", full=full)

    files.fails = False
    assert TableStore(files).read("openapi_food", DISTRICT).equals(frame("openapi_food"))


async def test_nor_is_an_empty_business_register_believed(files: Flaky, tmp_path: Path) -> None:
    TableStore(files).write("semas", DISTRICT, frame("semas"))
    files.fails = True

    async with scripted(semas_reply([], total=0, resultCode="03")) as server:
        with pytest.raises(StoredTableError, match=REFUSED):
            await make("semas", server.url, files, tmp_path / "budget")

    files.fails = False
    assert TableStore(files).read("semas", DISTRICT).equals(frame("semas"))


async def test_a_sensor_does_not_take_such_a_district_for_one_that_is_not_stored(
    files: Flaky,
) -> None:
    TableStore(files).write("openapi_food", DISTRICT, frame("openapi_food"))
    files.fails = True

    with pytest.raises(StoredTableError, match=REFUSED):
        stored_registers(TableStore(files), "food")


async def test_a_table_that_is_damaged_or_missing_keeps_none_out(files: Flaky) -> None:
    store = TableStore(files)
    assert readable(store, "semas", DISTRICT) is None

    store.write("semas", DISTRICT, frame("semas"))
    found = readable(store, "semas", DISTRICT)
    files.write(f"semas/{DISTRICT}.parquet", b"half a file")

    assert found is not None
    assert found.frame.equals(frame("semas"))
    assert readable(store, "semas", DISTRICT) is None
