"""How fast is a long query read, and how fast do rows of a register become a table?

Pages: a service of 344,000 rows on a real socket, 500 a page, that takes 1.2 s an answer and
3.2 requests a second, as in a published case that read it in 830 s one by one and in 374 s in
parallel. All delays are divided by `--scale`. Four ways read all of it, each from a service of
its own; ours and the batches of 8 ask through the same client, with four requests at once at
most, paced at the rate itself (in earnest we keep 5 % below it: times 0.95). The rate allows a
ratio of 3.84, and four at once one of 4. Neither our own work nor the lateness of a busy machine
is divided by the scale: both weigh more here than in earnest.

Rows: the food permits of one district of the invented city, from parsed JSON to typed columns,
and to a checked file; against the first version's way, a row at a time into a database.

City: all permits of the invented city, from raw pages on the disk to the tables, as `radius
replay` makes them: JSON, keys, types, checks, Parquet, fsync. The CPU seconds and the memory
are those of a process that does nothing else.

Not measured: real networks and services, pages that fail or take unlike long, dlt's other
ways to load side by side (it does so by resource, not by page), a database on another host,
several writers at once. Seconds depend on the machine and what else runs there.

    python -m benchmarks.bench_paging [--scale 10] [--parts pages,rows,city]
        [--postgres postgresql://user@127.0.0.1/db]
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.paging_city import keep_elsewhere, same_tables
from benchmarks.paging_source import served
from benchmarks.paging_upserts import (
    PAGE_ROWS,
    Row,
    Way,
    rows_of_a_district,
    typed,
    typed_and_written,
    upserted,
    upserted_into_postgres,
)
from benchmarks.paging_ways import PAGE_SIZE, WAYS, Service, missing_package

ROWS, LATENCY_S, REQUESTS_PER_SECOND = 344_000, 1.2, 3.2
WINDOW_S = 5.0  # 16 requests; the rate is no whole number a second
REPEATS = 3


def report_pages(scale: float) -> None:
    """Print how long each way takes for all pages."""
    print(f"{ROWS:,} rows, {PAGE_SIZE} a page, delays divided by {scale:g}\n")
    print("| way | seconds | times as fast | at once | most in 5 s, at 3.2/s | in order |")
    print("|---|---:|---:|---:|---:|---|")
    slowest_s = 0.0
    for way, read in WAYS.items():
        if (package := missing_package(way)) is not None:
            print(f"| {way} | NOT MEASURED: {package} is not installed here | | | | |", flush=True)
            continue
        with (
            tempfile.TemporaryDirectory() as folder,
            served(rows=ROWS, latency_s=LATENCY_S / scale) as service,
        ):
            place = Service(service.url, REQUESTS_PER_SECOND * scale, Path(folder) / "budget")
            began_s = time.perf_counter()
            found = read(place)
            seconds = time.perf_counter() - began_s
        slowest_s = slowest_s or seconds
        assert len(service.asked.arrived_at) == ROWS / PAGE_SIZE, "each page is asked for once"
        in_order = "yes" if found == list(range(ROWS)) else "NO"
        worst = service.asked.worst_window(WINDOW_S / scale)
        print(
            f"| {way} | {seconds:.1f} | {slowest_s / seconds:.2f} | {service.asked.open_most} "
            f"| {worst} | {in_order} |",
            flush=True,
        )


def report_rows(postgres: str | None) -> None:
    """Print how many rows a second each way makes a table of."""
    rows = rows_of_a_district()
    few = rows[: 2 * PAGE_ROWS]
    ways: list[tuple[str, Way | None, Sequence[Row]]] = [
        ("ours: typed columns", typed, rows),
        ("ours: typed, checked, a Parquet file on the disk", typed_and_written, rows),
        ("SQLite, a transaction a page", partial(upserted, rows_a_transaction=PAGE_ROWS), rows),
        ("SQLite, a transaction a row", partial(upserted, rows_a_transaction=1), few),
        ("PostgreSQL through psql, a transaction a page", _postgres(postgres), rows),
    ]
    print("| way | rows | rows a second | to the typed columns |\n|---|---:|---:|---:|")
    ours = 0.0
    for name, way, sample in ways:
        if way is None:
            print(f"| {name} | NOT MEASURED: it needs --postgres and psql | | |")
            continue
        per_second = len(sample) / best_s(partial(way, sample))
        ours = ours or per_second
        print(
            f"| {name} | {len(sample):,} | {per_second:,.0f} | 1/{ours / per_second:.1f} |",
            flush=True,
        )


def _postgres(url: str | None) -> Way | None:
    if url is None or shutil.which("psql") is None:
        return None
    return partial(upserted_into_postgres, url=url)


def best_s(work: Callable[[], None]) -> float:
    """The least seconds of some repetitions: what else runs only ever adds."""
    seconds = []
    for _ in range(REPEATS):
        began_s = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began_s)
    return min(seconds)


def report_city() -> None:
    """Print what all permits of the city cost, from their raw pages to the tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        keep_elsewhere(folder)
        command = [sys.executable, "-m", "benchmarks.paging_city", "make", name]
        figures = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        assert same_tables(folder), "what is made again differs"
    print("| pages | rows | CPU s | seconds | peak MB | of which imports | raw MB | tables MB |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    print(
        f"| {figures['pages']} | {figures['rows']:,} | {figures['cpu_s']:.1f} "
        f"| {figures['seconds']:.1f} | {figures['peak_mb']:.0f} | {figures['before_mb']:.0f} "
        f"| {figures['raw_mb']:.1f} | {figures['tables_mb']:.1f} |"
    )


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description="Pages of a long query, and rows into tables.")
    parser.add_argument("--scale", type=float, default=10.0, help="what delays are divided by")
    parser.add_argument("--parts", default="pages,rows,city", help="of pages, rows, city")
    parser.add_argument("--postgres", metavar="URL", help="a database of which `permits` may go")
    options = parser.parse_args()
    for part in options.parts.split(","):
        if part == "pages":
            report_pages(options.scale)
        elif part == "rows":
            report_rows(options.postgres)
        elif part == "city":
            report_city()
        else:
            parser.error(f"--parts: {part!r} is none of pages, rows, city")
        print(flush=True)


if __name__ == "__main__":
    main()
