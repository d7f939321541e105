"""What does a judgement cost, from some districts to a nation?

Invented cities side by side, each with a seed, districts and place of its own, so that the
density stays that of one city: successive permits, shared addresses and all. Five sizes; the
largest has as many listings and permits as the country. Each size is judged in a process of its
own, twice, and the better run counts. CPU is that of the process with its threads, of `judge`
alone; memory is the most that the process ever held (Linux), and what it held beforehand, with
everything imported and the tables read. An n log n cost has the same last column in every row,
n being all rows of all tables.

Not measured: reading registers from a service, and writing the verdicts.

    python -m benchmarks.matching_sizes
"""

import json
import math
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from benchmarks.matching_tables import PERMITS
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.matching.judge import judge

CITY, NATION = 25, 139
SIZES = (7, 14, CITY, 70, NATION)
"""Districts judged; a city has about 10,000 listings."""

GOALS = {CITY: ("city", "2", "400"), NATION: ("nation", "15", "3,000")}
"""By size its name, CPU seconds and MB."""

RUNS = 2
TABLES = ("places", "food", "tobacco", "semas")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one judgement took."""

    rows: Mapping[str, int]
    cpu_s: float
    peak_mb: int
    before_mb: int

    @property
    def ns_per_n_log_n(self) -> float:
        """CPU nanoseconds for each n log2 n."""
        n = sum(self.rows.values())
        return self.cpu_s * 1e9 / (n * math.log2(n))


def read_tables(folder: Path, districts: int) -> dict[str, pl.DataFrame]:
    """The tables of so many districts."""
    return {name: pl.concat(_parts(name, folder, districts)) for name in TABLES}


def _parts(name: str, folder: Path, districts: int) -> Iterator[pl.DataFrame]:
    for number in range(math.ceil(districts / len(DISTRICT_NAMES))):
        wanted = DISTRICT_NAMES[: districts - number * len(DISTRICT_NAMES)]
        names = [f"{district.removesuffix('구')}{number}구" for district in wanted]
        table = pl.scan_parquet(folder / f"{name}-{number}.parquet")
        if name in PERMITS:  # whose keys are read in place of their addresses
            table = table.drop("road_address", "lot_address", "provenance")
        yield table.filter(pl.col("district").is_in(names)).collect()


def judged(folder: Path, districts: int) -> Cost:
    """Judge so many districts in this process."""
    tables = read_tables(folder, districts)
    as_of = date.fromisoformat((folder / "today").read_text())
    before_mb, began_s = _held_mb("VmRSS"), time.process_time()
    closures = judge(
        tables["places"],
        food=tables["food"],
        tobacco=tables["tobacco"],
        semas=tables["semas"],
        as_of=as_of,
    )
    cpu_s = time.process_time() - began_s
    assert closures.height == tables["places"].height
    rows = {name: table.height for name, table in tables.items()}
    return Cost(rows, cpu_s, peak_mb=_held_mb("VmHWM"), before_mb=before_mb)


def _held_mb(what: str) -> int:
    """Resident memory now (VmRSS) or at most (VmHWM).

    `getrusage` would also count what the process held that started this one.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith(f"{what}:"))
    return int(line.split()[1]) // 1024


def _in_process(module: str, *arguments: str) -> str:
    """What a module prints, in a process that holds nothing of this one."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def measured(folder: Path, districts: int) -> Cost:
    """The better of some runs, each in a process of its own."""
    told = [_in_process("matching_sizes", str(folder), str(districts)) for _ in range(RUNS)]
    return min((Cost(**json.loads(one)) for one in told), key=lambda cost: cost.cpu_s)


def report() -> None:
    """Invent the cities, judge each size, and print a table in Markdown."""
    columns = "| | listings | food | tobacco | SEMAS | CPU s | goal | peak MB | goal | before MB "
    print(f"\n### Cost\n\n{columns}| ns a n log n |\n|---|{'---:|' * 10}")
    with TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(math.ceil(max(SIZES) / len(DISTRICT_NAMES))):
            _in_process("matching_tables", str(folder), str(number))
        for districts in SIZES:
            _print(districts, measured(folder, districts))


def _print(districts: int, cost: Cost) -> None:
    name, goal_s, goal_mb = GOALS.get(districts, (f"{districts} districts", "", ""))
    rows = (f"{cost.rows[table]:,}" for table in TABLES)
    took = (f"{cost.cpu_s:.2f}", goal_s, f"{cost.peak_mb:,}", goal_mb, f"{cost.before_mb:,}")
    print(f"| {' | '.join([name, *rows, *took, f'{cost.ns_per_n_log_n:.0f}'])} |", flush=True)


def main() -> None:
    """Report, or do the part of it that a process of its own was started for."""
    match sys.argv[1:]:
        case [folder, districts]:
            cost = judged(Path(folder), int(districts))
            print(json.dumps({name: getattr(cost, name) for name in Cost.__slots__}))
        case _:
            report()


if __name__ == "__main__":
    main()
