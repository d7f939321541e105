"""What the checks find in a stored table, and how each district's finding is told."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import dagster as dg
import pytest

from radius_assets.checking import Checking
from radius_assets.checks import CHECKS, Check, Finding, proved, stores_drawn
from radius_assets.domain.geo import LonLat
from radius_assets.partitions import districts, range_tags
from radius_assets.publication.storage import LocalStore, StoredTableError, TableStore
from radius_assets.refresh.coverage import Coverage, stored_coverage
from radius_assets.refresh.order import Cell
from radius_assets_tests.collection.certified import HOME, certified, daiso, with_reading
from radius_assets_tests.collection.spots import beside

CENTRE = LonLat(*HOME.boundary.representative_point().coords[0])
FAR_OUT = beside(CENTRE, 0, 30_000)


@pytest.fixture
def coverage(tmp_path: Path) -> Coverage:
    """Stored listings around a store; another store has no position, a third is far out."""
    made = certified([CENTRE, beside(CENTRE, 9, 9)], daiso(CENTRE, None, FAR_OUT))
    store = LocalStore(tmp_path)
    proof = with_reading(made.certificate, prior="listings", predicted=3).to_json()
    store.write("convenience", HOME.name, made.table, certificate=proof)
    return stored_coverage(store, HOME.name)


def test_a_proof_is_found_with_its_figures(coverage: Coverage) -> None:
    finding = proved(coverage)

    assert finding.passed
    assert finding.sentence.startswith("1 tiles cover the area")
    assert finding.figures == {
        "tiles": 1,
        "requests": 1,
        "places_declared": 2,
        "places_read": 2,
        "places_distinct": 2,
        "places_predicted": 3,
        "listings": 2,
        "drift": 0,
        "prior": "listings",
    }


def test_what_speaks_against_a_table_is_told_with_the_figures(coverage: Coverage) -> None:
    finding = proved(replace(coverage, problems=("rows are lost", "a tile is lost")))

    assert not finding.passed
    assert finding.sentence == "rows are lost; a tile is lost"
    assert finding.figures["tiles"] == 1


@pytest.mark.parametrize("look", [proved, stores_drawn])
def test_without_a_certificate_nothing_is_proved(
    look: Callable[[Coverage], Finding], coverage: Coverage
) -> None:
    finding = look(replace(coverage, certificate=None, problems=("there is none",)))

    assert not finding.passed
    assert finding.sentence == "there is none"


def test_a_table_that_must_be_empty_is_proved_with_the_reason(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    made = certified([CENTRE], daiso())
    proof = made.certificate.to_json()
    store.write("convenience", HOME.name, made.table, certificate=proof)

    finding = proved(stored_coverage(store, HOME.name))

    assert finding.passed
    assert finding.sentence == "the area is empty: the district has no Daiso store"


def test_stores_without_an_area_are_named(coverage: Coverage) -> None:
    finding = stores_drawn(coverage)

    assert not finding.passed
    assert finding.sentence == "without a position: 1호점; too far out of the district: 2호점"
    assert finding.figures == {"stores": 3}


def test_proofs_are_errors_and_oddities_are_warnings() -> None:
    severities = {check.name: check.severity for check in CHECKS["convenience"]}

    assert severities == {
        "coverage_is_proved": dg.AssetCheckSeverity.ERROR,
        "area_knows_every_store": dg.AssetCheckSeverity.WARN,
    }


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
