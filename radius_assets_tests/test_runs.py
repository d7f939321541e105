"""Tests of what the instance knows of earlier runs: what was made, and what was left undone."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.utils import make_new_run_id

from radius_assets.external import EXTERNAL
from radius_assets.refresh.order import ASSETS, NEEDS, Cell
from radius_assets.refresh.progress import Unwatched
from radius_assets.runs import (
    PROCESS_TAG,
    left_undone,
    made_by_earlier_attempts,
    report_orphans,
    this_process,
    version_tags,
)
from radius_assets.sources.meter import Meter
from radius_assets_tests.graph.workshop import Workshop

FAILED, STARTED = dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.STARTED
HERE, THERE = "금천구", "영등포구"
FOOD, CLOSURES = Cell("openapi_food", HERE), Cell("closures", HERE)
EVENTS = Cell("closure_events", HERE)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """An instance in memory, which is quick."""
    with dg.DagsterInstance.ephemeral(tempdir=str(tmp_path)) as instance:
        yield instance


def from_failure_of(run_id: str) -> dict[str, str]:
    """The tags of a run that goes on where the other one failed."""
    return {"dagster/parent_run_id": run_id, "dagster/is_resume_retry": "true"}


def test_what_failed_and_what_follows_from_it_is_left_undone(
    instance: dg.DagsterInstance,
) -> None:
    run = Workshop({FOOD: ValueError("lost")}).refresh(instance, [HERE, THERE])

    undone = left_undone(instance, ASSETS)

    assert {cell: run.run_id for cell, run in undone.items()} == {
        FOOD: run.run_id,
        CLOSURES: run.run_id,
        EVENTS: run.run_id,
    }
    assert set(left_undone(instance, ["closures", "daiso"])) == {CLOSURES}


def test_what_was_made_since_is_not_left_undone(instance: dg.DagsterInstance) -> None:
    Workshop({FOOD: ValueError("lost")}).refresh(instance, [HERE])

    Workshop().refresh(instance, [HERE], assets=["openapi_food"])

    assert set(left_undone(instance, ASSETS)) == {CLOSURES, EVENTS}


def test_what_fails_again_is_left_undone_though_it_was_made_before(
    instance: dg.DagsterInstance,
) -> None:
    Workshop().refresh(instance, [HERE])

    Workshop({FOOD: ValueError("lost")}).refresh(instance, [HERE])

    assert set(left_undone(instance, ASSETS)) == {FOOD, CLOSURES, EVENTS}


def test_what_is_being_made_is_not_left_undone(instance: dg.DagsterInstance) -> None:
    seen: list[set[Cell]] = []

    class Looking(Unwatched):
        def started(self, cell: Cell, meter: Meter) -> None:
            assert meter.requests == 0, cell
            seen.append(set(left_undone(instance, ASSETS)))

    Workshop(progress=Looking()).refresh(instance, [HERE], assets=["semas"])

    assert seen == [set()]


def test_where_nothing_ever_ran_nothing_is_left_undone(instance: dg.DagsterInstance) -> None:
    assert set(left_undone(instance, ASSETS)) == set()


def test_a_first_attempt_has_none_before_it(instance: dg.DagsterInstance) -> None:
    run = Workshop().refresh(instance, [HERE]).dagster_run

    assert made_by_earlier_attempts(instance, run) == {}


def test_a_retry_knows_what_was_made_before_an_attempt_that_died_at_once(
    instance: dg.DagsterInstance,
) -> None:
    @dg.asset
    def front_page() -> None:
        """An asset of the whole city, and so of no cell."""

    first = Workshop({FOOD: ValueError("lost")}).refresh(instance, [HERE])
    died = dg.materialize([front_page], instance=instance, tags=from_failure_of(first.run_id))
    run = Workshop().refresh(instance, [HERE], tags=from_failure_of(died.run_id)).dagster_run

    done = made_by_earlier_attempts(instance, run)

    assert set(done) == {Cell(asset, HERE) for asset in ASSETS} - {FOOD, CLOSURES, EVENTS}
    assert all(event.asset_key.path == [cell.asset] for cell, event in done.items())


@pytest.mark.parametrize("asset", ASSETS)
def test_version_tags_are_all_there_or_the_asset_would_look_stale(
    asset: str, instance: dg.DagsterInstance
) -> None:
    Workshop(version="2").refresh(instance, [HERE])

    tags = version_tags(instance, Cell(asset, HERE), data_version="d", code_version="c")

    own = {"dagster/data_version": "d", "dagster/code_version": "c"}
    versions = {
        f"dagster/input_data_version/{need}": f"{Cell(need, HERE)} 2" for need in NEEDS[asset]
    }
    pointers = {f"dagster/input_event_pointer/{need}" for need in NEEDS[asset]}
    external = {  # never made here
        f"dagster/input_{what}/{need}": nothing
        for need in EXTERNAL.get(asset, ())
        for what, nothing in (("data_version", "INITIAL"), ("event_pointer", "NULL"))
    }
    assert {name: tags[name] for name in tags if name not in pointers} == own | versions | external
    assert all(tags[name].isdigit() for name in pointers)


def test_version_tags_point_to_the_latest_of_the_same_district(
    instance: dg.DagsterInstance,
) -> None:
    Workshop(version="1").refresh(instance, [HERE, THERE], assets=["daiso"])
    Workshop(version="2").refresh(instance, [HERE], assets=["daiso"])

    here, there = (
        version_tags(instance, Cell("convenience", name), data_version="d", code_version="c")
        for name in (HERE, THERE)
    )

    assert here["dagster/input_data_version/daiso"] == f"daiso of {HERE} 2"
    assert there["dagster/input_data_version/daiso"] == f"daiso of {THERE} 1"
    pointer = "dagster/input_event_pointer/daiso"
    assert int(here[pointer]) > int(there[pointer])


def test_version_tags_are_complete_also_where_an_input_was_never_made(
    instance: dg.DagsterInstance,
) -> None:
    tags = version_tags(instance, Cell("convenience", HERE), data_version="d", code_version="c")

    assert tags["dagster/input_data_version/daiso"] == "INITIAL"
    assert tags["dagster/input_event_pointer/daiso"] == "NULL"


def test_a_retry_that_has_not_begun_is_no_orphan(instance: dg.DagsterInstance) -> None:
    """Dagster gives a retry the tags of its parent, whose process is dead."""
    gone = {PROCESS_TAG: this_process().rpartition(":")[0] + ":0"}
    parent = dg.DagsterRun("refresh_all", run_id=make_new_run_id(), tags=gone, status=FAILED)
    instance.add_run(parent)
    lineage = {"dagster/parent_run_id": parent.run_id, "dagster/root_run_id": parent.run_id}
    retry = dg.DagsterRun(
        "refresh_all",
        run_id=make_new_run_id(),
        tags=gone | lineage,
        status=STARTED,
        parent_run_id=parent.run_id,
        root_run_id=parent.run_id,
    )
    orphan = dg.DagsterRun("refresh_all", run_id=make_new_run_id(), tags=gone, status=STARTED)
    instance.add_run(retry)
    instance.add_run(orphan)

    reported = report_orphans(instance)

    assert reported == [orphan.run_id]
