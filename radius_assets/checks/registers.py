"""Checks of the registers: can their rows be read, and do they lie in the district?"""

from radius_assets.checks.finding import Check, Finding
from radius_assets.checks.positions import register_positions
from radius_assets.publication.quarantine import stored_check
from radius_assets.publication.storage import TableStore


def of_register(asset: str) -> tuple[Check, ...]:
    """The checks of a register."""
    return (_rows_readable(asset), register_positions(asset))


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
