"""A small city made by hand, in which every rule of the services has its case."""

import datetime as dt
from collections.abc import Mapping, Sequence

import polars as pl

from radius_assets.sandbox.city import (
    ADDRESSES_SCHEMA,
    DAISO_SCHEMA,
    FOOD_COLUMNS,
    FOOD_SCHEMA,
    PLACES_SCHEMA,
    SEMAS_SCHEMA,
    TOBACCO_COLUMNS,
    TOBACCO_SCHEMA,
    TRUTH_SCHEMA,
    City,
)

CROWD = (126.90, 37.52)  # the south-west corner of the crowd in 영등포구
CROWD_RECT = "126.9,37.52,126.909,37.529"
GANGNAM_RECT = "127.02,37.49,127.05,37.51"


def _frame(rows: Sequence[Mapping[str, object]], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict(schema))


def listing(number: int, name: str, lon: float, lat: float, **other: str) -> dict[str, object]:
    """A listing of a convenience store, unless `other` says otherwise."""
    return {
        "id": str(990_000_000 + number),
        "place_name": name,
        "category_name": "가정,생활 > 편의점 > 가온25",
        "category_group_code": "CS2",
        "category_group_name": "편의점",
        "phone": "",
        "address_name": f"서울 영등포구 가온동 {number}",
        "road_address_name": f"서울 영등포구 가온로 {number}",
        "lon": lon,
        "lat": lat,
    } | other


def daiso_listing(
    number: int, name: str, lon: float, lat: float, **other: str
) -> dict[str, object]:
    """A listing that keyword search finds, and category search does not."""
    shop = {
        "category_name": "가정,생활 > 생활용품점 > 다이소",
        "category_group_code": "",
        "category_group_name": "",
    }
    return listing(number, name, lon, lat, **(shop | other))


def _places() -> list[dict[str, object]]:
    west, south = CROWD
    crowd = [
        listing(n, f"가온25 {n}호점", west + n % 10 / 1000, south + n // 10 / 1000)
        for n in range(63)
    ]
    gangnam = {"address_name": "서울 강남구 다온동 7", "road_address_name": ""}
    busan = {"address_name": "부산 강서구 라온동 1", "road_address_name": "부산 강서구 라온로 1"}
    return [
        *crowd,
        listing(100, "가온25 다온점", 127.03, 37.5, phone="02-000-0000", **gangnam),
        listing(101, "가온25 나온점", 127.031, 37.5, **gangnam),
        daiso_listing(200, "다이소 가온역점", 126.905, 37.525),
        daiso_listing(201, "다이소 라온점", 128.95, 35.15, **busan),
        daiso_listing(202, "다이소마트", 127.03, 37.5, **gangnam, category_name="음식점 > 한식"),
        daiso_listing(203, "다이소 마온점", 126.85, 37.55, address_name="서울 강서구 마온동 3"),
    ]


def store(code: str, name: str, address: str, **other: object) -> dict[str, object]:
    """A store of Daiso's finder."""
    return {
        "strCd": code,
        "strNm": name,
        "strAddr": address,
        "strDtlAddr": None,
        "strZip": "07000",
        "strTno": "1522-4400",
        "strLitd": 126.905,
        "strLttd": 37.525,
        "opngTime": "10:00",
        "clsngTime": "22:00",
        "km": "13181.1",
        "useYn": "Y",
    } | other


def _stores() -> list[dict[str, object]]:
    new = {"strLitd": 0.0, "strLttd": 0.0}
    return [
        store("19001", "가온역점", "서울특별시 영등포구 가온로 12"),
        store("19002", "한빛점", "서울특별시 영등포구 한빛로 3", strLitd=126.91, opngTime="1000"),
        store("19003", "강남대로점", "서울특별시 서초구 강남대로 9001", strLitd=127.03, km=None),
        store("19004", "다온점", "서울특별시 강남구 다온로 1", **new),
        store("19005", "라온점", "부산광역시 강서구 라온로 1", strLitd=128.95, strLttd=35.15),
    ]


def permit(number: int, columns: Sequence[str], **other: str | None) -> dict[str, str | None]:
    """A permit in 영등포구, padded as Seoul pads."""
    row: dict[str, str | None] = dict.fromkeys(columns, "")
    row |= {
        "OPNSFTEAMCODE": "3180000",
        "MGTNO": f"3180000-104-2031-{number:05d}",
        "APVPERMYMD": "2031-02-03".ljust(24),
        "TRDSTATEGBN": "01",
        "TRDSTATENM": "영업/정상",
        "DCBYMD": " " * 24,
        "BPLCNM": f"가온25 {number}호점",
        "UPDATEDT": "2031-02-06 22:35:51",
        "SITETEL": None,
    }
    return row | other


def _food() -> list[dict[str, str | None]]:
    gangnam = {"OPNSFTEAMCODE": "3220000", "BPLCNM": '<강남> & "Co"'}
    rows = [permit(n, FOOD_COLUMNS) for n in range(10)]
    rows[3:3] = [permit(50 + n, FOOD_COLUMNS, **gangnam) for n in range(4)]
    return [*rows, rows[0]]


def shop(number: int, **other: object) -> dict[str, object]:
    """A shop of the SEMAS register in 영등포구."""
    row: dict[str, object] = {
        name: "" if dtype == pl.String() else None for name, dtype in SEMAS_SCHEMA.items()
    }
    row |= {
        "bizesId": f"MA01012031{number:08d}",
        "bizesNm": "가온25",
        "indsLclsCd": "G2",
        "indsMclsCd": "G204",
        "indsSclsCd": "G20405",
        "ctprvnCd": "11",
        "signguCd": "11560",
        "signguNm": "영등포구",
        "adongCd": "11560535",
        "lnoMnno": 12,
        "lon": 126.9012,
        "lat": 37.5209,
    }
    return row | other


def _addresses() -> list[dict[str, object]]:
    return [
        {
            "address_name": "서울 영등포구 가온동 12-3",
            "road_address_name": "서울 영등포구 가온로 12",
            "lon": 126.905,
            "lat": 37.525,
            "district": "영등포구",
        },
        {
            "address_name": "서울 영등포구 가온동 산 4",
            "road_address_name": "서울 영등포구 가온로 지하 14-2",
            "lon": 126.907,
            "lat": 37.527,
            "district": "영등포구",
        },
        {
            "address_name": "서울 강남구 다온동 7",
            "road_address_name": "",
            "lon": 127.03,
            "lat": 37.5,
            "district": "강남구",
        },
    ]


def small_city() -> City:
    """63 shops in a crowd in 영등포구, 2 in 강남구, some Daiso stores and a few permits."""
    elsewhere = shop(6, signguCd="11680", signguNm="강남구", adongCd="11680640")
    return City(
        today=dt.date(2031, 3, 4),
        seed=7,
        semas_month="203012",
        places=_frame(_places(), PLACES_SCHEMA),
        daiso=_frame(_stores(), DAISO_SCHEMA),
        food=_frame(_food(), FOOD_SCHEMA),
        tobacco=_frame([permit(n, TOBACCO_COLUMNS) for n in range(3)], TOBACCO_SCHEMA),
        semas=_frame([*(shop(n, lnoSlno=n or None) for n in range(5)), elsewhere], SEMAS_SCHEMA),
        addresses=_frame(_addresses(), ADDRESSES_SCHEMA),
        truth=_frame([{"place_id": "990000001", "verdict": "closed"}], TRUTH_SCHEMA),
    )
