"""No district of Seoul is without permits, so a register that says so is never believed."""

from pathlib import Path

import pytest

from radius_assets.domain.records import PermitsChoice
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.order import Cell
from radius_assets.sources.errors import IncompleteAnswerError
from radius_assets_tests.publication.frames import frame
from radius_assets_tests.refresh.clients import DISTRICT, stages
from radius_assets_tests.refresh.registers_on_a_socket import RegisterServer, always
from radius_assets_tests.sources.scripted import Reply, Request
from radius_assets_tests.sources.shapes import mois_reply, seoul_code, seoul_reply

pytestmark = pytest.mark.anyio

TABLE = f"openapi_food/{DISTRICT}.parquet"
UNBELIEVED = (
    "declares no rows, and no district of Seoul is without permits; not believed; try again, "
    "ask the other service (RADIUS_PERMITS=seoul or data_go_kr), or read a file "
    "(`radius import permits`)"
)
NO_DATA = {
    "Seoul says that there are none": ("seoul", seoul_code("INFO-200")),
    "Seoul shows none": ("seoul", seoul_reply([], total=0)),
    "data.go.kr says that there are none": ("data_go_kr", mois_reply("", resultCode="03")),
    "data.go.kr shows none": ("data_go_kr", mois_reply("", total=0)),
}


class BothEmpty(RegisterServer):
    """Both registers, without a row."""

    def __init__(self) -> None:
        super().__init__([], {})

    def reply_to(self, request: Request) -> Reply:
        """That there are no data."""
        is_data_go_kr = request.path.startswith("/1741000/")
        return mois_reply("", resultCode="03") if is_data_go_kr else seoul_code("INFO-200")


def stored_before(store: LocalStore, what: str) -> bytes | None:
    """Store what the test is about; the file as it is then."""
    if what != "nothing":
        rows = frame("openapi_food")
        store.write("openapi_food", DISTRICT, rows.clear() if what == "an empty table" else rows)
    if what == "a damaged file":
        store.files.write(TABLE, b"half a file")
    return store.files.read(TABLE)


@pytest.mark.parametrize("before", ["nothing", "a table", "an empty table", "a damaged file"])
@pytest.mark.parametrize(("permits", "reply"), NO_DATA.values(), ids=NO_DATA)
async def test_a_register_without_permits_is_not_believed(
    permits: PermitsChoice, reply: Reply, before: str, store: LocalStore, tmp_path: Path
) -> None:
    file = stored_before(store, before)

    async with (
        RegisterServer([], {0: always(reply)}).running() as server,
        stages(server.url, store, tmp_path / "budget", permits=permits) as opened,
    ):
        with pytest.raises(IncompleteAnswerError) as raised:
            await opened.make(Cell("openapi_food", DISTRICT), started=lambda _cell, _meter: None)

    source = "Seoul Open Data" if permits == "seoul" else "MOIS"
    assert str(raised.value) == f"{source}: food permits of {DISTRICT}: {UNBELIEVED}"
    assert store.files.read(TABLE) == file
    assert store.read_quarantine("openapi_food", DISTRICT) is None


@pytest.mark.parametrize("has_data_go_kr", [True, False], ids=["both asked", "no second key"])
async def test_nor_are_two_of_them_or_the_only_one(
    has_data_go_kr: bool, store: LocalStore, tmp_path: Path
) -> None:
    async with (
        BothEmpty().running() as server,
        stages(server.url, store, tmp_path / "budget", has_data_go_kr=has_data_go_kr) as opened,
    ):
        with pytest.raises(IncompleteAnswerError) as raised:
            await opened.make(Cell("openapi_food", DISTRICT), started=lambda _cell, _meter: None)

    instead = "says that there are none; MOIS, asked instead: " if has_data_go_kr else ""
    why = f"Seoul Open Data: food permits of {DISTRICT}: {instead}{UNBELIEVED}"
    assert str(raised.value) == why
    assert not store.exists("openapi_food", DISTRICT)
