"""What making a cell gives: a table with its figures, and the same once it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import polars as pl

from radius_assets.collection.paging import PagingSummary
from radius_assets.publication.storage import WrittenTable
from radius_assets.refresh.order import Cell

Figure: TypeAlias = int | float | str | None


def paging_figures(paging: PagingSummary) -> Mapping[str, Figure]:
    """The pages that a table was read from, those that were read again counted each time."""
    return {
        "pages": paging.pages,
        "page_rows": paging.rows,
        "page_seconds": round(paging.seconds, 2),
        "page_retries": paging.retries,
        "raw_batches": paging.batches,
    }


@dataclass(frozen=True, slots=True)
class Made:
    """A table before it is written, the figures counted on the way, and what could not be read.

    `certificate` is what proves the table complete; it is written with it, in the same file.
    """

    frame: pl.DataFrame
    figures: Mapping[str, Figure] = field(default_factory=dict)
    certificate: str | None = None
    quarantine: pl.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class Materialized:
    """A table that is written, with all that is to be said about it."""

    cell: Cell
    written: WrittenTable
    figures: Mapping[str, Figure]
    certificate: str | None = None
