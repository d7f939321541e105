"""What verdicts are compared with: how many of each there were before, kept in the table's file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from radius_assets.publication.parquet import StoredTable
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoredTableError, remedy
from radius_assets.refresh.readable import readable


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many listings of a district had each verdict, and what that rested on.

    Attributes:
        as_of: The day for which the verdicts were given.
        verdicts: How many there were of each, one or more; one that no listing had is missing.
        registers: The registers that were consulted.
    """

    as_of: date
    verdicts: Mapping[str, int]
    registers: tuple[str, ...]

    @property
    def listings(self) -> int:
        """How many listings had a verdict."""
        return sum(self.verdicts.values())

    def to_json(self) -> str:
        """The baseline as a text, to be kept in the file of the verdicts."""
        fields = {
            "as_of": self.as_of.isoformat(),
            "verdicts": dict(self.verdicts),
            "registers": list(self.registers),
        }
        return json.dumps(fields)

    @classmethod
    def from_json(cls, text: str) -> "Baseline":
        """The baseline that `to_json` wrote.

        Raises:
            ValueError: The text is none.
        """
        try:
            fields = json.loads(text)
            found = cls(
                as_of=date.fromisoformat(fields["as_of"]),
                verdicts={str(verdict): int(n) for verdict, n in fields["verdicts"].items()},
                registers=tuple(map(str, fields["registers"])),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"no baseline of verdicts: {error!r}") from error
        if found.listings < 1:
            raise ValueError("no baseline of verdicts: it counts no listing")
        return found


def baseline_of(closures: pl.DataFrame) -> Baseline | None:
    """What a table of verdicts adds up to; None where it has no rows."""
    if closures.is_empty():
        return None
    row = closures.row(0, named=True)
    counts = closures.group_by("verdict").len().sort("verdict")
    return Baseline(row["as_of"], dict(counts.iter_rows()), tuple(row["registers"]))


def kept_baseline(stored: StoredTable, district: str) -> Baseline | None:
    """What the stored verdicts are to be compared with, None for the first that were given.

    Raises:
        StoredTableError: What is kept in their file is no baseline.
    """
    if stored.certificate is None:
        return None
    try:
        return Baseline.from_json(stored.certificate)
    except ValueError as error:
        why = f"{error}, {remedy('closures', district)}"
        raise StoredTableError("closures", district, why) from error


def baseline_for(store: TableStore, district: str, *, as_of: date) -> Baseline | None:
    """What verdicts that are to be given for a day will be compared with, None for the first.

    It is the stored verdicts of an earlier day; of the same day, what those were compared with,
    so that a jump is told all day, however often verdicts are given. What cannot be read is about
    to be replaced, and tells nothing.

    Raises:
        StoredTableError: The store does not answer.
    """
    stored = readable(store, "closures", district)
    before = None if stored is None else baseline_of(stored.frame)
    if stored is None or before is None or before.as_of != as_of:
        return before
    try:
        return kept_baseline(stored, district) or before
    except StoredTableError:
        return None
