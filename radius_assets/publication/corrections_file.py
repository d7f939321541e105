"""The file of people's corrections: CSV that a spreadsheet can edit, read strictly.

A file that cannot be read in full is not read at all: to pass a line over would be to lose it.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from radius_assets.publication.corrections import Correction
from radius_assets.publication.files import Files, reason_of
from radius_assets.publication.schemas import VERDICTS
from radius_assets.publication.spreadsheets import escaped, unescaped
from radius_assets.publication.store_errors import StoreError

FILE = "corrections.csv"

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "place_id": "`place_id` in `convenience`.",
        "place_name": "Name of the listing, for people; may be empty.",
        "verdict": f"What it is: {', '.join(f'`{verdict}`' for verdict in VERDICTS)}.",
        "replaced_by": "Name of the shop that took the place over; empty but for `replaced`.",
        "author": "Who says so.",
        "corrected_on": "Day in Seoul on which it was so, `2026-09-28`.",
        "reason": "How it is known.",
    }
)
"""The columns of the file, in the order in which a new one has them."""

MAY_BE_EMPTY = ("place_name", "replaced_by")
"""Columns that may be empty, or left out of the file."""

_OTHER_SIGNS = {";": "';'", "\t": "tabs"}  # which spreadsheets put between columns, too
_NO_END = "unexpected end of data"  # as Python's csv says it of an open quote, and of nothing else
_PROBLEMS_TOLD = 3
_ATTEMPTS = 100  # each some milliseconds; a few people write at once at most


class CorrectionsError(StoreError):
    """The file of corrections cannot be used as it is; the message names the lines."""

    def __init__(self, problems: Sequence[str]) -> None:
        told = "; ".join(problems[:_PROBLEMS_TOLD])
        more = len(problems) - _PROBLEMS_TOLD
        super().__init__(f"{FILE}: {told}{f'; and {more} more' if more > 0 else ''}")
        self.problems = tuple(problems)


class _LineError(ValueError):
    """A line is not a correction."""


def read_corrections(files: Files, *, today: date) -> tuple[Correction, ...]:
    """The corrections in the order of the file; none where there is no file.

    Args:
        files: The place of the store.
        today: The day in Seoul; nobody knows what will be so later.

    Raises:
        CorrectionsError: The file cannot be read, or a line of it is no correction.
    """
    data = _read(files)
    return () if data is None else parsed(data, today=today)


def append_correction(files: Files, correction: Correction, *, today: date) -> None:
    """Add a line to the file, which stays what it was in all others.

    Raises:
        CorrectionsError: The file is broken, cannot be written, or the line would be no
            correction; nothing was written.
    """
    for _ in range(_ATTEMPTS):
        data = _read(files)
        if data is not None:
            parsed(data, today=today)
        grown = appended(data, correction)
        parsed(grown, today=today)
        try:
            if files.swap(FILE, data, grown):
                return
        except OSError as error:
            raise CorrectionsError([f"not written, {reason_of(error)}"]) from error
    raise CorrectionsError(["somebody else keeps changing it, try again"])


def _read(files: Files) -> bytes | None:
    try:
        return files.read(FILE)
    except OSError as error:
        raise CorrectionsError([f"not read, {reason_of(error)}"]) from error


def appended(data: bytes | None, correction: Correction) -> bytes:
    """The file with one more line, in the order of its columns.

    Raises:
        CorrectionsError: The file has no column for something that the correction says.
    """
    text = "\ufeff" + _line(COLUMNS) if data is None else data.decode()
    if not text.endswith(("\n", "\r")):
        text += "\r\n"
    header = [name.strip() for name in next(_lines(text.removeprefix("\ufeff")))[1]]
    values = {
        "place_id": correction.place_id,
        "place_name": correction.place_name or "",
        "verdict": correction.verdict,
        "replaced_by": correction.replaced_by or "",
        "author": correction.author,
        "corrected_on": correction.corrected_on.isoformat(),
        "reason": correction.reason,
    }
    if correction.replaced_by is not None and "replaced_by" not in header:
        raise CorrectionsError(["line 1: column 'replaced_by' is missing"])
    return (text + _line(escaped(values[name]) for name in header)).encode()


def parsed(data: bytes, *, today: date) -> tuple[Correction, ...]:
    """The corrections in the order of the file, which is CSV in UTF-8 with the `COLUMNS`.

    Raises:
        CorrectionsError: The file is none, or lines of it are no corrections.
    """
    found: list[Correction] = []
    problems: list[str] = []
    lines = _lines(_text(data))
    header = _header(next(lines, (1, []))[1])
    for line, cells in lines:
        try:
            found.append(_correction(header, cells, line, today))
        except _LineError as error:
            problems.append(f"line {line}: {error}")
    if problems:
        raise CorrectionsError(problems)
    return tuple(found)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CorrectionsError(
            [f"line {line} is not UTF-8; in a spreadsheet, save the file as CSV UTF-8"]
        ) from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not empty, with the number of the physical line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begun = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begun, cells
            begun = reader.line_num + 1
    except csv.Error as error:
        told = "a quote is not closed" if str(error) == _NO_END else error
        raise CorrectionsError([f"line {begun}: {told}"]) from None


def _header(cells: Sequence[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    known = ", ".join(COLUMNS)
    for sign, told in _OTHER_SIGNS.items():
        if len(names) == 1 and sign in names[0]:
            raise CorrectionsError([f"line 1: columns are parted by {told}; save it with commas"])
    problems = [f"column {name!r} is unknown" for name in names if name not in COLUMNS]
    problems += [
        f"column {name!r} is missing"
        for name in COLUMNS
        if name not in names and name not in MAY_BE_EMPTY
    ]
    problems += [f"column {name!r} comes twice" for name in COLUMNS if names.count(name) > 1]
    if problems:
        raise CorrectionsError([f"line 1: {', '.join(problems)}; the columns are: {known}"])
    return names


def _correction(header: list[str], cells: list[str], line: int, today: date) -> Correction:
    if len(cells) != len(header):
        raise _LineError(f"has {len(cells)} cells, not {len(header)}")
    values = {name: unescaped(cell).strip() for name, cell in zip(header, cells, strict=True)}
    for name in COLUMNS:
        if name not in MAY_BE_EMPTY and not values[name]:
            raise _LineError(f"{name} is empty")
    replaced_by = values.get("replaced_by") or None
    verdict = _verdict(values["verdict"])
    if replaced_by is not None and verdict != "replaced":
        raise _LineError(f"replaced_by is {replaced_by!r}, but the verdict is {verdict}")
    return Correction(
        place_id=_place_id(values["place_id"]),
        verdict=verdict,
        author=values["author"],
        corrected_on=_day(values["corrected_on"], today),
        reason=values["reason"],
        place_name=values.get("place_name") or None,
        replaced_by=replaced_by,
        line=line,
    )


def _place_id(text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise _LineError(f"place_id is {text!r}, not a number of digits alone")
    return text


def _verdict(text: str) -> str:
    if text not in VERDICTS:
        raise _LineError(f"verdict is {text!r}; there are: {', '.join(VERDICTS)}")
    return text


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _LineError(f"corrected_on is {text!r}, not a day such as {today}") from None
    if day > today:
        raise _LineError(f"corrected_on is {day}, which is yet to come")
    return day


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()
