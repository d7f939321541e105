"""What commands that ask no service say of a store: whose tables it holds, and what makes them."""

from contextlib import suppress
from datetime import date
from typing import cast

import polars as pl

from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import TableMissingError
from radius_assets.settings import DATA_GO_KR, KAKAO_KEY, SANDBOX_KEY, SEOUL_KEY, Settings


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


def keys_of_city(settings: Settings) -> str:
    """What sets the sandbox's key for all that have one: a day is refused beside another."""
    given = {SEOUL_KEY: settings.seoul_key, DATA_GO_KR: settings.data_go_kr_key}
    keys = [KAKAO_KEY, *(key for key, value in given.items() if value)]
    return " ".join(f"{key.variable}={SANDBOX_KEY}" for key in keys)


def filling(error: TableMissingError) -> str:
    """That a table is missing, and which commands make it with all that it needs."""
    whole = f"`radius refresh {' '.join(error.districts) or '--all'}` with all that it needs"
    invented = "" if error.districts else "; `radius demo` makes those of an invented city"
    return f"{error}, {whole}{invented}"
