"""What the store proves of a district's listings: the table, its certificate, and their verdict."""

from dataclasses import dataclass, replace

import polars as pl

from radius_assets.collection.table_certificate import TableCertificate
from radius_assets.collection.table_proof import verify_table
from radius_assets.domain.districts import District, district
from radius_assets.publication.parquet import StoredTable
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoreError, TableMissingError


@dataclass(frozen=True, slots=True)
class Coverage:
    """A district's stored listings, and what speaks against them.

    `certificate` is None where there is none that can be read, `listings` and `daiso` where
    there is no such table; `problems` are empty only where the listings are proved complete.
    """

    district: District
    certificate: TableCertificate | None
    listings: pl.DataFrame | None
    daiso: pl.DataFrame | None
    problems: tuple[str, ...]

    @property
    def is_proved(self) -> bool:
        """Whether the table holds every listing of its area, as it is stored."""
        return not self.problems


def stored_coverage(store: TableStore, name: str) -> Coverage:
    """Verify what is stored of a district, against the Daiso stores that are stored today.

    Without a table of these the stores that the certificate names must do.
    """
    of = district(name)
    daiso, troubles = None, []
    try:
        daiso = store.read("daiso", of.name)
    except TableMissingError:
        pass
    except StoreError as error:
        troubles.append(str(error))
    try:
        stored = store.stored("convenience", of.name)
    except StoreError as error:
        return Coverage(of, None, None, daiso, (str(error), *troubles))
    found = coverage_of(stored, of, daiso=daiso)
    return replace(found, problems=(*found.problems, *troubles))


def coverage_of(
    stored: StoredTable, of: District, *, daiso: pl.DataFrame | None = None
) -> Coverage:
    """Verify a stored `convenience` table by the certificate in its file.

    Args:
        stored: The table, as it was read from its file.
        of: The district whose table it is.
        daiso: The stored `daiso` table, if there is one.
    """
    problems = [] if stored.is_as_written else ["the rows are not those that were written"]
    certificate = None
    if stored.certificate is None:
        problems.append("the table has no certificate: another release wrote it")
    else:
        try:
            certificate = TableCertificate.from_json(stored.certificate)
            problems += verify_table(certificate, stored.frame, district=of, daiso=daiso)
        except ValueError as error:
            problems.append(str(error))
    return Coverage(of, certificate, stored.frame, daiso, tuple(problems))
