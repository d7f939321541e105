"""What the values of a permit are read as, and which of them make a row unreadable.

All columns here are texts without blanks around; what is empty is null.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from radius_assets.collection.excel_damage import IN_SHORT
from radius_assets.collection.register_frames import (
    NO_DATE,
    are_too_many,
    missing,
    written_date,
)
from radius_assets.sources.errors import SourceChangedError

DATES = ("permitted_on", "closed_on", "cancelled_on", "suspended_from", "suspended_until")

# TRDSTATEGBN (영업상태코드), the code table of 행정안전부's 인허가 data.
STATES = {
    "01": "operating",  # 영업/정상
    "02": "suspended",  # 휴업
    "03": "closed",  # 폐업
    "04": "revoked",  # 취소/말소/만료/정지/중지
    "05": "excluded",  # 제외/삭제/전출
}

# 9999-12-31 stands for no date, 2206-05-06 is a slip of the pen
BOUNDS = (NO_DATE, date(2099, 12, 31))
LONGEST_TEXT = 1_000  # characters; an address has some 50, and what is longer is none

_TEXTS = ("name", "business_type", "state_code", "road_address", "lot_address")


def unreadable(key: Sequence[str]) -> pl.Expr:
    """Why a row cannot be read, null where it can: who it is of, or what state it says, is lost."""
    needed = (missing(name) for name in (*key, "name", "state_code"))
    shortened = (_shortened(name) for name in key)
    return pl.coalesce(*needed, *shortened, *(_too_long(name) for name in (*key, *_TEXTS)))


def _shortened(name: str) -> pl.Expr:
    """A number whose digits a spreadsheet has lost is nobody's, and may be several permits'."""
    why = pl.format(
        "{} is a long number in short, its digits are lost: {}", pl.lit(name), pl.col(name)
    )
    return pl.when(pl.col(name).str.contains(IN_SHORT)).then(why)


def _too_long(name: str) -> pl.Expr:
    length = pl.col(name).str.len_chars()
    why = pl.format("{} has {} characters", pl.lit(name), length)
    return pl.when(length > LONGEST_TEXT).then(why)


def dates_of(texts: pl.DataFrame, *, source: str, asked: str) -> tuple[pl.DataFrame, int]:
    """The columns `DATES` as dates, and how many values in them cannot be read.

    A date is null where the row has none, or one that cannot be.

    Raises:
        SourceChangedError: They are too many to be slips: a new way to write dates.
    """
    written = texts.select(written_date(name) for name in DATES)
    possible = written.select(_where(name, pl.col(name).is_between(*BOUNDS)) for name in DATES)
    lost = pl.DataFrame([texts[name].is_not_null() & possible[name].is_null() for name in DATES])
    _require_few(lost, texts, source=source, asked=asked)
    dates = possible.select(_where(name, pl.col(name) != NO_DATE) for name in DATES)
    return dates, lost.select(pl.sum_horizontal(pl.all().sum())).item()


def _where(name: str, condition: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(pl.col(name))


def _require_few(lost: pl.DataFrame, texts: pl.DataFrame, *, source: str, asked: str) -> None:
    rows = lost.with_row_index().filter(pl.any_horizontal(DATES))
    if are_too_many(rows.height, of=texts.height):
        index, *are_lost = rows.row(0)
        name = DATES[are_lost.index(True)]
        why = f"{rows.height} of {texts.height} rows have a date that cannot be read; the first"
        why = f"{why}: {name} is no date: {texts[name][index]}"
        raise SourceChangedError(source, asked, why)


def state() -> tuple[pl.Expr, pl.Expr]:
    """The state, and its code with both digits: data.go.kr writes 1 and 01."""
    code = pl.col("state_code").str.replace(r"^(\d)$", "0$1")
    read = code.replace_strict(STATES, default="unknown", return_dtype=pl.String)
    return read.alias("state"), code.alias("state_code")


def require_known_states(typed: pl.DataFrame, *, source: str, asked: str) -> None:
    """Do nothing if most states are known; a code that is new here and there is for people.

    Raises:
        SourceChangedError: Too many are not: other codes than those of `STATES`.
    """
    unknown = typed.filter(state="unknown")
    if are_too_many(unknown.height, of=typed.height):
        why = f"{unknown.height} of {typed.height} rows have an unknown state_code; the first"
        raise SourceChangedError(source, asked, f"{why}: {unknown['state_code'][0]}")
