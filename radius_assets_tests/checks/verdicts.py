"""Tables of verdicts for the checks, as many of each as a test wants."""

from collections.abc import Mapping

import polars as pl

from radius_assets_tests.publication.frames import frame


def verdicts(counts: Mapping[str, int], **changes: object) -> pl.DataFrame:
    """So many rows of `closures` of each verdict, with other values where they are given."""
    rows = frame("closures", **changes)
    names = [verdict for verdict, count in counts.items() for _ in range(count)]
    ids = [f"{number:05}" for number in range(len(names))]
    table = pl.concat([rows.clear(), *[rows] * len(names)])
    return table.with_columns(
        verdict=pl.Series(names, dtype=pl.String), place_id=pl.Series(ids, dtype=pl.String)
    )
