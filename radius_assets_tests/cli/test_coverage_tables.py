"""The tables of `radius coverage` fit on the terminal."""

import io
from collections.abc import Iterable

import pytest
from rich.console import Console
from rich.table import Table

from radius_assets.cli.coverage_tables import proofs, reaches, tiles
from radius_assets.collection.reach import Reach
from radius_assets.domain.geo import LonLat
from radius_assets.refresh.coverage import Coverage
from radius_assets_tests.collection.certified import HOME, certified, daiso, with_reading

CENTRE = LonLat(*HOME.boundary.representative_point().coords[0])
TITLES = (
    "tiles",
    "requests",
    "declared",
    "read",
    "listings",
    "drift",
    "prior",
    "predicted",
    "area",
)


def printed(width: int, **reading: object) -> list[str]:
    """The lines of the tables for a district that is proved and one that is not there."""
    made = certified([CENTRE], daiso(CENTRE))
    certificate = with_reading(made.certificate, **reading)
    found = [
        Coverage(HOME, certificate, made.table, made.stores, ()),
        Coverage(HOME, None, None, None, ("it is not there",)),
    ]
    console = Console(file=io.StringIO(), width=width)
    return lines_of(console, proofs(console, found))


def lines_of(console: Console, tables: Iterable[Table]) -> list[str]:
    """What a person sees of the tables."""
    with console.capture() as seen:
        for table in tables:
            console.print(table)
    return seen.get().splitlines()


@pytest.mark.parametrize(("width", "tables"), [(200, 1), (80, 2)])
def test_nothing_is_cut_off_on_a_narrow_terminal(width: int, tables: int) -> None:
    lines = printed(width, prior="listings+permits")

    text = "\n".join(lines)
    assert all(title in text for title in (*TITLES, "listings+permits", "600 m square", "proof"))
    assert "…" not in text
    assert sum(line.strip().startswith("district") for line in lines) == tables


def test_no_figure_of_a_tile_is_cut_off() -> None:
    made = certified([CENTRE], daiso(CENTRE))
    console = Console(file=io.StringIO(), width=80)

    lines = lines_of(console, [tiles(Coverage(HOME, made.certificate, made.table, None, ()))])

    west = f"{made.certificate.reading.tiles[0].rect.west:.5f}"
    assert "…" not in "\n".join(lines)
    assert west[:6] in "\n".join(lines)


@pytest.mark.parametrize(
    ("predicted", "told"),
    [(None, "–"), (0, " 0 "), (1, "1 (+0.0%)"), (2, "2 (-50.0%)"), (4, "4 (-75.0%)")],
)
def test_a_prediction_is_told_with_how_good_it_was(predicted: int | None, told: str) -> None:
    (row,) = [line for line in printed(200, predicted=predicted) if "valid" in line and "✓" in line]

    assert told in row


def test_of_what_is_not_there_nothing_is_known() -> None:
    (row,) = [line for line in printed(200) if "not valid" in line]

    assert row.count("–") == len(TITLES) + 2


@pytest.mark.parametrize(("width", "tables"), [(200, 1), (80, 3), (30, 8)])
def test_radii_that_do_not_fit_beside_each_other_stand_below(width: int, tables: int) -> None:
    console = Console(file=io.StringIO(), width=width)
    radii_m = [100.0 * n for n in range(1, 8)] + [20_000.0]
    reached = {"영등포구": [Reach(1, 1, 9, 9)] * 8, "동대문구": [Reach(1, 1, None, None)] * 8}

    lines = lines_of(console, reaches(console, reached, radii_m, "square"))

    text = "\n".join(lines)
    assert sum(line.strip().startswith("district") for line in lines) == tables
    assert text.count("100.0%") == 8 * (2 + 1 + 1), "area and listings, area, and area of all"
    assert "20,000 m" in text
    assert "…" not in text
