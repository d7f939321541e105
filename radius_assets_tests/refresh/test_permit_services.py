"""Seoul and data.go.kr have the same permits, and data.go.kr tells what changed of them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from radius_assets.domain.districts import district
from radius_assets.domain.records import PermitsChoice
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell
from radius_assets.refresh.permit_changes import read_changes
from radius_assets.sandbox.city import City
from radius_assets.sandbox.server import serving
from radius_assets.sandbox.world import DEFAULT_TODAY, build_city
from radius_assets_tests.refresh.clients import AT_ONCE, opened, stages

pytestmark = pytest.mark.anyio

DISTRICT = "금천구"
SERVICES: tuple[PermitsChoice, ...] = ("seoul", "data_go_kr")


def geumcheon(today: date) -> City:
    """The district as it is on that day."""
    return build_city(7, today=today, districts=[DISTRICT])


@pytest.fixture
def budget(tmp_path: Path) -> Path:
    return tmp_path / "budget"


async def made(
    asset: str, url: str, store: LocalStore, budget: Path, permits: PermitsChoice = "auto"
) -> Materialized:
    """The asset of the district, made of what answers at `url`."""
    async with stages(url, store, budget, permits=permits) as opened_stages:
        cell = Cell(asset, DISTRICT)
        return await opened_stages.make(cell, started=lambda _cell, _meter: None)


@pytest.mark.parametrize("asset", ["openapi_food", "openapi_tobacco"])
async def test_both_services_make_the_same_table_of_a_whole_district(
    asset: str, tmp_path: Path, budget: Path
) -> None:
    stores = [LocalStore(tmp_path / permits) for permits in SERVICES]

    with serving(geumcheon(DEFAULT_TODAY), AT_ONCE) as running:
        one, other = [
            await made(asset, running.url, store, budget, permits)
            for store, permits in zip(stores, SERVICES, strict=True)
        ]

    of_seoul, of_data_go_kr = (store.read(asset, DISTRICT) for store in stores)
    assert of_seoul.height > 2_000
    assert set(of_seoul["provenance"]) == {"seoul_open_data"}
    assert set(of_data_go_kr["provenance"]) == {"data_go_kr"}
    assert of_data_go_kr.drop("provenance").equals(of_seoul.drop("provenance"))
    assert one.written.data_version == other.written.data_version
    for figure in ("rows_declared", "duplicates", "rows_quarantined", "rows_of_other_authority"):
        assert one.figures[figure] == other.figures[figure]


async def test_the_changes_since_a_moment_are_what_a_full_reading_shows_changed(
    store: LocalStore, budget: Path
) -> None:
    """A week goes by between two full readings of the city."""
    midnight = datetime.combine(DEFAULT_TODAY + timedelta(days=1), datetime.min.time(), tzinfo=UTC)
    since = midnight - timedelta(hours=9)
    tables = []

    with serving(geumcheon(DEFAULT_TODAY), AT_ONCE, city_on=geumcheon) as running:
        for days in (0, 7):
            running.age(days)
            await made("openapi_food", running.url, store, budget)
            tables.append(store.read("openapi_food", DISTRICT).drop("provenance"))
        async with opened(running.url, budget) as sources:
            assert sources.mois is not None
            of = district(DISTRICT)
            changes = await read_changes(sources.mois, "food", of, since=since)
            later = await read_changes(sources.mois, "food", of, since=since + timedelta(days=30))

    before, after = tables
    new = after.join(before, on=after.columns, how="anti", nulls_equal=True)
    assert 3 < new.height < 50
    assert changes.permits.frame.drop("provenance").equals(new)
    assert later.permits.frame.is_empty()
