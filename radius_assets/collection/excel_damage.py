"""What Excel does to a register that somebody opened and saved, told before it is believed.

It keeps 15 digits of a number, shows the longer ones as 2.00631E+18, writes a moment without its
date or a date as a number of days, and what does not fit its column as ####.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from radius_assets.collection.register_frames import korean_moment, number, text

# One value in ten: odd ones are the register's own, a program spoils a whole column.
SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Damage:
    """A pattern of spoilt values: in how large a share of a column's values it is damage."""

    pattern: str
    what: str
    share: float = SHARE


IN_SHORT = r"(?i)^\d(\.\d+)?E\+?\d+$"
"""How Excel writes a long number: 2.00631E+18."""

_SCIENTIFIC = Damage(IN_SHORT, "is a long number in short, its digits are lost", 0)
_ROUNDED = Damage(r"^\d{15}0+$", "has lost its last digits: Excel keeps 15")
_HASHES = Damage(r"^#+$", "did not fit its column in Excel", 0)
_NO_DATE = Damage(r"^\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$", "is a time without its date")
_DAYS = Damage(r"^\d{5}(\.\d+)?$", "is a date as a number of days")

_OF_NUMBERS = (_SCIENTIFIC, _HASHES, _ROUNDED)
_OF_DATES = (_SCIENTIFIC, _HASHES, _NO_DATE, _DAYS)


def excel_damage(
    rows: pl.DataFrame,
    headers: Mapping[str, str],
    *,
    identifiers: tuple[str, ...],
    dates: tuple[str, ...],
    moments: tuple[str, ...],
    numbers: tuple[str, ...],
) -> str | None:
    """What was done to the first spoilt column, with an example; None where all is well.

    Args:
        rows: The columns as texts, and `line`, where in the file each row ends.
        headers: What the file calls the columns it has.
        identifiers: Columns with numbers that name things.
        dates: Columns with days.
        moments: Columns with moments; a value that is none counts as spoilt, too.
        numbers: Columns with quantities; the same.
    """
    for name, header in headers.items():
        values = rows.select("line", text(name)).drop_nulls(name)
        spoilt = [
            (pl.col(name).str.contains(damage.pattern), damage.what, damage.share)
            for damage in _damages(name, identifiers, (*dates, *moments))
        ]
        if name in (*moments, *numbers):
            readable = korean_moment(name) if name in moments else number(name)
            spoilt.append((readable.is_null(), "cannot be read", SHARE))
        for is_spoilt, what, share in spoilt:
            found = values.filter(is_spoilt)
            if found.height > share * values.height:
                return _told(found, header, what, of=values.height)
    return None


def _damages(
    name: str, identifiers: tuple[str, ...], moments: tuple[str, ...]
) -> tuple[Damage, ...]:
    if name in identifiers:
        return _OF_NUMBERS
    return _OF_DATES if name in moments else ()


def _told(found: pl.DataFrame, header: str, what: str, *, of: int) -> str:
    line, value = found.row(0)
    return (
        f"line {line}: {header} {value!r} {what} ({found.height:,} of {of:,} values); "
        "a file that Excel has saved is spoilt: download it again and do not open it there"
    )
