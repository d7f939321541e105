"""CSV that spreadsheets open as it is meant: accents and Hangul right, and nothing computed."""

import io
import re

import polars as pl

_DANGEROUS = "'*[ \u00a0\u3000]*[=+\\-@\t\r\n＝＋－＠]"
_BEGINS_AS_FORMULA = re.compile(_DANGEROUS)
_ESCAPED = re.compile(f"'{_DANGEROUS}")


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """The frame as CSV for people and spreadsheets: a header and a line a row.

    UTF-8 with the mark by which Excel knows it, CRLF, quotes where they are needed (RFC 4180).
    Null is an empty cell. Texts that a spreadsheet would compute are made `harmless`; numbers
    are left as they are, also negative ones.

    Args:
        frame: Columns of texts, numbers, booleans, dates and moments; no lists and no structs.
    """
    texts = [harmless(name) for name, kind in frame.schema.items() if kind == pl.String]
    buffer = io.BytesIO()
    frame.with_columns(texts).write_csv(buffer, include_bom=True, line_terminator="\r\n")
    return buffer.getvalue()


def harmless(column: str) -> pl.Expr:
    """The column's texts, each after an apostrophe if it begins as a formula does.

    So none begins with `=`, `+`, `-`, `@`, a tab or a line end, nor with blanks before
    them. Text that already has apostrophes there gets one more, so that `unescaped` is sure.

    Source: OWASP, "CSV Injection", which also names the full-width forms of the signs.
    """
    text = pl.col(column)
    return (
        pl.when(text.str.contains(f"^{_DANGEROUS}")).then("'" + text).otherwise(text).alias(column)
    )


def escaped(text: str) -> str:
    """One text as `harmless` makes it."""
    return f"'{text}" if _BEGINS_AS_FORMULA.match(text) else text


def unescaped(cell: str) -> str:
    """The text that `harmless` or `escaped` was given."""
    return cell[1:] if _ESCAPED.match(cell) else cell
