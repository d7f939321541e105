"""Records that pass between the stages one by one; tables are polars frames."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from radius_assets.domain.geo import LonLat

PermitsChoice: TypeAlias = Literal["auto", "seoul", "data_go_kr"]
"""Who is asked for permits; `auto` is Seoul, and data.go.kr where Seoul's service is gone."""

ENDED = ("closed", "revoked", "excluded")
"""States of permits that have ended."""


@dataclass(frozen=True, slots=True)
class Place:
    """A listing on Kakao Map. Empty texts of the service are None here."""

    place_id: str
    name: str
    category: str
    road_address: str | None
    lot_address: str | None
    phone: str | None
    position: LonLat


@dataclass(frozen=True, slots=True)
class Store:
    """A Daiso store as its finder lists it; `position` is None where the finder has none."""

    store_id: str
    name: str
    road_address: str
    position: LonLat | None


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """One page of a place search, and how many places the service says the query has.

    `total` counts all that match, also those the service will not show; `readable` is how
    many of them its pages can show.
    """

    total: int
    readable: int
    is_last: bool
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class RowsPage:
    """One page of a register as the service sent it: foreign field names, texts as they came.

    `total` is the number of rows the service declares for the whole query.
    """

    total: int
    rows: tuple[dict[str, object], ...]
