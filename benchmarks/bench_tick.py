"""What does it take to see that permits have changed, and to take the changes over?

The invented city of 25 districts is read in full. Dagster's own daemon ticks
`permit_updates_sensor` over a code server that it starts, as in a deployment; the first tick finds
nothing, and is when the code server loads what it needs. Then the city grows some days older, and
the daemon is made to tick again and runs what is asked for.

Printed are the seconds of the ticks and of the runs as Dagster records them, the requests as the
sandbox counts them, and how many permits were new or had changed. The sandbox answers after
150 ms; the deployment asks 10 times a second at most. The city was read just now and not some days
ago, so the margin by which a tick asks for more than what came since is as long as the city grows
older.

Not measured: the real service, whose latency and pages are its own, and how many permits change in
the real Seoul within so many days.

    python -m benchmarks.bench_tick [--days 4]
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import dagster as dg
import polars as pl
from dagster._core.scheduler.instigation import InstigatorTick, SensorInstigatorData

import radius_assets
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.sandbox.city import City
from radius_assets.sandbox.control import environment
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.sandbox.world import build_city
from radius_assets_tests.graph.platform import Platform, settings_for

SEED = 7
REGISTERS = ("openapi_food", "openapi_tobacco")
SETTINGS = SandboxSettings(rate_per_second=100)  # so that all is read in a minute at first
SENSOR = "permit_updates_sensor"
CODE = ("-m", "radius_assets.definitions")
PATIENCE_S = 300.0


def city_on(day: date) -> City:
    """The whole city on a day."""
    return build_city(SEED, today=day)


@contextmanager
def deployment(sandbox: RunningSandbox, folder: Path) -> Iterator[dg.DagsterInstance]:
    """An instance of Dagster, and a store with all tables."""
    home = folder / "dagster"
    home.mkdir()
    shutil.copy(Path(radius_assets.__file__).with_name("dagster.yaml"), home)
    with dg.DagsterInstance.from_config(str(home)) as instance:
        platform = Platform(settings_for(sandbox.url, folder), instance)
        assert platform.refresh(DISTRICT_NAMES).success
        yield instance


@contextmanager
def daemon(variables: Mapping[str, str], folder: Path) -> Iterator[None]:
    """Dagster's daemon, with the sensor switched on, for as long as the block lasts."""
    bin_folder, env = Path(sys.executable).parent, {**os.environ, **variables}
    start = [str(bin_folder / "dagster"), "sensor", "start", SENSOR, *CODE]
    subprocess.run(start, env=env, cwd=folder, check=True, capture_output=True)
    with (folder / "daemon.log").open("w") as log:
        command = [str(bin_folder / "dagster-daemon"), "run", *CODE]
        process = subprocess.Popen(command, env=env, cwd=folder, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)


def ticks(instance: dg.DagsterInstance) -> Sequence[InstigatorTick]:
    """The ticks of the sensor that have ended, the last one first."""
    states = [state for state in instance.all_instigator_state() if state.name == SENSOR]
    found = [
        tick
        for state in states
        for tick in instance.get_ticks(state.instigator_origin_id, state.selector_id)
    ]
    return [tick for tick in found if tick.end_timestamp is not None]


def be_due(instance: dg.DagsterInstance) -> None:
    """Have the daemon tick at once, though an hour has not passed."""
    for state in instance.all_instigator_state():
        data = state.instigator_data
        if state.name == SENSOR and isinstance(data, SensorInstigatorData):
            due = data._replace(last_tick_timestamp=None, last_tick_start_timestamp=None)
            instance.update_instigator_state(state.with_data(due))


def seconds_of(tick: InstigatorTick) -> float:
    """How long the tick took."""
    return (tick.end_timestamp or tick.timestamp) - tick.timestamp


def wait_for(what: Callable[[], bool]) -> None:
    """Poll until it is so."""
    deadline = time.monotonic() + PATIENCE_S
    while not what():
        if time.monotonic() > deadline:
            raise SystemExit("the daemon did not get there")
        time.sleep(0.2)


def asked(sandbox: RunningSandbox) -> int:
    """The requests that the services have answered since the last reset."""
    return sum(int(str(of["requests"])) for of in sandbox.stats().values())


def permits(store: Path) -> pl.DataFrame:
    """The stored permits of both registers, by what tells whether one has changed."""
    key = ["authority_code", "management_number", "updated_at", "state"]
    files = [store / register / "*.parquet" for register in REGISTERS]
    return pl.concat(pl.read_parquet(file).select(key) for file in files)


def measure(days: int) -> None:
    """Read, grow older, tick, run; print what that took."""
    today = datetime.now(UTC).date()
    born = city_on(today - timedelta(days=days))
    place = TemporaryDirectory(ignore_cleanup_errors=True)  # the daemon's servers end later
    with place as name, serving(born, SETTINGS, city_on=city_on) as sandbox:
        folder = Path(name)
        os.environ.update(environment(sandbox.url))  # runs look their keys up
        with deployment(sandbox, folder) as instance:
            before = permits(folder / "data")
            variables = {
                "RADIUS_STORE": str(folder / "data"),
                "RADIUS_BUDGET_FOLDER": str(folder / "budgets"),
                "RADIUS_REDIS_URL": "",
                "RADIUS_MARGIN_DAYS": str(days),
                "DAGSTER_HOME": str(folder / "dagster"),
            }
            with daemon(variables, folder):
                wait_for(lambda: len(ticks(instance)) == 1)
                sandbox.age(days)
                sandbox.reset()
                be_due(instance)
                wait_for(lambda: len(ticks(instance)) == 2)
                by_tick = asked(sandbox)
                wait_for(lambda: all(run.is_finished for run in instance.get_runs()))
            tick, first = ticks(instance)
            print(f"first tick: {first.status.value}, {seconds_of(first):.2f} s")
            report(instance, tick, by_tick, asked(sandbox))
            changed = permits(folder / "data").join(before, on=before.columns, how="anti")
            print(f"permits that were new or had changed: {changed.height}")


def report(instance: dg.DagsterInstance, tick: InstigatorTick, by_tick: int, in_all: int) -> None:
    """Print the seconds and requests."""
    print(f"tick: {tick.status.value}, {seconds_of(tick):.2f} s, ", end="")
    print(f"{len(tick.run_ids)} runs asked for; about {by_tick} requests")
    for of in instance.get_run_records(dg.RunsFilter(run_ids=tick.run_ids)):
        seconds = (of.end_time or 0) - (of.start_time or 0)
        print(f"run: {of.dagster_run.status.value}, {seconds:.2f} s")
    print(f"requests of the tick and its runs: {in_all}")


def main() -> None:
    """Measure once."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=4, help="how much older the city gets")
    measure(parser.parse_args().days)


if __name__ == "__main__":
    main()
