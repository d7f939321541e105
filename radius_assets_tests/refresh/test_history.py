"""The log of a district: made from stored tables, added to, and never in the way."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from radius_assets.publication.log_state import state_of
from radius_assets.publication.storage import LocalStore
from radius_assets.publication.store_errors import StoredTableError, TableMissingError
from radius_assets.publication.versions import data_version
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets.sources.errors import SourceError
from radius_assets_tests.publication.frames import frame
from radius_assets_tests.refresh.clients import DISTRICT
from radius_assets_tests.refresh.weeks import MONDAY, change, refresh, told

pytestmark = pytest.mark.anyio

WEEK = timedelta(days=7)
JUDGED = ("closures", "closure_events")


async def test_the_first_look_finds_every_listing(looked_at: LocalStore) -> None:
    log, closures = told(looked_at), looked_at.read("closures", DISTRICT)

    assert set(log["event"]) == {"found"}
    assert log["place_id"].to_list() == closures["place_id"].to_list()
    assert set(log["seen_on"]) == set(closures["first_seen_on"]) == {MONDAY}


async def test_a_look_at_the_same_adds_nothing_and_is_the_same_version(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    before = told(looked_at)

    made = await refresh(sandbox.url, looked_at, budget, day=MONDAY + WEEK)

    assert told(looked_at).equals(before)
    assert made["closure_events"].figures["new_events"] == 0
    assert made["closure_events"].written.data_version == data_version("closure_events", before)


async def test_what_is_new_is_counted_and_tells_its_evidence(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    change(looked_at, verdict="suspended")

    made = await refresh(
        sandbox.url, looked_at, budget, day=MONDAY + WEEK, assets=["closure_events"]
    )

    last = told(looked_at).row(-1, named=True)
    assert (last["event"], last["after"]) == ("verdict_changed", "suspended")
    assert made["closure_events"].figures["new_verdict_changed"] == 1
    closures = looked_at.read("closures", DISTRICT).filter(place_id=last["place_id"])
    sentences = closures["evidence"].explode(empty_as_null=False).struct.field("sentence")
    assert last["evidence"] == sentences.to_list()


async def test_events_that_a_crash_left_out_are_told_by_the_next_look(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    """The verdicts were written, the events were not."""
    place_id = change(looked_at, verdict="suspended")
    url = sandbox.url

    await refresh(url, looked_at, budget, day=MONDAY + WEEK, assets=["closure_events"])
    after_the_crash = told(looked_at)
    await refresh(url, looked_at, budget, day=MONDAY + WEEK, assets=["closure_events"])

    assert told(looked_at).equals(after_the_crash)
    state = state_of(after_the_crash).filter(place_id=place_id)
    assert state["verdict"].to_list() == ["suspended"]


async def test_the_days_of_a_verdict_follow_the_log_and_change_no_version(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    place_id = change(looked_at, verdict="suspended")
    url, first = sandbox.url, looked_at.read("closures", DISTRICT)
    await refresh(url, looked_at, budget, day=MONDAY + WEEK, assets=["closure_events"])

    made = await refresh(url, looked_at, budget, day=MONDAY + 2 * WEEK, assets=["closures"])

    closures = looked_at.read("closures", DISTRICT)
    days = {row["place_id"]: row["verdict_since"] for row in closures.iter_rows(named=True)}
    assert days.pop(place_id) == MONDAY + 2 * WEEK, "the registers say otherwise again"
    assert set(days.values()) == {MONDAY}
    assert set(closures["first_seen_on"]) == {MONDAY}
    undated = closures.with_columns(first_seen_on=None, verdict_since=None).cast(closures.schema)
    assert made["closures"].written.data_version == data_version("closures", undated)
    assert first.height == closures.height


async def test_a_smaller_radius_closes_no_shop_and_a_larger_one_opens_none(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    url, whole = sandbox.url, looked_at.read("convenience", DISTRICT)

    await refresh(url, looked_at, budget, day=MONDAY + WEEK, radius_m=300)
    narrow = looked_at.read("convenience", DISTRICT)
    after_narrow = told(looked_at)
    await refresh(url, looked_at, budget, day=MONDAY + 2 * WEEK)

    assert narrow.height < whole.height
    assert set(after_narrow["event"]) == {"found"}
    assert told(looked_at).equals(after_narrow)


async def test_a_failed_reading_of_the_map_closes_no_shop(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    before = told(looked_at)
    sandbox.set_faults(Faults(failing_districts={"category": (DISTRICT,)}))

    with pytest.raises(SourceError):
        await refresh(sandbox.url, looked_at, budget, day=MONDAY + WEEK, assets=["convenience"])
    await refresh(sandbox.url, looked_at, budget, day=MONDAY + WEEK, assets=JUDGED)

    assert told(looked_at).equals(before)


async def test_a_table_without_a_certificate_closes_no_shop(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    """Nobody knows whether its listings are all there are."""
    listings = looked_at.read("convenience", DISTRICT)
    looked_at.write("convenience", DISTRICT, listings[1:])

    await refresh(sandbox.url, looked_at, budget, day=MONDAY + WEEK, assets=JUDGED)

    assert set(told(looked_at)["event"]) == {"found"}


async def test_a_listing_that_the_map_no_longer_has_is_told(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    listings = looked_at.read("convenience", DISTRICT)
    certificate = looked_at.certificate("convenience", DISTRICT)
    middle = listings.sort("distance_m")["place_id"][0]
    others = listings.filter(pl.col("place_id") != middle)
    looked_at.write("convenience", DISTRICT, others, certificate=certificate)

    await refresh(sandbox.url, looked_at, budget, day=MONDAY + WEEK, assets=JUDGED)

    last = told(looked_at).row(-1, named=True)
    assert (last["event"], last["place_id"]) == ("delisted", middle)


async def test_verdicts_of_other_listings_than_are_stored_are_refused(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    before = told(looked_at)
    listings = looked_at.read("convenience", DISTRICT)
    looked_at.write("convenience", DISTRICT, listings[1:])

    with pytest.raises(
        StoredTableError, match=f"`radius refresh {DISTRICT} --only closures` makes it anew"
    ):
        await refresh(sandbox.url, looked_at, budget, day=MONDAY, assets=["closure_events"])

    assert told(looked_at).equals(before)


async def test_an_unreadable_certificate_is_named(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    listings = looked_at.read("convenience", DISTRICT)
    looked_at.write("convenience", DISTRICT, listings, certificate="{}")

    with pytest.raises(StoredTableError, match="convenience of 영등포구: not a certificate"):
        await refresh(sandbox.url, looked_at, budget, day=MONDAY, assets=["closure_events"])


async def test_a_damaged_log_is_left_as_it_is_and_holds_up_no_verdict(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path, tmp_path: Path
) -> None:
    path = tmp_path / "data" / "closure_events" / f"{DISTRICT}.parquet"
    path.write_bytes(b"half a log")

    with pytest.raises(StoredTableError, match="damaged, bring it back from a backup, or remove"):
        await refresh(sandbox.url, looked_at, budget, day=MONDAY, assets=["closure_events"])
    await refresh(sandbox.url, looked_at, budget, day=MONDAY, assets=["closures"])

    assert path.read_bytes() == b"half a log"
    closures = looked_at.read("closures", DISTRICT)
    assert closures["first_seen_on"].null_count() == closures.height


async def test_without_verdicts_nothing_is_told(
    sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    store.write("convenience", DISTRICT, frame("convenience"))

    with pytest.raises(TableMissingError, match="closures of 영등포구"):
        await refresh(sandbox.url, store, budget, day=MONDAY, assets=["closure_events"])

    assert not store.exists("closure_events", DISTRICT)
