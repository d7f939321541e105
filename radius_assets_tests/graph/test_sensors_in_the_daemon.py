"""Both sensors, ticked by Dagster's own daemon, and the runs that it starts for them."""

import os
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
    SENSOR_NAME_TAG,
)

import radius_assets
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.refresh.order import ASSETS
from radius_assets.sandbox.control import environment
from radius_assets_tests.graph.aging import BEHIND, aging_city
from radius_assets_tests.graph.conftest import KEYS
from radius_assets_tests.graph.platform import Platform

QUIET = "금천구"  # between the two others: a range over all three would hold it
SENSORS = ("permit_updates_sensor", "daiso_changes_sensor")
CODE = ("-m", "radius_assets.definitions")
PATIENCE_S = 150.0  # a tick comes within 30 s, and its runs take a few; a busy machine needs more


def program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


@contextmanager
def daemon(variables: Mapping[str, str], folder: Path) -> Iterator[None]:
    """Dagster's daemon over the code of the platform, for as long as the block lasts."""
    with (folder / "daemon.log").open("w") as log:
        process = subprocess.Popen(
            [program("dagster-daemon"), "run", *CODE],
            env={**os.environ, **variables},
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)


def wait_for(what: Callable[[], bool], *, told_by: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < deadline, told_by.read_text()[-4_000:]
        time.sleep(0.5)


def districts_of(run: dg.DagsterRun) -> Sequence[str]:
    first, last = (
        DISTRICT_NAMES.index(run.tags[tag])
        for tag in (ASSET_PARTITION_RANGE_START_TAG, ASSET_PARTITION_RANGE_END_TAG)
    )
    return DISTRICT_NAMES[first : last + 1]


def root_of(run: dg.DagsterRun) -> str:
    """The run that this one goes on from, or itself.

    One that reads the map anew while another judges the district makes that one fail at its log, as
    it should: its verdicts are of other listings than are stored. The daemon then tries it again.
    """
    return run.root_run_id or run.run_id


def test_the_daemon_refreshes_exactly_what_has_changed(
    refreshed: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, store = tmp_path / "dagster", tmp_path / "data"
    home.mkdir()
    shutil.copy(Path(radius_assets.__file__).with_name("dagster.yaml"), home)
    shutil.copytree(refreshed.settings.store, store)
    with aging_city(quiet=QUIET) as growing:
        variables = {
            **environment(growing.url),
            **dict.fromkeys(KEYS, "sandbox"),
            "RADIUS_STORE": str(store),
            "RADIUS_BUDGET_FOLDER": str(tmp_path / "budgets"),
            "RADIUS_REQUESTS_PER_SECOND": "100",
            "RADIUS_MARGIN_DAYS": str(BEHIND.days + 3),
            "RADIUS_REDIS_URL": "",
            "DAGSTER_HOME": str(home),
        }
        for sensor in SENSORS:
            subprocess.run(
                [program("dagster"), "sensor", "start", sensor, *CODE],
                env={**os.environ, **variables},
                cwd=tmp_path,
                check=True,
                capture_output=True,
            )
        growing.age(120)  # a Daiso has opened, and permits of all districts but one have changed
        monkeypatch.setenv("DAGSTER_HOME", str(home))
        with daemon(variables, tmp_path), dg.DagsterInstance.from_config(str(home)) as instance:

            def all_have_succeeded() -> bool:
                runs = instance.get_runs()
                asked_by = {run.tags.get(SENSOR_NAME_TAG) for run in runs}
                done = {root_of(run) for run in runs if run.is_success}
                ended = all(run.is_finished for run in runs)
                return asked_by >= set(SENSORS) and ended and done >= set(map(root_of, runs))

            wait_for(all_have_succeeded, told_by=tmp_path / "daemon.log")
            runs = instance.get_runs()
            made = {
                asset: instance.get_materialized_partitions(dg.AssetKey(asset)) for asset in ASSETS
            }
    asked: dict[str, list[str]] = defaultdict(list)
    for run in runs:
        if run.run_id == root_of(run):
            asked[run.tags[SENSOR_NAME_TAG]] += districts_of(run)
    assert {sensor: sorted(names) for sensor, names in asked.items()} == {
        "permit_updates_sensor": ["구로구", "영등포구"],
        "daiso_changes_sensor": ["영등포구"],
    }
    assert made["closures"] == {"구로구", "영등포구"}, "verdicts follow"
    assert not any(QUIET in names for names in made.values()), "nothing was made where none changed"
