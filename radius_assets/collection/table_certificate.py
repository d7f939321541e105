"""The certificate of a district's listings: which area, why that one, and what became of places."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import ClassVar

import polars as pl
from pydantic import ConfigDict, TypeAdapter, ValidationError

from radius_assets.collection.area import AreaOptions
from radius_assets.collection.certificate import Certificate
from radius_assets.domain.geo import LonLat


@dataclass(frozen=True, slots=True)
class CertifiedStore:
    """A Daiso store that the area was drawn for; without a position nothing was drawn for it."""

    store_id: str
    name: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class TableCertificate:
    """The proof that a district's table holds every listing of its area.

    Attributes:
        district: Name of the district.
        options: Which part of the district was to be read.
        stores: The Daiso stores of the district, by id.
        stores_without_position: Names of those that nobody can place: what lies around them is
            missing from the area, unless all of the district was read.
        stores_out_of_reach: Names of those so far out of the district that nothing around them
            lies within it.
        reading: What was read of the area.
        listings: Rows of the table.
        elsewhere: Places read that other districts own.
        beyond_boundary: Places whose address names the district though they lie far out of it.
        beyond_radius: Places of the district that are too far from its stores.
        beside: Where the places are that are no rows, to 1 m: the next refresh plans with them.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", strict=True, allow_inf_nan=False
    )

    district: str
    options: AreaOptions
    stores: tuple[CertifiedStore, ...]
    stores_without_position: tuple[str, ...]
    stores_out_of_reach: tuple[str, ...]
    reading: Certificate
    listings: int
    elsewhere: int
    beyond_boundary: int
    beyond_radius: int
    beside: tuple[LonLat, ...]

    def to_json(self) -> str:
        """The certificate as JSON; `from_json` reads it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "TableCertificate":
        """Read a certificate; its figures may be wrong, see `verify_table`.

        Raises:
            ValueError: The text is not a certificate; the message names the first field.
        """
        try:
            return _reader().validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            raise ValueError(f"not a certificate: {field}: {first['msg']}") from None


@cache
def _reader() -> TypeAdapter[TableCertificate]:
    return TypeAdapter(TableCertificate)


def certified_stores(stores: pl.DataFrame) -> tuple[CertifiedStore, ...]:
    """The stores of a `daiso` table, as a certificate names them."""
    rows = stores.sort("store_id").select("store_id", "name", "lon", "lat")
    return tuple(CertifiedStore(*row) for row in rows.iter_rows())


def stores_frame(stores: Sequence[CertifiedStore]) -> pl.DataFrame:
    """Certified stores as a table, with the columns that areas and distances need."""
    rows = [(store.store_id, store.lon, store.lat) for store in stores]
    schema = {"store_id": pl.String, "lon": pl.Float64, "lat": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
