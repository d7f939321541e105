"""How what a check found in each district is told."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest

from radius_assets.checking import Checking
from radius_assets.checks.finding import Check, Finding
from radius_assets.partitions import districts, range_tags
from radius_assets.publication.storage import LocalStore, TableStore
from radius_assets.publication.store_errors import StoredTableError
from radius_assets.refresh.order import Cell


def breaks(_store: TableStore, district: str) -> Finding:
    raise ZeroDivisionError(f"by nought in {district}")


def is_unreadable(_store: TableStore, district: str) -> Finding:
    raise StoredTableError("semas", district, "not read")


def knows_one(_store: TableStore, district: str) -> Finding:
    return Finding(passed=district != "구로구", sentence=f"looked at {district}")


@dataclass(frozen=True, slots=True)
class Told:
    """What a run said of its checks, in the order in which it was said."""

    evaluations: list[dg.AssetCheckEvaluation]
    log: str
    success: bool


def told(
    look: Callable[[TableStore, str], Finding], tmp_path: Path, *, selected: bool = True
) -> Told:
    """What is told of a check of two districts, in a run that selected it or did not."""
    checks = {"semas": (Check("odd", "is it?", look),)}

    @dg.multi_asset(
        specs=[dg.AssetSpec("semas", partitions_def=districts, skippable=True)],
        check_specs=[dg.AssetCheckSpec("odd", asset="semas")],
        can_subset=True,
    )
    async def step(context: dg.AssetExecutionContext):  # type: ignore[no-untyped-def]  # noqa: ANN202 (as in assets.py)
        checking = Checking(context, lambda: LocalStore(tmp_path), checks)
        for name in context.partition_keys:
            yield dg.AssetMaterialization("semas", partition=name)
            async for evaluation in checking.look(Cell("semas", name)):
                yield evaluation
        for evaluation in checking.rest():
            yield evaluation

    job = dg.Definitions(assets=[step]).resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.ephemeral(tempdir=str(tmp_path)) as instance:
        result = job.get_subset(
            asset_selection={dg.AssetKey("semas")},
            asset_check_selection=step.check_keys if selected else set(),
        ).execute_in_process(instance=instance, tags=range_tags("구로구", "금천구"))
        log = "\n".join(entry.user_message for entry in instance.all_logs(result.run_id))
    return Told(list(result.get_asset_check_evaluations()), log, result.success)


def test_a_check_that_is_left_out_of_a_run_is_not_evaluated(tmp_path: Path) -> None:
    said = told(breaks, tmp_path, selected=False)

    assert said.evaluations == []
    assert "odd of semas" not in said.log


def test_what_did_not_pass_is_told_last_and_summed_up(tmp_path: Path) -> None:
    said = told(knows_one, tmp_path)

    assert [(each.partition, each.passed) for each in said.evaluations] == [
        ("금천구", True),
        ("구로구", False),
        (None, False),
    ]
    assert [each.description for each in said.evaluations] == [
        "looked at 금천구",
        "looked at 구로구",
        "1 of 2 districts passed",
    ]
    assert {each.severity for each in said.evaluations} == {dg.AssetCheckSeverity.WARN}


@pytest.mark.parametrize(
    ("look", "why", "has_trace"),
    [
        pytest.param(breaks, "ZeroDivisionError: by nought in 구로구", True, id="unforeseen"),
        pytest.param(is_unreadable, "semas of 구로구: not read", False, id="foreseen"),
    ],
)
def test_a_check_that_fails_itself_does_not_pass_and_costs_nothing(
    look: Callable[[TableStore, str], Finding], why: str, has_trace: bool, tmp_path: Path
) -> None:
    said = told(look, tmp_path)

    of_guro = next(each for each in said.evaluations if each.partition == "구로구")
    assert said.success
    assert not of_guro.passed
    assert of_guro.description == why
    assert ("odd of semas of 구로구 failed\nTraceback" in said.log) == has_trace
