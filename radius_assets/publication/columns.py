"""The kinds of columns that tables are made of, each with what is provably wrong in it."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import dataframely as dy
import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.domain.geo import Rect

SEOUL = Rect(west=126.7, south=37.4, east=127.3, north=37.75)
"""Where a position of Seoul can be; the city itself is a little smaller."""

Checks: TypeAlias = Mapping[str, Callable[[pl.Expr], pl.Expr]]


def text(
    meaning: str, *, key: bool = False, nullable: bool = False, checks: Checks | None = None
) -> dy.String:
    """A text that is never empty: what is not known is null."""
    return dy.String(
        description=meaning, primary_key=key, nullable=nullable, min_length=1, check=checks
    )


def known_with(other: str) -> Checks:
    """The check that a column is null where the other one is, and only there."""
    return {f"known with {other}": lambda column: column.is_null() == pl.col(other).is_null()}


def choice(
    values: Sequence[str], meaning: str, *, nullable: bool = False, checks: Checks | None = None
) -> dy.String:
    """A text out of few; String and not Enum, so that tables join with plain texts."""
    return dy.String(
        description=meaning,
        nullable=nullable,
        metadata={"values": tuple(values)},
        check={"one of": lambda column: column.is_in(list(values)), **(checks or {})},
    )


def district(meaning: str, *, key: bool = False) -> dy.String:
    return dy.String(
        description=meaning,
        primary_key=key,
        metadata={"values": "the 25 districts (구)"},
        check={"one of": lambda column: column.is_in(list(DISTRICT_NAMES))},
    )


def lon(meaning: str, *, nullable: bool = False) -> dy.Float64:
    """A longitude; it is known where the latitude is."""
    return dy.Float64(
        description=f"Longitude in degrees, WGS84. {meaning}",
        nullable=nullable,
        min=SEOUL.west,
        max=SEOUL.east,
        check=dict(known_with("lat")),
    )


def lat(meaning: str, *, nullable: bool = False) -> dy.Float64:
    return dy.Float64(
        description=f"Latitude in degrees, WGS84. {meaning}",
        nullable=nullable,
        min=SEOUL.south,
        max=SEOUL.north,
    )


def share(meaning: str, *, nullable: bool = False) -> dy.Float64:
    return dy.Float64(description=meaning, nullable=nullable, min=0, max=1)


def distance_m(meaning: str, *, nullable: bool = False) -> dy.Float64:
    return dy.Float64(description=meaning, nullable=nullable, min=0)


def count(meaning: str, *, checks: Checks | None = None) -> dy.Int64:
    return dy.Int64(description=meaning, min=0, check=checks)


def date(meaning: str, *, nullable: bool = True) -> dy.Date:
    return dy.Date(description=meaning, nullable=nullable)
