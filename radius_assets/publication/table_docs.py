"""docs/tables.md, made from the schemas so that it cannot differ from what is checked.

python -m radius_assets.publication.table_docs
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dataframely as dy

from radius_assets.publication.storage import ORIGIN_FILE, QUARANTINE_FOLDER, VERSION_KEY
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
| `city_summary.parquet` | the one table of the whole city |
| `{QUARANTINE_FOLDER}/{{asset}}/{{district}}.parquet` | a register's unreadable rows, and why |
| `{ORIGIN_FILE}` | whose tables these are: `{{"origin": "real"}}` or `"sandbox"` |

A table is replaced whole or not at all, so a reader never sees a part of one. A file that begins
with `.` and ends in `.tmp` is a table on its way; if its writer was killed, it is removed after a
day. Files are Parquet with zstd. Their metadata have the table's data version under
`{VERSION_KEY}`: equal tables have equal versions.
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
    return "\n".join([_HEAD, *sections, _LAYOUT])


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
