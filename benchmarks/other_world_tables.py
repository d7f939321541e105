"""What the lists of the other world show, as the tables of a refresh."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import TypeAlias

import polars as pl

from benchmarks.other_world_map import Business, Listing
from benchmarks.other_world_permits import Permit, PermitRegister
from benchmarks.other_world_shares import SEMAS_DAY
from radius_assets.domain.addresses import ADDRESS_SCHEMA, with_address_keys
from radius_assets.domain.districts import district
from radius_assets.domain.geo import LonLat
from radius_assets.domain.seoul_time import SEOUL_TIME
from radius_assets.evaluation.trial import PAIR
from radius_assets.publication.register_schemas import Permit as PermitRow
from radius_assets.publication.register_schemas import Semas as SemasRow
from radius_assets.publication.schemas import Convenience

Row: TypeAlias = dict[str, object]

STATE_CODES: Mapping[str, str] = {
    "operating": "01",
    "suspended": "02",
    "closed": "03",
    "revoked": "04",
    "excluded": "05",
}
_NOT_JUDGED = ("nearest_store_id", "distance_m", "fetched_at")


def places_table(listings: Sequence[Listing]) -> pl.DataFrame:
    """The table `convenience`, as far as it is judged."""
    schema = {
        name: dtype
        for name, dtype in Convenience.create_empty().schema.items()
        if name not in _NOT_JUDGED
    }
    rows: list[Row] = [
        {
            "place_id": one.place_id,
            "place_name": one.name,
            "category": one.category,
            "phone": None,
            "district": one.district,
            **_where(one.addresses, one.at),
        }
        for one in listings
    ]
    return pl.DataFrame(rows, schema=schema)


def permits_table(permits: Sequence[Permit], register: PermitRegister) -> pl.DataFrame:
    """The table `openapi_food` or `openapi_tobacco`."""
    schema = PermitRow.create_empty().schema
    known = {name: dtype for name, dtype in schema.items() if name not in ADDRESS_SCHEMA}
    rows = [_permit_row(permit) for permit in permits if permit.register == register]
    return with_address_keys(pl.DataFrame(rows, schema=known)).select(schema.names())


def semas_table(businesses: Sequence[Business]) -> pl.DataFrame:
    """The table `semas`."""
    rows: list[Row] = [
        {
            "store_id": _store_id(one),
            "name": one.name,
            "branch": one.branch,
            "district": one.district,
            "base_month": f"{SEMAS_DAY:%Y%m}",
            **_where(one.addresses, one.at),
        }
        for one in businesses
    ]
    return pl.DataFrame(rows, schema=SemasRow.create_empty().schema)


def pairs_table(
    listings: Sequence[Listing], permits: Sequence[Permit], businesses: Sequence[Business]
) -> pl.DataFrame:
    """Which records are of the shop of which listing."""
    records = defaultdict[int, list[tuple[str, str]]](list)
    for permit in permits:
        if permit.shop is not None:
            records[permit.shop].append((permit.register, _management_number(permit)))
    for business in businesses:
        records[business.shop].append(("semas", _store_id(business)))
    return pl.DataFrame(
        _pairs(listings, records), schema=dict.fromkeys(PAIR, pl.String()), orient="row"
    )


def _pairs(
    listings: Sequence[Listing], records: Mapping[int, Sequence[tuple[str, str]]]
) -> list[tuple[str, str, str]]:
    return [
        (listing.place_id, *record)
        for listing in listings
        for shop in listing.shops
        for record in records[shop]
    ]


def _permit_row(permit: Permit) -> Row:
    return {
        "authority_code": district(permit.district).authority_code,
        "management_number": _management_number(permit),
        "name": permit.name,
        "business_type": "편의점" if permit.register == "food" else None,
        "state": permit.state,
        "state_code": STATE_CODES[permit.state],
        "permitted_on": permit.permitted_on,
        "closed_on": permit.closed_on,
        "suspended_from": permit.suspended_from,
        "suspended_until": None,
        "updated_at": datetime.combine(permit.updated_on, time(), SEOUL_TIME),
        "district": permit.district,
        "provenance": "seoul_open_data",
        **_where(permit.addresses, permit.at),
    }


def _management_number(permit: Permit) -> str:
    code = district(permit.district).authority_code
    year, number = permit.permitted_on.year, permit.number
    if permit.register == "food":
        return f"{code}-104-{year}-{number:05d}"
    return f"{year}{code}{number:08d}"


def _store_id(business: Business) -> str:
    return f"MA{business.number:012d}"


def _where(addresses: tuple[str | None, str | None], at: LonLat | None) -> Row:
    road, lot = addresses
    lon, lat = at or (None, None)
    return {"road_address": road, "lot_address": lot, "lon": lon, "lat": lat}
