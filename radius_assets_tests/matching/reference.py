"""What a name says, one text at a time: what the columns must agree with."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from functools import cache
from typing import TypeAlias

from radius_assets.domain.spelling import LEGAL_FORM, spelled_text
from radius_assets.matching.brands import Lexicon

Parts: TypeAlias = tuple[str | None, str]

_NUMBER = r"제?(\d+)(?:(?:호|관|층|차|단지)(?:지?점)?|지?점)주?$"


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
    another_kind: bool
    short_brand: str | None = None
    short_branch: str | None = None


def name_of(written: str | None, words: Lexicon) -> tuple[object, ...]:
    """What a name says."""
    if written is None:
        return astuple(
            Name(
                None,
                None,
                None,
                None,
                unmanned=False,
                station=False,
                below=False,
                another_kind=False,
            )
        )
    text = spelled_text(written)
    for pattern, becomes in words.rewrites:
        text = re.sub(pattern, becomes.replace("$", "\\"), text, count=1)
    brand, rest = _brand_and_rest(text, written, words)
    unmanned = _found(_any(words.unmanned), text)
    if brand is not None:
        rest = re.sub(_any(words.unmanned), "", rest)
    number = re.search(_NUMBER, rest)
    another_kind = brand is None and "편의점" not in text and _found(_any(words.another_kind), text)
    may_be_short = brand is None and not another_kind and not _is_none(text, written, words)
    short_brand, short_branch = _in_short(text, words) if may_be_short else (None, None)
    return astuple(
        Name(
            brand=brand,
            chain=words.brands[brand].chain if brand is not None else None,
            branch=_branch(rest, words),
            number=None if number is None else number[1],
            unmanned=unmanned,
            station=brand is not None and _found(r"^s\d?.+역$", _core(rest)),
            below="지하" in rest,
            another_kind=another_kind,
            short_brand=short_brand,
            short_branch=short_branch,
        )
    )


def _branch(rest: str, words: Lexicon) -> str | None:
    """What is left without number and ending, as it sounds."""
    return "".join(words.letters.get(sign, sign) for sign in _core(rest)) or None


def _core(rest: str) -> str:
    return re.sub(r"지?점주?$", "", re.sub(_NUMBER, "", rest, count=1))


def _in_short(text: str, words: Lexicon) -> tuple[str | None, str | None]:
    """Brand and branch of a name that begins with the short form of a brand, if it does."""
    found = re.match(f"({_shorts(words)})(.+)$", text)
    return (None, None) if found is None else (_brand_of(words)[found[1]], _branch(found[2], words))


def _brand_and_rest(text: str, written: str, words: Lexicon) -> Parts:
    """The brand stands first, last, in the middle, or in short form; or there is none."""
    if _is_none(text, written, words):
        return None, text
    return next(
        (parts for way in _WAYS for parts in way(text, words)),
        (None, text),
    )


def _is_none(text: str, written: str, words: Lexicon) -> bool:
    """Whether a name begins like a brand and is none; one that stands apart is one."""
    latin = _any(one for one in _spellings(words, chains=True) if one.isascii())
    if re.match(
        rf"(?:{LEGAL_FORM}|[\W_])*(?:{latin})[\W_]", unicodedata.normalize("NFKC", written).lower()
    ):
        return False
    another = f"(?:{_shorts(words)})(?:{_any(words.another_kind)})"
    return re.match(f"{_any(words.beginnings)}|{another}", text) is not None


def _shorts(words: Lexicon) -> str:
    return _any(one for brand in words.brands.values() for one in brand.short)


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
    if found := re.match(rf"({_shorts(words)})(.+(?:점|\d호))$", text):
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
