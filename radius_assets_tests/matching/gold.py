"""Where the labelled pairs of one district lie, beside the checkout."""

from pathlib import Path

import polars as pl

FOLDER = Path(__file__).parents[3] / "shared" / "data"
"""Third-party material that is no part of this repository."""


def first_verdicts() -> pl.DataFrame:
    """What an earlier program said of the same listings: `place_id`, `verdict` (정상, 폐업)."""
    return pl.read_csv(FOLDER / "real" / "yeongdeungpo_original_verdicts.csv", infer_schema=False)
