"""Areas that are odd: no store, stores nobody can place, stores outside, and whole districts."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from radius_assets.collection.table_certificate import TableCertificate
from radius_assets.domain.districts import district
from radius_assets.domain.geo import LonLat, distance_m
from radius_assets.refresh.coverage import stored_coverage
from radius_assets.refresh.order import Cell
from radius_assets.sandbox.city import City
from radius_assets.sandbox.server import serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.settings import Settings
from radius_assets_tests.collection.spots import over_the_border
from radius_assets_tests.graph.platform import Platform, failure_text, settings_for

HOME = "금천구"
OUTSIDE = over_the_border(
    district(HOME), LonLat(126.86, 37.44), 1_500
)  # in 광명, which is no Seoul
CHAIN = ("daiso", "convenience", "closures")
ALONE = {"without": ["openapi_food", "openapi_tobacco", "semas"]}  # closures need no register then

ServeCity = Callable[[City], Platform]


@pytest.fixture
def platform_of(
    settings: Settings, tmp_path: Path, instance: dg.DagsterInstance
) -> Iterator[ServeCity]:
    """Serves a city of the test's own, and gives the platform that asks it."""
    with ExitStack() as stack:

        def serve(city: City) -> Platform:
            limits = SandboxSettings(rate_per_second=10_000, latency_ms=0)
            running = stack.enter_context(serving(city, limits))
            return Platform(settings_for(running.url, tmp_path), instance)

        yield serve
    assert settings.store == str(tmp_path / "data")


def is_daiso_listing() -> pl.Expr:
    return pl.col("place_name").str.starts_with("다이소") & (pl.col("category_group_code") == "")


def without_daiso(city: City) -> City:
    """The city without any store that is listed in the district, by the finder or by Kakao."""
    at_home = pl.col("strAddr").str.contains(HOME)
    return dataclasses.replace(
        city,
        daiso=city.daiso.filter(~at_home),
        places=city.places.filter(~is_daiso_listing()),
    )


def with_one_store(city: City, at: LonLat | None) -> City:
    """The city whose one store in the district is at the position, or has none."""
    bare = without_daiso(city)
    store = city.daiso.filter(pl.col("strAddr").str.contains(HOME)).head(1)
    lon, lat = (0.0, 0.0) if at is None else at
    moved = store.with_columns(
        strAddr=pl.lit(f"서울특별시 {HOME} 없는로 999"), strLitd=pl.lit(lon), strLttd=pl.lit(lat)
    )
    return dataclasses.replace(bare, daiso=pl.concat([bare.daiso, moved]))


def certificate(platform: Platform) -> TableCertificate:
    return TableCertificate.from_json(platform.store.certificate("convenience", HOME) or "")


def test_a_district_without_stores_has_an_empty_table_that_says_why(
    city: City, platform_of: ServeCity
) -> None:
    platform = platform_of(without_daiso(city))

    result = platform.refresh([HOME], assets=CHAIN, config=ALONE)

    assert result.success
    for asset in ("daiso", "convenience", "closures"):
        assert platform.store.read(asset, HOME).is_empty()
    reason = "the area is empty: the district has no Daiso store"
    assert certificate(platform).reading.reason == reason
    assert platform.latest("convenience", HOME).metadata["requests"].value == 0
    assert stored_coverage(platform.store, HOME).is_proved


def test_all_of_a_district_without_stores_can_be_read(city: City, platform_of: ServeCity) -> None:
    platform = platform_of(without_daiso(city))

    result = platform.refresh([HOME], assets=CHAIN, config={**ALONE, "area": "district"})

    listings = platform.store.read("convenience", HOME)
    known = city.places.filter(category_group_code="CS2")
    at_home = known.filter(pl.col("address_name").str.starts_with(f"서울 {HOME}"))
    assert result.success
    assert set(listings["place_id"]) == set(at_home["id"])
    assert listings["nearest_store_id"].null_count() == listings.height
    assert listings["distance_m"].null_count() == listings.height
    assert platform.store.read("closures", HOME).height == listings.height


def test_a_store_that_nobody_can_place_is_named_in_the_certificate(
    city: City, platform_of: ServeCity
) -> None:
    platform = platform_of(with_one_store(city, None))

    result = platform.refresh([HOME], assets=CHAIN, config=ALONE)

    stores = platform.store.read("daiso", HOME)
    assert result.success
    assert stores["lon"].to_list() == [None]
    assert certificate(platform).stores_without_position == tuple(stores["name"])
    assert certificate(platform).reading.reason == (
        "the area is empty: of 1 Daiso stores none has a position"
    )
    (evaluation,) = platform.evaluations("area_knows_every_store", HOME)
    assert not evaluation.passed
    assert evaluation.severity == dg.AssetCheckSeverity.WARN
    assert str(evaluation.description) == f"without a position: {stores['name'][0]}"


def test_the_area_of_a_store_outside_is_cut_by_the_boundary(
    city: City, platform_of: ServeCity
) -> None:
    platform = platform_of(with_one_store(city, OUTSIDE))

    result = platform.refresh([HOME], assets=["daiso", "convenience"])

    assert result.success
    assert certificate(platform).stores_out_of_reach == ()
    assert certificate(platform).reading.reason is None
    listings = platform.store.read("convenience", HOME)
    assert set(listings["district"]) <= {HOME}
    assert stored_coverage(platform.store, HOME).is_proved


def test_a_store_so_far_out_that_nothing_is_left_is_named(
    city: City, platform_of: ServeCity
) -> None:
    platform = platform_of(with_one_store(city, OUTSIDE))

    result = platform.refresh([HOME], assets=CHAIN, config={**ALONE, "radius_m": 300})

    name = platform.store.read("daiso", HOME)["name"][0]
    assert result.success
    assert platform.store.read("convenience", HOME).is_empty()
    assert platform.store.read("closures", HOME).is_empty()
    assert certificate(platform).stores_out_of_reach == (name,)
    assert certificate(platform).reading.reason == (
        "the area is empty: nothing around 1 Daiso stores lies within the district"
    )


@pytest.mark.parametrize("radius_m", [99, 20_001, float("nan"), float("inf")])
def test_a_radius_out_of_its_bounds_is_refused(platform: Platform, radius_m: float) -> None:
    result = platform.refresh([HOME], assets=["daiso"], config={"radius_m": radius_m})

    assert "radius_m" in failure_text(result)
    assert "than or equal to " in failure_text(result)
    assert platform.materialized() == set()


@pytest.mark.usefixtures("yesterday")
def test_all_of_a_district_holds_what_is_near_its_stores(platform: Platform) -> None:
    near = platform.store.read("convenience", HOME)

    platform.refresh([HOME], assets=["convenience"], config={"area": "district"})

    whole = platform.store.read("convenience", HOME)
    both = whole.filter(pl.col("place_id").is_in(near["place_id"].to_list()))
    assert both.drop("fetched_at").equals(near.drop("fetched_at")), "stores and distances, too"
    assert whole["distance_m"].is_not_null().all()
    assert certificate(platform).options.area == "district"
    assert certificate(platform).beyond_radius == 0


@pytest.mark.usefixtures("yesterday")
def test_a_circle_is_a_true_circle(platform: Platform) -> None:
    config = {"shape": "circle", "radius_m": 700}

    platform.refresh([HOME], assets=["convenience"], config=config)

    stores = [LonLat(*at) for at in platform.store.read("daiso", HOME)[["lon", "lat"]].rows()]
    listings = platform.store.read("convenience", HOME)
    nearest = [
        min(distance_m(LonLat(*at), store) for store in stores)
        for at in listings[["lon", "lat"]].rows()
    ]
    assert max(nearest) <= 700
    assert certificate(platform).beyond_radius > 0


@pytest.mark.usefixtures("yesterday")
def test_what_cannot_be_proved_is_not_written(platform: Platform, city: City) -> None:
    """More places than can be shown stand at one spot: nobody can prove that all were read."""
    before = platform.store.stored("convenience", HOME)
    crowd = city.places.filter(pl.col("address_name").str.starts_with(f"서울 {HOME}"))
    crowd = crowd.filter(category_group_code="CS2").head(60)
    spot = crowd.with_columns(lon=pl.lit(126.9), lat=pl.lit(37.46))
    rest = city.places.filter(~pl.col("id").is_in(crowd["id"].to_list()))
    crowded = dataclasses.replace(city, places=pl.concat([rest, spot]))

    with serving(crowded, SandboxSettings(rate_per_second=10_000, latency_ms=0)) as running:
        settings = settings_for(running.url, Path(platform.settings.store).parent)
        other = dataclasses.replace(platform, settings=settings)
        result = other.refresh([HOME], assets=["convenience"])

    after = platform.store.stored("convenience", HOME)
    assert "saturated: 60 places at one spot" in failure_text(result)
    assert platform.failed() == {Cell("convenience", HOME)}
    assert after.frame.equals(before.frame)
    assert after.certificate == before.certificate
