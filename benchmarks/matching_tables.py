"""Write the tables of one of many invented cities side by side, as a refresh stores them.

python -m benchmarks.matching_tables FOLDER NUMBER
"""

import sys
from pathlib import Path

import polars as pl

from radius_assets.domain.addresses import with_address_keys
from radius_assets.evaluation.trial import trial

FIRST_SEED = 8001
APART_DEG = 0.6  # Seoul is 0.42 degrees wide
PERMITS, OTHERS = ("food", "tobacco"), ("places", "semas")


def write_city(number: int, folder: Path) -> None:
    """Write the city of this number, `NAME-NUMBER.parquet` a table, and the day in `today`."""
    city = trial(FIRST_SEED + number)
    for name in (*PERMITS, *OTHERS):
        table = _moved(getattr(city, name), number)
        keyed = with_address_keys(table) if name in PERMITS else table
        keyed.write_parquet(folder / f"{name}-{number}.parquet")
    (folder / "today").write_text(city.today.isoformat())


def _moved(table: pl.DataFrame, number: int) -> pl.DataFrame:
    """The table of a city that lies elsewhere, with districts and ids that no other has."""
    address = ("road_address", "lot_address", "district")
    named = pl.col(*address).str.replace(r"(\S+)구\b", f"${{1}}{number}구")
    ids = [pl.format("{}-{}", "place_id", pl.lit(number))] if "place_id" in table.columns else []
    return table.with_columns(named, *ids, lon=pl.col("lon") + number * APART_DEG)


if __name__ == "__main__":
    write_city(int(sys.argv[2]), Path(sys.argv[1]))
