"""A district's permits: all rows of the register, and the table made of them."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Literal, TypeAlias

import polars as pl

from radius_assets.collection.permit_fields import (
    NAMINGS,
    NEEDED_OF,
    Row,
    namings_of,
    permit_keys,
    permit_versions,
)
from radius_assets.collection.permit_values import (
    dates_of,
    require_known_states,
    state,
    unreadable,
)
from radius_assets.collection.register import Register, RegisterReading, read_register
from radius_assets.collection.register_frames import (
    are_too_many,
    floats,
    korean_moment,
    quarantine,
    texts_frame,
    with_positions,
)
from radius_assets.domain.addresses import ADDRESS_SCHEMA, with_address_keys
from radius_assets.domain.districts import District, district_of_address
from radius_assets.domain.geo import wgs84_from_tm
from radius_assets.domain.records import RowsPage
from radius_assets.sources import mois, seoul
from radius_assets.sources.errors import IncompleteAnswerError, SourceChangedError
from radius_assets.sources.seoul import Kind

Provenance: TypeAlias = Literal["seoul_open_data", "data_go_kr", "file"]

SOURCES: Mapping[Provenance, str] = MappingProxyType(
    {"seoul_open_data": seoul.NAME, "data_go_kr": mois.NAME, "file": "file"}
)
"""Who gave the rows, as errors and the quarantine name it."""

KEY = ("authority_code", "management_number")

_TWO_WORDS = r"^\s*\S+(?:\s+\S+)?"  # of an address they name the district, if it names one


@dataclass(frozen=True, slots=True)
class PermitTable:
    """The table of permits, sorted by key, and what could not be read of the rows.

    Attributes:
        frame: The permits.
        quarantine: Rows that are left out, because nobody can tell what they are of or say.
        dates_unreadable: Dates that are impossible or out of all bounds; the rows are in the
            frame without them.
    """

    frame: pl.DataFrame = field(repr=False)
    quarantine: pl.DataFrame = field(repr=False)
    dates_unreadable: int


async def collect_permits(
    fetch: Callable[[int, int], Awaitable[RowsPage]],
    *,
    asked: str,
    source: str = seoul.NAME,
    page_size: int = 1_000,
    concurrency: int = 4,
    known: frozenset[tuple[str, str]] = frozenset(),
) -> RegisterReading[dict[str, object]]:
    """Every permit that `fetch` gives, each once, read again where the register moves.

    Args:
        fetch: Reads the rows from a number to a number, both counted from 1 and included.
        asked: What is asked for, for errors: "food permits of 영등포구".
        source: Who is asked, for errors.
        page_size: Rows asked for at a time.
        concurrency: Pages asked for at a time.
        known: Permits that the register had before, by `KEY`; it is read again if it lacks one.

    Raises:
        IncompleteAnswerError: The register moved on every reading, or repeats too many rows.
        SourceChangedError: The rows have field names that we do not know.
        SourceError: From `fetch`.
    """

    async def ask(page: int) -> RowsPage:
        return await fetch((page - 1) * page_size + 1, page * page_size)

    register = Register(
        source=source,
        asked=asked,
        page=ask,
        page_size=page_size,
        keys=partial(permit_keys, asked=asked),
        versions=partial(permit_versions, asked=asked),
        known=known,
    )
    reading = await read_register(register, concurrency=concurrency)
    if are_too_many(reading.duplicates, of=reading.total):
        why = f"{reading.duplicates} of {reading.total} rows are repeats of others; not believed"
        raise IncompleteAnswerError(source, asked, why)
    return reading


def permit_table(
    rows: Sequence[Row],
    *,
    kind: Kind,
    district: District,
    provenance: Provenance = "seoul_open_data",
    pages: Sequence[int] | None = None,
) -> PermitTable:
    """What the rows say, in the columns of the table.

    A closing date is the day the shop closed or its permit was cancelled. A date that cannot be
    read is null: without it the row still says what its state is. Rows of another authority's
    number stay where the register of the district holds them. data.go.kr has one register for all
    authorities and is asked for one: others there mean that it did not listen.

    Args:
        rows: As they came, each once.
        kind: Which register.
        district: Whose.
        provenance: Who gave them.
        pages: The page that each was on; None where they came on none.

    Raises:
        SourceChangedError: Unknown field names, or too many rows, dates or states that cannot
            be read; or rows that were not asked for.
    """
    source, asked = SOURCES[provenance], f"{kind} permits of {district.name}"
    texts = _texts(rows, kind=kind, source=source, asked=asked)
    reasons = texts.select(unreadable(KEY)).to_series()
    bad = quarantine(rows, reasons, source=source, asked=asked, pages=pages)
    good = texts.filter(reasons.is_null())
    _require_authority(good, district, provenance, asked=asked)
    dates, lost = dates_of(good, source=source, asked=asked)
    lon, lat = wgs84_from_tm(floats(good, "x_m"), floats(good, "y_m"))
    typed = good.with_columns(*state(), *dates.iter_columns(), korean_moment("updated_at"))
    require_known_states(typed, source=source, asked=asked)
    table = _table(with_positions(typed, lon, lat), district, provenance)
    return PermitTable(table, bad, lost)


def _require_authority(
    permits: pl.DataFrame, district: District, provenance: Provenance, *, asked: str
) -> None:
    others = permits.filter(pl.col("authority_code") != district.authority_code)
    if provenance == "data_go_kr" and not others.is_empty():
        first = others["authority_code"][0]
        why = f"{others.height} of {permits.height} rows are of others than authority"
        why = f"{why} {district.authority_code}, such as {first}: it was not asked for them"
        raise SourceChangedError(SOURCES[provenance], asked, why)


def permits_frame(
    rows: Sequence[Row], *, kind: Kind, district: District
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The frame and the quarantine of `permit_table`, for those who count nothing."""
    made = permit_table(rows, kind=kind, district=district)
    return made.frame, made.quarantine


def other_authority(table: pl.DataFrame, district: District) -> int:
    """How many permits of the table bear the number of another district's authority."""
    return table.filter(pl.col("authority_code") != district.authority_code).height


def other_address(table: pl.DataFrame, district: District) -> int:
    """How many permits of the table stand, by their address, in another district."""
    written = pl.coalesce("road_address", "lot_address")
    beginnings = table.select(written.str.extract(_TWO_WORDS, 0)).to_series()
    return sum(
        rows
        for beginning, rows in beginnings.value_counts().iter_rows()
        if district_of_address(beginning) not in (None, district.name)
    )


def _texts(rows: Sequence[Row], *, kind: Kind, source: str, asked: str) -> pl.DataFrame:
    """Our fields as texts, in the order of the rows, whichever way each row spells them."""
    spelled: dict[int, list[int]] = defaultdict(list)
    for index, naming in enumerate(namings_of(rows, asked=asked, needed=NEEDED_OF[kind])):
        spelled[NAMINGS.index(naming)].append(index)
    frames = [
        texts_frame(
            [rows[index] for index in indexes], NAMINGS[which], source=source, asked=asked
        ).with_columns(pl.Series("index", indexes, dtype=pl.Int64))
        for which, indexes in (spelled or {0: []}).items()
    ]
    return pl.concat(frames).sort("index").drop("index")


def _table(permits: pl.DataFrame, district: District, provenance: Provenance) -> pl.DataFrame:
    known = with_address_keys(permits.with_columns(district=pl.lit(district.name)))
    return known.select(
        *KEY,
        "name",
        "business_type",
        "state",
        "state_code",
        "permitted_on",
        pl.coalesce("closed_on", "cancelled_on"),
        "suspended_from",
        "suspended_until",
        "road_address",
        "lot_address",
        *ADDRESS_SCHEMA,
        "lon",
        "lat",
        "updated_at",
        "district",
        provenance=pl.lit(provenance),
    ).sort(KEY)
