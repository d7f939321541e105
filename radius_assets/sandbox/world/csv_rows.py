"""CSV files read strictly: what is wrong is told by file, line and column."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a CSV file, and where it stands in it."""

    file: str
    line: int
    values: dict[str, str]

    def error(self, column: str, why: str) -> ValueError:
        """The error that says what is wrong with one value of this row."""
        return _error(self.file, self.line, column, why)

    def text(self, column: str) -> str:
        """A value that may not be empty."""
        value = self.values[column]
        if not value:
            raise self.error(column, "no value")
        return value

    def number(self, column: str, least: float, most: float) -> float:
        """A number from `least` to `most`."""
        text = self.values[column]
        try:
            value = float(text)
        except ValueError:
            raise self.error(column, f"{text!r} is no number") from None
        if not (math.isfinite(value) and least <= value <= most):
            raise self.error(column, f"{text} is not from {least:g} to {most:g}")
        return value

    def count(self, column: str) -> int | None:
        """A whole number from 0, None where the value is empty."""
        text = self.values[column].removesuffix(".0")
        if not text:
            return None
        if not text.isdecimal():
            raise self.error(column, f"{text!r} is no whole number")
        return int(text)


def read_rows(path: Path, required: Sequence[str]) -> Iterator[Row]:
    """Read a CSV file in UTF-8 with a header; values are stripped, a missing one is empty.

    Raises:
        ValueError: The file is not UTF-8, lacks a required column, or a row is of another length
            than the header; the message names file, line and column.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    header = [name.strip() for name in next(reader, [])]
    for name in required:
        if name not in header:
            raise _error(path.name, 1, name, f"the header has no such column, only {header}")
    for values in reader:
        if values:
            yield _row(path.name, reader.line_num, header, values)


def _row(file: str, line: int, header: Sequence[str], values: Sequence[str]) -> Row:
    if len(values) < len(header):
        raise _error(file, line, header[len(values)], "the row ends before this column")
    if len(values) > len(header):
        raise _error(file, line, header[-1], f"{len(values)} values for {len(header)} columns")
    return Row(file, line, {k: v.strip() for k, v in zip(header, values, strict=True)})


def _text(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        before = data[: wrong.start]
        line_start = before.rfind(b"\n") + 1
        nth = before[line_start:].count(b",")
        header = data.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace").strip().split(",")
        column = header[min(nth, len(header) - 1)]
        line = before.count(b"\n") + 1
        raise _error(path.name, line, column, f"not UTF-8: {wrong.reason}") from None


def _error(file: str, line: int, column: str, why: str) -> ValueError:
    return ValueError(f"{file}: line {line}: column {column!r}: {why}")
