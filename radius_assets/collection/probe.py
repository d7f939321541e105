"""Whether a register has changed since it was stored, told from a few of its pages.

A sample can prove a change, and never that there is none: rows that changed on a page that was
not read, and left the total as it was, are found by the next full reading only.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

import polars as pl

from radius_assets.collection.paging import REPRESENTATIVE, Pagination, by_range, read_pages
from radius_assets.collection.permits import KEY, permits_frame
from radius_assets.collection.semas import semas_frame
from radius_assets.domain.districts import District
from radius_assets.domain.records import RowsPage
from radius_assets.sources.semas import PAGE_SIZE as SEMAS_PAGE_SIZE
from radius_assets.sources.seoul import Kind


@dataclass(frozen=True, slots=True)
class Stored:
    """A register as it was read last.

    Attributes:
        table: The stored table.
        total: Rows that the source declared then, repeats and unreadable rows included: the
            figure `rows_declared` of the table's materialization.
    """

    table: pl.DataFrame = field(repr=False)
    total: int


@dataclass(frozen=True, slots=True)
class Sample:
    """Some pages of a register: their numbers, what each declares as total, and all their rows."""

    pages: tuple[int, ...]
    totals: tuple[int, ...]
    rows: tuple[dict[str, object], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether a sample differs from what is stored: a sentence for each difference."""

    reasons: tuple[str, ...]
    pages: tuple[int, ...]

    @property
    def is_changed(self) -> bool:
        """Whether a full reading would bring something new."""
        return bool(self.reasons)


async def probe_permits(
    fetch: Callable[[int, int], Awaitable[RowsPage]],
    stored: Stored,
    *,
    kind: Kind,
    district: District,
    pagination: Pagination = REPRESENTATIVE,
    page_size: int = 1_000,
) -> Comparison:
    """Compare a sample of a district's permits with the stored ones.

    Args:
        fetch: Reads the rows from a number to a number, both counted from 1 and included.
        stored: What was read last.
        kind: Which register.
        district: Whose permits.
        pagination: Which pages make the sample.
        page_size: Rows asked for at a time.

    Raises:
        SourceChangedError: The rows have field names that we do not know.
        SourceError: From `fetch`.
    """
    ask = by_range(fetch, page_size=page_size)
    sample = await read_sample(ask, page_size=page_size, pagination=pagination)
    table, _ = permits_frame(sample.rows, kind=kind, district=district)
    return compare(sample, table, stored, key=KEY, version="updated_at")


async def probe_semas(
    fetch: Callable[[int], Awaitable[RowsPage]],
    stored: Stored,
    *,
    district: District,
    pagination: Pagination = REPRESENTATIVE,
) -> Comparison:
    """Compare a sample of a district's rows of the business register with the stored ones.

    Args:
        fetch: Reads a page by its number, from 1.
        stored: What was read last.
        district: Whose rows.
        pagination: Which pages make the sample.

    Raises:
        SourceChangedError: A field that we need is missing.
        SourceError: From `fetch`.
    """
    sample = await read_sample(fetch, page_size=SEMAS_PAGE_SIZE, pagination=pagination)
    table, _ = semas_frame(sample.rows, district)
    return compare(sample, table, stored, key=("store_id",), version="base_month")


async def read_sample(
    ask: Callable[[int], Awaitable[RowsPage]], *, page_size: int, pagination: Pagination
) -> Sample:
    """Read some pages of a register one after the other, as nobody waits for a probe.

    Raises:
        SourceError: From `ask`.
    """
    read: list[tuple[int, RowsPage]] = []
    pages = read_pages(ask, page_size=page_size, concurrency=1, pagination=pagination)
    async with aclosing(pages):
        read += [numbered async for numbered in pages]
    return Sample(
        pages=tuple(number for number, _ in read),
        totals=tuple(page.total for _, page in read),
        rows=tuple(row for _, page in read for row in page.rows),
    )


def compare(
    sample: Sample, table: pl.DataFrame, stored: Stored, *, key: Sequence[str], version: str
) -> Comparison:
    """What of a sample is not as it is stored.

    A row that the sample shows in an older version than the stored one is no difference: a
    register may hold both, and the newest was kept.

    Args:
        sample: What was read.
        table: The rows of the sample as they would be stored.
        stored: What was read last.
        key: Columns that tell rows apart.
        version: Column that tells which state of a row is newer; null where nobody knows.
    """
    columns = [*key, version]
    found = table.select(columns).join(
        stored.table.select(columns).with_columns(_is_stored=True),
        on=list(key),
        how="left",
        suffix="_stored",
    )
    was = pl.col(f"{version}_stored")
    is_newer = (pl.col(version) > was) | (was.is_null() & pl.col(version).is_not_null())
    is_stored = pl.col("_is_stored").is_not_null()
    reasons = (
        _totals(sample.totals, stored.total),
        _rows("not stored", found.filter(~is_stored), key),
        _rows("newer than stored", found.filter(is_stored & is_newer), key),
    )
    return Comparison(tuple(filter(None, reasons)), sample.pages)


def _totals(totals: Sequence[int], stored: int) -> str:
    declared = sorted(set(totals))
    if len(declared) > 1:
        return f"it moves: declares {', '.join(map(str, declared))} rows on different pages"
    return "" if declared == [stored] else f"declares {declared[0]} rows, {stored} when it was read"


def _rows(what: str, rows: pl.DataFrame, key: Sequence[str]) -> str:
    if rows.is_empty():
        return ""
    example = " ".join(map(str, rows.select(key).row(0)))
    return f"sampled rows {what}: {rows.height}, such as {example}"
