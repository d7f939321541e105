"""A city of one listing, whose records and truth a test chooses."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from radius_assets.evaluation.trial import Trial
from radius_assets_tests.matching.rows import AS_OF, Row, permits, place, places, stores

LISTED = "1"


def trial_of(
    truth: str,
    *,
    tobacco: Sequence[Row] = (),
    food: Sequence[Row] = (),
    own: Sequence[str] = (),
    is_told: bool = False,
    succeeded_on: date | None = None,
) -> Trial:
    """A city with GS25 한빛점 alone; `own` are the numbers of its permits, all for tobacco."""
    return Trial(
        seed=1,
        today=AS_OF,
        places=places(place()),
        food=permits(*food),
        tobacco=permits(*tobacco),
        semas=stores(),
        truth=pl.DataFrame(
            {
                "place_id": [LISTED],
                "truth": [truth],
                "closed_on": [date(2026, 8, 20) if truth in ("closed", "replaced") else None],
                "succeeded_on": [succeeded_on],
                "is_chain": [True],
                "is_told": [is_told],
            },
            schema_overrides={"closed_on": pl.Date, "succeeded_on": pl.Date},
        ),
        pairs=pl.DataFrame(
            {
                "place_id": [LISTED] * len(own),
                "register": ["tobacco"] * len(own),
                "record_id": list(own),
            },
            schema={"place_id": pl.String, "register": pl.String, "record_id": pl.String},
        ),
    )
