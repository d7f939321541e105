"""Tests of the coverings that a run opens: what is stored helps to plan, and never hinders."""

from pathlib import Path

import polars as pl
import pytest
import shapely

from radius_assets.collection.area import AreaOptions, area_of, whole_area
from radius_assets.collection.covering import Reading
from radius_assets.collection.daiso_listings import daiso_listings
from radius_assets.domain.districts import DISTRICT_NAMES, district
from radius_assets.domain.geo import LonLat
from radius_assets.publication.storage import LocalStore
from radius_assets.publication.store_errors import StoredTableError
from radius_assets.refresh.tiles import open_covering, open_daiso_covering, own_daiso_covering
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.publication.frames import frame
from radius_assets_tests.refresh.clients import opened
from radius_assets_tests.refresh.towns import (
    HOME,
    NEXT_DOOR,
    Town,
    daiso,
    keep_listings,
    read,
    rows,
    shops_of,
)

pytestmark = pytest.mark.anyio

OPTIONS = AreaOptions()
MIDDLE = LonLat(*HOME.boundary.centroid.coords[0])
STORES = daiso(HOME, MIDDLE)
ALL = AreaOptions(area="district")


async def read_home(store: LocalStore, town: Town, options: AreaOptions = OPTIONS) -> Reading:
    covering = await open_covering(town, store, [HOME.name], options)
    return await read(covering, HOME, STORES, options)


async def test_stored_listings_save_requests_and_predict_what_is_found(store: LocalStore) -> None:
    town = Town()
    first = await read_home(store, town)
    store.write("daiso", HOME.name, STORES)
    keep_listings(store, HOME, STORES, first, OPTIONS)

    again = await read_home(store, town)

    assert (first.prior, first.predicted) == ("area", None)
    assert (again.prior, again.predicted) == ("listings", len(again.places))
    assert again.requests < first.requests
    listed = set(store.read("convenience", HOME.name)["place_id"])
    assert listed <= {place.place_id for place in again.places}


async def test_places_beside_the_listings_are_planned_with(store: LocalStore) -> None:
    """Shops of the next district are no listings of this one, and fill its tiles all the same."""
    town = Town()
    first = await read_home(store, town, ALL)
    store.write("daiso", HOME.name, STORES)
    keep_listings(store, HOME, STORES, first, ALL)
    of_next_door = set(shops_of(NEXT_DOOR)) & {place.position for place in first.places}

    again = await read_home(store, town, ALL)

    assert len(of_next_door) > 20
    assert again.predicted == len(again.places) > store.read("convenience", HOME.name).height
    assert all(tile.read <= 43 for tile in again.tiles)


@pytest.mark.parametrize(
    ("stored", "options", "whole"),
    [
        pytest.param([STORES], OPTIONS, False, id="around the stored stores"),
        pytest.param([], OPTIONS, True, id="all of it where no store is stored"),
        pytest.param([STORES], ALL, True, id="all of it where that is wanted"),
        pytest.param([STORES], AreaOptions(radius_m=500, shape="circle"), False, id="a circle"),
    ],
)
async def test_tiles_are_planned_for_what_will_be_read(
    stored: list[pl.DataFrame], options: AreaOptions, *, whole: bool, store: LocalStore
) -> None:
    for table in stored:
        store.write("daiso", HOME.name, table)
    area = area_of(HOME, STORES, options)
    expected = whole_area(HOME) if whole else area

    reading = await read_home(store, Town(), options)

    planned_for = shapely.union_all([tile.rect.polygon() for tile in reading.tiles])
    assert planned_for.bounds == pytest.approx(expected.bounds, abs=1e-8) or whole
    assert planned_for.difference(shapely.box(*expected.bounds).buffer(1e-8)).is_empty
    assert {place.position for place in reading.places} >= {
        shop for shop in shops_of(HOME) if shapely.intersects_xy(area, *shop)
    }


SEMAS = rows("semas", HOME, "store_id", shops_of(HOME))
OPEN, CLOSED = (
    rows("openapi_tobacco", HOME, "management_number", shops_of(HOME), state=state)
    for state in ("operating", "closed")
)
NAMELESS = rows(
    "openapi_food",
    HOME,
    "management_number",
    shops_of(HOME),
    state="operating",
    name="가온상회",
    business_type="커피숍",
)


@pytest.mark.parametrize(
    ("tables", "prior"),
    [
        pytest.param({"semas": SEMAS, "openapi_tobacco": OPEN}, "semas", id="SEMAS"),
        pytest.param({"openapi_tobacco": OPEN}, "permits", id="permits"),
        pytest.param({"openapi_tobacco": CLOSED}, "area", id="closed permits tell nothing"),
        pytest.param({"openapi_food": NAMELESS}, "area", id="permits of other shops"),
    ],
)
async def test_without_listings_the_registers_plan(
    tables: dict[str, pl.DataFrame], prior: str, store: LocalStore
) -> None:
    store.write("daiso", HOME.name, STORES)
    for asset, table in tables.items():
        store.write(asset, HOME.name, table)

    reading = await read_home(store, Town(), OPTIONS)

    assert reading.prior.split("+")[0] == prior
    assert len(reading.places) >= 100


async def test_one_district_is_planned_from_listings_and_the_next_from_a_register(
    store: LocalStore,
) -> None:
    town = Town()
    keep_listings(store, HOME, STORES, await read_home(store, town, ALL), ALL)
    store.write("semas", NEXT_DOOR.name, rows("semas", NEXT_DOOR, "store_id", shops_of(NEXT_DOOR)))

    covering = await open_covering(town, store, [HOME.name, NEXT_DOOR.name], ALL)
    home = await read(covering, HOME, STORES, ALL)
    next_door = await read(covering, NEXT_DOOR, daiso(NEXT_DOOR), ALL)

    assert home.prior.startswith("listings")
    assert "semas" in next_door.prior
    assert set(shops_of(NEXT_DOOR)) <= {place.position for place in next_door.places}


async def test_listings_without_a_certificate_still_help(store: LocalStore) -> None:
    town = Town()
    first = await read_home(store, town)
    keep_listings(store, HOME, STORES, first, OPTIONS)
    store.write("convenience", HOME.name, store.read("convenience", HOME.name))

    again = await read_home(store, town)

    assert again.prior.startswith("listings")
    assert again.requests < first.requests


@pytest.mark.parametrize("asset", ["convenience", "daiso", "semas", "openapi_food"])
async def test_a_damaged_table_is_no_obstacle(
    asset: str, store: LocalStore, tmp_path: Path
) -> None:
    store.write(asset, HOME.name, frame(asset, district=HOME.name))
    (tmp_path / "data" / asset / f"{HOME.name}.parquet").write_bytes(b"half a file")
    store.write("semas", NEXT_DOOR.name, rows("semas", NEXT_DOOR, "store_id", shops_of(NEXT_DOOR)))

    reading = await read_home(store, Town())

    assert "semas" in reading.prior, "the tables that can be read still help"
    assert len(reading.places) >= 100


async def test_where_nothing_is_covered_the_store_is_not_asked(
    sandbox: RunningSandbox, store: LocalStore, tmp_path: Path
) -> None:
    for asset in ("convenience", "daiso"):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / asset).touch()  # a file, where the tables would be

    async with opened(sandbox.url, tmp_path / "budget") as sources:
        await open_covering(sources.kakao, store, [], OPTIONS)
        await open_daiso_covering(sources.kakao, store, [])
        with pytest.raises(StoredTableError, match="not listed"):
            await open_covering(sources.kakao, store, [HOME.name], OPTIONS)
        with pytest.raises(StoredTableError, match="not listed"):
            await open_daiso_covering(sources.kakao, store, [HOME.name])


CITY = [LonLat(*district(name).boundary.centroid.coords[0]) for name in DISTRICT_NAMES]


async def test_districts_share_the_search_for_daiso_stores(store: LocalStore) -> None:
    """All 25 districts, with eleven stores each, cost little more than their pages."""
    around = [LonLat(at.lon + n / 2_000, at.lat) for at in CITY for n in range(11)]
    blind, known = Town(around), Town(around)

    for town, is_known in ((blind, False), (known, True)):
        if is_known:
            for number, name in enumerate(DISTRICT_NAMES):
                stores = around[11 * number : 11 * number + 11]
                store.write("daiso", name, daiso(district(name), *stores))
        covering = await open_daiso_covering(town, store, DISTRICT_NAMES)
        for name in DISTRICT_NAMES:
            await daiso_listings(district(name), covering)

    assert blind.stores.requests <= 40
    assert known.stores.requests <= 24  # 275 stores fill 19 pages
    assert max(known.stores.asked.values()) == 1


async def test_one_district_alone_costs_one_query_for_daiso_stores(store: LocalStore) -> None:
    shared, own = Town([MIDDLE]), Town([MIDDLE])

    await daiso_listings(HOME, await open_daiso_covering(shared, store, [HOME.name]))
    await daiso_listings(HOME, own_daiso_covering(own, HOME))

    assert shared.stores.requests == own.stores.requests == 1
