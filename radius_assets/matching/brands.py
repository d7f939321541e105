"""The brands of convenience stores, read from `brands.toml`: spellings, renames, exceptions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal, TypeAlias

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


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that is known of how names are written.

    `beginnings` look like a brand and are none; `rewrites` map a pattern to its replacement;
    `unmanned` are the words of shops in which nobody sells, `letters` how Latin ones are read.
    """

    brands: Mapping[str, Brand]
    beginnings: tuple[str, ...]
    rewrites: tuple[tuple[str, str], ...]
    unmanned: tuple[str, ...]
    letters: Mapping[str, str]


@cache
def lexicon() -> Lexicon:
    """The lexicon of this package."""
    text = (resources.files(__package__) / "brands.toml").read_text("utf-8")
    data = tomllib.loads(text)
    brands = {row["name"]: _brand(row) for row in data["brand"]}
    return Lexicon(
        brands=MappingProxyType(brands),
        beginnings=tuple(data["not_a_brand"]["beginnings"]),
        rewrites=tuple((row["pattern"], row["becomes"]) for row in data["rewrite"]),
        unmanned=tuple(data["unmanned"]["words"]),
        letters=MappingProxyType(data["letters"]),
    )


def _brand(row: dict) -> Brand:
    became = row.get("became", {})
    return Brand(
        name=row["name"],
        kind=row["kind"],
        spellings=(row["name"].lower(), *row["spellings"]),
        short=tuple(row.get("short", ())),
        became=became.get("brand"),
        renamed_in=became.get("year"),
    )


def renaming(one: str | None, other: str | None) -> str | None:
    """How one brand became the other, or None where neither did."""
    for name in (one, other):
        old = None if name is None else lexicon().brands.get(name)
        if old is not None and old.became is not None and old.became in (one, other):
            return f"{old.name} became {old.became} in {old.renamed_in}"
    return None
