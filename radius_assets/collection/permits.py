"""A district's permits: all rows of the register, and the table made of them."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import polars as pl

from radius_assets.collection.permit_fields import (
    NAMINGS,
    NEEDED_OF,
    Row,
    naming_of,
    permit_key,
    permit_version,
)
from radius_assets.collection.register import Register, RegisterReading, read_register
from radius_assets.collection.register_frames import (
    floats,
    korean_moment,
    missing,
    quarantine,
    texts_frame,
    unreadable_date,
    with_positions,
    written_date,
)
from radius_assets.domain.districts import District
from radius_assets.domain.geo import wgs84_from_tm
from radius_assets.domain.records import RowsPage
from radius_assets.sources.seoul import NAME, Kind

KEY = ("authority_code", "management_number")
DATES = ("permitted_on", "closed_on", "cancelled_on", "suspended_from", "suspended_until")

# TRDSTATEGBN (영업상태코드), the code table of 행정안전부's 인허가 data.
STATES = {
    "01": "operating",  # 영업/정상
    "02": "suspended",  # 휴업
    "03": "closed",  # 폐업
    "04": "revoked",  # 취소/말소/만료/정지/중지
    "05": "excluded",  # 제외/삭제/전출
}


async def collect_permits(
    fetch: Callable[[int, int], Awaitable[RowsPage]],
    *,
    asked: str,
    page_size: int = 1_000,
    concurrency: int = 4,
) -> RegisterReading[dict[str, object]]:
    """Every permit that `fetch` gives, each once, read again where the register moves.

    Args:
        fetch: Reads the rows from a number to a number, both counted from 1 and included.
        asked: What is asked for, for errors: "food permits of 영등포구".
        page_size: Rows asked for at a time.
        concurrency: Pages asked for at a time.

    Raises:
        IncompleteAnswerError: The register moved on every reading.
        SourceChangedError: The rows have field names that we do not know.
        SourceError: From `fetch`.
    """

    async def ask(page: int) -> RowsPage:
        return await fetch((page - 1) * page_size + 1, page * page_size)

    register = Register(
        source=NAME,
        asked=asked,
        page=ask,
        page_size=page_size,
        key=partial(permit_key, asked=asked),
        version=partial(permit_version, asked=asked),
    )
    return await read_register(register, concurrency=concurrency)


def permits_frame(
    rows: Sequence[Row], *, kind: Kind, district: District
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The table of permits, sorted by key, and the rows that cannot be read.

    A closing date is the day the shop closed or its permit was cancelled. Rows of another
    authority's number stay: the register of the district holds them.

    Raises:
        SourceChangedError: Unknown field names, or too many rows that cannot be read.
    """
    asked = f"{kind} permits of {district.name}"
    texts = _texts(rows, kind=kind, asked=asked)
    reasons = texts.select(_reason()).to_series()
    bad = quarantine(rows, reasons, source=NAME, asked=asked)
    good = texts.filter(reasons.is_null())
    lon, lat = wgs84_from_tm(floats(good, "x_m"), floats(good, "y_m"))
    typed = good.with_columns(
        _state(), *(written_date(name) for name in DATES), korean_moment("updated_at")
    )
    return _table(with_positions(typed, lon, lat), district), bad


def other_authority(table: pl.DataFrame, district: District) -> int:
    """How many permits of the table bear the number of another district's authority."""
    return table.filter(pl.col("authority_code") != district.authority_code).height


def _texts(rows: Sequence[Row], *, kind: Kind, asked: str) -> pl.DataFrame:
    """Our fields as texts, in the order of the rows, whichever way each row spells them."""
    spelled: dict[int, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        naming = naming_of(row, asked=asked, needed=NEEDED_OF[kind])
        spelled[NAMINGS.index(naming)].append(index)
    frames = [
        texts_frame(
            [rows[index] for index in indexes], NAMINGS[which], source=NAME, asked=asked
        ).with_columns(pl.Series("index", indexes, dtype=pl.Int64))
        for which, indexes in (spelled or {0: []}).items()
    ]
    return pl.concat(frames).sort("index").drop("index")


def _reason() -> pl.Expr:
    needed = (missing(name) for name in (*KEY, "name", "state_code"))
    return pl.coalesce(*needed, *(unreadable_date(name) for name in DATES))


def _state() -> pl.Expr:
    code = pl.col("state_code").str.zfill(2)
    return code.replace_strict(STATES, default="unknown", return_dtype=pl.String).alias("state")


def _table(permits: pl.DataFrame, district: District) -> pl.DataFrame:
    return permits.select(
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
        "lon",
        "lat",
        "updated_at",
        district=pl.lit(district.name),
        provenance=pl.lit("seoul_open_data"),
    ).sort(KEY)
