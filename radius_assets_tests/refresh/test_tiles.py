"""Tests of the covering that a run opens: what is stored helps to plan it, and never hinders."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from radius_assets.collection.area import whole_area
from radius_assets.collection.covering import Reading
from radius_assets.collection.listings import listings_of
from radius_assets.domain.districts import District, district
from radius_assets.publication.storage import LocalStore, StoredTableError
from radius_assets.refresh.tiles import open_covering
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.world import build_city
from radius_assets_tests.refresh.clients import AT_ONCE, opened

pytestmark = pytest.mark.anyio

HOME = district("금천구")


@pytest.fixture(scope="module")
def town() -> Iterator[RunningSandbox]:
    """The services of one whole district of the invented city."""
    with serving(build_city(7, districts=[HOME.name]), AT_ONCE) as running:
        yield running


async def read_all(town: RunningSandbox, store: LocalStore, budget: Path) -> Reading:
    async with opened(town.url, budget) as sources:
        return await open_covering(sources.kakao, store, [HOME.name]).read(whole_area(HOME))


def store_listings(store: LocalStore, of: District, reading: Reading) -> None:
    """Keep all listings of the district: no place of it is 20 km from its middle."""
    middle = of.boundary.centroid
    stores = pl.DataFrame({"store_id": ["1"], "lon": [middle.x], "lat": [middle.y]})
    found = listings_of(
        of,
        reading.places,
        stores,
        radius_m=20_000,
        shape="square",
        fetched_at=datetime(2031, 3, 4, tzinfo=UTC),
    )
    store.write("convenience", of.name, found.frame)


async def test_stored_listings_save_requests(
    town: RunningSandbox, store: LocalStore, tmp_path: Path
) -> None:
    first = await read_all(town, store, tmp_path / "budget")
    store_listings(store, HOME, first)

    again = await read_all(town, store, tmp_path / "budget")

    assert again.places == first.places
    assert again.requests < first.requests


async def test_a_damaged_table_is_no_obstacle(
    town: RunningSandbox, store: LocalStore, tmp_path: Path
) -> None:
    first = await read_all(town, store, tmp_path / "budget")
    store_listings(store, HOME, first)
    (tmp_path / "data" / "convenience" / "구로구.parquet").write_bytes(b"half a file")

    again = await read_all(town, store, tmp_path / "budget")

    assert again.places == first.places
    assert again.requests < first.requests, "the table that can be read still helps"


async def test_where_nothing_is_covered_the_store_is_not_asked(
    sandbox: RunningSandbox, store: LocalStore, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "convenience").touch()  # a file, where the tables would be

    async with opened(sandbox.url, tmp_path / "budget") as sources:
        open_covering(sources.kakao, store, [])
        with pytest.raises(StoredTableError, match="not listed"):
            open_covering(sources.kakao, store, [HOME.name])
