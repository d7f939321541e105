"""People's corrections in the graph: recorded, applied, undone, and never passed over."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from radius_assets.checks.corrections import NAME
from radius_assets.external import ClockResource
from radius_assets.publication.corrections import Correction
from radius_assets.publication.corrections_file import (
    FILE,
    CorrectionsError,
    append_correction,
)
from radius_assets.publication.storage import TableStore
from radius_assets.schedules import corrections_sensor
from radius_assets.settings import Settings
from radius_assets.store import StoreResource
from radius_assets_tests.graph.platform import Platform, failure_text, same
from radius_assets_tests.graph.test_staleness import stale

DISTRICT = "금천구"
OTHER = "영등포구"
SAID_ON = date(2026, 3, 10)
JUDGED = ("closures", "closure_events")


def first_listing(store: TableStore, district: str = DISTRICT) -> str:
    return str(store.read("closures", district).filter(verdict="operating")["place_id"][0])


def correct(store: TableStore, place_id: str) -> None:
    """Somebody has seen that the shop is shut."""
    said = Correction(place_id, "closed", "kim", SAID_ON, "shutters down")
    append_correction(store.files, said, today=SAID_ON)


def tick(settings: Settings, instance: dg.DagsterInstance, cursor: str | None) -> dg.SensorResult:
    """One tick of the sensor, whose events are recorded as its daemon does it."""
    context = dg.build_sensor_context(instance=instance, cursor=cursor)
    store = StoreResource(uri=settings.store)
    result = corrections_sensor(context, store=store, clock=ClockResource())
    assert isinstance(result, dg.SensorResult)
    for event in result.asset_events:
        instance.report_runless_asset_event(event)
    return result


def districts_of(result: dg.SensorResult) -> list[str]:
    return [
        str(run.tags["dagster/asset_partition_range_start"]) for run in result.run_requests or ()
    ]


def records(instance: dg.DagsterInstance) -> list[Mapping[str, object]]:
    """What was recorded of the corrections, the latest first."""
    found = instance.fetch_materializations(dg.AssetKey("corrections"), limit=10).records
    events = [record.asset_materialization for record in found]
    return [
        {name: value.value for name, value in event.metadata.items()} for event in events if event
    ]


@pytest.mark.usefixtures("yesterday")
def test_a_correction_counts_from_the_next_verdicts_on(
    platform: Platform, store: TableStore
) -> None:
    place_id = first_listing(store)
    correct(store, place_id)

    result = platform.refresh([DISTRICT], assets=JUDGED)

    assert result.success
    closures = store.read("closures", DISTRICT).filter(place_id=place_id)
    assert closures["verdict"].to_list() == ["closed"]
    assert closures["corrected_by"].to_list() == ["kim"]
    last = store.read("closure_events", DISTRICT).row(-1, named=True)
    assert (last["event"], last["place_id"]) == ("verdict_changed", place_id)
    assert last["evidence"][0].startswith("corrected by kim on 2026-03-10: closed; shutters down")
    figures = platform.latest("closures", DISTRICT).metadata
    assert figures["corrected"].value == 1


@pytest.mark.usefixtures("yesterday")
def test_a_correction_that_is_taken_out_is_undone(platform: Platform, store: TableStore) -> None:
    before = store.read("closures", DISTRICT)
    correct(store, first_listing(store))
    platform.refresh([DISTRICT], assets=JUDGED)
    store.files.remove(FILE)

    platform.refresh([DISTRICT], assets=JUDGED)

    assert same("closures", store.read("closures", DISTRICT), before)


def evaluations(instance: dg.DagsterInstance) -> list[tuple[bool, str]]:
    """What the check of all districts came to, the latest first."""
    key = dg.AssetCheckKey(dg.AssetKey("corrections"), NAME)
    found = instance.event_log_storage.get_asset_check_execution_history(key, limit=5)
    events = [each.event.asset_check_evaluation for each in found if each.event]
    return [(event.passed, str(event.description)) for event in events if event]


@pytest.mark.usefixtures("yesterday")
def test_a_correction_of_an_unknown_listing_is_told_by_runs_sensor_and_check(
    platform: Platform, store: TableStore, settings: Settings, instance: dg.DagsterInstance
) -> None:
    correct(store, "123")

    tick(settings, instance, None)
    correct(store, first_listing(store))
    platform.refresh([DISTRICT], assets=JUDGED)
    check = dg.AssetSelection.checks(dg.AssetCheckKey(dg.AssetKey("corrections"), NAME))
    job = dg.define_asset_job("check", selection=check)
    definitions = dg.Definitions.merge(platform.definitions, dg.Definitions(jobs=[job]))
    result = definitions.resolve_job_def("check").execute_in_process(instance=instance)

    (by_hand,) = result.get_asset_check_evaluations()
    assert (by_hand.passed, by_hand.severity) == (False, dg.AssetCheckSeverity.WARN)
    hand, run, sensor = evaluations(instance)
    assert "1 corrections of 1 listings; of 1 no verdict is stored" in sensor[1]
    assert "2 corrections of 2 listings; of 1 no verdict is stored" in run[1]
    assert run == hand == (by_hand.passed, by_hand.description)


@pytest.mark.usefixtures("yesterday")
def test_verdicts_are_stale_once_other_corrections_were_recorded(
    platform: Platform, store: TableStore, settings: Settings, instance: dg.DagsterInstance
) -> None:
    platform.refresh([DISTRICT], assets=JUDGED)
    unchanged = stale(platform) & set(JUDGED)
    correct(store, first_listing(store))

    tick(settings, instance, None)
    corrected = stale(platform) & set(JUDGED)
    platform.refresh([DISTRICT], assets=JUDGED)

    assert unchanged == set()
    assert corrected == {"closures"}
    assert stale(platform) & set(JUDGED) == set()


@pytest.mark.usefixtures("yesterday")
def test_a_run_records_the_corrections_only_where_they_are_others(
    platform: Platform, store: TableStore, instance: dg.DagsterInstance
) -> None:
    for _ in range(2):
        platform.refresh([DISTRICT], assets=JUDGED)
    correct(store, first_listing(store))
    platform.refresh([DISTRICT], assets=JUDGED)

    latest, first = records(instance)
    assert first["rows"] == 0
    assert (latest["rows"], latest["authors"]) == (1, "kim")


@pytest.mark.usefixtures("yesterday")
def test_the_sensor_asks_for_the_districts_whose_verdicts_change(
    platform: Platform, store: TableStore, settings: Settings, instance: dg.DagsterInstance
) -> None:
    untouched = tick(settings, instance, None)
    correct(store, first_listing(store))
    written = tick(settings, instance, untouched.cursor)
    platform.refresh([DISTRICT], assets=JUDGED)
    applied = tick(settings, instance, untouched.cursor)
    store.files.remove(FILE)
    removed = tick(settings, instance, written.cursor)

    assert districts_of(untouched) == []
    assert districts_of(written) == [DISTRICT]
    assert districts_of(applied) == []
    assert districts_of(removed) == [DISTRICT]
    keys = [run.run_key for run in (*(written.run_requests or ()), *(removed.run_requests or ()))]
    assert len(set(keys)) == 2


def test_a_tick_at_which_nothing_is_new_asks_for_nothing(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    cursor = tick(settings, instance, None).cursor

    context = dg.build_sensor_context(instance=instance, cursor=cursor)
    store = StoreResource(uri=settings.store)
    again = corrections_sensor(context, store=store, clock=ClockResource())

    assert isinstance(again, dg.SkipReason)


@pytest.mark.usefixtures("yesterday")
def test_a_broken_file_fails_the_verdicts_and_nothing_else(
    platform: Platform, store: TableStore, settings: Settings, instance: dg.DagsterInstance
) -> None:
    broken = b"place_id,verdict,author,corrected_on,reason\n1,opn,kim,2026-03-10,milk\n"
    Path(settings.store, FILE).write_bytes(broken)
    before = store.read("closures", DISTRICT)

    result = platform.refresh([DISTRICT], assets=["openapi_food", *JUDGED])

    text = failure_text(result)
    assert "corrections.csv: line 2: verdict is 'opn'" in text
    assert {cell.asset for cell in platform.failed()} == set(JUDGED)
    assert store.read("closures", DISTRICT).equals(before)
    assert Path(settings.store, FILE).read_bytes() == broken
    with pytest.raises(CorrectionsError, match="line 2"):
        tick(settings, instance, None)
