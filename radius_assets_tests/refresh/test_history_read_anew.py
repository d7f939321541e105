"""A log that remembers in the words of its day: of an earlier release, brand or person."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from radius_assets.publication.corrections import Correction
from radius_assets.publication.corrections_file import append_correction
from radius_assets.publication.parquet import parquet
from radius_assets.publication.storage import LocalStore
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.refresh.clients import DISTRICT
from radius_assets_tests.refresh.weeks import MONDAY, change, refresh, told

pytestmark = pytest.mark.anyio

WEEK = timedelta(days=7)
JUDGED = ("closures", "closure_events")


def write_as(store: LocalStore, asset: str, place_id: str, **changes: str | None) -> None:
    """Write a table as if it said something else of the listing."""
    stored = store.stored(asset, DISTRICT)
    is_it = pl.col("place_id") == place_id
    rows = stored.frame.with_columns(
        pl.when(is_it).then(pl.lit(value, pl.String)).otherwise(name).alias(name)
        for name, value in changes.items()
    )
    store.write(asset, DISTRICT, rows, certificate=stored.certificate)


async def test_a_log_of_an_earlier_release_is_added_to(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    """It did not know whose word a verdict was; no refresh could make it anew."""
    not_then = ["corrected_by", "judged"]
    before = told(looked_at).with_columns(pl.lit(None, pl.String).alias(c) for c in not_then)
    earlier = parquet(before.drop(not_then), {})
    looked_at.files.write(f"closure_events/{DISTRICT}.parquet", earlier)
    change(looked_at, verdict="suspended")
    url, later = sandbox.url, MONDAY + WEEK

    made = await refresh(url, looked_at, budget, day=later, assets=["closure_events"])
    after = told(looked_at)
    again = await refresh(url, looked_at, budget, day=later, assets=["closure_events"])

    assert after[: before.height].equals(before)
    assert after[before.height :]["event"].to_list() == ["verdict_changed"]
    assert made["closure_events"].figures["new_events"] == 1
    assert again["closure_events"].figures["new_events"] == 0
    assert told(looked_at).equals(after)


@pytest.mark.parametrize(
    ("name", "brand", "event"),
    [
        pytest.param("위드미 한빛점", "위드미", None, id="a chain that was renamed"),
        pytest.param("이마트24 한빛점", None, None, id="a name that nobody knew then"),
        pytest.param("한빛점", "위드미", None, id="a renamed chain in the category"),
        pytest.param("CU 한빛점", "CU", ("CU", "이마트24"), id="another chain"),
        pytest.param("훼미리마트 한빛점", "훼미리마트", ("CU", "이마트24"), id="another old name"),
        pytest.param("한빛슈퍼", None, (None, "이마트24"), id="an independent shop"),
        pytest.param("한빛 슈퍼", "한빛", (None, "이마트24"), id="a brand that is none any more"),
    ],
)
async def test_a_brand_changes_with_the_chain_and_not_with_its_name(
    name: str,
    brand: str | None,
    event: tuple[str | None, str] | None,
    looked_at: LocalStore,
    sandbox: RunningSandbox,
    budget: Path,
) -> None:
    place_id = told(looked_at)["place_id"][0]
    now = {"place_name": "이마트24 한빛점"}
    then = {"place_name": name, "brand": brand}
    for asset, changes in (("convenience", now), ("closures", now), ("closure_events", then)):
        write_as(looked_at, asset, place_id, **changes)
    log = told(looked_at)

    await refresh(sandbox.url, looked_at, budget, day=MONDAY + WEEK, assets=["closure_events"])

    new = told(looked_at)[log.height :].select("event", "place_id", "before", "after")
    assert new.rows() == ([] if event is None else [("brand_changed", place_id, *event)])


async def test_a_brand_that_the_file_of_brands_no_longer_has_is_no_event(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    place_id = told(looked_at)["place_id"][0]
    for asset in ("convenience", "closures"):
        write_as(looked_at, asset, place_id, place_name="가온 25 한빛점")
    write_as(looked_at, "closure_events", place_id, place_name="가온25 한빛점", brand="가온25")
    log = told(looked_at)

    await refresh(sandbox.url, looked_at, budget, day=MONDAY + WEEK, assets=["closure_events"])

    assert told(looked_at).equals(log)


@pytest.mark.parametrize("agrees", [False, True], ids=["against them", "with them"])
async def test_a_persons_word_is_told_where_it_is_against_the_registers(
    agrees: bool, looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    judged = looked_at.read("closures", DISTRICT).row(0, named=True)
    place_id, said = judged["place_id"], judged["verdict"] if agrees else "suspended"
    write_as(looked_at, "closure_events", place_id, verdict="closed")
    log = told(looked_at)
    word = Correction(place_id, said, "kim", MONDAY, "milk")
    append_correction(looked_at.files, word, today=MONDAY)

    await refresh(sandbox.url, looked_at, budget, day=MONDAY + WEEK, assets=JUDGED)

    (row,) = told(looked_at)[log.height :].filter(place_id=place_id).iter_rows(named=True)
    assert (row["before"], row["after"], row["corrected_by"]) == (
        "closed",
        said,
        None if agrees else "kim",
    )
