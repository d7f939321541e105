"""The brands of convenience stores, read from `brands.toml`: spellings, renames, exceptions."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeAlias

from radius_assets.domain.spelling import spelled_text
from radius_assets.matching.brands_file import (
    BrandsFileError,
    Rows,
    brands_in,
    packaged_brands,
    text_of,
)

Kind: TypeAlias = Literal["chain", "small"]


@dataclass(frozen=True, slots=True)
class Brand:
    """One brand; `became` is the brand whose sign its shops took over from `renamed_in` on.

    `spellings` are the ways its name is written, without blanks and in lower case; `short` are
    those that count only where a branch follows. Shops of the kind "chain" must hold a permit.
    """

    name: str
    kind: Kind
    spellings: tuple[str, ...]
    short: tuple[str, ...] = ()
    became: str | None = None
    renamed_in: int | None = None

    @property
    def chain(self) -> str:
        """The brand under whose sign the shops stand today."""
        return self.name if self.became is None else self.became


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All that is known of how names are written.

    `beginnings` look like a brand and are none; `rewrites` map a pattern to its replacement;
    `unmanned` are the words of shops in which nobody sells, `another_kind` those of shops that are
    no convenience stores, `letters` how Latin ones are read.
    """

    brands: Mapping[str, Brand]
    beginnings: tuple[str, ...]
    rewrites: tuple[tuple[str, str], ...]
    unmanned: tuple[str, ...]
    another_kind: tuple[str, ...]
    letters: Mapping[str, str]

    @property
    def chains(self) -> Mapping[str, str]:
        """The chain of today by the name of each brand."""
        return {name: brand.chain for name, brand in self.brands.items()}

    @property
    def permit_holders(self) -> tuple[str, ...]:
        """The chains whose shops must hold a permit."""
        return tuple({brand.chain: "" for brand in self.brands.values() if brand.kind == "chain"})

    @property
    def version(self) -> str:
        """The first 32 hex digits of the SHA-256 of all of it: equal knowledge, equal version."""
        known = [
            [asdict(brand) for _, brand in sorted(self.brands.items())],
            *(self.beginnings, self.rewrites, self.unmanned, self.another_kind),
            dict(self.letters),
        ]
        text = json.dumps(known, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def lexicon(more: Path | None = None) -> Lexicon:
    """The lexicon of this package, with what the file `more` adds to it.

    The file has the form of `brands.toml`. A brand that is known gets the spellings beside its
    own, and the kind and the year of renaming in place of its own; lists get longer. The file is
    read each time; while it says the same, the lexicon is the same object.

    Raises:
        BrandsFileError: The file cannot be read, an entry is not what it should be, or the two
            contradict each other.
    """
    return _lexicon("", "") if more is None else _lexicon(text_of(more), str(more))


@cache
def _lexicon(text: str, source: str) -> Lexicon:
    files = [packaged_brands(), brands_in(text, source)]
    try:
        brands = _brands(row for file in files for row in file.get("brand", []))
    except ValueError as error:
        raise BrandsFileError(f"{source}: {error}") from error
    return Lexicon(
        brands=MappingProxyType(brands),
        beginnings=_all(files, "not_a_brand", "beginnings"),
        rewrites=tuple(
            (row["pattern"], row["becomes"]) for file in files for row in file.get("rewrite", [])
        ),
        unmanned=_all(files, "unmanned", "words"),
        another_kind=_all(files, "another_kind", "words"),
        letters=MappingProxyType(
            {key: sound for file in files for key, sound in file.get("letters", {}).items()}
        ),
    )


def _brands(rows: Iterable[Rows]) -> dict[str, Brand]:
    brands: dict[str, Brand] = {}
    for row in rows:
        brands[row["name"]] = _extended(brands.get(row["name"]), row)
    _refuse_contradictions(brands)
    return brands


def _extended(known: Brand | None, row: Rows) -> Brand:
    """The brand as one more entry has it."""
    name = row["name"]
    if known is None:
        known = Brand(name, row.get("kind", "small"), (spelled_text(name),))
    became = row.get("became", {})
    return replace(
        known,
        kind=row.get("kind", known.kind),
        spellings=_longer(known.spellings, row.get("spellings", ())),
        short=_longer(known.short, row.get("short", ())),
        became=became.get("brand", known.became),
        renamed_in=became.get("year", known.renamed_in),
    )


def _longer(known: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain(known, more)))


def _refuse_contradictions(brands: Mapping[str, Brand]) -> None:
    owner: dict[str, str] = {}
    for brand in brands.values():
        for word in (*brand.spellings, *brand.short):
            if owner.setdefault(word, brand.name) != brand.name:
                raise ValueError(f"{word!r} is a spelling of {owner[word]} and of {brand.name}")
        last = brands.get(brand.chain)
        if last is None or last.became is not None:
            raise ValueError(f"{brand.name} became {brand.chain}, which is no brand of today")


def _all(files: Iterable[Rows], table: str, field: str) -> tuple[str, ...]:
    return _longer((), _words(files, table, field))


def _words(files: Iterable[Rows], table: str, field: str) -> Iterator[str]:
    for file in files:
        yield from file.get(table, {}).get(field, [])
