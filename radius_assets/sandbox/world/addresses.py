"""How addresses are written: short by Kakao, long by the registers, each with its own habits.

All functions are polars expressions over the columns of `lots.Ground.lots` and, for registers,
`detail` (floor or unit, empty for none) and `habit` and `slip`, even draws from 0 to 1.
"""

import polars as pl

DETAILS: dict[str, float] = {
    "": 30,
    "1층": 36,
    "1층 일부호": 9,
    "101호": 7,
    "지하1층": 5,
    "1층 101호": 4,
    "상가동 102호": 3,
    "2층": 3,
    "B1층": 1,
    "1층 103,104호": 1,
}
"""Floors and units in addresses of registers, and how often."""

_MASK = 0.9998  # slips above: the number is masked with *


def short_road_address(district: str) -> pl.Expr:
    """Kakao's: `서울 영등포구 가온로12길 3`."""
    return pl.concat_str(pl.lit(f"서울 {district} "), _road())


def short_lot_address(district: str) -> pl.Expr:
    """Kakao's: `서울 영등포구 가온동 12-3`."""
    return pl.format(f"서울 {district} {{}} {{}}", "quarter", "plot_number")


def long_road_address(district: str) -> pl.Expr:
    """SEMAS's and Daiso's: `서울특별시 영등포구 가온로12길 3`."""
    return pl.concat_str(pl.lit(f"서울특별시 {district} "), _road())


def long_lot_address(district: str) -> pl.Expr:
    """SEMAS's: `서울특별시 영등포구 가온동 12-3`."""
    return pl.format(f"서울특별시 {district} {{}} {{}}", "quarter", "plot_number")


def permit_road_address(district: str) -> pl.Expr:
    """`서울특별시 서초구 강남대로 343, 1층 (서초동)`, blanks missing or all of it now and then."""
    detail, habit, slip = pl.col("detail"), pl.col("habit"), pl.col("slip")
    gap = pl.when(slip < 0.02).then(pl.lit("")).otherwise(pl.lit(" "))
    road = pl.concat_str(
        pl.lit(f"서울특별시 {district} "), "road", gap, _underground(), _masked("road_number")
    )
    building = (
        pl.when(pl.col("building").is_null())
        .then(pl.lit(""))
        .otherwise(pl.format(", {}", "building"))
    )
    bracket = pl.format("({}{})", "quarter", building)
    text = (
        pl.when(habit < 0.04)
        .then(road)
        .when(detail == "")
        .then(pl.concat_str(road, pl.lit(" "), bracket))
        .when(habit < 0.10)
        .then(pl.format("{} ({}, {})", road, "quarter", detail))
        .when(habit < 0.13)
        .then(pl.format("{},{}{}", road, detail, bracket))
        .otherwise(pl.format("{}, {} {}", road, detail, bracket))
    )
    return (
        pl.when(_is_old() & (slip > 0.6) & (slip < _MASK))
        .then(pl.lit(""))
        .when(slip.is_between(0.5, 0.503))
        .then(None)
        .otherwise(text)
    )


def permit_lot_address(district: str) -> pl.Expr:
    """`서울특별시 서초구 서초동 12-3 1층`, of old permits mostly `12번지 3호`."""
    sub = pl.when(pl.col("sub_plot") > 0).then(pl.format(" {}호", "sub_plot")).otherwise(pl.lit(""))
    writes_houses = pl.col("habit") < pl.when(_is_old()).then(0.7).otherwise(0.12)
    number = (
        pl.when(writes_houses)
        .then(pl.format("{}번지{}", "plot", sub))
        .otherwise(_masked("plot_number"))
    )
    text = pl.concat_str(
        pl.lit(f"서울특별시 {district} "), "quarter", pl.lit(" "), number, pl.lit(" "), "detail"
    )
    return (
        pl.when(pl.col("slip").is_between(0.3, 0.32))
        .then(pl.lit(""))
        .otherwise(text.str.strip_chars_end())
    )


def _road() -> pl.Expr:
    return pl.concat_str("road", pl.lit(" "), _underground(), "road_number")


def _underground() -> pl.Expr:
    return pl.when("is_underground").then(pl.lit("지하 ")).otherwise(pl.lit(""))


def _masked(number: str) -> pl.Expr:
    return pl.when(pl.col("slip") > _MASK).then(pl.lit("***")).otherwise(pl.col(number))


def _is_old() -> pl.Expr:
    """Permits from before road addresses became the law, on 2014-01-01."""
    return pl.col("opened") < 16_071
