"""Tests of what a run tells Dagster of cells that wait for a quota, with trivial work."""

import dagster as dg
import pytest

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.refresh.order import ASSETS, Cell, NotBegunError
from radius_assets.runs import left_undone
from radius_assets.step import NOT_STARTED_TAG
from radius_assets_tests.graph.platform import failure_text, shown_as_failed
from radius_assets_tests.graph.workshop import Workshop

HERE, THERE = "금천구", "영등포구"
FOOD, CLOSURES = Cell("openapi_food", HERE), Cell("closures", HERE)


def cells(*districts: str) -> set[Cell]:
    return {Cell(asset, name) for asset in ASSETS for name in districts}


def tags_of(result: dg.ExecuteInProcessResult, instance: dg.DagsterInstance) -> dict[str, str]:
    run = instance.get_run_by_id(result.run_id)
    assert run is not None
    return dict(run.tags)


def said(result: dg.ExecuteInProcessResult, instance: dg.DagsterInstance) -> str:
    return "\n".join(entry.user_message for entry in instance.all_logs(result.run_id))


def test_a_run_in_which_nothing_failed_succeeds_and_shows_nothing_as_failed(
    instance: dg.DagsterInstance,
) -> None:
    workshop = Workshop(wait=cells(THERE))

    result = workshop.refresh(instance, [HERE, THERE])

    assert result.success
    assert shown_as_failed(instance) == set()
    assert set(left_undone(instance, ASSETS)) == cells(THERE)
    assert f"{len(ASSETS)} tables not started\ndaiso, " in said(result, instance)
    assert f"of {THERE}: no quota" in said(result, instance)
    assert tags_of(result, instance)[NOT_STARTED_TAG] == str(len(ASSETS))


def test_a_table_that_was_there_is_shown_as_it_was(instance: dg.DagsterInstance) -> None:
    Workshop().refresh(instance, [HERE])

    Workshop(wait=cells(HERE)).refresh(instance, [HERE])

    assert shown_as_failed(instance) == set()
    assert instance.get_materialized_partitions(dg.AssetKey("daiso")) == {HERE}
    assert set(left_undone(instance, ASSETS)) == cells(HERE), "asked for, and not made anew"


def test_a_quota_that_is_spent_in_the_middle_is_no_failure_of_who_did_not_begin(
    instance: dg.DagsterInstance,
) -> None:
    workshop = Workshop({FOOD: NotBegunError("Seoul: spent")})

    result = workshop.refresh(instance, [HERE])

    assert result.success
    assert shown_as_failed(instance) == set()
    assert {FOOD, CLOSURES} <= set(left_undone(instance, ASSETS))
    assert "openapi_food, closures" in said(result, instance)


def test_a_failure_beside_it_is_told_with_it(instance: dg.DagsterInstance) -> None:
    workshop = Workshop({FOOD: ValueError("lost")}, wait=cells(THERE))

    result = workshop.refresh(instance, [HERE, THERE])

    text = failure_text(result)
    assert not result.success
    assert f" and {len(ASSETS)} were not started, of {2 * len(ASSETS)}: " in text
    assert f"daiso of {THERE}: not started: no quota" in text
    assert FOOD in shown_as_failed(instance)


def test_a_run_that_goes_on_makes_what_was_not_started_and_nothing_else(
    instance: dg.DagsterInstance,
) -> None:
    first = Workshop(wait=cells(THERE)).refresh(instance, [HERE, THERE])
    again = Workshop()

    tags = {"dagster/parent_run_id": first.run_id, "dagster/is_resume_retry": "true"}
    result = again.refresh(instance, [HERE, THERE], tags=tags_of(first, instance) | tags)

    assert result.success
    assert set(again.made) == cells(THERE)
    assert set(left_undone(instance, ASSETS)) == set()
    assert tags_of(result, instance)[NOT_STARTED_TAG] == "0"


def test_a_run_that_makes_everything_has_no_tag(instance: dg.DagsterInstance) -> None:
    result = Workshop().refresh(instance, [HERE])

    assert NOT_STARTED_TAG not in tags_of(result, instance)


@pytest.mark.parametrize("name", [DISTRICT_NAMES[0], DISTRICT_NAMES[-1]])
def test_a_run_in_which_nothing_starts_succeeds(name: str, instance: dg.DagsterInstance) -> None:
    workshop = Workshop(wait=cells(name))

    assert workshop.refresh(instance, [name]).success
    assert workshop.made == []
