"""What commands that ask no service say of a store: whose tables it holds, and what makes them."""

from contextlib import suppress
from datetime import date
from typing import cast

import polars as pl

from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import TableMissingError


def is_invented(store: TableStore) -> bool:
    """Whether the store is kept for the sandbox's tables; one that cannot be read is not."""
    with suppress(OSError):
        return store.origin() == "sandbox"
    return False


def day_of_city(store: TableStore, closures: pl.DataFrame, today: date | None) -> date | None:
    """The day on which an invented city stands still; None for the real one, which does not.

    Args:
        store: Where the verdicts are.
        closures: The verdicts.
        today: The day that is set, if one is.
    """
    if not is_invented(store):
        return None
    return today or cast("date | None", closures["as_of"].max())


def filling(error: TableMissingError) -> str:
    """That a table is missing, and which commands make it with all that it needs."""
    whole = f"`radius refresh {' '.join(error.districts) or '--all'}` with all that it needs"
    invented = "" if error.districts else "; `radius demo` makes those of an invented city"
    return f"{error}, {whole}{invented}"
