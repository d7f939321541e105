"""Lines of label files are counted as an editor counts them."""

from pathlib import Path

import polars as pl
import pytest

from radius_assets.evaluation.label_lines import LabelsError, read_lines

COLUMNS = ["place_id", "verdict"]


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "labels.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("place_id,verdict\n1,a\n2,b\n", [2, 3], id="one after the other"),
        pytest.param('place_id,verdict\n"1\n1",a\n2,b\n', [2, 4], id="a quoted line break"),
        pytest.param("place_id,verdict\r\n1,a\r\n\r\n2,b", [2, 4], id="an empty line"),
        pytest.param("\ufeffplace_id,verdict\n1,a\n2,b\n", [2, 3], id="a byte order mark"),
        pytest.param("line,verdict,place_id\n9,a,1\n8,b,2\n", [2, 3], id="lines of its own"),
        pytest.param("place_id,verdict\n", [], id="no rows"),
    ],
)
def test_a_row_has_the_line_on_which_it_begins(text: str, lines: list[int], tmp_path: Path) -> None:
    rows = read_lines(written(tmp_path, text), COLUMNS)

    assert rows.columns == ["line", *COLUMNS]
    assert rows["line"].to_list() == lines
    assert rows["verdict"].to_list() == ["a", "b"][: len(lines)]


def test_an_empty_cell_is_nothing(tmp_path: Path) -> None:
    rows = read_lines(written(tmp_path, "place_id,verdict\n1,\n"), COLUMNS)

    assert rows.row(0) == (2, "1", None)
    assert rows.schema["verdict"] == pl.String


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "line 1: column place_id, verdict is missing", id="empty"),
        pytest.param("place_id;verdict\n1;a\n", "line 1: column place_id, ver", id="semicolons"),
        pytest.param(
            'place_id,verdict\n"1\n1",a\n2,b,c\n',
            "line 4: 3 values for 2 columns",
            id="a value too many",
        ),
        pytest.param("place_id,verdict\n1\n", "line 2: 1 values for 2", id="a value too few"),
        pytest.param('place_id,verdict\n1,"a\n', "unexpected end of data", id="an open quote"),
        pytest.param("place_id,verdict\n가,a\n".encode("cp949"), "codec can't", id="CP949"),
    ],
)
def test_what_is_no_such_file_is_refused(text: str | bytes, said: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)

    with pytest.raises(LabelsError) as error:
        read_lines(path, COLUMNS)

    assert str(error.value).startswith(f"{path}: ")
    assert said in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match=r"labels\.csv: no such file or directory"):
        read_lines(tmp_path / "labels.csv", COLUMNS)
