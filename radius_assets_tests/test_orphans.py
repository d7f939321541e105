"""Runs whose process is gone are told from those that still go on."""

import os
import socket
import subprocess
from collections.abc import Iterator

import dagster as dg
import pytest
from dagster import DagsterRunStatus

from radius_assets.runs import PROCESS_TAG, report_orphans, this_process


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """An instance without runs."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def dead_process() -> str:
    """The name of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return renamed(this_process(), part=2, to=str(process.pid))


def run_of(
    instance: dg.DagsterInstance,
    process: str | None,
    status: DagsterRunStatus = DagsterRunStatus.STARTED,
) -> str:
    tags = {} if process is None else {PROCESS_TAG: process}
    return instance.add_run(dg.DagsterRun(job_name="refresh_all", tags=tags, status=status)).run_id


def renamed(process: str, *, part: int, to: str) -> str:
    """The name with another host (0), boot (1), number (2) or beginning (3)."""
    parts = process.split(":")
    parts[part] = to
    return ":".join(parts)


@pytest.mark.parametrize("status", ["NOT_STARTED", "STARTING", "STARTED", "CANCELING"])
def test_a_run_of_a_dead_process_is_reported_as_failed(
    status: str, instance: dg.DagsterInstance, dead_process: str
) -> None:
    run_id = run_of(instance, dead_process, DagsterRunStatus(status))

    reported = report_orphans(instance)

    run = instance.get_run_by_id(run_id)
    assert reported == [run_id]
    assert run is not None
    assert run.status is DagsterRunStatus.FAILURE


@pytest.mark.parametrize("status", ["SUCCESS", "FAILURE", "CANCELED"])
def test_a_run_that_has_ended_is_left_alone(
    status: str, instance: dg.DagsterInstance, dead_process: str
) -> None:
    run_of(instance, dead_process, DagsterRunStatus(status))

    assert report_orphans(instance) == []


def test_a_process_that_lives_is_no_orphan(instance: dg.DagsterInstance) -> None:
    run_of(instance, this_process())

    assert report_orphans(instance) == []


def test_a_run_that_names_no_process_is_left_alone(instance: dg.DagsterInstance) -> None:
    run_of(instance, None)

    assert report_orphans(instance) == []


def test_a_process_of_another_machine_is_left_alone(instance: dg.DagsterInstance) -> None:
    run_of(instance, renamed(this_process(), part=0, to=f"not-{socket.gethostname()}"))

    assert report_orphans(instance) == []


@pytest.mark.parametrize(
    "part", [1, 3], ids=["before the machine was restarted", "before its number was used again"]
)
def test_a_process_of_another_time_is_gone(part: int, instance: dg.DagsterInstance) -> None:
    """A restarted container has the same host, boot and process numbers as before."""
    run_id = run_of(instance, renamed(this_process(), part=part, to="another"))

    assert report_orphans(instance) == [run_id]


def test_a_dead_process_that_nobody_has_waited_for_is_gone(instance: dg.DagsterInstance) -> None:
    process = subprocess.Popen(["true"])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    run_id = run_of(instance, renamed(this_process(), part=2, to=str(process.pid)))

    reported = report_orphans(instance)

    process.wait()
    assert reported == [run_id]
