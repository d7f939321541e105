"""docs/tables.md, made from the schemas so that it cannot differ from what is checked.

python -m radius_assets.publication.table_docs
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dataframely as dy

from radius_assets.publication.corrections_file import COLUMNS, FILE, MAY_BE_EMPTY
from radius_assets.publication.exports import BETWEEN, DECIMALS, KOREAN
from radius_assets.publication.layout import ORIGIN_FILE, QUARANTINE_FOLDER
from radius_assets.publication.parquet import CERTIFICATE_KEY, VERSION_KEY
from radius_assets.publication.tables import TABLES, Table, table

PAGE = Path(__file__).parents[2] / "docs" / "tables.md"

_HEAD = """\
# Tables

<!-- Made by `python -m radius_assets.publication.table_docs` from the schemas. -->

Every table is checked against these columns before it is written: what is provably wrong is
never kept. Rows are sorted by the key. Null means *not known*; an empty text, 0 or NaN never
stands for it. Dates and times of the registers are Korean.
"""

_LAYOUT = f"""\
## Fixed names

`RADIUS_STORE` names the store: a folder, or `s3://bucket/prefix`. Below it lie

| name | what |
|---|---|
| `{{asset}}/{{district}}.parquet` | a district's table, named in Korean (NFC): `영등포구` |
| `city_summary.parquet`, `weekly_summary.parquet` | the tables of the whole city |
| `{FILE}` | what people know better than the registers |
| `{QUARANTINE_FOLDER}/{{asset}}/{{district}}.parquet` | a register's unreadable rows, and why |
| `{ORIGIN_FILE}` | whose tables these are: `{{"origin": "real"}}` or `"sandbox"` |

A table is replaced whole or not at all, so a reader never sees a part of one. A file that begins
with `.` and ends in `.tmp` is a table on its way; if its writer was killed, it is removed after a
day. Files are Parquet with zstd. Their metadata have the table's data version under
`{VERSION_KEY}`: equal tables have equal versions. Those of `convenience` also have its certificate
under `{CERTIFICATE_KEY}`, as JSON: the area, its tiles with what was declared and read, and
the Daiso stores that it was drawn for. `radius coverage` verifies it. `closure_events` has there
the area of its last look, as `{{"area": WKT}}`: only what lies within can be missed from the map.
A row of `_quarantine` is as it came (`row`, JSON), with its `source`, the `page` it was on (null
where it is out of a file) and the `reason`. Of a reading of changes it is a page of what was asked
for then, which are the rows that changed since, and not of the whole register.
"""

_CORRECTION_ROWS = "\n".join(
    f"| `{name}` | {'yes' if name in MAY_BE_EMPTY else ''} | {meaning} |"
    for name, meaning in COLUMNS.items()
)

_CORRECTIONS = f"""\
## corrections

`{FILE}` in the store is what people know better than the registers; nobody else writes it.
`radius review` adds to it, and so may a spreadsheet: CSV in UTF-8, separated by commas. One row is
a person's word on a listing. Of several the latest day counts, of one day the last row; removing a
row undoes it. It overrides the verdict of `closures` from the next one on, and its `evidence` tells
who said so, when and why, and what the registers say. Where a permit changed later and the
registers say something else, the correction holds, and `conflict` tells it.

| column | may be empty | meaning |
|---|---|---|
{_CORRECTION_ROWS}

A file with a line that is no correction is not read at all: no verdict is given until the line,
which the error names, is mended.
"""

_EXPORTS = f"""\
## Exports

`radius export TABLE` writes the rows of all districts, or of those asked for, as one file; the
columns stand in the order above.

- **CSV** for spreadsheets: UTF-8 with the mark by which Excel knows it, CRLF. Null is an empty
  cell. A list is a text with `{BETWEEN}` between its parts. `evidence` of `closures` is that of its
  sentences, and `evidence{KOREAN}` after it has them in Korean (한국어 근거); `closure_events`
  keeps them in English alone. A text that a spreadsheet would take for a formula, because it
  begins with `=`, `+`, `-`, `@`, a tab or a line end, has an apostrophe before it.
- **GeoJSON** for maps (RFC 7946): a point a row, `[lon, lat]` in WGS84 with {DECIMALS} decimals at
  most; the key is the feature's id, the other columns are its properties, as texts where they are
  lists in the table. A row without a position has no geometry.
- **Parquet** for programs: the columns with their types.
"""


@dataclass(frozen=True, slots=True)
class ColumnDoc:
    """A column in words; `evidence[].name` is a field of the structs in a list."""

    name: str
    type: str
    nullable: bool
    meaning: str


def described_columns(asset: str) -> list[ColumnDoc]:
    """The columns of a table in their order, each followed by the fields inside of it."""
    schema = table(asset).schema
    return [doc for name, column in schema.columns().items() for doc in _docs(name, column)]


def tables_markdown() -> str:
    """The text of docs/tables.md."""
    sections = [_section(asset, declared) for asset, declared in TABLES.items()]
    return "\n".join([_HEAD, *sections, _CORRECTIONS, _LAYOUT, _EXPORTS])


def _section(asset: str, declared: Table) -> str:
    key = ", ".join(f"`{name}`" for name in declared.key)
    scope = "district's table" if declared.by_district else "table"
    rows = [
        f"| `{doc.name}` | {doc.type} | {'yes' if doc.nullable else ''} | {doc.meaning} |"
        for doc in described_columns(asset)
    ]
    lines = [
        f"## {asset}",
        "",
        f"One row is {declared.row}. Key: {key}.",
        f"The {scope} is replaced when {declared.replaced}.",
        "",
        "| column | type | null | meaning |",
        "|---|---|---|---|",
        *rows,
        "",
    ]
    return "\n".join(lines)


def _docs(name: str, column: dy.Column) -> Iterator[ColumnDoc]:
    yield ColumnDoc(name, _type_name(column), column.nullable, _meaning(column))
    inner = column.inner if isinstance(column, dy.List) else column
    if isinstance(inner, dy.Struct):
        for field, field_column in inner.inner.items():
            yield from _docs(f"{name}[].{field}", field_column)


def _type_name(column: dy.Column) -> str:
    if isinstance(column, dy.List):
        return f"list of {_type_name(column.inner)}"
    if isinstance(column, dy.Datetime):
        return f"Datetime, {column.time_zone}"
    return str(column.dtype.base_type())


def _meaning(column: dy.Column) -> str:
    """The description, with the limits that the schema sets."""
    return " ".join([column.description or "", *_limits(column)])


def _limits(column: dy.Column) -> Iterator[str]:
    inner = column.inner if isinstance(column, dy.List) else column
    values = (inner.metadata or {}).get("values")
    if isinstance(values, str):
        yield f"One of {values}."
    elif values is not None:
        yield f"One of {', '.join(f'`{value}`' for value in values)}."
    if isinstance(column, dy.Float64) and column.max is not None:
        yield f"Between {column.min} and {column.max}."


def main() -> None:
    """Write docs/tables.md."""
    PAGE.write_text(tables_markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
