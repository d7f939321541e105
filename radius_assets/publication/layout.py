"""Where in the store each table's file lies."""

from radius_assets.domain.districts import district as known_district
from radius_assets.publication.tables import table

ORIGIN_FILE = "_origin.json"
QUARANTINE_FOLDER = "_quarantine"
DRIFT_FOLDER = "_drift"


def file_name(asset: str, district: str | None) -> str:
    """The table's file; `district` is None for a table of the whole city.

    Raises:
        UnknownTableError, UnknownDistrictError: No table or district has that name.
        ValueError: The table has one file a district, or none of districts.
    """
    require(asset, by_district=district is not None)
    if district is None:
        return f"{asset}.parquet"
    return f"{asset}/{known_district(district).name}.parquet"


def quarantine_name(asset: str, district: str) -> str:
    """The file of the rows of a register that could not be read."""
    return f"{QUARANTINE_FOLDER}/{file_name(asset, district)}"


def drift_name(asset: str, district: str) -> str:
    """The file of the last page of a register whose fields nobody knew."""
    return f"{DRIFT_FOLDER}/{file_name(asset, district).removesuffix('.parquet')}.json"


def require(asset: str, *, by_district: bool) -> None:
    """Refuse a table that is not of that kind.

    Raises:
        UnknownTableError: No table has that name.
        ValueError: It is of the other kind.
    """
    has = table(asset).by_district
    if has != by_district:
        raise ValueError(f"{asset} has {'one table a district' if has else 'no districts'}")
