"""Brands that people add: a chain that the package has never seen, known by a file."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from radius_assets.opening import RETRY_TAG
from radius_assets.publication.storage import TableStore
from radius_assets.sandbox.city import City
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.sandbox.world import build_city
from radius_assets.settings import Settings
from radius_assets_tests.graph.platform import Platform, failure_text, settings_for
from radius_assets_tests.graph.test_staleness import stale

DISTRICT, OTHER = "금천구", "영등포구"
JUDGED = ("closures", "closure_events")
CHAIN = "한빛24"
FILE = f"""
[[brand]]
name = "{CHAIN}"
kind = "chain"
spellings = ["에이치비편의"]
"""


def strange(city: City) -> City:
    """The city where a chain that nobody knows stands in place of GS25.

    On the map it bears its name, in the registers that of its company.
    """
    sign = pl.col("place_name").str.replace("^GS25", CHAIN)
    of_chain = pl.col("category_name").str.replace("GS25", CHAIN)
    company = {
        name: pl.col(name).str.replace(r"(?i)(지에스|gs)(\(gs\))?\s?(25)?", "에이치비편의")
        for name in ("BPLCNM", "bizesNm")
    }
    return dataclasses.replace(
        city,
        places=city.places.with_columns(sign, of_chain),
        food=city.food.with_columns(company["BPLCNM"]),
        tobacco=city.tobacco.with_columns(company["BPLCNM"]),
        semas=city.semas.with_columns(company["bizesNm"]),
    )


@pytest.fixture(scope="module")
def strange_sandbox() -> Iterator[RunningSandbox]:
    """The services of such a city."""
    settings = SandboxSettings(rate_per_second=10_000, latency_ms=0)
    with serving(strange(build_city(7, districts=(DISTRICT,))), settings) as running:
        yield running


def write_brands(folder: Path, text: str = FILE) -> Path:
    path = folder / "more brands.toml"
    path.write_text(text, "utf-8")
    return path


def with_brands(platform: Platform, path: Path) -> Platform:
    """The same deployment with RADIUS_BRANDS."""
    return dataclasses.replace(
        platform, settings=dataclasses.replace(platform.settings, brands=path)
    )


def share_operating(store: TableStore) -> float:
    """Of the listings of the chain, as far as the verdicts know."""
    of_chain = store.read("closures", DISTRICT).filter(pl.col("place_name").str.contains(CHAIN))
    return of_chain.filter(verdict="operating").height / of_chain.height


def test_a_chain_that_nobody_knew_is_known_by_the_file(
    strange_sandbox: RunningSandbox,
    settings: Settings,
    instance: dg.DagsterInstance,
    tmp_path: Path,
) -> None:
    asked = settings_for(strange_sandbox.url, tmp_path)
    platform = Platform(dataclasses.replace(asked, dagster_home=settings.dagster_home), instance)
    assert platform.refresh([DISTRICT]).success
    before = share_operating(platform.store)
    brands_before = set(platform.store.read("closure_events", DISTRICT)["brand"])
    platform.store.files.remove(f"closure_events/{DISTRICT}.parquet")

    told = with_brands(platform, write_brands(tmp_path))
    assert told.refresh([DISTRICT], assets=JUDGED).success
    assert told.summarize().success

    assert before < 0.7, "one is found by its address or its branch now and then"
    assert share_operating(told.store) > 0.85
    assert CHAIN not in brands_before
    assert CHAIN in set(told.store.read("closure_events", DISTRICT)["brand"])
    assert CHAIN in set(told.store.read("weekly_summary", None)["brand"])


@pytest.mark.usefixtures("yesterday")
def test_other_brands_make_verdicts_stale_until_they_are_given_anew(
    platform: Platform, tmp_path: Path
) -> None:
    platform.refresh([DISTRICT, OTHER], assets=JUDGED)
    told = with_brands(platform, write_brands(tmp_path))

    before = stale(told) & set(JUDGED)
    told.refresh([OTHER], assets=JUDGED)
    elsewhere = stale(told) & set(JUDGED)
    told.refresh([DISTRICT], assets=JUDGED)

    assert before == set()
    assert elsewhere == {"closures"}
    assert stale(told) & set(JUDGED) == set()


@pytest.mark.usefixtures("yesterday")
def test_what_the_verdicts_rest_on_is_recorded_where_it_is_other(
    platform: Platform, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    for each in (platform, platform, with_brands(platform, write_brands(tmp_path))):
        each.refresh([DISTRICT], assets=JUDGED)

    found = instance.fetch_materializations(dg.AssetKey("brands"), limit=10).records
    latest, first = [record.asset_materialization for record in found]
    assert latest is not None
    assert first is not None
    assert first.metadata["brands_added"].value == ""
    assert latest.metadata["brands_added"].value == CHAIN
    assert latest.metadata["file"].value == str(tmp_path / "more brands.toml")
    version = platform.latest("closures", DISTRICT).metadata["brands_version"].value
    assert latest.tags is not None
    assert latest.tags["dagster/data_version"] == version


def test_a_file_that_broke_refuses_the_run_before_anything_is_asked(
    platform: Platform,
    sandbox: RunningSandbox,
    instance: dg.DagsterInstance,
    tmp_path: Path,
) -> None:
    path = write_brands(tmp_path, "[[brand]]\nname = '한빛24'\nkind = 'big'\n")

    result = with_brands(platform, path).refresh([DISTRICT])

    assert not result.success
    assert f"{path}: [brand] 한빛24: kind is 'big'" in failure_text(result)
    run = instance.get_run_by_id(result.run_id)
    assert run is not None
    assert run.tags[RETRY_TAG] == "false", "another attempt would end the same"
    assert all(stats["requests"] == 0 for stats in sandbox.stats().values())
