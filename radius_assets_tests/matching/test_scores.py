"""The figures that say how good verdicts are, on tables small enough to count by hand."""

from dataclasses import astuple

import polars as pl
import pytest

from radius_assets.matching.scores import (
    FalseClosures,
    Score,
    brier,
    calibration_error,
    confusion,
    false_closures,
    is_right,
    reliability,
    score_of,
)

JUDGED = pl.DataFrame(
    [
        # verdict, truth, of a chain
        ("operating", "operating", True),
        ("operating", "operating", False),
        ("operating", "closed", True),
        ("closed", "operating", True),
        ("closed", "closed", True),
        ("replaced", "closed", True),
        ("closed", "replaced", True),
        ("replaced", "operating", True),
        ("closed", "operating", False),
        ("suspected_closed", "operating", True),
        ("suspected_closed", "closed", True),
        ("suspected_closed", "unverifiable", True),
        ("closed", "suspended", True),
        ("suspended", "suspended", True),
        ("unverifiable", "operating", True),
    ],
    schema=["verdict", "truth", "is_chain"],
    orient="row",
).with_row_index("place_id")


@pytest.mark.parametrize(
    ("score", "precision", "recall", "f1"),
    [
        pytest.param(Score(right=3, said=4, true=6), 0.75, 0.5, 0.6, id="some"),
        pytest.param(Score(right=0, said=4, true=6), 0.0, 0.0, 0.0, id="none right"),
        pytest.param(Score(right=0, said=0, true=6), 1.0, 0.0, 0.0, id="nothing said"),
        pytest.param(Score(right=0, said=4, true=0), 0.0, 1.0, 0.0, id="nothing true"),
        pytest.param(Score(right=0, said=0, true=0), 1.0, 1.0, 1.0, id="nothing at all"),
    ],
)
def test_shares_of_a_score(score: Score, precision: float, recall: float, f1: float) -> None:
    assert (score.precision, score.recall) == (precision, recall)
    assert score.f1 == pytest.approx(f1)


@pytest.mark.parametrize(
    ("outcomes", "right", "said", "true"),
    [
        (["operating"], 2, 3, 7),
        (["closed"], 1, 5, 4),
        (["replaced"], 0, 2, 1),
        (["suspended"], 1, 1, 2),
        (["closed", "replaced"], 3, 7, 5),
    ],
)
def test_a_verdict_is_counted_where_it_was_said_and_where_it_is_true(
    outcomes: list[str], right: int, said: int, true: int
) -> None:
    assert score_of(JUDGED, *outcomes) == Score(right=right, said=said, true=true)


def test_confusion_counts_each_truth_with_each_verdict() -> None:
    columns = ["closed", "operating", "replaced", "suspected_closed", "suspended", "unverifiable"]
    counted = confusion(JUDGED)

    assert counted.columns == ["truth", *columns]
    assert counted.rows() == [
        ("closed", 1, 1, 1, 1, 0, 0),
        ("operating", 2, 2, 1, 1, 0, 1),
        ("replaced", 1, 0, 0, 0, 0, 0),
        ("suspended", 1, 0, 0, 0, 1, 0),
        ("unverifiable", 0, 0, 0, 1, 0, 0),
    ]


def test_open_shops_of_chains_that_were_held_gone_are_counted() -> None:
    """Neither those of no chain, nor those that are suspended or gone."""
    found = false_closures(JUDGED)

    assert astuple(found) == (6, 2, 2)
    assert found.per_thousand == pytest.approx(333.333, abs=0.001)


def test_of_no_open_shops_none_is_held_gone() -> None:
    assert false_closures(JUDGED.clear()) == FalseClosures(shops=0, held_gone=0, suspected=0)
    assert false_closures(JUDGED.clear()).per_thousand == 0


@pytest.mark.parametrize(
    ("verdict", "truth", "right"),
    [
        ("operating", "operating", True),
        ("operating", "closed", False),
        ("closed", "closed", True),
        ("closed", "replaced", False),
        ("suspected_closed", "closed", True),
        ("suspected_closed", "replaced", True),
        ("suspected_closed", "operating", False),
        ("suspected_closed", "suspended", False),
        ("suspected_closed", "unverifiable", False),
        ("unverifiable", "unverifiable", True),
    ],
)
def test_a_verdict_is_right_if_true_and_a_suspicion_if_the_shop_is_gone(
    verdict: str, truth: str, *, right: bool
) -> None:
    judged = pl.DataFrame({"verdict": [verdict], "truth": [truth]})

    assert judged.select(is_right()).item() is right


@pytest.mark.parametrize(
    ("confidence", "at_least"),
    [
        (0.0, 0.0),
        (0.05, 0.0),
        (0.1, 0.1),
        (0.19, 0.1),
        (0.2, 0.2),
        (0.9, 0.9),
        (0.95, 0.9),
        (1.0, 0.9),
    ],
)
def test_a_confidence_belongs_to_the_tenth_that_starts_at_or_below_it(
    confidence: float, at_least: float
) -> None:
    called = pl.DataFrame({"confidence": [confidence], "right": [True]})

    assert reliability(called).rows() == [(at_least, 1, confidence, 1.0)]


CALLED = pl.DataFrame(
    {
        "confidence": [0.9, 1.0, 0.95, 0.95, 0.2, 0.2],
        "right": [True, True, True, False, True, False],
    }
)


def test_each_tenth_has_its_count_and_both_means() -> None:
    found = reliability(CALLED)

    assert found["at_least"].to_list() == [0.2, 0.9]
    assert found["count"].to_list() == [2, 4]
    assert found["confidence"].to_list() == pytest.approx([0.2, 0.95])
    assert found["right"].to_list() == [0.5, 0.75]


def test_the_calibration_error_weighs_each_tenth_by_its_count() -> None:
    assert calibration_error(reliability(CALLED)) == pytest.approx((2 * 0.3 + 4 * 0.2) / 6)
    assert calibration_error(reliability(CALLED.clear())) == 0


def test_the_brier_score_is_the_mean_square_of_how_far_each_is_off() -> None:
    squares = (0.01, 0.0, 0.0025, 0.9025, 0.64, 0.04)

    assert brier(CALLED) == pytest.approx(sum(squares) / 6)
    assert brier(CALLED.clear()) == 0


def test_the_brier_score_tells_apart_what_the_calibration_error_cannot() -> None:
    """To call all alike, as sure as they are right on average, is no knowledge of any."""
    right = [True, True, True, False]
    alike = pl.DataFrame({"confidence": [0.75] * 4, "right": right})
    known = pl.DataFrame({"confidence": [1.0, 1.0, 1.0, 0.0], "right": right})

    assert calibration_error(reliability(alike)) == calibration_error(reliability(known)) == 0
    assert brier(alike) == 0.1875
    assert brier(known) == 0
