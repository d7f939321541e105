"""What is damaged is said and done without; a store that falters is believed in nothing."""

import logging
from pathlib import Path

import pytest

from radius_assets.publication.s3_files import S3Files
from radius_assets.publication.storage import LocalStore, TableStore
from radius_assets.publication.store_errors import StoredTableError
from radius_assets.refresh.forecasting import cells_that_fit
from radius_assets.refresh.order import Cell
from radius_assets.refresh.quota import DailyQuota
from radius_assets.refresh.readable import readable
from radius_assets.refresh.tiles import open_covering
from radius_assets.refresh.work import Options
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.publication.conftest import s3_client
from radius_assets_tests.publication.frames import frame
from radius_assets_tests.refresh.clients import ASKED_AT, DISTRICT, opened

pytestmark = pytest.mark.anyio

ASSET = "openapi_tobacco"
WHOLE_DISTRICT = Options(area="district").area_options


def place_of(folder: Path, asset: str) -> Path:
    """The file of a table that is stored in the folder."""
    return Path(LocalStore(folder / "data").write(asset, DISTRICT, frame(asset)).uri)


def cut(path: Path) -> None:
    """As a disk that was full leaves it."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def without_a_column(path: Path) -> None:
    """As an earlier release wrote it, or a later one."""
    frame(ASSET).drop("lon").write_parquet(path)


def cannot_be_read(path: Path) -> None:
    """The system gives an error for it; permissions would not hinder the tests of a container."""
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("damage", "said"),
    [(cut, "the file is damaged"), (without_a_column, "the file has other columns than today")],
    ids=["cut off", "other columns"],
)
def test_a_damaged_table_is_none_and_the_log_says_which(
    damage: object, said: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert callable(damage)
    damage(place_of(tmp_path, ASSET))

    with caplog.at_level(logging.WARNING):
        found = readable(LocalStore(tmp_path / "data"), ASSET, DISTRICT)

    assert found is None
    (told,) = caplog.messages
    assert told.startswith(f"{ASSET} of {DISTRICT}: {said}")
    assert f"`radius refresh {DISTRICT} --only {ASSET}` makes it anew" in told


def test_a_table_that_was_never_written_is_none_and_no_news(
    store: LocalStore, caplog: pytest.LogCaptureFixture
) -> None:
    assert readable(store, ASSET, DISTRICT) is None
    assert caplog.messages == []


def test_a_file_that_the_system_does_not_give_is_no_missing_table(tmp_path: Path) -> None:
    cannot_be_read(place_of(tmp_path, ASSET))

    with pytest.raises(StoredTableError, match="not read, is a directory"):
        readable(LocalStore(tmp_path / "data"), ASSET, DISTRICT)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> TableStore:
    """A store in an S3 that nobody answers for."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    return TableStore(S3Files(s3_client("http://127.0.0.1:9"), "bucket"))


async def test_a_forecast_does_not_take_silence_for_an_empty_store(silent: TableStore) -> None:
    wanted, quotas = [Cell("convenience", DISTRICT)], {"Kakao": DailyQuota(57, {})}

    with pytest.raises(StoredTableError, match="not read, S3 cannot be asked"):
        await cells_that_fit(wanted, quotas, silent, now=ASKED_AT)


@pytest.mark.parametrize("asset", ["daiso", "convenience", "semas", "openapi_food"])
async def test_nor_does_a_plan_take_a_table_that_does_not_come_for_none(
    asset: str, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    store = LocalStore(tmp_path / "data")
    cannot_be_read(place_of(tmp_path, asset))

    async with opened(sandbox.url, tmp_path / "budget") as sources:
        with pytest.raises(StoredTableError, match=f"{asset} of {DISTRICT}: not read"):
            await open_covering(sources.kakao, store, [DISTRICT], WHOLE_DISTRICT)
