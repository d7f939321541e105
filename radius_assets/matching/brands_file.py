"""Files of brands: the package's own, and what people add to it; read strictly."""

import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl

from radius_assets.domain.spelling import spelled_text

Rows: TypeAlias = dict[str, Any]

KINDS = ("chain", "small")
_FIELDS: Mapping[str, Mapping[str, type]] = {
    "brand": {"name": str, "kind": str, "spellings": list, "short": list, "became": dict},
    "not_a_brand": {"beginnings": list},
    "rewrite": {"pattern": str, "becomes": str},
    "unmanned": {"words": list},
    "another_kind": {"words": list},
    "letters": {},
}
_MANY = ("brand", "rewrite")  # tables that come several times, as [[brand]]
_SHORTEST = 2  # characters; a single one begins half of all names
_ANYBODYS = (
    "편의점",
    "24시",
    "24시편의점",
    "마트",
    "슈퍼",
    "수퍼",
    "상회",
    "스토어",
    "store",
    "mart",
)
"""Words that any shop may be called by: as a brand they would make chains of independents."""


class BrandsFileError(ValueError):
    """A file of brands is not as it should be; the message names the file and the entry."""


def packaged_brands() -> Rows:
    """What this package knows."""
    path = resources.files(__package__) / "brands.toml"
    return checked_brands(tomllib.loads(path.read_text("utf-8")), "brands.toml")


def text_of(path: Path) -> str:
    """The text of a person's file.

    Raises:
        BrandsFileError: It cannot be read.
    """
    try:
        return path.read_text("utf-8-sig")  # some editors begin a file with a mark
    except OSError as error:
        raise BrandsFileError(f"{path}: not read, {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise BrandsFileError(f"{path}: not in UTF-8; save it in that encoding") from error


def brands_in(text: str, source: str) -> Rows:
    """What the text of a person's file adds; `source` names it.

    Raises:
        BrandsFileError: An entry is not what it should be.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrandsFileError(f"{source}: no TOML: {error}") from error
    return checked_brands(data, source)


def checked_brands(data: Mapping[str, Any], source: str) -> Rows:
    """The same, with spellings as they are compared.

    Raises:
        BrandsFileError: An entry is not what it should be.
    """
    try:
        return {name: _table(name, table) for name, table in data.items()}
    except BrandsFileError as error:
        raise BrandsFileError(f"{source}: {error}") from None


def _table(name: str, table: object) -> object:
    if name not in _FIELDS:
        raise BrandsFileError(f"there is no table [{name}]; there are: {', '.join(_FIELDS)}")
    if name not in _MANY:
        return _row(name, table)
    if not isinstance(table, list):
        raise BrandsFileError(f"[{name}] comes in double brackets, [[{name}]]")
    return [_row(name, row) for row in table]


def _row(name: str, row: object) -> Rows:
    if not isinstance(row, dict):
        raise BrandsFileError(f"[{name}] is no table")
    what = f"[{name}] {row.get('name', '')}".rstrip()
    if name == "letters":
        return {letter: _text(f"{what} {letter}", sound) for letter, sound in row.items()}
    fields = _FIELDS[name]
    for field, value in row.items():
        if field not in fields:
            raise BrandsFileError(f"{what} has no {field!r}; it has: {', '.join(fields)}")
        if not isinstance(value, fields[field]):
            takes = " and takes a list, [...]" if fields[field] is list else ""
            raise BrandsFileError(f"{what}: {field} is {value!r}{takes}")
    return _CHECKS.get(name, _words)(what, row)


def _brand(what: str, row: Rows) -> Rows:
    if not spelled_text(row.get("name", "")):
        raise BrandsFileError(f"{what} needs a name")
    list(_compared(f"{what}: name", [row["name"]]))  # it is a spelling, too
    if row.get("kind", "chain") not in KINDS:
        raise BrandsFileError(f"{what}: kind is {row['kind']!r}; it is one of: {', '.join(KINDS)}")
    became = row.get("became")
    if became is not None and [type(became.get(key)) for key in ("brand", "year")] != [str, int]:
        raise BrandsFileError(
            f"{what}: became takes a brand and a year, as {{ brand = …, year = … }}"
        )
    compared = _words(what, row)
    for word in (
        spelled_text(row["name"]),
        *compared.get("spellings", ()),
        *compared.get("short", ()),
    ):
        if word in _ANYBODYS:
            raise BrandsFileError(f"{what}: {word!r} is what any shop may be called, no brand")
    return compared


def _rewrite(what: str, row: Rows) -> Rows:
    if set(row) != {"pattern", "becomes"}:
        raise BrandsFileError(f"{what} needs a pattern and what it becomes")
    try:
        if pl.Series([""]).str.contains(row["pattern"]).item():
            raise BrandsFileError(f"{what}: {row['pattern']!r} fits every name, even an empty one")
        pl.Series([""]).str.replace(row["pattern"], row["becomes"])
    except pl.exceptions.ComputeError as error:
        raise BrandsFileError(f"{what}: {row['pattern']!r} is no pattern: {error}") from error
    return row


def _words(what: str, row: Rows) -> Rows:
    """The row with its lists as they are compared."""
    return {
        field: list(_compared(f"{what}: {field}", value)) if isinstance(value, list) else value
        for field, value in row.items()
    }


def _compared(what: str, words: list[object]) -> Iterator[str]:
    for word in words:
        key = spelled_text(_text(what, word))
        if len(key) < _SHORTEST:
            raise BrandsFileError(f"{what}: {word!r} is too short")
        yield key


def _text(what: str, value: object) -> str:
    if not isinstance(value, str):
        raise BrandsFileError(f"{what}: {value!r} is no text")
    return value


_CHECKS = {"brand": _brand, "rewrite": _rewrite}
