"""What can go wrong with a store: a table is missing or damaged, or the store is not its own."""

from collections.abc import Sequence
from datetime import date

from radius_assets.publication.tables import SUMMARY_OF, table

MOST_NAMED = 5  # districts in a command that is to be copied


class StoreError(Exception):
    """Base of every error of the store."""


class TableMissingError(StoreError):
    """The table was never written; the message names the command that makes it."""

    def __init__(self, asset: str, districts: Sequence[str] = ()) -> None:
        what = f"{asset} of {', '.join(districts)}" if districts else asset
        command = refresh_command(asset, districts)
        super().__init__(f"{what} is not in the store, {command} makes it")
        self.asset = asset
        self.districts = tuple(districts)


class StoredTableError(StoreError):
    """A table cannot be read or written as it should be; `why` says what came in between."""

    def __init__(self, asset: str, district: str | None, why: str) -> None:
        super().__init__(f"{asset}{f' of {district}' if district else ''}: {why}")
        self.asset = asset
        self.district = district
        self.why = why

    @property
    def is_of_the_store(self) -> bool:
        """Whether the store itself refused or failed, so that nobody knows what it holds."""
        return isinstance(self.__cause__, OSError)


class StoreOriginError(StoreError):
    """The store is not for these tables: real and invented ones, or their days, must not mix."""


def refresh_command(asset: str, districts: Sequence[str] = ()) -> str:
    """What one types to have the table made: of these districts, or of all if they are many."""
    made_with = {summary: of_district for of_district, summary in SUMMARY_OF.items()}
    wanted = " ".join(districts) if 0 < len(districts) <= MOST_NAMED else "--all"
    return f"`radius refresh {wanted} --only {made_with.get(asset, asset)}`"


def remedy(asset: str, district: str | None) -> str:
    """What to do about a table's file that cannot be used."""
    if table(asset).is_log:
        return "bring it back from a backup, or remove it to begin anew without what it knew"
    return f"{refresh_command(asset, [district] if district else [])} makes it anew"


def misdated(today: date) -> StoreOriginError:
    """That a day is set where tables are real, and what to do about it."""
    return StoreOriginError(
        f"RADIUS_TODAY is {today}, but real tables are of the day on which they are made: unset "
        "it, or for the invented city set the keys that `radius sandbox` prints"
    )


def unusable(asset: str, district: str | None, why: Exception) -> StoredTableError:
    """That a table's file cannot be used, and what to do about it."""
    return StoredTableError(asset, district, f"{why}, {remedy(asset, district)}")
