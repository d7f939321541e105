"""Whether positions lie where the rows say they are: within the district."""

import polars as pl
import shapely

from radius_assets.checks.finding import Check, Finding, is_too_many, named, share_of
from radius_assets.collection.area import whole_area
from radius_assets.domain.districts import BOUNDARY_ERROR_M, District, district

TOLERATED_OUTSIDE = 0.01
"""Share of a register's positions. Those of an invented city have one astray in 40,000, as real
ones do; one in a hundred is another map projection, or another district's file."""


def register_inside(table: pl.DataFrame, of: District) -> Finding:
    """Whether the positions of a register lie in its district, but for a few.

    Args:
        table: The register, with `lon` and `lat`.
        of: The district whose register it is.
    """
    known = table.filter(pl.col("lon").is_not_null())
    outside = known.filter(_is_outside(known, of))
    return Finding(
        passed=not is_too_many(outside.height, known.height, tolerated=TOLERATED_OUTSIDE),
        sentence=f"{outside.height:,} of {known.height:,} positions lie outside {of.name}",
        figures={
            "rows": table.height,
            "positions": known.height,
            "outside": outside.height,
            "share_outside": share_of(outside.height, known.height),
        },
    )


def listings_inside(table: pl.DataFrame, of: District) -> Finding:
    """Whether each listing lies in the district that its address names.

    Args:
        table: The table `convenience` of the district.
        of: The district.
    """
    outside = table.filter(_is_outside(table, of))
    rows = outside.select("place_name", "place_id").iter_rows()
    names = named([f"{name} ({place_id})" for name, place_id in rows])
    where = f"more than {BOUNDARY_ERROR_M:.0f} m outside {of.name}"
    return Finding(
        passed=outside.is_empty(),
        sentence=f"{where}: {names}" if names else f"no listing lies {where}",
        figures={"listings": table.height, "outside": outside.height},
    )


def _is_outside(rows: pl.DataFrame, of: District) -> pl.Series:
    """Whether each row lies outside the district, by more than its boundary may be wrong."""
    area = whole_area(of)
    shapely.prepare(area)
    inside = shapely.contains_xy(area, rows["lon"].to_numpy(), rows["lat"].to_numpy())
    return ~pl.Series(inside, dtype=pl.Boolean)


def register_positions(asset: str) -> Check:
    """The check of a register's positions."""
    return Check(
        "positions_lie_inside",
        f"No more than {TOLERATED_OUTSIDE:.0%} of the register's positions lie outside the "
        f"district, by more than {BOUNDARY_ERROR_M:.0f} m.",
        lambda store, name: register_inside(store.read(asset, name), district(name)),
    )


LISTED_POSITIONS = Check(
    "positions_lie_inside",
    "Each listing lies in the district that its address names, or less than "
    f"{BOUNDARY_ERROR_M:.0f} m outside: that much the boundaries may be wrong.",
    lambda store, name: listings_inside(store.read("convenience", name), district(name)),
)
