"""What `radius doctor` finds in the store, without asking any service."""

import errno
from datetime import datetime

from radius_assets.checks.corrections import known_corrections
from radius_assets.checks.finding import named
from radius_assets.cli.findings import Finding
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.external import corrections_today
from radius_assets.publication.corrections_file import FILE
from radius_assets.publication.files import reason_of
from radius_assets.publication.readability import require_readable
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoredTableError, StoreError
from radius_assets.publication.tables import TABLES, table
from radius_assets.refresh.order import ASSETS
from radius_assets.settings import Settings

PLACE = "RADIUS_STORE"
_FULL = (errno.ENOSPC, errno.EDQUOT)


def of_place(settings: Settings, store: TableStore) -> Finding:
    """Whether the store can be listed and written, and is no other city's."""
    try:
        counts = {asset: len(store.districts(asset)) for asset in ASSETS}
        if any(counts.values()):  # an empty store is not claimed by looking at it
            store.claim_origin(settings.origin, today=settings.today)
        store.files.try_writing()
    except (StoreError, OSError) as error:
        return Finding(PLACE, "bad", f"{settings.store}: {_refused(error)}")
    held = ", ".join(f"{asset} {count}" for asset, count in counts.items())
    text = f"{settings.store}, tables of {len(DISTRICT_NAMES)} districts: {held}"
    return Finding(PLACE, "fine", text)


def _refused(error: StoreError | OSError) -> str:
    """Why nothing can be written, and what to do about it: a full disk is nobody else's place."""
    cause = error.__cause__ if isinstance(error, StoreError) else error
    if isinstance(cause, OSError) and cause.errno in _FULL:
        return f"nothing can be written, {reason_of(cause)}; make room there"
    if isinstance(error, OSError):
        return f"nothing can be written, {reason_of(error)}; set it to a place of yours"
    return str(error)


def of_tables(store: TableStore) -> Finding:
    """Whether the stored tables can be read with today's columns.

    A log must be, and what the system refuses cannot be made anew either.
    """
    what, problems, stored = "stored tables", [], 0
    try:
        for asset in TABLES:
            for district in _districts(store, asset):
                stored += 1
                try:
                    require_readable(store, asset, district)
                except StoredTableError as error:
                    problems.append(error)
    except StoreError as error:
        return Finding(what, "bad", f"{error}; see to the rights to {store.files.uri('')}")
    if not problems:
        return Finding(what, "fine", f"{stored} files, all with the columns of this release")
    is_bad = any(table(error.asset).is_log or error.is_of_the_store for error in problems)
    told = named([str(error) for error in sorted(problems, key=_logs_first)])
    return Finding(what, "bad" if is_bad else "odd", f"of {stored} files {len(problems)}: {told}")


def _districts(store: TableStore, asset: str) -> list[str | None]:
    if table(asset).by_district:
        return list(store.districts(asset))
    return [None] if store.exists(asset, None) else []


def _logs_first(error: StoredTableError) -> bool:
    return not table(error.asset).is_log


def of_corrections(store: TableStore, tables: Finding, *, now: datetime) -> Finding:
    """Whether people's corrections can be read, and are of listings that are known.

    Args:
        store: Where they are.
        tables: What is found of the stored tables, which know the listings.
        now: The moment at which they are to count.
    """
    try:
        corrections = corrections_today(store, now)
    except StoreError as error:
        why = str(error).removeprefix(f"{FILE}: ")
        return Finding(FILE, "bad", f"{why}; no verdict is given until it is mended")
    if not corrections:
        return Finding(FILE, "fine", "no corrections; `radius review` records some")
    if tables.state != "fine":
        text = f"{len(corrections)} corrections; see to the {tables.what} first, they know listings"
        return Finding(FILE, "odd", text)
    found = known_corrections(store, now)
    return Finding(FILE, "fine" if found.passed else "odd", found.sentence)
