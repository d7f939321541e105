"""What a name and an address say, one text at a time: what the columns must agree with."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from functools import cache
from typing import TypeAlias

from radius_assets.matching.brands import Lexicon
from radius_assets.matching.spelling import spelled_text

Parts: TypeAlias = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Name:
    """One name taken apart, in the order of `NAME_SCHEMA`."""

    brand: str | None
    chain: str | None
    branch: str | None
    number: str | None
    unmanned: bool
    station: bool
    below: bool


@dataclass(frozen=True, slots=True)
class Address:
    """The keys of one address, in the order of `ADDRESS_SCHEMA`."""

    road: str | None
    street: str | None
    underground: bool | None
    lot: str | None
    building: str | None


def name_of(written: str | None, words: Lexicon) -> tuple[object, ...]:
    """What a name says."""
    if written is None:
        return astuple(Name(None, None, None, None, unmanned=False, station=False, below=False))
    text = spelled_text(written)
    for pattern, becomes in words.rewrites:
        text = re.sub(pattern, becomes.replace("$", "\\"), text, count=1)
    brand, rest = _brand_and_rest(text, words)
    unmanned = _found(_any(words.unmanned), text)
    if brand is not None:
        rest = re.sub(_any(words.unmanned), "", rest)
    number = re.search(r"제?(\d+)(?:(?:호|관|층|차|단지)(?:지?점)?|지?점)주?$", rest)
    core = rest if number is None else rest[: number.start()]
    core = re.sub(r"지?점주?$", "", core)
    return astuple(
        Name(
            brand=brand,
            chain=words.brands[brand].chain if brand is not None else None,
            branch="".join(words.letters.get(sign, sign) for sign in core) or None,
            number=None if number is None else number[1],
            unmanned=unmanned,
            station=brand is not None and _found(r"^s\d?.+역$", core),
            below="지하" in rest,
        )
    )


def _brand_and_rest(text: str, words: Lexicon) -> Parts:
    """The brand stands first, last, in the middle, or in short form; or there is none."""
    if any(text.startswith(beginning) for beginning in words.beginnings):
        return None, text
    return next(
        (parts for way in _WAYS for parts in way(text, words)),
        (None, text),
    )


def _first(text: str, words: Lexicon) -> Iterator[Parts]:
    sure = _any(_spellings(words))
    if found := re.match(f"({sure})(?:{sure})*(?:편의점)?(.*)$", text):
        rest = found[2]
        for again in (
            f"^(.+점)(?:{_any(_brand_of(words))})(?:{sure})*(?:편의점)?$",
            f"^(.{{2,}}?)(?:{sure})+(?:편의점)?$",
        ):
            if once_more := re.match(again, rest):
                rest = once_more[1]
                break
        yield _brand_of(words)[found[1]], rest


def _last(text: str, words: Lexicon) -> Iterator[Parts]:
    every, sure = _any(_brand_of(words)), _any(_spellings(words))
    if found := re.match(f"(.+점)({every})(?:{sure})*(?:편의점)?$", text):
        yield _brand_of(words)[found[2]], found[1]


def _within(text: str, words: Lexicon) -> Iterator[Parts]:
    long = _any(one for one in _spellings(words, chains=True) if len(one) >= 3)
    if found := re.match(f"(.+?)({long})(.*)$", text):
        yield _brand_of(words)[found[2]], _around(found[1], found[3])


def _latin(text: str, words: Lexicon) -> Iterator[Parts]:
    latin = _any(one for one in _spellings(words, chains=True) if one.isascii())
    if found := re.match(f"(.*?[가-힣])({latin})((?:[가-힣].*)?)$", text):
        yield _brand_of(words)[found[2]], _around(found[1], found[3])


def _short(text: str, words: Lexicon) -> Iterator[Parts]:
    short = _any(one for brand in words.brands.values() for one in brand.short)
    if found := re.match(f"({short})(.+점)$", text):
        yield _brand_of(words)[found[1]], found[2]


_WAYS = (_first, _last, _within, _latin, _short)


def _around(before: str, after: str) -> str:
    enough = len(re.sub(r"지?점주?$", "", after)) >= 2
    return after if enough else re.sub(r"지?점주?$", "", before) + after


@cache
def _brand_of(words: Lexicon) -> dict[str, str]:
    return {
        spelling: brand.name
        for brand in words.brands.values()
        for spelling in (*brand.spellings, *brand.short)
    }


def _spellings(words: Lexicon, *, chains: bool = False) -> list[str]:
    return [
        spelling
        for brand in words.brands.values()
        if brand.kind == "chain" or not chains
        for spelling in brand.spellings
    ]


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


_DISTRICT = r"(?:(?P<district>\S+[시군구])\s+)?"
_END = r"(?:번지)?(?:[\s,.()]|$)"
_ROAD = (
    _DISTRICT + r"(?:\S+[동읍면리가]\s+)?(?P<street>[가-힣\d.·]*?[로길])\s*(?P<under>지하)?\s*"
    r"(?P<main>[0-9]{1,5})(?:-(?P<sub>[0-9]{1,5}))?" + _END
)
_LOT = (
    _DISTRICT
    + r"(?:\S+[읍면]\s+)?(?P<quarter>[가-힣\d.·]+[동리가읍면])\s*(?P<hill>산)?\s*"
    + r"(?P<main>[0-9]{1,5})(?:-(?P<sub>[0-9]{1,5})|번지\s+(?P<house>[0-9]{1,2})호)?"
    + _END
)


def address_of(road: str | None, lot: str | None, district: str) -> tuple[object, ...]:
    """The keys of an address."""
    road_text, lot_text = _cleaned(road), _cleaned(lot)
    found = re.search(_ROAD, road_text)
    in_lot = _lot(lot_text) or (None if found else _lot(road_text))
    street = found and f"{found['district'] or district} {found['street']}"
    return astuple(
        Address(
            road=found and f"{street} {found['main']}{_sub(found['sub'])}",
            street=street,
            underground=None if found is None else found["under"] is not None,
            lot=in_lot
            and f"{in_lot['district'] or district} {in_lot['quarter']} {in_lot['hill'] or ''}"
            f"{in_lot['main']}{_sub(in_lot['sub'] or in_lot['house'])}",
            building=_building(road_text, (found and found["district"]) or district),
        )
    )


def _cleaned(text: str | None) -> str:
    composed = unicodedata.normalize("NFKC", text or "")
    joined = re.sub(r"([로동])\s+(\d+(?:[가-힣]?번?길|가)(?:[\s,(]|$))", r"\1\2", composed)
    return re.sub(r"([동리가])\([^()]*\)\s*(\d)", r"\1 \2", joined, count=1)


def _lot(text: str) -> re.Match[str] | None:
    found = re.search(_LOT, text)
    return found if found and int(found["main"]) > 0 else None


def _sub(number: str | None) -> str:
    return "" if number is None else f"-{number}"


def _building(text: str, district: str) -> str | None:
    found = re.search(r"\([^(),]*[동리가]\s*,\s*([^(),\d]*[가-힣a-zA-Z]{2}[^(),]*)\)\s*$", text)
    if found is None or re.search(r"층|\d호", found[1]):
        return None
    return f"{district} {spelled_text(found[1])}"
