"""Addresses as comparison keys: district, road and number; district, quarter and lot."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from radius_assets.domain.spelling import spelled

ADDRESS_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "road_key": pl.String(),
        "street": pl.String(),
        "underground": pl.Boolean(),
        "lot_key": pl.String(),
        "building": pl.String(),
    }
)
"""What an address says; each key begins with the district."""

_UNSEEN = r"[\x{200B}-\x{200D}\x{2060}\x{FEFF}]"  # of no width, which come with copied text
_ODD = r"[^ -~가-힣]"  # what has none of these is composed and seen as it is; to compose takes long
_GAP = r"([로동])\s+(\d+(?:[가-힣]?번?길|가)(?:[\s,(]|$))"  # `도림로 128길`, `당산동 3가`
_ASIDE = r"([동리가])\([^()]*\)\s*(\d)"  # `상봉동(상봉2동) 88`
# Not 서울시, 서울특별시, 부산광역시 or 세종특별자치시: they hold districts, or are none.
_DISTRICT = r"(?:(?P<district>\S+[군구]|\S*[^\s별역치울]시)\s+)?"
_WORD = r"[가-힣\d.·]"
_END = r"(?:번지)?(?:[\s,.()]|$)"  # digits that run on, such as a masked `1**`, are no number
_ROAD = (
    _DISTRICT + rf"(?:\S+[동읍면리가]\s+)?(?P<street>{_WORD}*?[로길])\s*(?P<under>지하)?\s*"
    r"(?P<main>[0-9]{1,5})(?:-(?P<sub>[0-9]{1,5}))?" + _END
)
# `37번지 1호` is lot 37-1, but `37번지 101호` is a unit: lots rarely have sub-numbers above 99.
_LOT = (
    _DISTRICT + rf"(?:\S+[읍면]\s+)?(?P<quarter>{_WORD}+[동리가읍면])\s*(?P<hill>산)?\s*"
    r"(?P<main>[0-9]{1,5})(?:-(?P<sub>[0-9]{1,5})|번지\s*(?P<house>[0-9]{1,2})호)?" + _END
)

# `(가온동, 한빛타워)`; what is counted is a floor or a unit.
_BUILDING = r"\([^(),]*[동리가]\s*,\s*([^(),\d]*[가-힣a-zA-Z]{2}[^(),]*)\)\s*$"
_UNIT = r"층|\d호"


def with_address_keys(table: pl.DataFrame) -> pl.DataFrame:
    """The table with the columns of `ADDRESS_SCHEMA`, what each row's address says.

    `road_key` is the road's name with its main and sub number, `street` the name alone, `lot_key`
    the quarter (동) with the lot's numbers, `building` a name in brackets; floor and unit are
    dropped. 지하 is no part of the number, because SEMAS leaves it out. Null is not known.

    Args:
        table: Columns `road_address`, `lot_address` and `district`, and any others. A lot-number
            address that stands for a missing road address is read as what it is; the district
            counts where an address names none.
    """
    return table.with_columns(*_keys(table))


def _keys(table: pl.DataFrame) -> pl.DataFrame:
    cleaned = table.select(
        pl.col("district").cast(pl.String),
        road_text=_clean("road_address"),
        lot_text=_clean("lot_address"),
    )
    is_road = pl.col("of").struct["main"].is_not_null()
    other_lot = pl.when(~is_road).then(pl.col("road_text"))
    return (
        # What is used twice is a column of its own: polars would do it twice.
        cleaned.with_columns(
            of=pl.col("road_text").str.extract_groups(_ROAD),
            named=pl.col("road_text").str.extract(_BUILDING, 1),
        )
        .with_columns(
            of_lot=pl.col("lot_text").str.extract_groups(_LOT),
            of_other=other_lot.str.extract_groups(_LOT),
            spelled=spelled(pl.col("named")),
        )
        .with_columns(of_lot=pl.coalesce(_lot("of_lot"), _lot("of_other")))
        .with_columns(street=_joined(_district("of"), pl.col("of").struct["street"]))
        .with_columns(
            road_key=_joined(pl.col("street"), _number(pl.col("of"), "sub")),
            underground=pl.when(is_road).then(pl.col("of").struct["under"].is_not_null()),
            lot_key=_joined(
                _district("of_lot"),
                pl.col("of_lot").struct["quarter"],
                pl.col("of_lot").struct["hill"].fill_null("")
                + _number(pl.col("of_lot"), "sub", "house"),
            ),
            building=_joined(_district("of"), _building()),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in ADDRESS_SCHEMA.items())
    )


def _clean(address: str) -> pl.Expr:
    """Composed, without signs that nobody sees, and without the blanks that only some write."""
    text = pl.col(address).cast(pl.String)
    odd = pl.when(text.str.contains(_ODD)).then(text)
    plain = pl.coalesce(odd.str.normalize("NFKC").str.replace_all(_UNSEEN, ""), text)
    return plain.str.replace_all(_GAP, "${1}${2}").str.replace(_ASIDE, "${1} ${2}")


def _lot(found: str) -> pl.Expr:
    """The parts of a lot-number address; null, as a whole, where it is none. Lot 0 is a filler."""
    parts = pl.col(found)
    return pl.when(parts.struct["main"].cast(pl.Int64, strict=False) > 0).then(parts)


def _building() -> pl.Expr:
    is_name = ~pl.col("named").str.contains(_UNIT) & (pl.col("spelled") != "")
    return pl.when(is_name).then(pl.col("spelled"))


def _district(parts: str) -> pl.Expr:
    return pl.coalesce(pl.col(parts).struct["district"], pl.col("district"))


def _number(parts: pl.Expr, *subs: str) -> pl.Expr:
    sub = pl.coalesce(parts.struct[name] for name in subs)
    return parts.struct["main"] + pl.when(sub.is_null()).then(pl.lit("")).otherwise("-" + sub)


def _joined(*parts: pl.Expr) -> pl.Expr:
    """The parts with blanks between; null where one of them is."""
    return pl.concat_str(*parts, separator=" ")
