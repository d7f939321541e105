"""The file of corrections: what people may write there, and that no line is ever lost."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.publication.corrections import Correction
from radius_assets.publication.corrections_file import (
    COLUMNS,
    FILE,
    CorrectionsError,
    append_correction,
    appended,
    parsed,
    read_corrections,
)
from radius_assets.publication.storage import TableStore
from radius_assets_tests.publication.test_corrections import correction

TODAY = date(2031, 3, 31)
HEADER = "place_id,verdict,author,corrected_on,reason\n"
LINE = "77001,operating,kim,2031-03-10,bought milk there\n"


def read(text: str) -> tuple[Correction, ...]:
    return parsed(text.encode(), today=TODAY)


def test_a_line_is_a_correction() -> None:
    assert read(HEADER + LINE) == (correction(line=2),)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeff" + HEADER + LINE, id="with Excel's mark"),
        pytest.param((HEADER + LINE).replace("\n", "\r\n"), id="with Windows' lines"),
        pytest.param((HEADER + LINE).rstrip("\n"), id="without a last line end"),
        pytest.param(HEADER + LINE + ",,,,\n\n", id="with the empty lines of a spreadsheet"),
        pytest.param(HEADER.replace(",", " , ") + LINE.replace(",", " , "), id="with blanks"),
        pytest.param(
            "reason,place_id,verdict,author,corrected_on\n"
            "bought milk there,77001,operating,kim,2031-03-10\n",
            id="with other columns first",
        ),
        pytest.param(
            "place_name,replaced_by," + HEADER + ",," + LINE, id="with empty optional columns"
        ),
    ],
)
def test_what_spreadsheets_and_people_write_is_read(text: str) -> None:
    assert read(text) == (correction(line=2),)


def test_a_text_may_have_commas_quotes_lines_and_begin_as_a_formula() -> None:
    text = HEADER + '77001,closed,kim,2031-03-10,"\'=SUM(1), a ""sign""\nand dust"\n' + LINE

    first, second = read(text)

    assert first.reason == '=SUM(1), a "sign"\nand dust'
    assert (first.line, second.line) == (2, 4), "the lines that an editor shows"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(
            HEADER + LINE + "77002,opn,kim,2031-03-10,milk\n",
            "line 3: verdict is 'opn'; there are: operating, closed",
            id="no verdict",
        ),
        pytest.param(
            HEADER + "7.7E+04,closed,kim,2031-03-10,milk\n",
            "line 2: place_id is '7.7E+04', not a number",
            id="a number that a spreadsheet has spoilt",
        ),
        pytest.param(
            HEADER + "77001,closed,kim,3/10/31,milk\n",
            "line 2: corrected_on is '3/10/31', not a day such as 2031-03-31",
            id="no day",
        ),
        pytest.param(
            HEADER + "77001,closed,kim,2041-03-10,milk\n", "which is yet to come", id="a later day"
        ),
        pytest.param(
            HEADER + "77001,closed,,2031-03-10,milk\n", "line 2: author is empty", id="nobody"
        ),
        pytest.param(
            HEADER + "77001,closed,kim,2031-03-10,\n", "line 2: reason is empty", id="no reason"
        ),
        pytest.param(
            HEADER + "77001,closed,kim,2031-03-10\n",
            "line 2: has 4 cells, not 5",
            id="a cell short",
        ),
        pytest.param(
            HEADER + "77001,closed,kim,2031-03-10,milk, bread\n",
            "line 2: has 6 cells, not 5",
            id="an unquoted comma",
        ),
        pytest.param(
            HEADER + '77001,closed,kim,2031-03-10,"milk\n' + LINE,
            "line 2: a quote is not closed",
            id="open quotes",
        ),
        pytest.param(
            HEADER + '77001,closed,kim,2031-03-10,"mi"lk\n',
            "line 2: ',' expected after '\"'",
            id="quotes within",
        ),
        pytest.param(
            "replaced_by," + HEADER + "나래24," + LINE,
            "line 2: replaced_by is '나래24', but the verdict is operating",
            id="replaced and open",
        ),
        pytest.param(
            HEADER.replace("reason", "why") + LINE,
            "column 'why' is unknown, column 'reason' is missing; the columns are: place_id",
            id="another column",
        ),
        pytest.param(
            "reason," + HEADER + "x," + LINE, "column 'reason' comes twice", id="a column twice"
        ),
        pytest.param(
            (HEADER + LINE).replace(",", ";"), "columns are parted by ';'", id="semicolons"
        ),
        pytest.param((HEADER + LINE).replace(",", "\t"), "columns are parted by tabs", id="tabs"),
        pytest.param("", "column 'place_id' is missing", id="nothing"),
    ],
)
def test_a_broken_line_is_named_and_nothing_is_read(text: str, problem: str) -> None:
    with pytest.raises(CorrectionsError) as error:
        read(text)

    assert str(error.value).startswith("corrections.csv: line ")
    assert problem in str(error.value)


def test_a_file_in_koreas_old_encoding_is_refused_with_advice() -> None:
    data = (HEADER + LINE + "77002,closed,김,2031-03-10,문 닫음\n").encode("cp949")

    with pytest.raises(CorrectionsError, match="line 3 is not UTF-8; in a spreadsheet, save"):
        parsed(data, today=TODAY)


def test_of_many_problems_the_first_are_told() -> None:
    with pytest.raises(CorrectionsError) as error:
        read(HEADER + "77001,opn,kim,2031-03-10,milk\n" * 5)

    assert str(error.value).count("verdict is 'opn'") == 3
    assert str(error.value).endswith("; and 2 more")
    assert len(error.value.problems) == 5


def test_without_a_file_there_are_no_corrections(store: TableStore) -> None:
    assert read_corrections(store.files, today=TODAY) == ()


def test_corrections_are_added_one_by_one(store: TableStore) -> None:
    one, other = correction(), correction(place_id="2", verdict="replaced", replaced_by="나래24")
    for each in (one, other):
        append_correction(store.files, each, today=TODAY)

    found = read_corrections(store.files, today=TODAY)

    assert [each.place_id for each in found] == ["77001", "2"]
    assert found[1].replaced_by == "나래24"
    data = store.files.read(FILE) or b""
    assert data.startswith(b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n")


def test_what_people_wrote_stays_as_they_wrote_it() -> None:
    theirs = (HEADER + LINE).replace("\n", "\r\n").rstrip().encode()

    grown = appended(theirs, correction(author="lee"))

    assert grown.startswith(theirs + b"\r\n")
    assert [each.author for each in parsed(grown, today=TODAY)] == ["kim", "lee"]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ((HEADER + "77001,opn,kim,2031-03-10,milk\n").encode(), "verdict is 'opn'"),
        ((HEADER + "77001,closed,김,2031-03-10,milk\n").encode("cp949"), "line 2 is not UTF-8"),
        (b"", "column 'place_id' is missing"),
    ],
    ids=["a line", "the encoding", "all of it"],
)
def test_nothing_is_added_to_a_broken_file(broken: bytes, why: str, store: TableStore) -> None:
    store.files.write(FILE, broken)

    with pytest.raises(CorrectionsError, match=why):
        append_correction(store.files, correction(), today=TODAY)

    assert store.files.read(FILE) == broken


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"author": " "}, "author is empty"), ({"corrected_on": date(2031, 4, 1)}, "yet to come")],
)
def test_what_could_not_be_read_again_is_not_written(
    changes: dict[str, object], why: str, store: TableStore
) -> None:
    with pytest.raises(CorrectionsError, match=why):
        append_correction(store.files, correction(**changes), today=TODAY)

    assert store.files.read(FILE) is None


def test_a_file_without_the_column_takes_no_successor() -> None:
    with pytest.raises(CorrectionsError, match="column 'replaced_by' is missing"):
        appended((HEADER + LINE).encode(), correction(verdict="replaced", replaced_by="나래24"))


words = st.text(min_size=1, max_size=20).filter(lambda text: text.strip() == text != "")


@settings(max_examples=50, deadline=None)
@given(author=words, reason=words, name=words)
def test_any_words_can_be_read_again(author: str, reason: str, name: str) -> None:
    said = correction(author=author, reason=reason, place_name=name, line=2)

    grown = appended(None, said)

    assert parsed(grown, today=TODAY) == (said,)
    for cell in next(
        iter(list(csv.reader(io.StringIO(grown.decode("utf-8-sig"), newline="")))[1:])
    ):
        assert not cell.startswith(("=", "+", "-", "@"))
