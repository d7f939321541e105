"""Small invented tables that pass every check, to be broken one value at a time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from radius_assets.publication.tables import TABLES, table

DISTRICT = "영등포구"

_PERMIT = {
    "authority_code": "3180000",
    "management_number": "3180000-104-2031-00001",
    "name": "가온25 한빛점",
    "business_type": "편의점",
    "state": "closed",
    "state_code": "03",
    "permitted_on": date(2031, 1, 2),
    "closed_on": date(2031, 3, 4),
    "suspended_from": None,
    "suspended_until": None,
    "road_address": "서울특별시 영등포구 가온로 1",
    "lot_address": None,
    "road_key": "영등포구 가온로 1",
    "street": "영등포구 가온로",
    "underground": False,
    "lot_key": None,
    "building": None,
    "lon": 126.9,
    "lat": 37.52,
    "updated_at": datetime(2031, 3, 5, 6, 7, tzinfo=ZoneInfo("Asia/Seoul")),
    "district": DISTRICT,
    "provenance": "seoul_open_data",
}

EVIDENCE = {
    "register": "food",
    "record_id": "3180000 3180000-104-2031-00001",
    "name": "가온25 한빛점",
    "state": "closed",
    "relation": "same_shop",
    "score": 0.97,
    "distance_m": 4.2,
    "permitted_on": date(2031, 1, 2),
    "closed_on": date(2031, 3, 4),
    "sentence": "the food permit of the same name, 4 m away, was closed on 2031-03-04",
}

ROWS: dict[str, dict[str, object]] = {
    "daiso": {
        "store_id": "19001",
        "name": "가온역점",
        "road_address": "서울특별시 영등포구 가온로 9",
        "lon": 126.9,
        "lat": 37.52,
        "district": DISTRICT,
        "source": "daiso",
        "position_source": "daiso",
    },
    "convenience": {
        "place_id": "77001",
        "place_name": "가온25 한빛점",
        "category": "가정,생활 > 편의점 > 가온25",
        "road_address": "서울 영등포구 가온로 1",
        "lot_address": "서울 영등포구 가온동 12-3",
        "phone": None,
        "lon": 126.9,
        "lat": 37.52,
        "district": DISTRICT,
        "nearest_store_id": "19001",
        "distance_m": 312.5,
        "fetched_at": datetime(2031, 3, 5, 6, 7, tzinfo=UTC),
    },
    "openapi_food": _PERMIT,
    "openapi_tobacco": _PERMIT,
    "semas": {
        "store_id": "MA0101203100000001",
        "name": "가온25",
        "branch": "한빛점",
        "road_address": "서울특별시 영등포구 가온로 1",
        "lot_address": None,
        "lon": 126.9,
        "lat": 37.52,
        "district": DISTRICT,
        "base_month": "203103",
    },
    "closures": {
        "place_id": "77001",
        "place_name": "가온25 한빛점",
        "district": DISTRICT,
        "road_address": "서울 영등포구 가온로 1",
        "lon": 126.9,
        "lat": 37.52,
        "verdict": "closed",
        "confidence": 0.9,
        "reason": "its permit has ended",
        "reason_ko": "인허가가 끝남",
        "closed_on": date(2031, 3, 4),
        "replaced_by": None,
        "evidence": [EVIDENCE],
        "registers": ["food", "semas"],
        "corrected_by": None,
        "conflict": None,
        "first_seen_on": date(2030, 12, 2),
        "verdict_since": date(2031, 3, 6),
        "as_of": date(2031, 3, 6),
    },
    "closure_events": {
        "district": DISTRICT,
        "number": 1,
        "seen_on": date(2031, 3, 6),
        "event": "verdict_changed",
        "before": "operating",
        "after": "closed",
        "evidence": [EVIDENCE["sentence"]],
        "place_id": "77001",
        "place_name": "가온25 한빛점",
        "road_address": "서울 영등포구 가온로 1",
        "brand": "가온25",
        "lon": 126.9,
        "lat": 37.52,
        "verdict": "closed",
        "corrected_by": None,
        "judged": "closed",
    },
    "weekly_summary": {
        "week": date(2031, 3, 3),
        "district": DISTRICT,
        "brand": "가온25",
        "listings": 10,
        "listings_change": 0,
        "operating": 8,
        "operating_change": -1,
        "found": 0,
        "openings": 0,
        "closings": 1,
        "replacements": 0,
        "reopenings": 0,
        "corrections": 0,
        "delisted": 0,
    },
    "city_summary": {
        "district": DISTRICT,
        "daiso_stores": 3,
        "listings": 10,
        "operating": 5,
        "closed": 1,
        "replaced": 1,
        "suspended": 1,
        "suspected_closed": 1,
        "unverifiable": 1,
        "share_operating": 0.5,
        "as_of": date(2031, 3, 6),
    },
}

BY_DISTRICT = [asset for asset, declared in TABLES.items() if declared.by_district]


def frame(asset: str, **changes: object) -> pl.DataFrame:
    """One row of the table, with the given values in place of the valid ones."""
    return pl.DataFrame([ROWS[asset] | changes], schema=table(asset).columns)


def frames(asset: str, keys: list[str], **changes: object) -> pl.DataFrame:
    """A row for each value of the key's last column, which may be a text or a number."""
    key = table(asset).key[-1]
    kind = int if table(asset).columns[key].is_integer() else str
    return pl.concat([frame(asset, **{key: kind(value)}, **changes) for value in keys])
