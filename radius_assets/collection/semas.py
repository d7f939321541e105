"""A district's rows of the small-business register (상가정보), and the table made of them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType

import polars as pl

from radius_assets.collection.changes import Folded
from radius_assets.collection.register import Register, RegisterReading, read_register
from radius_assets.collection.register_frames import (
    are_too_many,
    floats,
    missing,
    quarantine,
    texts_frame,
    with_positions,
)
from radius_assets.domain.districts import District
from radius_assets.domain.records import RowsPage
from radius_assets.sources.errors import IncompleteAnswerError, SourceChangedError
from radius_assets.sources.semas import NAME, PAGE_SIZE

# Ours, and the register's; `stdrYm` is of the whole answer, the source puts it on each row.
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "store_id": "bizesId",
        "name": "bizesNm",
        "branch": "brchNm",
        "road_address": "rdnmAdr",
        "lot_address": "lnoAdr",
        "lon": "lon",
        "lat": "lat",
        "base_month": "stdrYm",
    }
)

_DISTRICT = {"sigungu_code": "signguCd"}  # whose row it is; what was asked for is not sent back

COLUMNS = (*(name for name in NAMES if name != "base_month"), "district", "base_month")


async def collect_semas(
    fetch: Callable[[int], Awaitable[RowsPage]],
    *,
    asked: str,
    page_size: int = PAGE_SIZE,
    concurrency: int = 4,
    known: frozenset[str] = frozenset(),
) -> RegisterReading[dict[str, object]]:
    """Every store that `fetch` gives, each once, read again where the register moves.

    Args:
        fetch: Reads a page by its number, from 1.
        asked: What is asked for, for errors: "stores of 영등포구".
        page_size: Rows asked for at a time.
        concurrency: Pages asked for at a time.
        known: Ids of stores that the register had before; it is read again if it lacks one.

    Raises:
        IncompleteAnswerError: The register moved on every reading, or repeats too many rows.
        SourceError: From `fetch`.
    """
    register = Register(
        source=NAME,
        asked=asked,
        page=fetch,
        page_size=page_size,
        keys=lambda rows: [_store_id(row) for row in rows],
        versions=_months,
        known=known,
    )
    reading = await read_register(register, concurrency=concurrency)
    if are_too_many(reading.duplicates, of=reading.total):
        why = f"{reading.duplicates} of {reading.total} rows are repeats of others; not believed"
        raise IncompleteAnswerError(NAME, asked, why)
    return reading


def semas_frame(
    rows: Sequence[Mapping[str, object]], district: District, *, pages: Sequence[int] | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The table of stores, sorted by id, and the rows that cannot be read.

    A row that lacks a field that others have cannot be read either, and a row that says it is
    of another district is none of ours. `pages` are those that the rows were on; None where they
    came on none.

    Raises:
        SourceChangedError: All rows lack a field that we need, or too many cannot be read.
    """
    asked = f"stores of {district.name}"
    lacking = _missing_fields(rows, asked)
    texts = texts_frame(rows, {**NAMES, **_DISTRICT}, source=NAME, asked=asked)
    why = pl.coalesce(missing("store_id"), lacking, missing("name"), _of_another(district))
    reasons = texts.select(why).to_series()
    bad = quarantine(rows, reasons, source=NAME, asked=asked, pages=pages)
    good = texts.filter(reasons.is_null())
    table = with_positions(good, floats(good, "lon"), floats(good, "lat"))
    stores = table.with_columns(_base_month(), district=pl.lit(district.name))
    return stores.select(COLUMNS).sort("store_id"), bad


def fold_stores(stored: pl.DataFrame, stores: pl.DataFrame) -> Folded:
    """The stored table with the stores that it lacks, or has of an earlier base month."""
    was = stored.select("store_id", _was=pl.col("base_month").fill_null(""))
    matched = stores.join(was, on="store_id", how="left")
    is_news = pl.col("_was").is_null() | (pl.col("base_month").fill_null("") > pl.col("_was"))
    new = matched.filter(is_news)
    kept = stored.join(new, on="store_id", how="anti")
    added = new["_was"].null_count()
    return Folded(
        table=pl.concat([kept, new.select(stored.columns)]).sort("store_id"),
        added=added,
        replaced=new.height - added,
        known=stores.height - new.height,
    )


def _store_id(row: Mapping[str, object]) -> str | None:
    return str(row.get(NAMES["store_id"]) or "").strip() or None


def _months(rows: Sequence[Mapping[str, object]]) -> list[int]:
    """The base month of each row as a number that grows; 0 where it tells none."""
    written = [str(row.get(NAMES["base_month"]) or "").strip() for row in rows]
    texts = pl.DataFrame({"base_month": written}, schema={"base_month": pl.String})
    return texts.select(_base_month().cast(pl.Int64).fill_null(0)).to_series().to_list()


def _missing_fields(rows: Sequence[Mapping[str, object]], asked: str) -> pl.Series:
    """For each row the fields that it has not, where it has not all.

    Raises:
        SourceChangedError: No row has them.
    """
    needed = set(NAMES.values()) - {NAMES["base_month"]}
    lacking = [needed - row.keys() for row in rows]
    if gone := set.intersection(*lacking) if lacking else set():
        raise SourceChangedError(NAME, asked, _named(gone))
    return pl.Series([_named(names) if names else None for names in lacking], dtype=pl.String)


def _named(fields: set[str]) -> str:
    return f"missing fields: {' '.join(sorted(fields))}"


def _of_another(district: District) -> pl.Expr:
    """That a row says it is of another district; one that says nothing is believed."""
    is_other = pl.col("sigungu_code") != district.sigungu_code
    words = pl.format("of district {}, not {}", "sigungu_code", pl.lit(district.sigungu_code))
    return pl.when(is_other).then(words)


def _base_month() -> pl.Expr:
    month = pl.col("base_month")
    return pl.when(month.str.contains(r"^\d{4}(0[1-9]|1[0-2])$")).then(month)
