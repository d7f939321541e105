"""All permits of the invented city, from the raw pages to the tables, in a process of its own.

python -m benchmarks.paging_city keep FOLDER      a sandbox is read, its answers are kept
python -m benchmarks.paging_city make FOLDER      tables are made of them; figures as JSON
"""

import asyncio
import json
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from radius_assets.collection.covering import Covering
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.publication.files import LocalFiles
from radius_assets.publication.raw_archive import RawArchive
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.archiving import Archiving
from radius_assets.refresh.order import Cell
from radius_assets.refresh.replay import rewrite
from radius_assets.refresh.stages import Stages
from radius_assets.refresh.work import Options, Work
from radius_assets.sandbox.server import serving
from radius_assets.sandbox.world import build_city
from radius_assets_tests.refresh.clients import AT_ONCE, opened

CELLS = [
    Cell(asset, name) for asset in ("openapi_food", "openapi_tobacco") for name in DISTRICT_NAMES
]


async def keep(folder: Path) -> None:
    """Read all permits of a sandbox, and keep the answers and the tables."""
    store = LocalStore(folder / "tables")
    archive = RawArchive(LocalFiles(folder / "raw"), keep_days=90)
    begun_at = datetime.now(UTC)
    with serving(build_city(1), AT_ONCE) as running:
        async with opened(running.url, folder / "budget") as sources:
            options = Options(now=lambda: begun_at)
            work = Work(sources, store, Covering(sources.kakao.category_page), options)
            stages = Stages(work, archiving=Archiving(archive, "bench"))
            for cell in CELLS:
                await stages.make(cell, started=lambda _cell, _meter: None)


def make(folder: Path) -> dict[str, float]:
    """Make all tables of the answers that are kept; what that took."""
    before, began_s = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    pages = rows = 0
    archive = RawArchive(LocalFiles(folder / "raw"), keep_days=90)
    store = LocalStore(folder / "again")
    for cell in CELLS:
        (kept,) = archive.sets(cell.asset, cell.district)
        manifest = archive.manifest(kept)
        answers = archive.answers(kept)
        made = asyncio.run(rewrite(cell, answers, store, read_at=manifest.begun_at))
        pages, rows = pages + len(answers), rows + made.written.rows
    after = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "pages": pages,
        "rows": rows,
        "seconds": time.perf_counter() - began_s,
        "cpu_s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "before_mb": before.ru_maxrss / 1_024,
        "peak_mb": after.ru_maxrss / 1_024,
        "raw_mb": sum(path.stat().st_size for path in folder.glob("raw/**/*.zst")) / 1e6,
        "tables_mb": sum(path.stat().st_size for path in folder.glob("again/**/*.parquet")) / 1e6,
    }


def keep_elsewhere(folder: Path) -> None:
    """`keep` in a process of its own, which may take what it wants."""
    command = [sys.executable, "-m", "benchmarks.paging_city", "keep", str(folder)]
    subprocess.run(command, check=True)


def same_tables(folder: Path) -> bool:
    """Whether both stores hold the same files, byte by byte."""
    one, two = (sorted(folder.glob(f"{name}/openapi_*/*.parquet")) for name in ("tables", "again"))
    return [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


if __name__ == "__main__":
    what, place = sys.argv[1:]
    if what == "keep":
        asyncio.run(keep(Path(place)))
    else:
        print(json.dumps(make(Path(place))))
