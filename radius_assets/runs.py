"""What the instance knows of earlier runs: what they made, what they left, and which died.

It reads the event log through calls that Dagster does not promise to keep (1.13.27 has them);
the tests of resume and isolation would notice.
"""

import os
import socket
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import dagster as dg
from dagster import AssetRecordsFilter, DagsterEventType, DagsterRun, DagsterRunStatus, RunsFilter
from dagster._core.definitions.data_version import (
    CODE_VERSION_TAG,
    DATA_VERSION_TAG,
    DEFAULT_DATA_VERSION,
    NULL_EVENT_POINTER,
    extract_data_version_from_entry,
    get_input_data_version_tag,
    get_input_event_pointer_tag,
)
from dagster._core.storage.tags import ROOT_RUN_ID_TAG

from radius_assets.refresh.order import NEEDS, Cell

PROCESS_TAG = "radius/process"


def this_process() -> str:
    """Name this process so that another one can tell whether it still lives."""
    return f"{socket.gethostname()}:{_boot_id()}:{os.getpid()}"


def made_by_earlier_attempts(
    instance: dg.DagsterInstance, run: DagsterRun
) -> dict[Cell, dg.AssetMaterialization]:
    """What earlier attempts of the same run have materialized, by cell.

    An automatic retry replays the whole range of its run, so what is done is looked up here.
    """
    root = run.tags.get(ROOT_RUN_ID_TAG)
    if root is None:
        return {}
    retries = instance.get_runs(RunsFilter(tags={ROOT_RUN_ID_TAG: root}))
    attempts = {root, *(retry.run_id for retry in retries)} - {run.run_id}
    done = {}
    for attempt in sorted(attempts):
        for entry in instance.all_logs(attempt, of_type=DagsterEventType.ASSET_MATERIALIZATION):
            made = entry.asset_materialization
            if made is not None and made.partition is not None:
                done[Cell(made.asset_key.to_user_string(), made.partition)] = made
    return done


def left_undone(instance: dg.DagsterInstance, assets: Iterable[str]) -> set[Cell]:
    """The cells whose latest planned materialization never happened, in a run that has ended."""
    cells = set()
    for asset in assets:
        attempts = instance.event_log_storage.get_latest_asset_partition_materialization_attempts_without_materializations(  # noqa: E501 (Dagster's name)
            dg.AssetKey(asset)
        )
        ended = _ended(instance, {run_id for run_id, _ in attempts.values()})
        cells |= {
            Cell(asset, district) for district, (run_id, _) in attempts.items() if run_id in ended
        }
    return cells


def _ended(instance: dg.DagsterInstance, run_ids: set[str]) -> set[str]:
    if not run_ids:
        return set()
    runs = instance.get_runs(RunsFilter(run_ids=sorted(run_ids)))
    return {run.run_id for run in runs if run.is_finished}


def report_orphans(instance: dg.DagsterInstance) -> Sequence[str]:
    """Mark runs as failed whose process on this machine is gone; give their ids.

    A killed process cannot say so itself, and its run would count as running for ever.
    """
    running = instance.get_runs(
        RunsFilter(statuses=[DagsterRunStatus.STARTED, DagsterRunStatus.STARTING])
    )
    orphans = [run for run in running if _is_gone(run.tags.get(PROCESS_TAG, ""))]
    for run in orphans:
        instance.report_run_failed(run, "its process ended without a word")
    return [run.run_id for run in orphans]


def _is_gone(process: str) -> bool:
    host, _, rest = process.partition(":")
    boot, _, pid = rest.partition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    if boot != _boot_id():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _boot_id() -> str:
    source = Path("/proc/sys/kernel/random/boot_id")  # Linux; elsewhere a reboot goes unnoticed
    return source.read_text("ascii").strip() if source.exists() else "unknown"


def version_tags(
    instance: dg.DagsterInstance, cell: Cell, *, data_version: str, code_version: str
) -> Mapping[str, str]:
    """All the tags that make staleness right; some without the others would make it wrong."""
    tags = {DATA_VERSION_TAG: data_version, CODE_VERSION_TAG: code_version}
    for asset in NEEDS[cell.asset]:
        key = dg.AssetKey(asset)
        found = instance.fetch_materializations(
            AssetRecordsFilter(asset_key=key, asset_partitions=[cell.district]), limit=1
        ).records
        version = extract_data_version_from_entry(found[0].event_log_entry) if found else None
        pointer = str(found[0].storage_id) if found else NULL_EVENT_POINTER
        tags[get_input_data_version_tag(key)] = (version or DEFAULT_DATA_VERSION).value
        tags[get_input_event_pointer_tag(key)] = pointer
    return tags
