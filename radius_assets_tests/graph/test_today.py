"""The day that is set: verdicts are given for it, and what is seen is dated by it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from radius_assets.domain.seoul_time import day_in_seoul
from radius_assets.partitions import range_tags
from radius_assets.publication.corrections import Correction
from radius_assets.publication.corrections_file import append_correction
from radius_assets.publication.storage import LocalStore, TableStore
from radius_assets.settings import Settings
from radius_assets_tests.graph.platform import Platform, failure_text

DISTRICT = "금천구"
TODAY = date(2026, 3, 9)  # a Monday
LATER = date(2026, 3, 10)


@pytest.fixture
def then(settings: Settings, instance: dg.DagsterInstance) -> Platform:
    """The graph of a deployment whose day is set."""
    return Platform(replace(settings, today=TODAY), instance)


def test_verdicts_are_given_and_looks_are_dated_by_the_day_that_is_set(then: Platform) -> None:
    assert then.refresh([DISTRICT]).success
    assert then.summarize().success

    store = LocalStore(Path(then.settings.store))
    read_at = store.read("convenience", DISTRICT)["fetched_at"].unique().to_list()
    closures = store.read("closures", DISTRICT)
    assert {day_in_seoul(moment) for moment in read_at} == {TODAY}
    for column in ("as_of", "first_seen_on", "verdict_since"):
        assert closures[column].unique().to_list() == [TODAY]
    assert store.read("closure_events", DISTRICT)["seen_on"].unique().to_list() == [TODAY]
    assert store.read("weekly_summary", None)["week"].unique().to_list() == [TODAY]


@pytest.mark.parametrize("by", ["the environment", "the launchpad"])
def test_the_log_of_a_real_store_takes_no_day_that_is_set(
    by: str, yesterday: TableStore, settings: Settings, instance: dg.DagsterInstance
) -> None:
    """Verdicts from what is stored need no key."""
    Path(settings.store, "_origin.json").write_text('{"origin": "real"}', "utf-8")
    keyless = replace(settings, kakao_key=None, seoul_key=None, data_go_kr_key=None)
    set_by = {
        "the environment": (replace(keyless, today=TODAY), {}),
        "the launchpad": (keyless, {"clock": {"config": {"today": str(TODAY)}}}),
    }
    of, resources = set_by[by]

    job = Platform(of, instance).definitions.resolve_job_def("judge")
    result = job.execute_in_process(
        instance=instance,
        tags=range_tags(DISTRICT, DISTRICT),
        run_config={"resources": resources},
        raise_on_error=False,
    )

    assert f"RADIUS_TODAY is {TODAY}" in failure_text(result)
    log = LocalStore(Path(settings.store)).read("closure_events", DISTRICT)
    assert log.equals(yesterday.read("closure_events", DISTRICT))


@pytest.mark.usefixtures("yesterday")
def test_a_correction_of_a_later_day_counts_if_that_day_has_come(then: Platform) -> None:
    """`radius demo` gives its verdicts for the day of its city, and people correct them today."""
    store = LocalStore(Path(then.settings.store))
    place_id = str(store.read("closures", DISTRICT)["place_id"][0])
    said = Correction(place_id, "unverifiable", "kim", LATER, "shutters down")
    append_correction(store.files, said, today=LATER)

    result = then.refresh([DISTRICT], assets=("closures",))

    assert result.success
    closures = store.read("closures", DISTRICT).filter(place_id=place_id)
    assert closures.select("corrected_by", "as_of").rows() == [("kim", TODAY)]
