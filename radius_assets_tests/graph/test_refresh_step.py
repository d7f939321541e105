"""Tests of the step that refreshes districts: what is written, isolated, resumed and reported."""

from pathlib import Path

import dagster as dg

from radius_assets.publication.schemas import VERDICTS
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.order import ASSETS, Cell
from radius_assets.runs import left_undone
from radius_assets.sandbox.city import City
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.graph.platform import DISTRICTS, Platform, failure_text, same

ALL = {Cell(asset, district) for asset in ASSETS for district in DISTRICTS}
WITHOUT_FOOD = {Cell(asset, "금천구") for asset in ("openapi_food", "closures", "closure_events")}
RESUMED = {"dagster/is_resume_retry": "true"}  # of a retry, and of "re-execute from failure"


def requests(sandbox: RunningSandbox) -> dict[str, int]:
    return {name: int(str(stats["requests"])) for name, stats in sandbox.stats().items()}


def root_tags(first: dg.ExecuteInProcessResult) -> dict[str, str]:
    """What Dagster says on a run that repeats another."""
    return {"dagster/root_run_id": first.run_id, "dagster/parent_run_id": first.run_id}


def test_a_refresh_writes_and_reports_every_table(refreshed: Platform, city: City) -> None:
    store = refreshed.store

    assert refreshed.materialized() == ALL
    assert refreshed.failed() == set()
    for asset in ASSETS:
        assert store.districts(asset) == list(DISTRICTS)
    closures = store.read_many("closures")
    listings = store.read_many("convenience")
    assert set(closures["place_id"]) == set(listings["place_id"])
    assert set(closures["verdict"]) <= set(VERDICTS)
    known = city.places.filter(category_group_code="CS2")["id"]
    assert set(listings["place_id"]) <= set(known)
    assert listings.height > 0.8 * known.len()


def test_a_materialization_carries_its_figures(refreshed: Platform) -> None:
    event = refreshed.latest("convenience", "영등포구")

    figures = {name: value.value for name, value in event.metadata.items()}
    rows = refreshed.store.read("convenience", "영등포구").height
    assert figures["places_declared"] == figures["places_read"]
    assert figures["dagster/partition_row_count"] == rows
    for name in ("requests", "tiles", "places_distinct"):
        assert isinstance(figures[name], int)
        assert figures[name]
    assert {"retries", "waited_s", "path", "as_of", "certificate"} <= set(figures)
    assert event.tags is not None
    assert {
        "dagster/data_version",
        "dagster/code_version",
        "dagster/input_data_version/daiso",
        "dagster/input_event_pointer/daiso",
    } <= set(event.tags)


def test_two_failing_districts_cost_only_what_follows_from_them(
    platform: Platform, sandbox: RunningSandbox, store: TableStore
) -> None:
    sandbox.set_faults(Faults(failing_districts={"stores": ("구로구",), "food": ("금천구",)}))

    result = platform.refresh()

    lost = {
        Cell("daiso", "구로구"),
        Cell("convenience", "구로구"),
        Cell("closures", "구로구"),
        Cell("closure_events", "구로구"),
        *WITHOUT_FOOD,
    }
    assert not result.success
    assert platform.failed() == lost
    assert platform.materialized() == ALL - lost
    assert store.districts("closures") == ["영등포구"]
    text = failure_text(result)
    assert "2 failed and 5 were not tried, of 21" in text
    assert "closures of 금천구: not tried: openapi_food of 금천구 failed" in text


def test_running_again_from_failure_asks_only_for_what_failed(
    platform: Platform, sandbox: RunningSandbox
) -> None:
    sandbox.set_faults(Faults(failing_districts={"food": ("금천구",)}))
    platform.refresh(["금천구"])
    undone = set(left_undone(platform.instance, ASSETS))
    sandbox.set_faults(Faults())
    sandbox.reset()

    platform.refresh(["금천구"], assets=[cell.asset for cell in undone])

    assert undone == WITHOUT_FOOD
    assert platform.failed() == set()
    asked = requests(sandbox)
    assert asked["kakao"] == asked["daiso"] == asked["semas"] == 0
    assert 0 < asked["seoul"] < 15


def test_a_retry_goes_on_where_the_first_attempt_stopped(
    platform: Platform, sandbox: RunningSandbox
) -> None:
    sandbox.set_faults(Faults(failing_districts={"food": ("금천구",)}))
    first = platform.refresh(["금천구", "영등포구"])
    sandbox.reset()

    platform.refresh(["금천구", "영등포구"], tags=RESUMED | root_tags(first))

    assert platform.failed() == WITHOUT_FOOD
    asked = requests(sandbox)
    assert asked["kakao"] == asked["daiso"] == asked["semas"] == 0


def test_a_run_executed_anew_with_all_steps_makes_everything_anew(
    platform: Platform, sandbox: RunningSandbox
) -> None:
    first = platform.refresh(["금천구"], assets=["semas"])
    sandbox.reset()

    again = platform.refresh(["금천구"], assets=["semas"], tags=root_tags(first))

    assert again.success
    assert requests(sandbox)["semas"] > 0


def test_a_failing_source_leaves_yesterdays_table_alone(
    platform: Platform, sandbox: RunningSandbox, store: TableStore, yesterday: TableStore
) -> None:
    sandbox.set_faults(Faults(failing_districts={"food": ("금천구",)}))

    result = platform.refresh(["금천구"], assets=["openapi_food", "closures"])

    assert not result.success
    for asset in ("openapi_food", "closures"):
        assert store.read(asset, "금천구").equals(yesterday.read(asset, "금천구"))


def test_closures_alone_use_the_stored_tables(
    platform: Platform, sandbox: RunningSandbox, store: TableStore, yesterday: TableStore
) -> None:
    before = yesterday.read("closures", "금천구")
    Path(platform.settings.store, "closures", "금천구.parquet").unlink()

    platform.refresh(["금천구"], assets=["closures"])

    assert same("closures", store.read("closures", "금천구"), before)
    assert sum(requests(sandbox).values()) == 0


def test_what_is_neither_selected_nor_stored_is_named(platform: Platform) -> None:
    result = platform.refresh(["금천구"], assets=["closures"])

    assert "convenience of 금천구 is not in the store" in failure_text(result)


def test_closures_do_without_registers_that_are_named(
    platform: Platform, store: TableStore
) -> None:
    registers = ["openapi_food", "openapi_tobacco", "semas"]

    result = platform.refresh(
        ["금천구"], assets=["daiso", "convenience", "closures"], config={"without": registers}
    )

    assert result.success
    closures = store.read("closures", "금천구")
    assert closures["registers"].list.len().sum() == 0
    assert set(closures["verdict"]) == {"unverifiable"}


def test_city_summary_adds_up_the_verdicts_of_the_districts_there_are(
    refreshed: Platform,
) -> None:
    summary = refreshed.store.read("city_summary", None)

    closures = refreshed.store.read_many("closures")
    assert set(summary["district"]) == set(DISTRICTS)
    assert summary["listings"].sum() == closures.height
    assert summary["operating"].sum() == closures.filter(verdict="operating").height
    assert summary["daiso_stores"].sum() == refreshed.store.read_many("daiso").height


def test_failing_requests_never_lose_a_listing(
    platform: Platform, sandbox: RunningSandbox, store: TableStore, yesterday: TableStore
) -> None:
    whole = yesterday.read("convenience", "금천구")
    sandbox.set_faults(Faults(unavailable=0.02, truncated=0.02, html=0.01, services=("kakao",)))

    result = platform.refresh(["금천구"], assets=["convenience"])

    again = store.read("convenience", "금천구")
    assert again["place_id"].equals(whole["place_id"])
    assert result.success or again["fetched_at"].equals(whole["fetched_at"])
