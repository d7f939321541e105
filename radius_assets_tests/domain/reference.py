"""What an address says, one text at a time: what the columns must agree with."""

import re
import unicodedata
from dataclasses import astuple, dataclass

from radius_assets.domain.spelling import spelled_text

_DISTRICT = r"(?:(?P<district>\S+[군구]|\S*[^\s별역치울]시)\s+)?"
_END = r"(?:번지)?(?:[\s,.()]|$)"
_ROAD = (
    _DISTRICT + r"(?:\S+[동읍면리가]\s+)?(?P<street>[가-힣\d.·]*?[로길])\s*(?P<under>지하)?\s*"
    r"(?P<main>[0-9]{1,5})(?:-(?P<sub>[0-9]{1,5}))?" + _END
)
_LOT = (
    _DISTRICT
    + r"(?:\S+[읍면]\s+)?(?P<quarter>[가-힣\d.·]+[동리가읍면])\s*(?P<hill>산)?\s*"
    + r"(?P<main>[0-9]{1,5})(?:-(?P<sub>[0-9]{1,5})|번지\s*(?P<house>[0-9]{1,2})호)?"
    + _END
)


@dataclass(frozen=True, slots=True)
class Address:
    """The keys of one address, in the order of `ADDRESS_SCHEMA`."""

    road_key: str | None
    street: str | None
    underground: bool | None
    lot_key: str | None
    building: str | None


def address_of(road: str | None, lot: str | None, district: str) -> tuple[object, ...]:
    """The keys of an address."""
    road_text, lot_text = _cleaned(road), _cleaned(lot)
    found = re.search(_ROAD, road_text)
    in_lot = _lot(lot_text) or (None if found else _lot(road_text))
    street = found and f"{found['district'] or district} {found['street']}"
    return astuple(
        Address(
            road_key=found and f"{street} {found['main']}{_sub(found['sub'])}",
            street=street,
            underground=None if found is None else found["under"] is not None,
            lot_key=in_lot
            and f"{in_lot['district'] or district} {in_lot['quarter']} {in_lot['hill'] or ''}"
            f"{in_lot['main']}{_sub(in_lot['sub'] or in_lot['house'])}",
            building=_building(road_text, (found and found["district"]) or district),
        )
    )


def _cleaned(text: str | None) -> str:
    composed = unicodedata.normalize("NFKC", text or "")
    composed = re.sub("[\u200b-\u200d\u2060\ufeff]", "", composed)
    joined = re.sub(r"([로동])\s+(\d+(?:[가-힣]?번?길|가)(?:[\s,(]|$))", r"\1\2", composed)
    return re.sub(r"([동리가])\([^()]*\)\s*(\d)", r"\1 \2", joined, count=1)


def _lot(text: str) -> re.Match[str] | None:
    found = re.search(_LOT, text)
    return found if found and int(found["main"]) > 0 else None


def _sub(number: str | None) -> str:
    return "" if number is None else f"-{number}"


def _building(text: str, district: str) -> str | None:
    found = re.search(r"\([^(),]*[동리가]\s*,\s*([^(),\d]*[가-힣a-zA-Z]{2}[^(),]*)\)\s*$", text)
    if found is None or re.search(r"층|\d호", found[1]) or not (key := spelled_text(found[1])):
        return None
    return f"{district} {key}"
