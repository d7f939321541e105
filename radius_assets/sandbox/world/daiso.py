"""Daiso's stores as its own finder shows them, as Kakao lists them, and what only looks like one.

The finder searches names and addresses for a word, so `강남` finds 강남대로 in 서초구 and `강서`
finds 부산 강서구 and 강서로 in 구로구 (contracts 3.2); here they all are. New stores have 0/0 for a
position there. After the default day a few stores close, and others open.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES, District
from radius_assets.sandbox.city import DAISO_SCHEMA, PLACES_SCHEMA
from radius_assets.sandbox.world.addresses import (
    long_road_address,
    short_lot_address,
    short_road_address,
)
from radius_assets.sandbox.world.daiso_later import turn_over
from radius_assets.sandbox.world.draws import Ints, dice, ranks
from radius_assets.sandbox.world.figures import DAISO_STORES, SHOPS, SHOPS_OF_DISTRICT
from radius_assets.sandbox.world.listings import place_ids
from radius_assets.sandbox.world.lots import Ground

DAISO_CATEGORY = "가정,생활 > 생활용품점 > 다이소"

_NEW_STORES = ("영등포구", "노원구")  # the last store of these has no position yet
_ONLY_ON_THE_MAP = ("영등포구", "강남구", "은평구", "송파구")  # one more, unknown to the finder
_NOT_ON_THE_MAP = ("노원구", "서초구", "광진구", "금천구")  # the last store of these
_LOOKALIKES = {
    "영등포구": ("다이소 주차장", "교통,수송 > 교통시설 > 주차장"),
    "강남구": ("다이소약국", "의료,건강 > 약국"),
    "마포구": ("다이소인테리어", "서비스,산업 > 건설,건축 > 인테리어"),
}
_LISTED_AFTER_DAYS, _GONE_AFTER_DAYS = 20, 40  # on the map, of opening and closing; invented
_TOWN_ROADS = {"서초구": "강남대로", "구로구": "강서로"}  # the first store of these stands there

_ELSEWHERE: tuple[tuple[str, str, float, float], ...] = (
    ("다온명지점", "부산광역시 강서구 다온명지로 77", 128.9013, 35.0941),
    ("다온남포점", "부산광역시 중구 다온남포길 12", 129.0291, 35.0989),
    ("다온동성점", "대구광역시 중구 다온동성로 25", 128.5957, 35.8693),
    ("다온신포점", "인천광역시 중구 다온신포로 8", 126.6270, 37.4718),
    ("다온은행점", "대전광역시 중구 다온은행로 114", 127.4276, 36.3287),
    ("다온성남점", "울산광역시 중구 다온성남길 31", 129.3196, 35.5552),
)
"""Stores of other cities whose district shares its name with one of Seoul's."""


@dataclass(frozen=True, slots=True)
class DaisoTables:
    """The finder's rows, Kakao's listings, and the lots that stores ever stand on."""

    finder: pl.DataFrame
    listings: pl.DataFrame
    lots: Ints


def stores_of_district(name: str) -> int:
    """How many of the 260 stores are in a district: its share of the shops, at least one."""
    exact = {gu: DAISO_STORES * shops / SHOPS for gu, shops in SHOPS_OF_DISTRICT.items()}
    by_rest = sorted(exact, key=lambda gu: exact[gu] % 1, reverse=True)
    spare = DAISO_STORES - sum(int(stores) for stores in exact.values())
    return int(exact[name]) + (name in by_rest[:spare])


def open_daiso(ground: Ground, seed: int, day: int) -> DaisoTables:
    """Open the stores of a district, as they are on a day."""
    area = ground.district
    count, extra = stores_of_district(area.name), int(area.name in _ONLY_ON_THE_MAP)
    stores = _stores(ground, seed, count, extra)
    in_finder = pl.lit(extra == 0) | (pl.col("nth") != count)
    is_hidden = pl.lit(area.name in _NOT_ON_THE_MAP) & (pl.col("nth") == count - 1)
    is_open = (pl.col("opened") <= day) & (pl.col("closed") > day)
    is_listed = (pl.col("opened") + _LISTED_AFTER_DAYS <= day) & (
        pl.col("closed") + _GONE_AFTER_DAYS > day
    )
    return DaisoTables(
        _finder(stores.filter(in_finder & is_open), area, day),
        pl.concat(
            [_listings(stores.filter(~is_hidden & is_listed), area), _lookalikes(stores, area)]
        ),
        stores["lot"].to_numpy(),
    )


def _stores(ground: Ground, seed: int, count: int, extra: int) -> pl.DataFrame:
    """The stores there ever are: `count`, the `extra` ones of the map alone, and later ones."""
    area = ground.district
    rng, rng_later = dice(seed, area.name, "daiso"), dice(seed, area.name, "daiso later")
    now = _lots(rng, ground, count + extra)
    newest = count - 1 if area.name in _NEW_STORES else None
    turnover = turn_over(rng_later, count + extra, newest=newest)
    others = np.setdiff1d(ground.lots["lot"].to_numpy()[ground.sites :], now)
    later = rng_later.choice(others, turnover.later, replace=False)
    first = _drawn(rng, area, ground.lots[now], taken=[])
    then = _drawn(rng_later, area, ground.lots[later], taken=first["id"].to_list())
    stores = pl.concat([first, then]).with_row_index("nth")
    rank = ranks(stores["quarter_index"].to_numpy())
    return stores.with_columns(
        strNm=pl.Series(_names(stores["quarter"].to_list(), rank), dtype=pl.String),
        opened=pl.Series(turnover.opened),
        placed=pl.Series(turnover.placed),
        closed=pl.Series(turnover.closed),
    )


def _drawn(
    rng: np.random.Generator, area: District, lots: pl.DataFrame, *, taken: list[str]
) -> pl.DataFrame:
    count = lots.height
    ids = [i for i in place_ids(rng, area, count + len(taken), series=1) if i not in taken]
    return lots.with_columns(
        id=pl.Series(ids[:count], dtype=pl.String),
        km=pl.Series([f"{km:.1f}" for km in rng.gamma(2.0, 2.0, count)], dtype=pl.String),
        floors=pl.Series(rng.choice(["", "1~3층", "지하1층"], count), dtype=pl.String),
    )


def stores_elsewhere() -> pl.DataFrame:
    """Rows of the finder for stores outside Seoul."""
    name, address, lon, lat = zip(*_ELSEWHERE, strict=True)
    stores = pl.DataFrame({"strNm": name, "strAddr": address, "strLitd": lon, "strLttd": lat})
    return finder_rows(
        stores.with_row_index("nth").with_columns(
            strCd=pl.format("{}", pl.col("nth") + 90_001),
            strDtlAddr=pl.lit(None),
            strZip=pl.format("{}", pl.col("nth") + 46_700),
            km=pl.lit("13181.1"),
            opngTime=pl.lit("10:00"),
        )
    )


def listings_elsewhere() -> pl.DataFrame:
    """Kakao's listings outside Seoul that a search for 다이소 in 강서구 finds."""
    rows = [
        ("900001", "다이소 다온명지점", DAISO_CATEGORY, "77", 128.9013, 35.0941),
        ("900002", "다이소철물", "가정,생활 > 철물점", "81", 128.9016, 35.0943),
    ]
    return pl.DataFrame(
        [
            (id_, name, category, "", "", "", "부산 강서구 다온동 12", road, lon, lat)
            for id_, name, category, number, lon, lat in rows
            for road in (f"부산 강서구 다온명지로 {number}",)
        ],
        schema=dict(PLACES_SCHEMA),
        orient="row",
    )


def finder_rows(stores: pl.DataFrame) -> pl.DataFrame:
    """Rows of DAISO_SCHEMA; every store answers by the call centre and closes at ten."""
    complete = stores.with_columns(
        strTno=pl.lit("1522-4400"), clsngTime=pl.lit("22:00"), useYn=pl.lit("Y")
    )
    return complete.select(pl.col(name).cast(kind) for name, kind in DAISO_SCHEMA.items())


def _lots(rng: np.random.Generator, ground: Ground, count: int) -> Ints:
    """Lots of no shop, every other one near a station; the first in a known road."""
    free = ground.lots[ground.sites :]
    x_m, y_m = ground.streets.plane.metres(free["lon"].to_numpy(), free["lat"].to_numpy())
    stations = ground.streets.stations
    chosen: list[int] = []
    road = _TOWN_ROADS.get(ground.district.name)
    if road is not None:
        chosen.append(int(free.filter(pl.col("road").str.starts_with(road))["lot"][0]))
    while len(chosen) < count:
        station = stations[len(chosen) % len(stations)]
        reach = 40 if len(chosen) % 2 else free.height
        near = np.argsort(np.hypot(x_m - station[0], y_m - station[1]))[:reach]
        lot = ground.sites + int(rng.choice(near))
        if lot not in chosen:
            chosen.append(lot)
    return np.array(chosen, dtype=np.int64)


def _names(quarters: list[str], rank: Ints) -> list[str]:
    """`가온역점`, `가온역2호점`: after the quarter."""
    return [
        f"{quarter.removesuffix('동')}역{f'{nth + 1}호' if nth else ''}점"
        for quarter, nth in zip(quarters, rank.tolist(), strict=True)
    ]


def _finder(stores: pl.DataFrame, area: District, day: int) -> pl.DataFrame:
    """The finder's rows; the first store of some districts shows an odd time or distance."""
    is_first = pl.col("nth") == 0
    is_new = pl.col("placed") > day
    time = "1000" if area.name == "영등포구" else "10:00"
    km = {"서초구": None, "강남구": "0.2km"}.get(area.name, "0.3")
    return finder_rows(
        stores.with_columns(
            strCd=pl.format("{}", 10_000 + 40 * DISTRICT_NAMES.index(area.name) + pl.col("nth")),
            strAddr=long_road_address(area.name),
            strDtlAddr=pl.when(pl.col("floors") != "").then("floors"),
            strZip="postcode",
            strLitd=pl.when(is_new).then(0.0).otherwise("lon"),
            strLttd=pl.when(is_new).then(0.0).otherwise("lat"),
            opngTime=pl.when(is_first).then(pl.lit(time)).otherwise(pl.lit("10:00")),
            km=pl.when(is_first).then(pl.lit(km)).otherwise("km"),
        )
    )


def _listings(stores: pl.DataFrame, area: District) -> pl.DataFrame:
    """Kakao's listings."""
    return stores.select(
        "id",
        place_name=pl.concat_str(pl.lit("다이소 "), "strNm"),
        category_name=pl.lit(DAISO_CATEGORY),
        category_group_code=pl.lit(""),
        category_group_name=pl.lit(""),
        phone=pl.lit("1522-4400"),
        address_name=short_lot_address(area.name),
        road_address_name=short_road_address(area.name),
        lon=pl.col("lon") + 2e-5,
        lat=pl.col("lat") - 1e-5,
    )


def _lookalikes(stores: pl.DataFrame, area: District) -> pl.DataFrame:
    """In some districts a listing of something else that bears the name, beside a store."""
    beside = _listings(stores.head(1), area)
    if area.name not in _LOOKALIKES:
        return beside.clear()
    name, category = _LOOKALIKES[area.name]
    return beside.with_columns(
        id=pl.format("8{}", pl.lit(area.sigungu_code)),
        place_name=pl.lit(name),
        category_name=pl.lit(category),
    )
