"""What a register's file holds for the districts, and the table it makes of each."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import polars as pl

from radius_assets.collection.csv_files import CsvRows, FileRefusedError, has_broken_letters
from radius_assets.collection.register_frames import (
    are_too_many,
    korean_moment,
    quarantine_frame,
)

AT_ONCE = 20_000  # rows that become a frame: it needs a tenth of the memory of their lists


FILE_SOURCE = "file "  # begins the source of a quarantined row, its file follows
BROKEN_VALUES = "values"  # instead of its fields a broken row has a list of what it holds
UNPLACEABLE = "no known district"


class Placed(NamedTuple):
    """Where a row belongs.

    `district` is None where it is left out, and `why` then says whose it is; of a row of a
    district `why` says what is broken, None if it can go on.
    """

    district: str | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row whose form is broken, with the line that it ends on."""

    district: str
    line: int
    why: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileTable:
    """A district's table out of a file, before it is kept.

    `rows` are those of the district in the file; `repeats` of them came again under the same key.
    """

    file: str
    district: str
    frame: pl.DataFrame = field(repr=False)
    quarantine: pl.DataFrame = field(repr=False)
    rows: int
    repeats: int


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """The rows of a file that belong to the districts asked for.

    Attributes:
        name: The file's name.
        encoding: As it was found.
        rows: Texts, with `line` and `district`.
        unreadable: Rows that are kept apart.
        left_out: How many rows are of others, by whose they are.
    """

    name: str
    encoding: str
    rows: pl.DataFrame = field(repr=False)
    unreadable: tuple[Unreadable, ...] = field(repr=False)
    left_out: Mapping[str, int]

    @property
    def districts(self) -> frozenset[str]:
        """The districts that it has rows of."""
        return frozenset(self.rows["district"]) | {row.district for row in self.unreadable}

    def table(
        self, district: str, frame: pl.DataFrame, bad: pl.DataFrame, *, repeats: int
    ) -> FileTable:
        """The table of a district: `bad` are the rows of good form that cannot be read.

        Raises:
            FileRefusedError: Too many rows of the district have a broken form.
        """
        broken = [row for row in self.unreadable if row.district == district]
        rows = self.rows.filter(district=district).height + len(broken)
        if are_too_many(len(broken), of=rows):
            why = f"{len(broken)} of {rows} rows of {district} are broken"
            raise FileRefusedError(self.name, f"{why}; line {broken[0].line}: {broken[0].why}")
        source = f"{FILE_SOURCE}{self.name}"
        kept = [
            (None, row.why, {"line": row.line, BROKEN_VALUES: _shown(row.values)}) for row in broken
        ]
        apart = pl.concat(
            [quarantine_frame(kept, source=source), bad.with_columns(source=pl.lit(source))]
        )
        return FileTable(self.name, district, frame, apart, rows, repeats)


def sorted_rows(
    rows: CsvRows, columns: Mapping[str, int], place: Callable[[list[str]], Placed]
) -> RegisterFile:
    """Give the rows to the districts; only those of a district are held in memory.

    Args:
        rows: The file.
        columns: Our fields, and where they stand in a row.
        place: Says where a row belongs; it may be shorter or longer than the header.

    Raises:
        FileRefusedError: The file is damaged, or no row is of a district.
    """
    unreadable: list[Unreadable] = []
    left_out: Counter[str] = Counter()

    def kept() -> Iterator[tuple[object, ...]]:
        places = tuple(columns.values())
        for line, values in rows:
            name, why = place(values)
            if name is None:
                left_out[why or ""] += 1
            elif why is not None:
                unreadable.append(Unreadable(name, line, why, tuple(values)))
            else:
                yield line, name, *(values[at] for at in places)

    schema = {"line": pl.Int64, "district": pl.String} | dict.fromkeys(columns, pl.String)
    table = pl.concat(_frames(kept(), schema))
    found = table.height + len(unreadable)
    if are_too_many(left_out[UNPLACEABLE], of=found + left_out.total()):
        why = f"{left_out[UNPLACEABLE]:,} of its rows are of {UNPLACEABLE}"
        raise FileRefusedError(rows.name, why)
    if not found:
        raise FileRefusedError(rows.name, _nothing(left_out))
    return RegisterFile(rows.name, rows.encoding, table, tuple(unreadable), left_out)


def _frames(
    rows: Iterator[tuple[object, ...]], schema: Mapping[str, type[pl.DataType]]
) -> Iterator[pl.DataFrame]:
    yield pl.DataFrame(schema=schema)
    while some := list(islice(rows, AT_ONCE)):
        yield pl.DataFrame(some, schema=schema, orient="row")


def _nothing(left_out: Counter[str]) -> str:
    if not left_out:
        return "has a header and no rows"
    whose = "; ".join(f"{count:,} of {who}" for who, count in left_out.most_common(3))
    return f"has no row of the districts asked for, but {whose}"


def newest(rows: pl.DataFrame, *, key: Sequence[str], version: str | None) -> pl.DataFrame:
    """The newest row of each key, as a reading of the API keeps it; of equal ones the last.

    Rows that lack a part of the key all stay.

    Args:
        rows: Texts, and `line`.
        key: The columns that tell rows apart.
        version: The column that tells when each state of a row was written, what cannot be read
            being the oldest; None where there is none.
    """
    parts = [pl.col(name).str.strip_chars().alias(f"_{name}") for name in key]
    written = pl.lit("") if version is None else pl.col(version).str.strip_chars()
    marked = rows.with_columns(*parts, _version=written).with_columns(korean_moment("_version"))
    has_key = pl.all_horizontal(pl.col(f"_{name}") != "" for name in key)
    keyed = marked.filter(has_key).sort("_version", "line")
    last = keyed.unique([f"_{name}" for name in key], keep="last", maintain_order=True)
    return pl.concat([last, marked.filter(~has_key)]).sort("line").select(rows.columns)


def broken(values: Sequence[str], width: int) -> str | None:
    """What is broken in the form of a row, None where nothing is."""
    if len(values) != width:
        return f"{len(values)} values for {width} columns"
    return "letters of another encoding" if has_broken_letters(values) else None


def _shown(values: Sequence[str]) -> list[str]:
    """The values, with bytes that are no letters as numbers."""
    return [value.encode("utf-8", "backslashreplace").decode() for value in values]
