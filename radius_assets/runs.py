"""What the instance knows of earlier runs: what they made, what they left, and which died.

It reads the event log through calls that Dagster does not promise to keep (1.13.27 has them);
the tests of resume and isolation would notice.
"""

import os
import socket
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
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

from radius_assets.external import EXTERNAL
from radius_assets.refresh.order import NEEDS, Cell

PROCESS_TAG = "radius/process"

_UNFINISHED = [
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]


def this_process() -> str:
    """Name this process so that another one can tell whether it still lives."""
    return f"{socket.gethostname()}:{_boot_id()}:{os.getpid()}:{_began(os.getpid())}"


def made_by_earlier_attempts(
    instance: dg.DagsterInstance, run: DagsterRun
) -> dict[Cell, dg.AssetMaterialization]:
    """What earlier attempts of a run that goes on from a failure have materialized, by cell.

    Such a run replays the whole range of the run before it, so what is done is looked up here.
    A run that repeats another with all its steps shall make everything anew.
    """
    done = {}
    for attempt in _attempts_before(instance, run):
        for entry in instance.all_logs(attempt, of_type=DagsterEventType.ASSET_MATERIALIZATION):
            made = entry.asset_materialization
            if made is not None and made.partition is not None:
                done[Cell(made.asset_key.to_user_string(), made.partition)] = made
    return done


def _attempts_before(instance: dg.DagsterInstance, run: DagsterRun) -> list[str]:
    """Ids of the runs from whose failures the run goes on, the oldest first."""
    before: list[str] = []
    attempt: DagsterRun | None = run
    while attempt is not None and attempt.is_resume_retry:
        parent = attempt.get_parent_run_id() or ""
        before.insert(0, parent)
        attempt = instance.get_run_by_id(parent)
    return before


def left_undone(instance: dg.DagsterInstance, assets: Iterable[str]) -> Mapping[Cell, DagsterRun]:
    """The cells whose latest planned materialization never happened, each with the ended run."""
    undone: dict[Cell, DagsterRun] = {}
    for asset in assets:
        attempts = instance.event_log_storage.get_latest_asset_partition_materialization_attempts_without_materializations(  # noqa: E501 (Dagster's name)
            dg.AssetKey(asset)
        )
        ended = _ended(instance, {run_id for run_id, _ in attempts.values()})
        undone |= {
            Cell(asset, district): ended[run_id]
            for district, (run_id, _) in attempts.items()
            if run_id in ended
        }
    return undone


def _ended(instance: dg.DagsterInstance, run_ids: set[str]) -> dict[str, DagsterRun]:
    if not run_ids:
        return {}
    runs = instance.get_runs(RunsFilter(run_ids=sorted(run_ids)))
    return {run.run_id: run for run in runs if run.is_finished}


def report_orphans(instance: dg.DagsterInstance) -> Sequence[str]:
    """Mark runs as failed whose process on this machine is gone; give their ids.

    A killed process cannot say so itself, and its run would count as running for ever.
    """
    unfinished = instance.get_runs(RunsFilter(statuses=_UNFINISHED))
    orphans = [run for run in unfinished if _is_gone(_process_of(instance, run))]
    for run in orphans:
        instance.report_run_failed(run, "its process ended without a word")
    return [run.run_id for run in orphans]


def _process_of(instance: dg.DagsterInstance, run: DagsterRun) -> str:
    """The process that works on the run; a retry that has not begun bears its parent's tag."""
    process = run.tags.get(PROCESS_TAG, "")
    parent = instance.get_run_by_id(run.get_parent_run_id() or "")
    inherited = parent is not None and parent.tags.get(PROCESS_TAG) == process
    return "" if inherited else process


def _is_gone(process: str) -> bool:
    host, _, rest = process.partition(":")
    boot, pid, began = [*rest.split(":"), "", "", ""][:3]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    return boot != _boot_id() or began != _began(int(pid))


def _boot_id() -> str:
    source = Path("/proc/sys/kernel/random/boot_id")  # Linux; elsewhere a reboot goes unnoticed
    return source.read_text("ascii").strip() if source.exists() else "unknown"


def _began(pid: int) -> str | None:
    """When the process began, in ticks of its machine; None if there is none, or a dead one.

    A restarted container gives the same numbers to its processes again. See proc_pid_stat(5).
    """
    try:
        with suppress(PermissionError):  # of somebody else, so it lives
            os.kill(pid, 0)
        state, *rest = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except ProcessLookupError:
        return None
    except FileNotFoundError:
        return "unknown"  # not Linux
    return None if state == "Z" else rest[18]


def version_tags(
    instance: dg.DagsterInstance, cell: Cell, *, data_version: str, code_version: str
) -> Mapping[str, str]:
    """All the tags that make staleness right; some without the others would make it wrong."""
    tags = {DATA_VERSION_TAG: data_version, CODE_VERSION_TAG: code_version}
    made = {
        dg.AssetKey(asset): instance.fetch_materializations(
            AssetRecordsFilter(asset_key=dg.AssetKey(asset), asset_partitions=[cell.district]),
            limit=1,
        )
        for asset in NEEDS[cell.asset]
    }
    external = {
        dg.AssetKey(asset): instance.fetch_materializations(dg.AssetKey(asset), limit=1)
        for asset in EXTERNAL.get(cell.asset, ())
    }
    for key, found in (made | external).items():
        latest = found.records[0] if found.records else None
        version = extract_data_version_from_entry(latest.event_log_entry) if latest else None
        pointer = str(latest.storage_id) if latest else NULL_EVENT_POINTER
        tags[get_input_data_version_tag(key)] = (version or DEFAULT_DATA_VERSION).value
        tags[get_input_event_pointer_tag(key)] = pointer
    return tags
