"""The rows of both permit registers, as Seoul Open Data answers them: all texts, padded.

Formats are those of contracts 2.5: dates are 24 wide, X and Y 20, areas 9 and 12; a missing value
is blanks, an empty text or null. The tobacco register writes a 지정취소 into APVCANCELYMD alone.
"""

from collections.abc import Mapping

import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES, District, district
from radius_assets.sandbox.world.addresses import permit_lot_address, permit_road_address

NO_DATE = " " * 24

FOOD_STATES: dict[str, tuple[str, str, str]] = {
    "01": ("영업/정상", "01", "영업"),
    "02": ("휴업", "03", "휴업"),
    "03": ("폐업", "02", "폐업"),
    "04": ("취소/말소/만료/정지/중지", "05", "직권말소"),
    "05": ("제외/삭제/전출", "06", "타시군구이관"),
}
TOBACCO_STATES: dict[str, tuple[str, str, str]] = {
    "01": ("영업/정상", "1", "정상영업"),
    "02": ("휴업", "3", "휴업처리"),
    "03": ("폐업", "2", "폐업처리"),
    "04": ("취소/말소/만료/정지/중지", "5", "지정취소"),
    "05": ("제외/삭제/전출", "4", "타시군구이관"),
}
"""TRDSTATENM, DTLSTATEGBN and DTLSTATENM of each TRDSTATEGBN; the last two are each register's."""

FOOD_CONSTANTS: Mapping[str, str | None] = {
    "TRDPJUBNSENM": None,
    "LVSENM": None,
    "WTRSPLYFACILSENM": "상수도전용",
    "HOFFEPCNT": None,
    "FCTYOWKEPCNT": None,
    "FCTYSILJOBEPCNT": None,
    "FCTYPDTJOBEPCNT": None,
    "BDNGOWNSENM": None,
    "ISREAM": None,
    "MONAM": None,
    "MANEIPCNT": "0",
    "WMEIPCNT": "0",
    "MULTUSNUPSOYN": "N",
    "JTUPSOASGNNO": None,
    "JTUPSOMAINEDF": None,
    "HOMEPAGE": None,
    "SITETEL": "",
}
TOBACCO_CONSTANTS: Mapping[str, str | None] = {
    "ROPNYMD": NO_DATE,
    "SITETEL": "",
    "SITEAREA": "",
    "UPTAENM": "담배소매업",
    "MWSRNM": "담배소매인 지정신청",
}
"""Columns that say the same in every row; the whole city's table gets them last."""

KEPT: tuple[str, ...] = ("shop", "comes_twice", "place_in_answer")
"""Columns of the rows that no service shows; the truth is made from them."""


def food_number(authority: pl.Expr, year: pl.Expr, sequence: pl.Expr) -> pl.Expr:
    """`3180000-104-2031-00007`."""
    return pl.concat_str(authority, pl.lit("-104-"), year, pl.lit("-"), _five_digits(sequence))


def tobacco_number(authority: pl.Expr, year: pl.Expr, sequence: pl.Expr) -> pl.Expr:
    """Nineteen digits: year, authority, kind, sequence."""
    return pl.concat_str(year, authority.str.head(4), pl.lit("101056"), _five_digits(sequence))


def food_rows(shown: pl.DataFrame, lots: pl.DataFrame, area: District) -> pl.DataFrame:
    """Rows of LOCALDATA_072405 (휴게음식점) without the constant columns."""
    number = food_number(pl.lit(area.authority_code), pl.col("year"), pl.col("sequence"))
    has_date = pl.col("ended") & ((pl.col("state") == "03") | (pl.col("habit") < 0.5))
    size = pl.col("area_m2")
    return _with_places(shown, lots).select(
        *_common(area, number, FOOD_STATES),
        DCBYMD=_date(pl.when(has_date).then("closed")),
        SITEAREA=pl.when(pl.col("habit") > 0.06).then(_padded(size, 2, 9)).otherwise(pl.lit("")),
        UPTAENM="business_type",
        SNTUPTAENM="business_type",
        FACILTOTSCP=pl.when(pl.col("habit") < 0.06)
        .then(pl.lit("0"))
        .when(pl.col("habit") < 0.065)
        .then(pl.lit("-1"))
        .otherwise(_padded(size, 5, 12)),
    )


def tobacco_rows(shown: pl.DataFrame, lots: pl.DataFrame, area: District) -> pl.DataFrame:
    """Rows of LOCALDATA_114302 (담배소매업) without the constant columns."""
    number = tobacco_number(pl.lit(area.authority_code), pl.col("year"), pl.col("sequence"))
    is_suspended = pl.col("state") == "02"
    return _with_places(shown, lots).select(
        *_common(area, number, TOBACCO_STATES),
        DCBYMD=_date(pl.when(pl.col("state") == "03").then("closed")),
        APVCANCELYMD=_date(pl.when(pl.col("state") == "04").then("closed")),
        CLGSTDT=_date(pl.when(is_suspended).then("suspended_from")),
        CLGENDDT=_date(pl.when(is_suspended).then("suspended_until")),
        ASGNYMD=_date(pl.col("opened")),
    )


def with_flaws(rows: pl.DataFrame, area: District, number: pl.Expr) -> pl.DataFrame:
    """Spoil a few rows of other businesses, as the real registers do, the same on every day.

    In each district one row lacks UPDATEDT and one bears `number`, which another authority gave
    out; in two of them one row has a date that the calendar has not, in one a date of 1900.
    """
    ended_long_ago = (pl.col("DCBYMD") != NO_DATE) & (pl.col("DCBYMD") < _LONG_AGO)
    spoilt = rows.with_row_index("row").filter(
        pl.col("shop").is_null()
        & (pl.col("TRDSTATEGBN") == "03")
        & ended_long_ago
        & ~pl.col("comes_twice")
    )
    first, second, third = spoilt.sort("MGTNO")["row"].head(3).to_list()
    row = pl.int_range(pl.len())
    dates = {"영등포구": "2006-02-29", "노원구": "2006-02-29", "서초구": "1900-01-01"}
    date = dates.get(area.name)
    granted = pl.col("APVPERMYMD")
    if date is not None:
        granted = pl.when(row == third).then(pl.lit(date.ljust(24))).otherwise(granted)
    return rows.with_columns(
        UPDATEDT=pl.when(row != first).then("UPDATEDT"),
        MGTNO=pl.when(row == second).then(number).otherwise("MGTNO"),
        APVPERMYMD=granted,
    )


def next_authority(area: District) -> str:
    """The authority code of the district that follows in official order."""
    following = (DISTRICT_NAMES.index(area.name) + 1) % len(DISTRICT_NAMES)
    return district(DISTRICT_NAMES[following]).authority_code


def _with_places(shown: pl.DataFrame, lots: pl.DataFrame) -> pl.DataFrame:
    places = lots.drop("lon", "lat", "quarter_index", "road_index", "lane", "number")
    return shown.join(places, on="lot", how="left", maintain_order="left")


def _common(
    area: District, number: pl.Expr, states: Mapping[str, tuple[str, str, str]]
) -> list[pl.Expr]:
    """The columns that both registers share, and those that no service shows."""
    state = pl.col("state")
    parts = [state.replace_strict({code: row[i] for code, row in states.items()}) for i in range(3)]
    return [
        *(pl.col(name) for name in KEPT),
        pl.lit(area.authority_code).alias("OPNSFTEAMCODE"),
        number.alias("MGTNO"),
        _date(pl.col("opened")).alias("APVPERMYMD"),
        state.alias("TRDSTATEGBN"),
        *(part.alias(name) for part, name in zip(parts, _STATE_NAMES, strict=True)),
        pl.concat_str(pl.lit("1"), "postcode").alias("SITEPOSTNO"),
        permit_lot_address(area.name).alias("SITEWHLADDR"),
        permit_road_address(area.name).alias("RDNWHLADDR"),
        pl.col("postcode").alias("RDNPOSTNO"),
        pl.col("name").alias("BPLCNM"),
        _moment("modified").alias("LASTMODTS"),
        pl.when("is_unchanged").then(pl.lit("I")).otherwise(pl.lit("U")).alias("UPDATEGBN"),
        _moment("updated").alias("UPDATEDT"),
        _position("x_m").alias("X"),
        _position("y_m").alias("Y"),
    ]


_LONG_AGO = "2014"  # before the first day on which the city can be shown
_STATE_NAMES = ("TRDSTATENM", "DTLSTATEGBN", "DTLSTATENM")


def _five_digits(value: pl.Expr) -> pl.Expr:
    return value.cast(pl.String).str.zfill(5)


def _date(day: pl.Expr) -> pl.Expr:
    date = day.cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d")
    return date.str.pad_end(24).fill_null(NO_DATE)


def _moment(second: str) -> pl.Expr:
    return pl.from_epoch(second, time_unit="s").dt.strftime("%Y-%m-%d %H:%M:%S")


def _position(metres: str) -> pl.Expr:
    text = pl.col(metres).round(9).cast(pl.String).str.pad_end(20)
    return pl.when("has_position").then(text).otherwise(pl.lit(""))


def _padded(value: pl.Expr, decimals: int, width: int) -> pl.Expr:
    whole_part = value.floor().cast(pl.Int64).cast(pl.String)
    cents = (value * 100).round().cast(pl.Int64) % 100
    fraction = cents.cast(pl.String).str.zfill(2).str.pad_end(decimals, "0")
    return pl.concat_str(whole_part, pl.lit("."), fraction).str.pad_end(width)
