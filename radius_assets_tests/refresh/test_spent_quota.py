"""Tests of a quota that is spent while cells are made: who began and lost, who did not begin."""

from pathlib import Path

import pytest

from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.forecasting import cells_that_fit
from radius_assets.refresh.order import Cell, NotBegunError
from radius_assets.refresh.quota import DailyQuota
from radius_assets.refresh.stages import Stages
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets.sources.errors import QuotaSpentError
from radius_assets.sources.meter import Meter
from radius_assets_tests.publication.frames import frame
from radius_assets_tests.refresh.clients import ASKED_AT, DISTRICT, stages

pytestmark = pytest.mark.anyio

ELSEWHERE = "도봉구"


def unseen(_cell: Cell, _meter: Meter) -> None:
    """Nobody watches."""


async def make(of: Stages, asset: str, district: str) -> None:
    await of.make(Cell(asset, district), started=unseen)


@pytest.mark.parametrize(
    ("asset", "service", "words"),
    [
        ("semas", "semas", "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR"),
        ("convenience", "kakao", "API limit has been exceeded."),
    ],
)
async def test_who_asked_has_failed_and_whoever_comes_later_has_not_begun(
    asset: str,
    service: str,
    words: str,
    sandbox: RunningSandbox,
    store: LocalStore,
    tmp_path: Path,
) -> None:
    store.write("daiso", DISTRICT, frame("daiso"))
    store.write("daiso", ELSEWHERE, frame("daiso", district=ELSEWHERE, lon=127.03, lat=37.66))
    sandbox.set_faults(Faults(quota={service: 0}))

    async with stages(sandbox.url, store, tmp_path / "budget") as opened:
        with pytest.raises(QuotaSpentError, match=words):
            await make(opened, asset, DISTRICT)
        with pytest.raises(NotBegunError) as waits:
            await make(opened, asset, ELSEWHERE)

    assert words in str(waits.value)
    assert "starts anew at 00:00 Korean time" in str(waits.value)
    assert sandbox.stats()[service]["requests"] == 1, "nobody asks after the refusal"
    assert store.districts(asset) == []


async def test_the_store_tells_what_a_forecast_needs_as_far_as_it_can_be_read(
    store: LocalStore, tmp_path: Path
) -> None:
    wanted = [Cell("convenience", name) for name in (ELSEWHERE, DISTRICT, "강남구")]
    store.write("convenience", DISTRICT, frame("convenience"))
    store.write("convenience", "강남구", frame("convenience", district="강남구"))
    (tmp_path / "data" / "convenience" / "강남구.parquet").write_bytes(b"half a file")

    chosen = await cells_that_fit(wanted, {"Kakao": DailyQuota(57, {})}, store, now=ASKED_AT)

    assert [cell.district for cell in chosen.started] == [ELSEWHERE, DISTRICT]
    assert "강남구 needs about 56 requests, and 0 of" in chosen.not_started[0].why


async def test_where_nothing_is_limited_the_store_is_not_read(
    store: LocalStore, tmp_path: Path
) -> None:
    (tmp_path / "data").touch()

    chosen = await cells_that_fit([Cell("daiso", DISTRICT)], {}, store, now=ASKED_AT)

    assert chosen.started == (Cell("daiso", DISTRICT),)
