"""What `radius coverage` shows: certificates, tiles, and what radii reach, as tables."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from typing import Literal

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from radius_assets.collection.area import AreaOptions, Shape, area_km2, share_of_district
from radius_assets.collection.certificate import Certificate, certified_area
from radius_assets.collection.reach import Reach
from radius_assets.collection.tile import TileRead
from radius_assets.refresh.coverage import Coverage

UNKNOWN = "–"


def proofs(console: Console, found: Sequence[Coverage]) -> list[Table]:
    """A row a district: what was asked, declared and read, and whether it is proved.

    Where the console is too narrow for one table, there are two of them.
    """
    whole = _of_columns(found, [*_PROOF, *_PLAN, *_AREA, *_VERDICT])
    unlimited = console.options.update(width=1_000)
    if Measurement.get(console, unlimited, whole).maximum <= console.width:
        return [whole]
    return [_of_columns(found, [*_PROOF, *_VERDICT]), _of_columns(found, [*_PLAN, *_AREA])]


_PROOF = ("tiles", "requests", "declared", "read", "listings", "drift")
_PLAN = ("prior", "predicted")
_AREA = ("area", "km²", "of district")
_VERDICT = ("proof",)


def _of_columns(found: Sequence[Coverage], titles: Sequence[str]) -> Table:
    table = _table("district", *titles)
    for each in found:
        values = _values(each)
        table.add_row(each.district.name, *(values.get(title, UNKNOWN) for title in titles))
    return table


def _values(coverage: Coverage) -> dict[str, str | Text]:
    """What is known of a district, by the column's title."""
    verdict = Text("✓ valid", "green") if coverage.is_proved else Text("✗ not valid", "red")
    values: dict[str, str | Text] = {"proof": verdict}
    if coverage.certificate is None:
        return values
    reading = coverage.certificate.reading
    values |= {
        "tiles": f"{len(reading.tiles):,}",
        "requests": f"{reading.requests:,}",
        "declared": f"{reading.declared:,}",
        "read": f"{reading.read:,}",
        "listings": f"{coverage.certificate.listings:,}",
        "drift": str(reading.drift),
        "prior": reading.prior,
        "predicted": _predicted(reading),
        "area": _meant(coverage.certificate.options),
    }
    if (area := certified_area(reading)) is not None:
        values["km²"] = f"{area_km2(area):.1f}"
        values["of district"] = f"{share_of_district(area, coverage.district):.1%}"
    return values


def _meant(options: AreaOptions) -> str:
    return "all" if options.area == "district" else f"{options.radius_m:,.0f} m {options.shape}"


def _predicted(reading: Certificate) -> str:
    """How many places were expected, and by how much there are more or fewer of them."""
    if reading.predicted is None:
        return UNKNOWN
    if reading.predicted == 0:
        return "0"
    return f"{reading.predicted:,} ({reading.places / reading.predicted - 1:+.1%})"


def tiles(coverage: Coverage) -> Table:
    """The tiles of a district, each with its borders in degrees and its figures."""
    title = f"{coverage.district.name}: tiles"
    table = _table(
        "west", "south", "east", "north", "km²", "declared", "read", "listings", "requests", "drift"
    )
    table.title = title
    if coverage.certificate is not None and coverage.listings is not None:
        for tile in coverage.certificate.reading.tiles:
            table.add_row(*_tile(tile, coverage.listings))
    return table


def _tile(tile: TileRead, listings: pl.DataFrame) -> list[str]:
    rect = tile.rect
    in_tile = pl.col("lon").is_between(rect.west, rect.east) & pl.col("lat").is_between(
        rect.south, rect.north
    )
    borders = (rect.west, rect.south, rect.east, rect.north)
    return [
        *(f"{degrees:.5f}" for degrees in borders),
        f"{rect.area_km2:.3f}",
        str(tile.declared),
        str(tile.read),
        str(listings.filter(in_tile).height),
        str(tile.requests),
        str(tile.drift),
    ]


def reaches(
    console: Console,
    reached: Mapping[str, Sequence[Reach]],
    radii_m: Sequence[float],
    shape: Shape,
) -> list[Table]:
    """A row a district: for each radius the share of its area, and of its listings if known.

    As many radii stand beside each other as the console has room for.
    """
    at_once = max(1, (console.width - _NAME_WIDTH) // _RADIUS_WIDTH)
    return [
        _reaches(
            {name: each[first : first + at_once] for name, each in reached.items()},
            radii_m[first : first + at_once],
            shape,
        )
        for first in range(0, len(radii_m), at_once)
    ]


_NAME_WIDTH, _RADIUS_WIDTH = 14, 22  # columns of a terminal: the longest name, and two shares


def _reaches(
    reached: Mapping[str, Sequence[Reach]], radii_m: Sequence[float], shape: Shape
) -> Table:
    titles = [f"{radius_m:,.0f} m\n{what}" for radius_m in radii_m for what in ("area", "listings")]
    table = _table("district", *titles)
    table.title = f"Within a {shape} of this radius around a Daiso store"
    for name, each in reached.items():
        table.add_row(name, *_shares(each))
    if len(reached) > 1:
        table.add_section()
        of_all = [reduce(add, column) for column in zip(*reached.values(), strict=True)]
        table.add_row("all", *_shares(of_all), style="bold")
    return table


def _shares(reached: Sequence[Reach]) -> list[str]:
    shares = [share for each in reached for share in (each.share_of_area, each.share_of_listings)]
    return [UNKNOWN if share is None else f"{share:.1%}" for share in shares]


def _table(first: str, *others: str) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, title_justify="left")
    for title in (first, *others):
        justify: Literal["left", "right"] = "left" if title == first else "right"
        table.add_column(title, justify=justify, vertical="bottom", overflow="fold")
    return table
