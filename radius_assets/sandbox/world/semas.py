"""The SEMAS register (상가정보) at the end of a quarter: late, names cut, rows doubled, gaps."""

import datetime as dt

import numpy as np
import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES, District
from radius_assets.domain.geo import Floats
from radius_assets.sandbox.city import SEMAS_SCHEMA
from radius_assets.sandbox.world.addresses import long_lot_address, long_road_address
from radius_assets.sandbox.world.branches import brand_on
from radius_assets.sandbox.world.draws import NEVER, Ints, day_of, dice, draw, whole
from radius_assets.sandbox.world.histories import Histories
from radius_assets.sandbox.world.listings import branches_on
from radius_assets.sandbox.world.lots import Ground
from radius_assets.sandbox.world.spellings import SEMAS_SPELLINGS, cut, spell

_PUBLISHED_AFTER_DAYS = 60
_MISSING = 0.06
_TWICE = 0.08
_CUT = 0.30  # of 504 rows of one district, 199 had a branch; 53 of these read `… | 코리아`
_FIRST_IDS_ON = dt.date(2022, 8, 1)  # ids before were renewed

_ORDINAL = dt.date(1970, 1, 1).toordinal()
_TRADES: dict[str, float] = {
    "G47122 체인화 편의점": 88,
    "G47121 슈퍼마켓": 6,
    "G46413 섬유; 의복; 신발 및 가죽제품 중개업": 4,
    "G47129 기타 음ㆍ식료품 위주 종합 소매업": 1,
    "G47214 빵류; 과자류 및 당류 소매업": 1,
}
_FLOORS: dict[str, float] = {"": 40, "1": 57, "B1": 2, "2": 1}

_CONSTANTS: dict[str, str] = {
    "indsLclsCd": "G2",
    "indsLclsNm": "소매",
    "indsMclsCd": "G204",
    "indsMclsNm": "종합 소매",
    "indsSclsCd": "G20405",
    "indsSclsNm": "편의점",
    "ctprvnCd": "11",
    "ctprvnNm": "서울특별시",
    "plotSctCd": "1",
    "plotSctNm": "대지",
    "hoNo": "",
}


def base_date(today: dt.date) -> dt.date:
    """The last end of a quarter that SEMAS has published on that day."""
    known = today - dt.timedelta(days=_PUBLISHED_AFTER_DAYS)
    quarter_start = dt.date(known.year, (known.month - 1) // 3 * 3 + 1, 1)
    return quarter_start - dt.timedelta(days=1)


def semas_rows(
    ground: Ground, histories: Histories, seed: int, base_day: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of a district (SEMAS_SCHEMA), and which shop each is: shop and id."""
    rng = dice(seed, ground.district.name, "semas")
    shops = _with_draws(rng, histories.shops, ground.district)
    known = shops.filter((pl.col("entered") <= base_day) & (base_day < pl.col("dropped")))
    known = known.join(branches_on(histories, base_day), on="shop", maintain_order="left")
    known = known.with_columns(
        written=pl.when(pl.col("kind") == "chain").then(brand_on(pl.lit(base_day)))
    )
    doubled = known.filter(pl.col("twice")).with_columns(bizesId="second_id")
    luck = rng.random((2, shops.height, 4))
    names = _names(known, luck[0]) + _names(doubled, luck[1])
    known = pl.concat([known, doubled])
    lots = ground.lots.rename({"lon": "lot_lon", "lat": "lot_lat"})
    located = known.join(lots, on="lot", how="left", maintain_order="left")
    rows = located.with_columns(
        bizesNm=pl.Series([name for name, _ in names], dtype=pl.String),
        brchNm=pl.Series([branch or "" for _, branch in names], dtype=pl.String),
    )
    return _fields(rows, ground.district), rows.select("shop", id="bizesId")


def _names(known: pl.DataFrame, luck: Floats) -> list[tuple[str, str | None]]:
    """Name and branch of each row; `luck` is four even draws for each shop there ever was."""
    own = luck[known["shop"].to_numpy()]
    brands, branches = known["written"].to_list(), known["branch"].to_list()
    spelled = spell(own[:, :2], SEMAS_SPELLINGS, brands, branches)
    return cut(own[:, 2:], [name.replace(" ", "") for name in spelled], share=_CUT)


def _with_draws(rng: np.random.Generator, shops: pl.DataFrame, area: District) -> pl.DataFrame:
    count = shops.height
    entered = shops["opened"].to_numpy() + rng.integers(10, 120, count)
    entered[rng.random(count) < _MISSING] = NEVER
    lingers = np.where(rng.random(count) < 0.35, 400.0, 50.0)
    trades = [trade.split(" ", 1) for trade in draw(rng, _TRADES, count)]
    numbers = rng.permutation(300_000)[: 2 * count] * 25 + DISTRICT_NAMES.index(area.name)
    ids = _ids(shops["opened"].to_list() * 2, numbers)
    return shops.with_columns(
        bizesId=pl.Series(ids[:count]),
        second_id=pl.Series(ids[count:]),
        entered=pl.Series(entered),
        dropped=pl.col("closed") + pl.Series(whole(rng.exponential(lingers))),
        twice=pl.Series(rng.random(count) < _TWICE),
        in_arcade=pl.Series(rng.random(count) < 0.1),
        ksicCd=pl.Series([code for code, _ in trades]),
        ksicNm=pl.Series([name for _, name in trades]),
        flrNo=pl.Series(draw(rng, _FLOORS, count)),
        east=pl.Series(rng.normal(0.0, 5e-5, count)),
        north=pl.Series(rng.normal(0.0, 5e-5, count)),
    )


def _ids(opened: list[int], numbers: Ints) -> list[str]:
    """`MA010120220804947811` for the first ones, `MA0101202302A0078030` for later shops."""
    first = day_of(_FIRST_IDS_ON)
    return [
        f"MA0101202208{number:08d}"
        if day < first
        else f"MA0101{dt.date.fromordinal(day + _ORDINAL):%Y%m}A{number:07d}"
        for day, number in zip(opened, numbers.tolist(), strict=True)
    ]


def _fields(rows: pl.DataFrame, area: District) -> pl.DataFrame:
    """All 39 fields, in order."""
    quarter_code = pl.format(f"{area.sigungu_code}{{}}", pl.col("quarter_index") * 100 + 10_100)
    plot = pl.concat_str(quarter_code, pl.lit("1"), _digits("plot", 4), _digits("sub_plot", 4))
    road_code = pl.col("road_index") * 1_000 + pl.col("lane") + 4_100_000
    complete = rows.with_columns(
        *(pl.lit(value).alias(name) for name, value in _CONSTANTS.items()),
        signguCd=pl.lit(area.sigungu_code),
        signguNm=pl.lit(area.name),
        adongCd=pl.format(f"{area.sigungu_code}{{}}", pl.col("quarter_index") * 10 + 510),
        adongNm=pl.concat_str(pl.col("quarter").str.head(2), pl.lit("1동")),
        ldongCd=quarter_code,
        ldongNm="quarter",
        lnoCd=plot,
        lnoMnno="plot",
        lnoSlno=_or_null("sub_plot"),
        lnoAdr=long_lot_address(area.name),
        rdnmCd=pl.format(f"{area.sigungu_code}{{}}", road_code),
        rdnm=pl.format(f"서울특별시 {area.name} {{}}", "road"),
        bldMnno="number",
        bldSlno=_or_null("sub_number"),
        bldMngNo=pl.concat_str(plot, _digits("lot", 6)),
        bldNm=pl.col("building").fill_null(""),
        rdnmAdr=long_road_address(area.name),
        oldZipcd=pl.concat_str(pl.lit("1"), "postcode"),
        newZipcd="postcode",
        dongNo=pl.when("in_arcade").then(pl.lit("상가")).otherwise(pl.lit("")),
        lon=pl.col("lot_lon") + pl.col("east"),
        lat=pl.col("lot_lat") + pl.col("north"),
    )
    return complete.select(pl.col(name).cast(kind) for name, kind in SEMAS_SCHEMA.items())


def _digits(column: str, width: int) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.zfill(width)


def _or_null(column: str) -> pl.Expr:
    return pl.when(pl.col(column) > 0).then(column)
