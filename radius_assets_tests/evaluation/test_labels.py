"""How links agree with what people said of listings."""

from datetime import date
from pathlib import Path

import pytest

from radius_assets.evaluation.labelled import LabelsError, labelled
from radius_assets.evaluation.labels import LabelsEvaluation, evaluated_labels
from radius_assets_tests.evaluation.label_files import PAIRS, write_labels

AS_OF = date(2026, 1, 23)


def _found(folder: Path, pairs: str = PAIRS) -> LabelsEvaluation:
    return evaluated_labels(labelled(write_labels(folder, pairs=pairs)), AS_OF)


def test_sure_pairs_count_and_unsure_ones_do_not(tmp_path: Path) -> None:
    found = _found(tmp_path)
    links = found.scores["links"]

    assert (links.right, links.said, links.true) == (1, 1, 1)
    assert found.failures.is_empty()
    assert found.listings == 3


def test_a_link_that_people_deny_and_one_that_is_missing_are_named(tmp_path: Path) -> None:
    pairs = "place_id,semas_id,label,certainty\n3,C,same,sure\n1,A,other_at_spot,sure\n"
    found = _found(tmp_path, pairs)

    assert found.failures.rows() == [
        ("linked, though it is another shop", "1", "A"),
        ("linked, though it is another shop", "2", "B"),
        ("one shop, but not linked", "3", "C"),
    ]
    links = found.scores["links"]
    assert (links.right, links.said, links.true) == (0, 2, 1)


def test_the_halves_of_the_labels_add_up(tmp_path: Path) -> None:
    found = _found(tmp_path)
    both, *halves = found.scores.values()

    assert both.true == sum(half.true for half in halves)
    assert both.right == sum(half.right for half in halves)


def test_verdicts_stand_beside_what_people_found(tmp_path: Path) -> None:
    confusion = _found(tmp_path).confusion.to_dicts()

    assert confusion[0]["label"] == "has_same"
    assert confusion[0]["operating"] == 1
    assert {row["label"] for row in confusion} == {"has_same", "only_other_at_spot"}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param("gold/town_pairs.csv", "0 files *_pairs.csv", id="no pairs"),
        pytest.param("real/town_semas_stores.csv", "town_semas_stores.csv", id="no register"),
    ],
)
def test_a_file_that_is_missing_is_named(spoil: str, said: str, tmp_path: Path) -> None:
    (write_labels(tmp_path) / spoil).unlink()

    with pytest.raises(LabelsError) as error:
        labelled(tmp_path)

    assert said in str(error.value)


def test_a_column_that_is_missing_is_named(tmp_path: Path) -> None:
    write_labels(tmp_path, pairs="place_id,label,certainty\n1,same,sure\n")

    with pytest.raises(LabelsError, match="semas_id"):
        labelled(tmp_path)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param("1,A,same,sure\n", "listings labelled twice, the first 1", id="twice"),
        pytest.param("9,A,same,sure\n", "in no list of them, the first 9", id="unknown"),
    ],
)
def test_labels_that_would_not_count_once_are_refused(more: str, said: str, tmp_path: Path) -> None:
    write_labels(tmp_path, pairs=PAIRS + more)

    with pytest.raises(LabelsError, match=said):
        labelled(tmp_path)
