"""How cells of a refresh end, made up."""

from radius_assets.publication.storage import WrittenTable
from radius_assets.refresh.made import Figure, Materialized
from radius_assets.refresh.order import Cell, Done, Failed, NotStarted, Skipped
from radius_assets.sources.errors import TransientSourceError

LOST = TransientSourceError("Kakao", "CS2 page 1", "HTTP 500")


def done(asset: str, district: str, rows: int, **figures: Figure) -> Done[Materialized]:
    """A table that is written."""
    cell = Cell(asset, district)
    written = WrittenTable(uri=f"{cell}", bytes_written=1, rows=rows, data_version="1")
    return Done(cell, Materialized(cell, written, {"requests": 3, "seconds": 1.5, **figures}))


def failed(asset: str, district: str, error: Exception = LOST) -> Failed:
    """A table that could not be made."""
    return Failed(Cell(asset, district), error)


def waiting(asset: str, district: str, why: str = "Kakao category: 9 are left") -> NotStarted:
    """A table for which a quota does not suffice."""
    return NotStarted(Cell(asset, district), why)


def skipped(asset: str, cause: Failed) -> Skipped:
    """A table of the same district that was not tried."""
    return Skipped(Cell(asset, cause.cell.district), cause)
