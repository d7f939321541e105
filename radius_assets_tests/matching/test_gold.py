"""The floors under precision and recall, on pairs that people labelled by reading."""

from datetime import date

import pytest

from radius_assets.evaluation.labelled import labelled
from radius_assets.evaluation.labels import LabelsEvaluation, evaluated_labels
from radius_assets_tests.matching import gold

pytestmark = pytest.mark.skipif(
    not gold.FOLDER.is_dir(), reason=f"no labelled pairs: {gold.FOLDER} is absent"
)


@pytest.fixture(scope="module")
def found() -> LabelsEvaluation:
    """How the verdicts on the labelled district, by SEMAS alone, agree with the labels."""
    return evaluated_labels(labelled(gold.FOLDER), date(2026, 1, 23))


def test_links_agree_with_the_labels(found: LabelsEvaluation) -> None:
    links = found.scores["links"]

    assert links.true > 200
    assert links.precision >= 0.99, found.failures
    assert links.recall >= 0.98, found.failures


def test_a_listing_counts_as_open_where_people_found_its_shop(found: LabelsEvaluation) -> None:
    cells = [
        (row["label"] == "has_same", verdict == "operating", count)
        for row in found.confusion.to_dicts()
        for verdict, count in row.items()
        if verdict != "label"
    ]
    judged = sum(count for _, _, count in cells)
    agreed = sum(count for found_it, is_open, count in cells if found_it == is_open)

    assert judged > 200
    assert agreed / judged >= 0.99, found.confusion
