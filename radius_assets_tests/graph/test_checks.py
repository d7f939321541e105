"""Asset checks: what the UI shows of each district after its table is written."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from radius_assets.checks import CHECK_SPECS, CHECKS
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.order import Cell
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.graph.platform import DISTRICTS, Platform

PROVED = dg.AssetCheckKey(dg.AssetKey("convenience"), "coverage_is_proved")
STEADY = dg.AssetCheckKey(dg.AssetKey("closures"), "verdicts_are_steady")
BY_THE_CLOCK = "evidence_is_fresh"  # the city's registers stand still, and our days go on
SUCCEEDED, FAILED, PLANNED = (
    AssetCheckExecutionRecordStatus.SUCCEEDED,
    AssetCheckExecutionRecordStatus.FAILED,
    AssetCheckExecutionRecordStatus.PLANNED,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the UI shows of a check in one district, or in all of a run's where that is None."""

    district: str | None
    status: AssetCheckExecutionRecordStatus
    evaluation: dg.AssetCheckEvaluation | None


def shown(platform: Platform, key: dg.AssetCheckKey = PROVED) -> list[Shown]:
    """The check's history, the latest first."""
    records = platform.instance.event_log_storage.get_asset_check_execution_history(key, limit=100)
    return [
        Shown(
            record.partition,
            record.status,
            record.evaluation if record.status != PLANNED else None,
        )
        for record in records
    ]


def latest_of(platform: Platform, district: str | None) -> dg.AssetCheckEvaluation:
    return platform.evaluations("coverage_is_proved", district)[0]


def run_checks(platform: Platform, *districts: str) -> dg.ExecuteInProcessResult:
    """Execute the checks alone, as the UI's button does."""
    job = platform.definitions.resolve_implicit_global_asset_job_def().get_subset(
        asset_selection=set(), asset_check_selection={spec.key for spec in CHECK_SPECS}
    )
    tags = {"dagster/partition": districts[0]} if districts else {}
    return job.execute_in_process(instance=platform.instance, tags=tags, raise_on_error=False)


def lose_rows(store: TableStore, district: str) -> None:
    kept = store.certificate("convenience", district)
    store.write("convenience", district, store.read("convenience", district)[1:], certificate=kept)


@pytest.mark.parametrize(
    "key",
    [spec.key for spec in CHECK_SPECS if spec.key.name != BY_THE_CLOCK],
    ids=lambda key: key.to_user_string(),
)
def test_every_check_is_shown_of_every_district(refreshed: Platform, key: dg.AssetCheckKey) -> None:
    found = shown(refreshed, key)

    assert {each.district for each in found} == {*DISTRICTS, None}
    assert {each.status for each in found} == {SUCCEEDED}
    summary = next(each.evaluation for each in found if each.district is None)
    assert summary is not None
    assert summary.description == "3 of 3 districts passed"


def test_a_proof_is_shown_with_its_figures(refreshed: Platform) -> None:
    evaluation = latest_of(refreshed, "영등포구")

    figures = {name: value.value for name, value in evaluation.metadata.items()}
    made = refreshed.latest("convenience", "영등포구").metadata
    for name in ("tiles", "places_declared", "places_read", "places_distinct", "drift", "prior"):
        assert figures[name] == made[name].value, name
    assert figures["listings"] == refreshed.store.read("convenience", "영등포구").height
    assert evaluation.severity == dg.AssetCheckSeverity.ERROR
    assert "tiles cover the area" in str(evaluation.description)


def test_the_age_of_the_registers_is_shown(refreshed: Platform) -> None:
    key = dg.AssetCheckKey(dg.AssetKey("closures"), BY_THE_CLOCK)

    by_district = {each.district: each.evaluation for each in shown(refreshed, key)}

    assert set(by_district) == {*DISTRICTS, None}
    evaluation = by_district["금천구"]
    assert evaluation is not None
    assert {"food_days", "tobacco_days", "semas_days"} <= set(evaluation.metadata)


def test_the_first_verdicts_are_compared_with_nothing(refreshed: Platform) -> None:
    evaluations = [each.evaluation for each in shown(refreshed, STEADY) if each.district]

    sentences = {each.description for each in evaluations if each is not None}
    assert sentences == {"there is nothing to compare the verdicts with"}


@pytest.mark.usefixtures("yesterday")
def test_a_jump_of_the_verdicts_warns_and_fails_nothing(
    platform: Platform, store: TableStore
) -> None:
    """All shops were closed last week: what was said then stays with what is said today."""
    before = store.read("closures", "금천구").with_columns(
        verdict=pl.lit("closed"), replaced_by=pl.lit(None), as_of=date(2031, 3, 3)
    )
    store.write("closures", "금천구", before)

    result = platform.refresh(["금천구"], assets=["closures"])
    run_checks(platform, "금천구")

    assert result.success
    again, first = (each for each in shown(platform, STEADY) if each.district == "금천구")
    for each in (first, again):
        assert each.status == FAILED
        assert each.evaluation is not None
        assert each.evaluation.severity == dg.AssetCheckSeverity.WARN
        assert "closed 100.0% -> " in str(each.evaluation.description)
        assert each.evaluation.metadata["compared_with"].value == "2031-03-03"


def test_a_check_points_to_what_it_looked_at(refreshed: Platform) -> None:
    target = latest_of(refreshed, "금천구").target_materialization_data

    of = dg.AssetRecordsFilter(asset_key=dg.AssetKey("convenience"), asset_partitions=["금천구"])
    (record,) = refreshed.instance.fetch_materializations(of, limit=1).records
    assert target is not None
    assert (target.storage_id, target.run_id) == (record.storage_id, record.run_id)


def test_a_failed_district_has_no_verdict_and_hides_nothing(
    platform: Platform, sandbox: RunningSandbox
) -> None:
    sandbox.set_faults(Faults(failing_districts={"stores": ("구로구",)}))

    result = platform.refresh(["구로구", "금천구"], assets=["daiso", "convenience"])

    assert not result.success
    assert platform.failed() == {Cell("daiso", "구로구"), Cell("convenience", "구로구")}
    found = {each.district: each.status for each in shown(platform)}
    assert found == {"금천구": SUCCEEDED, None: PLANNED}, "of all districts nothing is said"


def test_assets_without_checks_are_made_without_any(platform: Platform) -> None:
    result = platform.refresh(["금천구"], assets=["daiso"])

    assert result.success
    assert shown(platform) == []


@pytest.mark.usefixtures("yesterday")
def test_what_is_stored_can_be_checked_again_at_any_time(
    platform: Platform, store: TableStore, sandbox: RunningSandbox
) -> None:
    lose_rows(store, "구로구")

    result = run_checks(platform)

    found = shown(platform)
    by_district = {each.district: each.status for each in found}
    assert result.success, "a check fails no run"
    assert by_district == dict.fromkeys(DISTRICTS, SUCCEEDED) | {"구로구": FAILED, None: FAILED}
    assert found[0].district == "구로구", "what did not pass is what the asset's page shows"
    assert "listings are certified, the table has" in str(latest_of(platform, "구로구").description)
    assert latest_of(platform, None).description == "2 of 3 districts passed"
    assert all(stats["requests"] == 0 for stats in sandbox.stats().values())


def test_where_nothing_is_stored_nothing_is_said_of_it(platform: Platform) -> None:
    result = run_checks(platform)

    assert result.success
    assert [(each.district, each.status) for each in shown(platform)] == [(None, PLANNED)]


@pytest.mark.usefixtures("yesterday")
def test_one_district_can_be_checked_alone(platform: Platform) -> None:
    run_checks(platform, "금천구")

    assert {each.district for each in shown(platform)} == {"금천구", None}


def test_a_retry_shows_again_what_the_first_attempt_proved(
    platform: Platform, sandbox: RunningSandbox
) -> None:
    sandbox.set_faults(Faults(failing_districts={"stores": ("구로구",)}))
    first = platform.refresh(["구로구", "금천구"], assets=["daiso", "convenience"])
    sandbox.set_faults(Faults())
    again = {"dagster/is_resume_retry": "true", "dagster/parent_run_id": first.run_id}

    platform.refresh(["구로구", "금천구"], assets=["daiso", "convenience"], tags=again)

    assert latest_of(platform, None).description == "2 of 2 districts passed"


def test_each_check_is_of_an_asset_and_explains_itself() -> None:
    assert {spec.key.name for spec in CHECK_SPECS} == {
        check.name for checks in CHECKS.values() for check in checks
    }
    assert all(spec.description and not spec.blocking for spec in CHECK_SPECS)


def test_a_table_of_another_release_is_not_proved(
    platform: Platform, yesterday: TableStore, store: TableStore
) -> None:
    store.write("convenience", "금천구", yesterday.read("convenience", "금천구"))

    run_checks(platform, "금천구")

    assert "the table has no certificate" in str(latest_of(platform, "금천구").description)


@pytest.mark.usefixtures("yesterday")
def test_a_damaged_table_is_not_proved(platform: Platform) -> None:
    path = Path(platform.settings.store, "convenience", "금천구.parquet")
    pl.DataFrame({"other": [1]}).write_parquet(path)

    result = run_checks(platform, "금천구")

    assert result.success
    assert "other columns than today" in str(latest_of(platform, "금천구").description)
