"""Do the registers cost a refresh of the city any time, or does Kakao's limit hide them?

The invented city of 25 districts is read from nothing, once Kakao's part alone (`daiso` and
`convenience`) and once all of it, each into a store of its own. The sandbox answers Kakao and Daiso
after 150 ms and Seoul, as in a published case, after 1.2 s a page; each service takes ten requests
a second, as the real ones do, and we keep within that.

Printed are the seconds until the last table of each asset was on the disk, the requests of each
service, and how many times as long all of it takes as Kakao's part.

Not measured: the real services, whose latency is their own, pages that fail, several hosts. The
sandbox, the refresh and whatever else runs here share the processors.

    python -m benchmarks.bench_refresh
"""

import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import dagster as dg

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.refresh.order import ASSETS
from radius_assets.sandbox.control import environment
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.sandbox.world import build_city
from radius_assets_tests.graph.platform import Platform, settings_for

SEED = 7
OF_KAKAO = ("daiso", "convenience")
SEOUL_S = 1.2
SETTINGS = SandboxSettings(
    latency_ms=150.0, faults=Faults(services=("seoul",), timeouts=1.0, timeout_s=SEOUL_S)
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One refresh: its seconds, when each asset was complete, how often services were asked."""

    seconds: float
    complete_after_s: dict[str, float]
    requests: dict[str, int]


def refreshed(sandbox: RunningSandbox, assets: Sequence[str]) -> Measured:
    """Refresh the city into an empty store."""
    sandbox.reset()
    with TemporaryDirectory() as name, dg.instance_for_test() as instance:
        settings = replace(settings_for(sandbox.url, Path(name)), requests_per_second=10)
        began_s = time.time()
        assert Platform(settings, instance).refresh(DISTRICT_NAMES, assets=assets).success
        seconds = time.time() - began_s
        written = {
            asset: [file.stat().st_mtime for file in Path(settings.store, asset).glob("*.parquet")]
            for asset in assets
        }
    assert all(len(times) == len(DISTRICT_NAMES) for times in written.values()), "a table a cell"
    return Measured(
        seconds,
        {asset: max(times) - began_s for asset, times in written.items()},
        {service: int(str(of["requests"])) for service, of in sandbox.stats().items()},
    )


def main() -> None:
    """Measure both, and print them side by side."""
    logging.disable()  # Dagster would print every event
    with serving(build_city(SEED), SETTINGS) as sandbox:
        os.environ.update(environment(sandbox.url))  # runs look their keys up
        alone, whole = (refreshed(sandbox, assets) for assets in (OF_KAKAO, ASSETS))
    print("| complete after, s | Kakao's part alone | all assets |\n|---|---:|---:|")
    for asset in ASSETS:
        first = alone.complete_after_s.get(asset)
        told = "" if first is None else f"{first:.1f}"
        print(f"| `{asset}` | {told} | {whole.complete_after_s[asset]:.1f} |")
    print(f"| the run | {alone.seconds:.1f} | {whole.seconds:.1f} |")
    print(f"\nrequests alone: {alone.requests}\nrequests of all: {whole.requests}")
    print(f"all of it takes {whole.seconds / alone.seconds:.2f} times as long")


if __name__ == "__main__":
    main()
