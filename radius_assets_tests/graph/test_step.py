"""Tests of what the step tells Dagster, with trivial work in place of the stages."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import dagster as dg
import pytest

from radius_assets.refresh.order import ASSETS, Cell
from radius_assets.sources.errors import QuotaSpentError, TransientSourceError
from radius_assets_tests.graph.platform import Platform, failure_text
from radius_assets_tests.graph.workshop import Workshop

GEUMCHEON, YEONGDEUNGPO = "금천구", "영등포구"
BOTH = (GEUMCHEON, YEONGDEUNGPO)
FOOD = Cell("openapi_food", GEUMCHEON)
RETRY = "dagster/retry_on_asset_or_op_failure"


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """An instance in memory, which is quick."""
    with dg.DagsterInstance.ephemeral(tempdir=str(tmp_path)) as instance:
        yield instance


def from_failure_of(run: dg.ExecuteInProcessResult) -> dict[str, str]:
    """The tags of a run that goes on where the other one failed."""
    return {"dagster/parent_run_id": run.run_id, "dagster/is_resume_retry": "true"}


def said(result: dg.ExecuteInProcessResult, instance: dg.DagsterInstance) -> str:
    return "\n".join(entry.user_message for entry in instance.all_logs(result.run_id))


def test_an_error_that_nobody_foresaw_costs_its_cell_and_leaves_its_traceback(
    instance: dg.DagsterInstance,
) -> None:
    workshop = Workshop({FOOD: ZeroDivisionError("by nought")})

    result = workshop.refresh(instance, BOTH)

    log = said(result, instance)
    assert "openapi_food of 금천구: ZeroDivisionError: by nought" in failure_text(result)
    assert "openapi_food of 금천구 failed\nTraceback" in log
    assert "raise self.broken[cell]" in log


def test_an_error_that_says_enough_leaves_no_traceback(instance: dg.DagsterInstance) -> None:
    workshop = Workshop({FOOD: TransientSourceError("Seoul", "permits", "HTTP 503")})

    result = workshop.refresh(instance, BOTH)

    assert "Seoul: permits: HTTP 503" in failure_text(result)
    assert "raise self.broken[cell]" not in said(result, instance)


@pytest.mark.parametrize(
    ("error", "tag"),
    [
        pytest.param(TransientSourceError("Seoul", "permits", "HTTP 503"), None, id="may pass"),
        pytest.param(QuotaSpentError("Seoul", "permits", "quota"), "false", id="will not"),
    ],
)
def test_the_daemon_is_told_not_to_try_again_what_would_end_the_same(
    error: Exception, tag: str | None, instance: dg.DagsterInstance
) -> None:
    result = Workshop({FOOD: error}).refresh(instance, BOTH)

    run = instance.get_run_by_id(result.run_id)
    assert run is not None
    assert run.tags.get(RETRY) == tag


def test_a_chain_of_retries_makes_each_cell_once_and_shows_all_of_them(
    instance: dg.DagsterInstance,
) -> None:
    closures = Cell("closures", GEUMCHEON)
    first = Workshop({FOOD: TransientSourceError("Seoul", "permits", "HTTP 503")})
    second = Workshop({closures: ValueError("no verdict")})
    third = Workshop()

    one = first.refresh(instance, BOTH)
    two = second.refresh(instance, BOTH, tags=from_failure_of(one))
    three = third.refresh(instance, BOTH, tags=from_failure_of(two))

    assert second.made == [FOOD, closures]
    assert third.made == [closures, Cell("closure_events", GEUMCHEON)]
    assert three.success
    shown = {
        Cell(event.asset_key.to_user_string(), str(event.partition))
        for event in three.asset_materializations_for_node("refresh")
    }
    assert shown == {Cell(asset, name) for asset in ASSETS for name in BOTH}


def test_a_retry_of_a_run_that_made_everything_anew_looks_no_further_back(
    instance: dg.DagsterInstance,
) -> None:
    """All was made by the first run, but the second was to make it anew, and lost the stores."""
    stores = Cell("daiso", GEUMCHEON)
    first = Workshop().refresh(instance, [GEUMCHEON])
    anew = {"dagster/parent_run_id": first.run_id, "dagster/root_run_id": first.run_id}
    second = Workshop({stores: ValueError("lost")}).refresh(instance, [GEUMCHEON], tags=anew)
    third = Workshop()

    third.refresh(instance, [GEUMCHEON], tags=from_failure_of(second))

    lost = {"daiso", "convenience", "closures", "closure_events"}
    assert {cell.asset for cell in third.made} == lost


def test_a_retry_of_a_run_that_is_forgotten_makes_everything(
    instance: dg.DagsterInstance,
) -> None:
    first = Workshop().refresh(instance, [GEUMCHEON], assets=["semas"])
    instance.delete_run(first.run_id)
    again = Workshop()

    again.refresh(instance, [GEUMCHEON], assets=["semas"], tags=from_failure_of(first))

    assert again.made == [Cell("semas", GEUMCHEON)]


def test_a_register_that_there_is_not_cannot_be_left_out(platform: Platform) -> None:
    result = platform.refresh([GEUMCHEON], config={"without": ["sema"]})

    assert "unknown table 'sema'; there are: daiso convenience" in failure_text(result)
    assert platform.materialized() == set()


@pytest.mark.parametrize(
    "assets", [ASSETS, ["semas"], ["daiso"]], ids=["all", "it alone", "not it"]
)
def test_without_its_key_the_business_register_is_left_out_and_said_to_be(
    assets: Sequence[str], instance: dg.DagsterInstance
) -> None:
    workshop = Workshop(semas_key="")

    result = workshop.refresh(instance, [GEUMCHEON], assets=assets)

    assert result.success
    assert {cell.asset for cell in workshop.made} == set(assets) - {"semas"}
    assert ("semas is left out" in said(result, instance)) == ("semas" in assets)
