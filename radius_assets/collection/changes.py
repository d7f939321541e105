"""Permits between full reads: what is new of what changed, and how far that had drifted.

All tables here are permits as the store keeps them, see `Permit` in docs/tables.md.
"""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from radius_assets.collection.permits import KEY
from radius_assets.domain.addresses import ADDRESS_SCHEMA
from radius_assets.domain.seoul_time import SEOUL_TIME

WHERE_READ = "provenance"  # says how a row was come by, not what the register holds
NEVER = datetime(1, 1, 1, tzinfo=SEOUL_TIME)


@dataclass(frozen=True, slots=True)
class Folded:
    """A table with changes folded in: rows added, rows replaced, and changes known before."""

    table: pl.DataFrame
    added: int
    replaced: int
    known: int


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a table that was kept by changes was from its register, in rows.

    `lacking` were in the register alone, `left_over` in the table alone, `different` in both.
    """

    lacking: int
    left_over: int
    different: int

    @property
    def rows(self) -> int:
        """All of them; 0 is how it should be."""
        return self.lacking + self.left_over + self.different


def news(stored: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    """The changed permits that the stored table lacks, or has in another state and not later.

    Whoever asks for what changed since some days ago gets mostly what is known already.
    """
    was = stored.select(*KEY, _content(stored).alias("_was"), _age().alias("_was_at"))
    matched = changed.join(was.with_columns(_is_known=True), on=KEY, how="left")
    is_other = _content(changed).ne_missing(pl.col("_was")) & (_age() >= pl.col("_was_at"))
    wanted = pl.col("_is_known").is_null() | is_other
    return matched.filter(wanted).select(changed.columns)


def fold(stored: pl.DataFrame, changed: pl.DataFrame) -> Folded:
    """The stored table with what changed, one row a permit, the newest of each.

    A permit that was revoked, deleted or moved to another authority keeps its row with the new
    state, as in a full read. Folding the same changes again changes nothing.
    """
    new = news(stored, changed)
    added = new.join(stored, on=KEY, how="anti").height
    kept = stored.join(new, on=KEY, how="anti")
    return Folded(
        table=pl.concat([kept, new.select(stored.columns)]).sort(KEY),
        added=added,
        replaced=new.height - added,
        known=changed.height - new.height,
    )


def drift(stored: pl.DataFrame, full: pl.DataFrame, *, up_to: datetime) -> Drift:
    """How far the stored table was from a full reading, in what the register had said by then.

    Args:
        stored: The table as changes kept it.
        full: The whole register, read later.
        up_to: When the stored table last took in changes, with a time zone: what changed later
            is no drift.
    """
    later = full.filter(_age() > up_to.astimezone(SEOUL_TIME))
    by_then = full.join(later, on=KEY, how="anti")
    before = stored.join(later, on=KEY, how="anti")
    was = before.select(*KEY, _content(before).alias("_was"))
    is_other = _content(by_then).ne_missing(pl.col("_was"))
    return Drift(
        lacking=by_then.join(before, on=KEY, how="anti").height,
        left_over=before.join(full, on=KEY, how="anti").height,
        different=by_then.join(was, on=KEY).filter(is_other).height,
    )


def _age() -> pl.Expr:
    """When the register last changed the row; what bears no time is older than all that does."""
    return pl.col("updated_at").fill_null(NEVER)


def _content(table: pl.DataFrame) -> pl.Expr:
    """All that the register says of a permit, as one value that can be compared."""
    ours = (*KEY, WHERE_READ, *ADDRESS_SCHEMA)  # address keys only repeat what addresses say
    columns = (name for name in table.columns if name not in ours)
    return pl.struct(sorted(columns))
