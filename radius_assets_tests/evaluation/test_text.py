"""The sentences of the report that carry a figure of their own."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from radius_assets.evaluation.delays import Delays
from radius_assets.evaluation.labelled import labelled
from radius_assets.evaluation.labels import evaluated_labels
from radius_assets.evaluation.text import ages, of_delays, of_labels
from radius_assets_tests.evaluation.label_files import write_labels


@pytest.mark.parametrize(
    ("found", "said"),
    [
        pytest.param(
            Delays(shops=9, days=[20, 5, 12], forgotten=3, early=1),
            "Of 9 closures 3 became a verdict while the map had the listing, half of them within "
            "12 days and nine in ten within 20, the wait for the weekly look included. 3 listings "
            "left the map first; 1 were held gone before their end; of 2 no look has said so yet.",
            id="some",
        ),
        pytest.param(
            Delays(shops=2, days=[], forgotten=0, early=2),
            "Of 2 closures 0 became a verdict while the map had the listing. 0 listings left the "
            "map first; 2 were held gone before their end; of 0 no look has said so yet.",
            id="none",
        ),
    ],
)
def test_every_closure_is_told_once(found: Delays, said: str) -> None:
    assert of_delays(found) == said


def test_the_last_age_is_told_from_the_last_limit_though_ages_before_are_empty() -> None:
    found = pl.DataFrame(
        {
            "days": [7, 60, None],
            "listings": [3, 1_200, 1],
            "gone": [2, 1_100, 0],
            "suspected": [0, 20, 1],
            "open": [1, 80, 0],
        }
    )

    assert ages(found).splitlines()[2:] == [
        "| up to 7 days | 3 | 2 | 0 | 1 |",
        "| up to 60 days | 1,200 | 1,100 | 20 | 80 |",
        "| over 365 days | 1 | 0 | 1 | 0 |",
    ]


def test_the_brier_score_stands_beside_the_calibration_error(tmp_path: Path) -> None:
    denied = "place_id,semas_id,label,certainty\n1,A,other_at_spot,sure\n"
    labels = labelled(write_labels(tmp_path, pairs=denied))
    found = evaluated_labels(labels, date(2026, 1, 23))
    (said,) = [part for part in of_labels(found) if part.startswith("How sure links")]

    assert said.endswith(f", Brier score {found.brier:.4f}:")
    assert found.brier > 0.9, "both links are wrong, and were called sure"
