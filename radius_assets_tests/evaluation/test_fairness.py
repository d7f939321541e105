"""An evaluation cannot be made better by saying less, nor by saying it twice."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from radius_assets.evaluation.cities import compared, judged
from radius_assets.evaluation.fairness import EvaluationError, beside_truth, once
from radius_assets.evaluation.labelled import labelled, links_of
from radius_assets.evaluation.labels import compared_with_labels
from radius_assets.evaluation.trial import Trial
from radius_assets.matching.judge import judge
from radius_assets_tests.evaluation.label_files import write_labels
from radius_assets_tests.evaluation.trials import trial_of
from radius_assets_tests.matching.rows import permit

TRUTH = pl.DataFrame({"place_id": ["1", "2", "3"], "truth": ["closed", "operating", "closed"]})


def _said(*ids: str) -> pl.DataFrame:
    return pl.DataFrame(
        {"place_id": ids, "verdict": [f"of {one}" for one in ids]},
        schema={"place_id": pl.String, "verdict": pl.String},
    )


def test_each_listing_has_its_truth_and_its_verdict() -> None:
    assert beside_truth(TRUTH, _said("3", "1", "2")).rows() == [
        ("1", "closed", "of 1"),
        ("2", "operating", "of 2"),
        ("3", "closed", "of 3"),
    ]


@pytest.mark.parametrize(
    ("ids", "why"),
    [
        pytest.param("12", "1 listings are without a verdict, the first 3", id="dropped"),
        pytest.param("", "3 listings are without a verdict, the first 1, 2, 3", id="silent"),
        pytest.param("1223", "1 listings are more than once in the verdicts", id="twice"),
        pytest.param("1234", "1 listings are judged, but not in the truth", id="invented"),
    ],
)
def test_verdicts_that_do_not_fit_the_truth_are_refused(ids: str, why: str) -> None:
    with pytest.raises(EvaluationError, match=why):
        beside_truth(TRUTH, _said(*ids))


def test_a_truth_that_repeats_is_refused() -> None:
    with pytest.raises(EvaluationError, match="3 listings are more than once in the truth"):
        beside_truth(pl.concat([TRUTH, TRUTH]), _said("1", "2", "3"))


def test_a_link_counts_once() -> None:
    links = pl.DataFrame(
        {"place_id": ["1", "1"], "register": ["food", "tobacco"], "record_id": ["A", "A"]}
    )

    assert once(links).equals(links)
    with pytest.raises(EvaluationError, match="linked twice with one record, the first 1"):
        once(pl.concat([links, links]))


@pytest.fixture(scope="module")
def city() -> Trial:
    """A city of one listing."""
    return trial_of("operating", tobacco=[permit(number="ours")], own=["ours"])


@pytest.fixture(scope="module")
def closures(city: Trial) -> pl.DataFrame:
    """What is said of it."""
    return judge(
        city.places, food=city.food, tobacco=city.tobacco, semas=city.semas, as_of=city.today
    )


def test_a_city_is_compared_as_a_whole(city: Trial, closures: pl.DataFrame) -> None:
    twice = pl.concat([closures, closures])
    linked_twice = closures.with_columns(evidence=pl.concat_list("evidence", "evidence"))

    assert compared(city, closures).scores()["operating"].right == 1
    with pytest.raises(EvaluationError, match="without a verdict"):
        compared(city, closures.clear())
    with pytest.raises(EvaluationError, match="more than once"):
        compared(city, twice)
    with pytest.raises(EvaluationError, match="linked twice"):
        compared(city, linked_twice)


def test_whoever_judges_says_of_every_listing_once(city: Trial, closures: pl.DataFrame) -> None:
    """Also those with whom we compare ourselves."""
    said, links = closures.select("place_id", "verdict", "confidence"), links_of(closures)

    assert judged(city, said, links).score_of_links().right == 1
    with pytest.raises(EvaluationError, match="without a verdict"):
        judged(city, said.clear(), links)
    with pytest.raises(EvaluationError, match="more than once"):
        judged(city, pl.concat([said, said]), links)
    with pytest.raises(EvaluationError, match="linked twice"):
        judged(city, said, pl.concat([links, links]))


def test_a_labelled_area_is_compared_as_a_whole(tmp_path: Path) -> None:
    labels = labelled(write_labels(tmp_path))
    closures = judge(
        labels.places, food=None, tobacco=None, semas=labels.semas, as_of=date(2026, 1, 23)
    )

    assert compared_with_labels(labels, closures).listings == 3
    with pytest.raises(EvaluationError, match="1 listings are without a verdict, the first 2"):
        compared_with_labels(labels, closures.filter(pl.col("place_id") != "2"))
    with pytest.raises(EvaluationError, match="3 listings are more than once"):
        compared_with_labels(labels, pl.concat([closures, closures]))
