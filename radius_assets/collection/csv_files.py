"""CSV files as people download them: encoding and form are found out, what is broken is named.

What the columns mean is not known here.
"""

import codecs
import csv
import io
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

HEAD_BYTES = 1 << 20

_SEPARATORS = {b"\t": "tabs", b";": "semicolons", b"|": "bars"}
_AGAIN = "download it again, and do not save it from Excel"
_OF_A_ZIP = b"PK\x03\x04"
_UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError)


class FileRefusedError(ValueError):
    """A file is not what it should be; nothing of it is used."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A CSV file at its start, perhaps one within an archive; `size` is in bytes."""

    name: str
    size: int
    stream: BinaryIO


@contextmanager
def opened(path: Path, *, province: str = "서울") -> Iterator[OpenedFile]:
    """Open a CSV file, or the one in a zip archive; of several the one named by its province.

    Raises:
        FileRefusedError: There is no such file, or it cannot be read, or the archive does not
            say which of its files is meant.
    """
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(path.open("rb"))
            size = path.stat().st_size
            packed, begins = zipfile.is_zipfile(stream), _first_bytes(stream)
        except OSError as error:
            why = f"cannot be read: {(error.strerror or str(error)).lower()}"
            raise FileRefusedError(path.name or str(path), why) from None
        if begins == _OF_A_ZIP and not packed:
            raise FileRefusedError(path.name, "is a zip archive without its end; fetch it again")
        if packed:
            yield _member(stack, path.name, stream, province)
        else:
            yield OpenedFile(path.name, size, stream)


def _first_bytes(stream: BinaryIO) -> bytes:
    """What the file begins with; it is to be read from there."""
    stream.seek(0)
    first = stream.read(len(_OF_A_ZIP))
    stream.seek(0)
    return first


def _member(stack: ExitStack, name: str, stream: BinaryIO, province: str) -> OpenedFile:
    archive = stack.enter_context(zipfile.ZipFile(stream))
    if "[Content_Types].xml" in archive.namelist():
        raise FileRefusedError(name, "is an Excel workbook; download the CSV file instead")
    files = {_member_name(info): info for info in archive.infolist() if not info.is_dir()}
    tables = {name: info for name, info in files.items() if name.casefold().endswith(".csv")}
    meant = {name: info for name, info in tables.items() if province in name} or tables
    if len(meant) != 1:
        held = ", ".join(sorted(files)[:20]) or "nothing"
        raise FileRefusedError(name, f"unpack it and name one CSV file of it; it holds: {held}")
    ((member, info),) = meant.items()
    try:
        return OpenedFile(
            member, info.file_size, cast("BinaryIO", stack.enter_context(archive.open(info)))
        )
    except (RuntimeError, zipfile.BadZipFile) as error:  # encrypted, packed oddly, or torn
        raise FileRefusedError(name, f"cannot be unpacked: {error}") from None


def _member_name(info: zipfile.ZipInfo) -> str:
    """The name; archives made in Korea write CP949 without saying so, which is read as CP437."""
    is_unicode = info.flag_bits & 0x800
    name = info.filename
    if not is_unicode:
        try:
            name = name.encode("cp437").decode("cp949")
        except UnicodeError:
            name = info.filename
    return unicodedata.normalize("NFC", name)


class CsvRows:
    """The rows of a CSV file with a header, each with the number of the line that it ends on.

    A row is as wide as it is written. Bytes that the encoding does not know become lone
    surrogates: see `has_broken_letters`.

    Raises:
        FileRefusedError: The file is empty, no text in UTF-8 or CP949, or not separated by
            commas; while reading: quotation marks do not fit, or the file ends within a row.
    """

    def __init__(self, file: OpenedFile) -> None:
        self.name = file.name
        head = self._head(file.stream)
        _refuse_other_separators(head, file.name)
        self.encoding = _encoding(head, file.name)
        lines = chain(io.BytesIO(head), file.stream)
        text = (line.decode(self.encoding, "surrogateescape") for line in lines)
        self._rows = csv.reader(text, strict=True)
        self.header = self._header()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        width = last = len(self.header)
        while (values := self._next()) is not None:
            if not values:
                continue
            while len(values) > width and not values[-1]:
                values.pop()  # a comma at the end of the line
            last = len(values)
            yield self._rows.line_num, values
        if last < width:
            raise self._cut_off(f"has {last} of {width} values")

    def _head(self, stream: BinaryIO) -> bytes:
        """The first lines, all of them whole."""
        try:
            return stream.read(HEAD_BYTES) + stream.readline()
        except _UNREADABLE as error:
            raise FileRefusedError(self.name, f"cannot be read: {error}") from None

    def _header(self) -> list[str]:
        header = [clean_name(name) for name in self._next() or []]
        while header and not header[-1]:
            header.pop()
        if not header:
            raise FileRefusedError(self.name, f"is empty; {_AGAIN}")
        return header

    def _next(self) -> list[str] | None:
        try:
            return next(self._rows, None)
        except csv.Error as error:
            if str(error) == "unexpected end of data":
                raise self._cut_off("lacks its closing quotation mark") from None
            why = f"line {self._rows.line_num}: {error}; {_AGAIN}"
            raise FileRefusedError(self.name, why) from None
        except _UNREADABLE as error:
            raise FileRefusedError(self.name, f"cannot be read: {error}") from None

    def _cut_off(self, how: str) -> FileRefusedError:
        why = f"is cut off: its last row, line {self._rows.line_num}, {how}; download it again"
        return FileRefusedError(self.name, why)


def has_broken_letters(values: Sequence[str]) -> bool:
    """Whether any of the texts holds bytes that are none of the file's encoding."""
    try:
        "".join(values).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def clean_name(name: str) -> str:
    """A column's name without what programs put around it."""
    return unicodedata.normalize("NFC", name).strip().strip("\ufeff").strip()


def columns_of(
    rows: CsvRows, spellings: Mapping[str, Collection[str]], *, needed: Collection[str], what: str
) -> Mapping[str, int]:
    """Where each of our fields stands in a row.

    Args:
        rows: The file.
        spellings: Our fields, each with the names that columns of it have; upper and lower
            case, blanks and brackets in names do not count.
        needed: The fields that there must be.
        what: What the file should be, for the error.

    Raises:
        FileRefusedError: A needed column is missing, or two columns are the same field.
    """
    keys = {_key(name): ours for ours, names in spellings.items() for name in names}
    found: dict[str, int] = {}
    for index, name in enumerate(rows.header):
        ours = keys.get(_key(name))
        if ours in found:
            both = f"{rows.header[found[ours]]!r} and {name!r}"
            raise FileRefusedError(rows.name, f"columns {both} are the same field")
        if ours is not None:
            found[ours] = index
    lacking = set(needed) - set(found)
    if lacking:
        missing = [next(iter(names)) for ours, names in spellings.items() if ours in lacking]
        shown = ", ".join(rows.header[:12]) + (", …" if len(rows.header) > 12 else "")
        why = f"is no file of {what}: columns {', '.join(missing)} are missing, there are: {shown}"
        raise FileRefusedError(rows.name, why)
    return found


def _key(name: str) -> str:
    plain = clean_name(name).casefold().replace("(epsg5174)", "")
    return "".join(letter for letter in plain if letter.isalnum() or letter == "_")


def _refuse_other_separators(head: bytes, name: str) -> None:
    first = head.partition(b"\n")[0]
    other = [words for separator, words in _SEPARATORS.items() if separator in first]
    if other and b"," not in first:
        why = f"its columns are separated by {other[0]}, not by commas; {_AGAIN}"
        raise FileRefusedError(name, why)


def _encoding(head: bytes, name: str) -> str:
    """UTF-8 or CP949, by the header if it has Korean names, else by the first rows."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefusedError(name, f"is UTF-16, which is no CSV of a register; {_AGAIN}")
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    first = head.partition(b"\n")[0]
    sample = head if first.isascii() else first
    for encoding in ("utf-8", "cp949"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(sample)  # it may end within a letter
        except UnicodeDecodeError:
            continue
        return encoding
    raise FileRefusedError(name, f"is no text in UTF-8 or CP949; {_AGAIN}")
