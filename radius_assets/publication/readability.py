"""Can a stored table be read, as far as its columns tell? Its rows are not looked at."""

from radius_assets.publication.files import reason_of
from radius_assets.publication.layout import file_name
from radius_assets.publication.parquet import DamagedFileError, OtherColumnsError, require_columns
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoredTableError, TableMissingError, unusable


def require_readable(store: TableStore, asset: str, district: str | None) -> None:
    """Do nothing if the table has the columns of today.

    Raises:
        TableMissingError: It was never written.
        StoredTableError: It cannot be read, or was written with other columns.
    """
    name = file_name(asset, district)
    try:
        data = store.files.read(name)
    except OSError as error:
        why = f"not read, {reason_of(error)}; see to the rights to {store.files.uri(name)}"
        raise StoredTableError(asset, district, why) from error
    if data is None:
        raise TableMissingError(asset, [district] if district else [])
    try:
        require_columns(asset, data)
    except (DamagedFileError, OtherColumnsError) as error:
        raise unusable(asset, district, error) from error
