"""Names of shops: brand and branch apart, spelled alike whoever wrote them."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

import polars as pl

from radius_assets.matching.brands import Lexicon, lexicon

NAME_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "brand": pl.String(),
        "chain": pl.String(),
        "branch": pl.String(),
        "number": pl.String(),
        "unmanned": pl.Boolean(),
    }
)
"""What a name says: the brand as written, the brand of today, branch, its number, who sells."""

_LEGAL_FORM = r"\(\s*(?:주|유|합|사|재|복)\s*\)|주식회사|유한회사|사단법인|재단법인|사회복지법인"
_NUMBER = r"제?(\d+)(?:(?:호|관|층|차|단지)(?:지?점)?|지?점)주?$"
_ENDING = r"지?점주?$"
_IN_NAME_FROM = 3  # characters; shorter spellings begin or end other words


def spelled(text: pl.Expr) -> pl.Expr:
    """A text without blanks, punctuation, legal form and case: a comparison key, not for display.

    Decomposed Hangul, full-width digits and signs such as ㈜ are what they stand for.
    """
    return (
        text.str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_all(_LEGAL_FORM, "")
        .str.replace_all(r"[^\p{L}\p{N}]", "")
    )


def sounded(text: pl.Expr) -> pl.Expr:
    """A spelled text with Latin letters as Koreans read them: `lg` and `엘지` are the same."""
    letters = lexicon().letters
    return text.str.replace_many(list(letters), list(letters.values()))


def normalized_names(names: pl.Series) -> pl.DataFrame:
    """What each name says, a row a name, with the columns of `NAME_SCHEMA`.

    `branch` is a comparison key: sounded, without 점 and without the number of `…2호점`. Where
    no brand is recognised, `brand` and `chain` are null and `branch` is the whole name.
    """
    brands = lexicon().brands
    chains = {brand.name: brand.chain for brand in brands.values()}
    frame = pl.DataFrame({"name": names.cast(pl.String)})
    return (
        frame.with_columns(text=_rewritten(spelled(pl.col("name"))))
        .with_columns(_parts().struct.unnest())
        .with_columns(unmanned=_is_unmanned(), rest=_without_unmanned(pl.col("rest")))
        .with_columns(number=pl.col("rest").str.extract(_NUMBER, 1))
        .with_columns(branch=_core(pl.col("rest").str.replace(_NUMBER, "")))
        .with_columns(chain=pl.col("brand").replace_strict(chains, default=None))
        .select(pl.col(name).cast(dtype) for name, dtype in NAME_SCHEMA.items())
    )


def names_a_brand(names: pl.Expr) -> pl.Expr:
    """Whether the name holds a spelling of a brand; a quick test that errs on the side of yes."""
    return spelled(names).str.contains(_patterns().anywhere)


class _Patterns:
    """The regular expressions that the lexicon amounts to, longest spellings first."""

    def __init__(self, words: Lexicon) -> None:
        brands = words.brands.values()
        self.brand_of = {
            spelling: brand.name
            for brand in brands
            for spelling in (*brand.spellings, *brand.short)
        }
        sure = [spelling for brand in brands for spelling in brand.spellings]
        within = [
            spelling
            for brand in brands
            if brand.kind == "chain"
            for spelling in brand.spellings
            if len(spelling) >= _IN_NAME_FROM
        ]
        self.none = f"^(?:{_either(words.beginnings)})"
        self.first = f"^({_either(sure)})(?:{_either(sure)})*(?:편의점)?(.*)$"
        self.short = f"^({_either(s for brand in brands for s in brand.short)})(.+점)$"
        self.within = f"^(.+?)({_either(within)})(.*)$"
        self.last = f"^(.+점)({_either(self.brand_of)})(?:{_either(sure)})*(?:편의점)?$"
        self.anywhere = _either(self.brand_of)
        self.unmanned = _either(words.unmanned)


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _patterns() -> _Patterns:
    return _Patterns(lexicon())


def _rewritten(text: pl.Expr) -> pl.Expr:
    for pattern, becomes in lexicon().rewrites:
        text = text.str.replace(pattern, becomes)
    return text


def _parts() -> pl.Expr:
    """Brand, and the rest of the name: the brand stands first, last, within, or in short form."""
    text, patterns = pl.col("text"), _patterns()
    first, last, within, short = (
        text.str.extract_groups(pattern)
        for pattern in (patterns.first, patterns.last, patterns.within, patterns.short)
    )
    rest_of_first = pl.coalesce(first.struct[1].str.extract(patterns.last, 1), first.struct[1])
    none = _part(pl.lit(None, pl.String), text)
    return (
        pl.when(text.str.contains(patterns.none))
        .then(none)
        .when(first.struct[0].is_not_null())
        .then(_part(first.struct[0], rest_of_first))
        .when(last.struct[0].is_not_null())
        .then(_part(last.struct[1], last.struct[0]))
        .when(within.struct[0].is_not_null())
        .then(_part(within.struct[1], _around(within.struct[0], within.struct[2])))
        .when(short.struct[0].is_not_null())
        .then(_part(short.struct[0], short.struct[1]))
        .otherwise(none)
    )


def _part(spelling: pl.Expr, rest: pl.Expr) -> pl.Expr:
    brand = spelling.replace_strict(_patterns().brand_of, default=None, return_dtype=pl.String)
    return pl.struct(brand=brand, rest=rest)


def _around(before: pl.Expr, after: pl.Expr) -> pl.Expr:
    """The branch of a name with the brand in its middle.

    What stands before is the operator (`복지회 지에스25 영등포점`), unless too little follows:
    `영등포구청 세븐일레븐 본점` is the branch 영등포구청본점.
    """
    enough = after.str.replace(_ENDING, "").str.len_chars() >= 2
    return pl.when(enough).then(after).otherwise(before.str.replace(_ENDING, "") + after)


def _is_unmanned() -> pl.Expr:
    return pl.col("text").str.contains(_patterns().unmanned).fill_null(value=False)


def _without_unmanned(rest: pl.Expr) -> pl.Expr:
    """The branch without the words; in a name without a brand they are all there is."""
    bare = rest.str.replace_all(_patterns().unmanned, "")
    return pl.when(pl.col("brand").is_null()).then(rest).otherwise(bare)


def _core(rest: pl.Expr) -> pl.Expr:
    core = sounded(rest.str.replace(_ENDING, ""))
    return pl.when(core != "").then(core)
