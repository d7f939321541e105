"""How links agree with what people said of listings."""

from datetime import date
from pathlib import Path

import pytest

from radius_assets.evaluation.label_lines import LabelsError
from radius_assets.evaluation.labelled import labelled
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

    with pytest.raises(LabelsError, match=r"town_pairs.csv: line 1: column semas_id is missing"):
        labelled(tmp_path)


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        pytest.param(
            "gold/town_pairs.csv",
            "1,A,same,sure",
            "line 5: place_id '1', semas_id 'A' comes more than once",
            id="a pair again",
        ),
        pytest.param(
            "gold/town_places.csv",
            "2,none,sure",
            "line 5: place_id '2' comes more than once",
            id="a listing judged again",
        ),
        pytest.param(
            "real/town_kakao_places.csv",
            "3,CU,서울 영등포구 가람로 7,126.92,37.51",
            "line 5: place_id '3' comes more than once",
            id="a listing again",
        ),
        pytest.param(
            "real/town_semas_stores.csv",
            "C,CU,,,,영등포구,126.92,37.51",
            "line 5: bizesId 'C' comes more than once",
            id="a row of SEMAS again",
        ),
        pytest.param(
            "gold/town_pairs.csv",
            "2,C,smae,sure",
            "line 5: label 'smae'; there are: same, other_at_spot",
            id="a label that there is not",
        ),
        pytest.param(
            "gold/town_pairs.csv",
            "2,C,same,",
            "line 5: certainty None; there are: sure, unsure",
            id="no certainty",
        ),
        pytest.param(
            "gold/town_pairs.csv",
            "9,A,same,sure",
            "line 5: place_id '9' is not in town_places.csv",
            id="a listing that nobody judged",
        ),
        pytest.param(
            "gold/town_pairs.csv",
            "2,Z,same,sure",
            "line 5: semas_id 'Z' is not in town_semas_stores.csv",
            id="a row that SEMAS has not",
        ),
        pytest.param(
            "real/town_kakao_places.csv",
            "4,CU,부산 중구 가람로 7,129.03,35.1",
            "line 5: x '129.03', y '35.1' is no position in Seoul: x from 126.7 to 127.3",
            id="a listing in another city",
        ),
        pytest.param(
            "real/town_kakao_places.csv",
            "4,CU,서울 영등포구 가람로 7,37.51,126.92",
            "line 5: x '37.51', y '126.92' is no position in Seoul",
            id="a position turned round",
        ),
        pytest.param(
            "real/town_semas_stores.csv",
            "D,CU,,,,영등포구,east,37.51",
            "line 5: lon 'east', lat '37.51' is no position in Seoul",
            id="a position in words",
        ),
    ],
)
def test_lines_that_would_count_wrongly_are_refused(
    name: str, line: str, said: str, tmp_path: Path
) -> None:
    path = write_labels(tmp_path) / name
    path.write_text(f"{path.read_text('utf-8')}{line}\n", "utf-8")

    with pytest.raises(LabelsError) as error:
        labelled(tmp_path)

    assert str(error.value).startswith(f"{path}: {said}")


def test_a_word_that_there_is_not_is_refused_with_how_often(tmp_path: Path) -> None:
    path = write_labels(tmp_path) / "gold/town_places.csv"
    path.write_text("place_id,verdict,certainty\n1,yes,sure\n2,yes,sure\n", "utf-8")

    with pytest.raises(LabelsError, match=r"line 2: verdict 'yes'; .* \(and 1 more such lines\)"):
        labelled(tmp_path)
