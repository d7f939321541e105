"""CSV: every text comes back as it was, and no cell begins as a formula does."""

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.publication.spreadsheets import csv_bytes, unescaped

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NASTY = st.text(st.sampled_from("'=+-@ \t\r\n\",;가\u00a0\u3000＝")) | st.text(min_size=1)


def cells(data: bytes) -> list[list[str]]:
    """The cells as a program that knows CSV reads them."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@given(st.lists(st.tuples(NASTY.filter(bool), NASTY.filter(bool)), min_size=1, max_size=5))
def test_any_text_comes_back_and_no_cell_begins_as_a_formula(rows: list[tuple[str, str]]) -> None:
    frame = pl.DataFrame(rows, schema=["one", "other"], orient="row")

    header, *written = cells(csv_bytes(frame))

    assert header == ["one", "other"]
    assert [tuple(map(unescaped, row)) for row in written] == rows
    for cell in (cell for row in written for cell in row):
        assert not cell.lstrip(" \u00a0\u3000").startswith(BEGINS_A_FORMULA)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        pytest.param("=1+1", "'=1+1", id="formula"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="function"),
        pytest.param("-한빛점", "'-한빛점", id="a dash"),
        pytest.param("  =1", "'  =1", id="after blanks"),
        pytest.param("＝1", "'＝1", id="full-width"),
        pytest.param("'=1", "''=1", id="already after an apostrophe"),
        pytest.param("'90s 편의점", "'90s 편의점", id="an apostrophe of its own"),
        pytest.param("GS25 R&D-한빛", "GS25 R&D-한빛", id="a dash within"),
    ],
)
def test_an_apostrophe_makes_a_formula_a_text(text: str, cell: str) -> None:
    data = csv_bytes(pl.DataFrame({"name": [text]}))

    assert cells(data)[1] == [cell]
    assert unescaped(cell) == text


def test_excel_knows_the_encoding_and_the_lines() -> None:
    data = csv_bytes(pl.DataFrame({"name": ["가온25", None], "lon": [126.9, -1.5]}))

    assert data == b"\xef\xbb\xbf" + "name,lon\r\n가온25,126.9\r\n,-1.5\r\n".encode()
