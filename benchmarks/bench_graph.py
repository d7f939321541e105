"""What does the graph itself cost: a run over all districts and assets whose work is nothing?

One run of 25 districts x 6 assets on a new SQLite instance, as `radius refresh --all` makes it:
150 planned and 150 written materializations, each with its columns and version tags. CPU is that
of the process, `start` is what it takes to import Dagster and the package. A second run follows
on the same instance, which then has a history to look things up in.

Not measured: asking, reading, matching and writing tables; the daemon and the web server.

    python -m benchmarks.bench_graph [--runs 2]
"""

import argparse
import logging
import time

import dagster as dg

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.refresh.order import ASSETS
from radius_assets_tests.graph.workshop import Workshop

GOAL_CPU_S = 10.0


def refresh(instance: dg.DagsterInstance) -> tuple[float, float]:
    """The CPU and the wall seconds of one run over everything."""
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    result = Workshop().refresh(instance, DISTRICT_NAMES)
    cpu_s, wall_s = time.process_time() - cpu_s, time.perf_counter() - wall_s
    written = len(result.asset_materializations_for_node("refresh"))
    assert written == len(DISTRICT_NAMES) * len(ASSETS)
    return cpu_s, wall_s


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2)
    runs = parser.parse_args().runs
    logging.disable()  # Dagster would print every event
    print(f"{'':<8}{'CPU s':>8}{'wall s':>8}   goal {GOAL_CPU_S:g} s of CPU a run")
    print(f"{'start':<8}{time.process_time():>8.1f}")
    with dg.instance_for_test() as instance:
        for number in range(1, runs + 1):
            cpu_s, wall_s = refresh(instance)
            print(f"{f'run {number}':<8}{cpu_s:>8.1f}{wall_s:>8.1f}")


if __name__ == "__main__":
    main()
