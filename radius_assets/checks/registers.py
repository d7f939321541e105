"""Checks of the registers: can their rows be read, do they stay, do they lie in the district?"""

from collections.abc import Mapping
from types import MappingProxyType

from radius_assets.checks.finding import Check, Finding, is_too_many, share_of
from radius_assets.checks.positions import register_positions
from radius_assets.collection.watermark import Watermark
from radius_assets.publication.quarantine import TOLERATED_SHARE, stored_check
from radius_assets.publication.storage import TableStore

MAY_LEAVE: Mapping[str, float] = MappingProxyType(
    {"openapi_food": TOLERATED_SHARE, "openapi_tobacco": TOLERATED_SHARE, "semas": 0.1}
)
"""Share of the stored rows that may be gone after a full reading without a word.

Permits that end stay in their register, so one that leaves it is as lost to the verdicts as one
that cannot be read, and as few may be. Shops leave SEMAS when they close, but one in ten do not
between two of its quarters: it rather numbers them anew, or shows less than it has.
"""


def of_register(asset: str) -> tuple[Check, ...]:
    """The checks of a register."""
    return (_rows_readable(asset), _rows_stay(asset), register_positions(asset))


def _rows_readable(asset: str) -> Check:
    """The check that a register's rows can be read, but for the few odd ones that it has."""

    def look(store: TableStore, name: str) -> Finding:
        found = stored_check(store, asset, name)
        return Finding(passed=found.passed, sentence=found.sentence, figures=found.metadata)

    return Check(
        "rows_are_readable",
        "No more than one row in a thousand of the register went to quarantine; "
        "`radius quarantine list` tells which and why.",
        look,
    )


def _rows_stay(asset: str) -> Check:
    """The check that the last full reading still had the rows that were stored before it."""
    return Check(
        "rows_stay",
        f"The last full reading lacked no more than {MAY_LEAVE[asset]:.1%} of the rows that were "
        "stored before it. Far more than that are not believed in the first place.",
        lambda store, name: rows_stay(
            Watermark.from_json(store.certificate(asset, name)), may_leave=MAY_LEAVE[asset]
        ),
    )


def rows_stay(read: Watermark | None, *, may_leave: float) -> Finding:
    """Whether the rows that were stored before a full reading are still there, but for a few.

    Args:
        read: How the table was read; None where nobody wrote that.
        may_leave: Share of the rows that may be gone.
    """
    if read is None or read.before is None or read.gone is None:
        return Finding(
            passed=True, sentence="no earlier table is known that rows could be gone from"
        )
    return Finding(
        passed=not is_too_many(read.gone, read.before, tolerated=may_leave),
        sentence=f"{read.gone:,} of the {read.before:,} rows that were stored are gone",
        figures={
            "rows_before": read.before,
            "rows_gone": read.gone,
            "share_gone": share_of(read.gone, read.before),
            "full_at": read.full_at.isoformat(timespec="seconds"),
        },
    )
