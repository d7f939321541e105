"""Stored tables in the eyes of what is about to replace them."""

import logging

from radius_assets.publication.parquet import StoredTable
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoredTableError, TableMissingError

_LOG = logging.getLogger(__name__)


def readable(store: TableStore, asset: str, district: str) -> StoredTable | None:
    """The stored table; None where there is none, or one that is damaged or of other columns.

    Such a one keeps no good table out, and the log says which it is. A store that does not answer
    is another matter: nobody knows what it holds, so nothing may be concluded from it.

    Raises:
        StoredTableError: The store does not answer.
    """
    try:
        return store.stored(asset, district)
    except TableMissingError:
        return None
    except StoredTableError as error:
        if error.is_of_the_store:
            raise
        _LOG.warning("%s; until then it counts for nothing", error)
        return None
