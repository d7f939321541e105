"""What another reading of a table changes: rows that come, go, or say something else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from radius_assets.publication.tables import checked, table


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows of the new table alone, of the old one alone, and of both with other values.

    `columns` counts by column the rows in which it has another value.
    """

    added: int
    removed: int
    changed: int
    columns: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        named = ", ".join(f"{name} {rows}" for name, rows in self.columns.items())
        changed = f"{self.changed} changed{f' ({named})' if named else ''}"
        return f"{self.added} added, {self.removed} removed, {changed}"


def difference(asset: str, old: pl.DataFrame, new: pl.DataFrame) -> Difference:
    """How `new` differs from `old`, row by row of the table's key.

    Raises:
        TableError: `new` is not fit to be kept.
    """
    declared = table(asset)
    new = checked(asset, new)
    both = old.join(new, on=declared.key, suffix="_new")
    others = [name for name in declared.columns if name not in declared.key]
    differs = {name: pl.col(name).ne_missing(pl.col(f"{name}_new")) for name in others}
    counted = both.select(
        pl.any_horizontal(*differs.values()).sum().alias(""),
        *(expression.sum().alias(name) for name, expression in differs.items()),
    ).row(0, named=True)
    changed = counted.pop("")
    return Difference(
        added=new.height - both.height,
        removed=old.height - both.height,
        changed=changed,
        columns={name: rows for name, rows in counted.items() if rows},
    )
