"""Rows of the tables that matching reads, made of what a test cares about."""

from datetime import date
from typing import Any, TypeAlias

import polars as pl

from radius_assets.domain.addresses import with_address_keys
from radius_assets.matching.judge import judge

AS_OF = date(2026, 9, 1)
HERE = (126.9, 37.52)
DEG_PER_M = 1 / 88_000  # of longitude, in Seoul
ROAD = "서울 영등포구 한빛로 12"

Row: TypeAlias = dict[str, Any]

_PLACE = {
    **dict.fromkeys(["place_id", "place_name", "category", "road_address"], pl.String()),
    **dict.fromkeys(["lot_address", "phone", "district"], pl.String()),
    **dict.fromkeys(["lon", "lat"], pl.Float64()),
}
_PERMIT = {
    **dict.fromkeys(["authority_code", "management_number", "name"], pl.String()),
    **dict.fromkeys(["business_type", "state", "road_address", "lot_address"], pl.String()),
    **dict.fromkeys(["permitted_on", "closed_on", "suspended_from"], pl.Date()),
    **dict.fromkeys(["suspended_until"], pl.Date()),
    **dict.fromkeys(["lon", "lat"], pl.Float64()),
    "updated_at": pl.Datetime("us", "Asia/Seoul"),
    "district": pl.String(),
}
_SEMAS = {
    **dict.fromkeys(["store_id", "name", "branch", "road_address", "lot_address"], pl.String()),
    **dict.fromkeys(["lon", "lat"], pl.Float64()),
    **dict.fromkeys(["district", "base_month"], pl.String()),
}


def place(
    name: str = "GS25 한빛점", *, place_id: str = "1", east_m: float = 0.0, **more: Any
) -> Row:
    """A listing on 한빛로 12, `east_m` metres east of `HERE`."""
    row = {
        "place_id": place_id,
        "place_name": name,
        "category": "가정,생활 > 편의점",
        "road_address": ROAD,
        "lot_address": None,
        "phone": None,
        "district": "영등포구",
        **_position(east_m),
    }
    return row | more


def permit(
    name: str = "지에스25 한빛점",
    *,
    number: str | None = None,
    east_m: float | None = 0.0,
    closed_on: date | None = None,
    **more: Any,
) -> Row:
    """A permit on 한빛로 12, closed if it has a day of closure, else operating."""
    row = {
        "authority_code": "3180000",
        "management_number": number or f"{name} {more.get('permitted_on')} {closed_on}",
        "name": name,
        "business_type": None,
        "state": "operating" if closed_on is None else "closed",
        "permitted_on": date(2015, 3, 2),
        "closed_on": closed_on,
        "suspended_from": None,
        "suspended_until": None,
        "road_address": "서울특별시 영등포구 한빛로 12, 1층 (가온동)",
        "lot_address": None,
        "updated_at": None,
        "district": "영등포구",
        **_position(east_m),
    }
    return row | more


def store(name: str = "지에스25한빛점", *, store_id: str | None = None, **more: Any) -> Row:
    """A row of SEMAS on 한빛로 12."""
    row = {
        "store_id": store_id or f"MA {name}",
        "name": name,
        "branch": None,
        "road_address": "서울특별시 영등포구 한빛로 12",
        "lot_address": None,
        "district": "영등포구",
        "base_month": "202606",
        **_position(0.0),
    }
    return row | more


def places(*rows: Row) -> pl.DataFrame:
    """The table `convenience`."""
    return pl.DataFrame(rows, schema=_PLACE, orient="row")


def permits(*rows: Row) -> pl.DataFrame:
    """The table `openapi_food` or `openapi_tobacco`."""
    return with_address_keys(pl.DataFrame(rows, schema=_PERMIT, orient="row"))


def stores(*rows: Row) -> pl.DataFrame:
    """The table `semas`."""
    return pl.DataFrame(rows, schema=_SEMAS, orient="row")


def judged(
    *listed: Row,
    food: list[Row] | None = None,
    tobacco: list[Row] | None = None,
    semas: list[Row] | None = None,
    as_of: date = AS_OF,
) -> list[dict[str, Any]]:
    """The verdicts on the listings, by `place_id`; a register of None is not consulted."""
    return judge(
        places(*listed),
        food=None if food is None else permits(*food),
        tobacco=None if tobacco is None else permits(*tobacco),
        semas=None if semas is None else stores(*semas),
        as_of=as_of,
    ).to_dicts()


def _position(east_m: float | None) -> Row:
    if east_m is None:
        return {"lon": None, "lat": None}
    return {"lon": HERE[0] + east_m * DEG_PER_M, "lat": HERE[1]}
