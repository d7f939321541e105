"""The tables that others read: what a row is, and the check that each passes before it is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

import dataframely as dy
import polars as pl

from radius_assets.domain.districts import district as known_district
from radius_assets.publication import history_schemas, register_schemas, schemas

_Type: TypeAlias = pl.DataType | pl.datatypes.DataTypeClass


class UnknownTableError(ValueError):
    """Someone named a table that is none."""

    def __init__(self, asset: str) -> None:
        super().__init__(f"unknown table {asset!r}; there are: {' '.join(TABLES)}")


class TableError(ValueError):
    """A table holds what is provably wrong; it must not be kept.

    `problems` has one sentence for each rule that fails.
    """

    def __init__(self, asset: str, problems: list[str]) -> None:
        super().__init__(f"{asset}: {'; '.join(problems)}")
        self.asset = asset
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, what one row is, and when it is replaced.

    `volatile` names the columns that change with every reading, though nothing else did. A log
    cannot be made again once it is lost; `later` names the columns that its first release did not
    have.
    """

    schema: type[dy.Schema]
    row: str
    replaced: str
    volatile: tuple[str, ...] = ()
    by_district: bool = True
    is_log: bool = False
    later: tuple[str, ...] = ()

    @property
    def key(self) -> list[str]:
        """The columns that tell rows apart; the table is sorted by them."""
        return self.schema.primary_key()

    @property
    def columns(self) -> dict[str, pl.DataType]:
        """Names and types of the columns in their order."""
        return dict(_columns(self.schema))


@cache
def _columns(schema: type[dy.Schema]) -> Mapping[str, pl.DataType]:
    return MappingProxyType(dict(schema.create_empty().schema))


TABLES: Mapping[str, Table] = MappingProxyType(
    {
        "daiso": Table(
            schemas.Daiso,
            row="a Daiso store of the district",
            replaced="all pages of the district's search in Daiso's finder were read",
        ),
        "convenience": Table(
            schemas.Convenience,
            row="a Kakao listing of a convenience store inside the district, within the search "
            "radius of one of its Daiso stores unless all of the district was asked for",
            replaced="the searches cover the district's area, and none of them was cut off",
            volatile=("fetched_at",),
        ),
        "openapi_food": Table(
            register_schemas.Permit,
            row="a food permit (휴게음식점) of the district, in whatever state",
            replaced="all rows that the register declares for the district were read",
            volatile=("provenance",),
        ),
        "openapi_tobacco": Table(
            register_schemas.Permit,
            row="a tobacco retail permit (담배소매업) of the district, in whatever state",
            replaced="all rows that the register declares for the district were read",
            volatile=("provenance",),
        ),
        "semas": Table(
            register_schemas.Semas,
            row="a convenience store of the small-business register (상가정보) in the district",
            replaced="all rows that the register declares for the district were read",
        ),
        "closures": Table(
            schemas.Closures,
            row="a verdict on a listing of `convenience`, with its evidence",
            replaced="the district's listings were judged against the registers in the store",
            volatile=("first_seen_on", "verdict_since", "as_of"),
        ),
        "closure_events": Table(
            history_schemas.ClosureEvents,
            row="something that happened to a listing of `convenience`, and the listing after it",
            replaced="the district's verdicts were compared with what it knows; rows are only "
            "ever added",
            is_log=True,
            later=("corrected_by", "judged"),
        ),
        "city_summary": Table(
            schemas.CitySummary,
            row="what the verdicts of a district add up to",
            replaced="verdicts of a district were replaced",
            volatile=("as_of",),
            by_district=False,
        ),
        "weekly_summary": Table(
            history_schemas.WeeklySummary,
            row="what happened to the listings of a brand in a district and a week in which the "
            "district had an event",
            replaced="events of a district were added",
            by_district=False,
        ),
    }
)

SUMMARY_OF: Mapping[str, str] = MappingProxyType(
    {"closures": "city_summary", "closure_events": "weekly_summary"}
)
"""The table of the whole city that follows from one of the districts."""


def table(asset: str) -> Table:
    """The table of that name.

    Raises:
        UnknownTableError: There is no such table; the message lists those there are.
    """
    try:
        return TABLES[asset]
    except KeyError:
        raise UnknownTableError(asset) from None


def checked(asset: str, frame: pl.DataFrame, *, district: str | None = None) -> pl.DataFrame:
    """The frame as the table is kept: columns in order and type, sorted by the key, valid.

    A cast must keep every value as it is: integers become floats, but a moment without a
    time zone is refused, and so is a number where a text belongs.

    Args:
        asset: Name of the table.
        frame: The rows, in any order, with exactly the columns of the table.
        district: If given, all rows must be of it.

    Raises:
        TableError: A column is missing, unknown or of another type, or rows break a rule;
            the message names each rule, how many rows break it, and up to three of their keys.
        UnknownTableError: There is no such table.
        UnknownDistrictError: There is no such district.
    """
    declared = table(asset)
    typed = _typed(asset, frame, declared.columns)
    _, failure = declared.schema.filter(typed)
    problems = _broken_rules(failure, declared.key)
    if district is not None:
        name = known_district(district).name
        foreign = typed.filter(pl.col("district").ne_missing(name))
        problems += _problem(f"district is {name}", foreign, declared.key)
    if problems:
        raise TableError(asset, problems)
    return typed.sort(declared.key)


def _typed(asset: str, frame: pl.DataFrame, columns: dict[str, pl.DataType]) -> pl.DataFrame:
    problems = [f"column {name} is missing" for name in columns if name not in frame.columns]
    problems += [f"column {name} is unknown" for name in frame.columns if name not in columns]
    problems += [
        f"column {name} is {frame.schema[name]}, not {wanted}"
        for name, wanted in columns.items()
        if name in frame.columns and not _fits(frame.schema[name], wanted)
    ]
    if problems:
        raise TableError(asset, problems)
    try:
        return frame.select(pl.col(name).cast(wanted) for name, wanted in columns.items())
    except pl.exceptions.InvalidOperationError as error:
        raise TableError(
            asset, [f"a value does not fit its type: {error}".splitlines()[0]]
        ) from error


def _fits(given: _Type, wanted: _Type) -> bool:
    """Whether the cast keeps every value, also inside of lists and structs."""
    match given, wanted:
        case pl.List(), pl.List():
            return _fits(given.inner, wanted.inner)
        case pl.Struct(), pl.Struct():
            names = [field.name for field in given.fields]
            return names == [field.name for field in wanted.fields] and all(
                _fits(have.dtype, need.dtype)
                for have, need in zip(given.fields, wanted.fields, strict=True)
            )
    return given in (wanted, pl.Null) or _widens(given, wanted)


def _widens(given: _Type, wanted: _Type) -> bool:
    match given, wanted:
        case pl.Datetime(), pl.Datetime():
            # polars would take a moment without a time zone for UTC
            return (given.time_zone is None) == (wanted.time_zone is None)
        case ((pl.Enum() | pl.Categorical()), pl.String()):
            return True
        case _, (pl.Int64() | pl.Float64()):
            return given.is_integer() or (given == pl.Float32 and wanted == pl.Float64)
    return False


def _broken_rules(failure: dy.FailureInfo, key: list[str]) -> list[str]:
    broken = failure.counts()
    details = failure.details() if broken else pl.DataFrame()
    return [
        problem
        for rule in broken
        for problem in _problem(_readable(rule), details.filter(pl.col(rule) == "invalid"), key)
    ]


def _readable(rule: str) -> str:
    """The rule without dataframely's marks: `evidence|inner_inner_score_min` and the like."""
    return " ".join(re.sub(r"\||inner_|_?check__", " ", rule).split())


def _problem(rule: str, rows: pl.DataFrame, key: list[str]) -> list[str]:
    if rows.is_empty():
        return []
    keys = [" ".join(map(str, row)) for row in rows.select(key).head(3).rows()]
    return [f"rule {rule!r} fails for {rows.height} rows, such as {', '.join(keys)}"]
