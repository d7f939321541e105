"""Names of shops: brand and branch apart, spelled alike whoever wrote them."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

import polars as pl

from radius_assets.domain.spelling import LEGAL_FORM, bared, lowered, sounded
from radius_assets.matching.brands import Lexicon, lexicon

NAME_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "brand": pl.String(),
        "chain": pl.String(),
        "branch": pl.String(),
        "number": pl.String(),
        "unmanned": pl.Boolean(),
        "station": pl.Boolean(),
        "below": pl.Boolean(),
        "another_kind": pl.Boolean(),
        "short_brand": pl.String(),
        "short_branch": pl.String(),
    }
)
"""What a name says: the brand as written, the brand of today, branch, its number, and flags.

`unmanned` shops say that nobody sells there (무인, self), `station` shops stand inside a station
(`S9한빛역`), those `below` under the ground (지하); a name of `another_kind` holds no brand and
says that the shop is no convenience store. `short_brand` and `short_branch` are what a name without
a brand would say if it began with the short form of one, such as `GS한빛마을`.
"""

_NUMBER = r"제?(\d+)(?:(?:호|관|층|차|단지)(?:지?점)?|지?점)주?$"
_ENDING = r"지?점주?$"
_STATION = r"^s\d?.+역$"  # how the chains name what they opened inside stations
_BELOW = "지하"
_CONVENIENCE = "편의점"
_BRANCH = r"(?:점|\d호)"  # how a name ends that is a branch's
_IN_NAME_FROM = 3  # characters; shorter spellings begin or end other words


def normalized_names(names: pl.Series, words: Lexicon | None = None) -> pl.DataFrame:
    """What each name says, a row a name, with the columns of `NAME_SCHEMA`.

    `branch` is a comparison key: sounded, without 점 and without the number of `…2호점`. Where
    no brand is recognised, `brand` and `chain` are null and `branch` is the whole name.

    Args:
        names: As somebody wrote them.
        words: What is known of how names are written; the package's own lexicon if not given.
    """
    words = words or lexicon()
    frame = pl.DataFrame({"name": names.cast(pl.String)}).select(lowered=lowered(pl.col("name")))
    return (
        frame.with_columns(text=_rewritten(bared(pl.col("lowered")), words))
        .with_columns(*_taken_apart(_patterns(words)), is_none=_is_none(_patterns(words)))
        .with_columns(_parts(_patterns(words)).struct.unnest())
        .with_columns(_is_unmanned(words), rest=_without_unmanned(words))
        .with_columns(core=_core(pl.col("rest")), number=pl.col("rest").str.extract(_NUMBER, 1))
        .with_columns(
            branch=_or_null(sounded(pl.col("core"), words.letters)),
            chain=pl.col("brand").replace_strict(words.chains, default=None),
            station=_says(pl.col("core"), _STATION) & pl.col("brand").is_not_null(),
            below=_says(pl.col("rest"), _BELOW),
            another_kind=_is_another_kind(words),
        )
        .pipe(_with_short, words)
        .select(pl.col(name).cast(dtype) for name, dtype in NAME_SCHEMA.items())
    )


def _core(rest: pl.Expr) -> pl.Expr:
    """What follows the brand, without 점 and without the number of `…2호점`."""
    return rest.str.replace(_NUMBER, "").str.replace(_ENDING, "")


def _with_short(names: pl.DataFrame, words: Lexicon) -> pl.DataFrame:
    """The names with what those without a brand say if they begin with the short form of one."""
    patterns = _patterns(words)
    rows = names.with_row_index()
    nameless = pl.col("brand").is_null() & ~pl.col("another_kind") & ~pl.col("is_none")
    begins = rows.filter(nameless, pl.col("text").str.contains(patterns.bare))
    taken = begins.select("index", short=pl.col("text").str.extract_groups(patterns.bare))
    brand = pl.col("short").struct[0].replace_strict(patterns.brand_of, return_dtype=pl.String)
    told = taken.select(
        "index",
        short_brand=brand,
        short_branch=_or_null(sounded(_core(pl.col("short").struct[1]), words.letters)),
    )
    return rows.join(told, on="index", how="left", maintain_order="left")


def names_a_brand(spelled_names: pl.Expr, words: Lexicon | None = None) -> pl.Expr:
    """Whether a name, as `spelled` leaves it, may hold a brand; quick, and errs towards yes."""
    return spelled_names.str.contains(_patterns(words or lexicon()).anywhere)


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
        of_chains = [
            spelling for brand in brands if brand.kind == "chain" for spelling in brand.spellings
        ]
        within = [spelling for spelling in of_chains if len(spelling) >= _IN_NAME_FROM]
        latin = [spelling for spelling in of_chains if spelling.isascii()]
        self.unmanned = _either(words.unmanned)
        self.another_kind = _either(words.another_kind)
        short = _either(s for brand in brands for s in brand.short)
        # 세븐치킨 한빛점 is no branch of 세븐일레븐.
        self.none = f"^(?:{_either(words.beginnings)}|(?:{short})(?:{self.another_kind}))"
        self.apart = rf"^(?:{LEGAL_FORM}|[^\p{{L}}\p{{N}}])*(?:{_either(latin)})[^\p{{L}}\p{{N}}]"
        self.first = f"^({_either(sure)})(?:{_either(sure)})*(?:편의점)?(.*)$"
        self.short = f"^({short})(.+{_BRANCH})$"
        self.bare = f"^({short})(.+)$"
        self.within = f"^(.+?)({_either(within)})(.*)$"
        # 고촌CU행복점: no Korean word goes on in Latin letters.
        self.latin = f"^(.*?[가-힣])({_either(latin)})((?:[가-힣].*)?)$"
        self.last = f"^(.+점)({_either(self.brand_of)})(?:{_either(sure)})*(?:편의점)?$"
        self.again = f"^(.{{2,}}?)(?:{_either(sure)})+(?:편의점)?$"
        self.anywhere = _either(self.brand_of)


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _patterns(words: Lexicon) -> _Patterns:
    return _Patterns(words)


def _rewritten(text: pl.Expr, words: Lexicon) -> pl.Expr:
    for pattern, becomes in words.rewrites:
        text = text.str.replace(pattern, becomes)
    return text


def _parts(patterns: _Patterns) -> pl.Expr:
    """Brand, and the rest of the name: the brand stands first, last, within, or in short form.

    Over the columns that `_taken_apart` gives; the last of the patterns here goes first.
    """
    none = _part(patterns, pl.lit(None, pl.String), pl.col("text"))
    result = none
    for found, brand, rest in (
        ("short", 0, _group("short", 1)),
        ("latin", 1, _around("latin")),
        ("within", 1, _around("within")),
        ("last", 1, _group("last", 0)),
        ("first", 0, _rest_of_first(patterns)),
    ):
        spelling = _group(found, brand)
        part = _part(patterns, spelling, rest)
        result = pl.when(spelling.is_not_null()).then(part).otherwise(result)
    return pl.when("is_none").then(none).otherwise(result)


def _is_none(patterns: _Patterns) -> pl.Expr:
    """Whether a name begins like a brand and is none: cupbop and `CU PC방`, not `CU PJ카페점`."""
    apart = _says(pl.col("lowered"), patterns.apart)
    apart &= ~_says(pl.col("text"), f"(?:{patterns.another_kind})$")
    return _says(pl.col("text"), patterns.none) & ~apart


def _taken_apart(patterns: _Patterns) -> list[pl.Expr]:
    """What each pattern finds, a struct a pattern; computed once, because it takes the time."""
    return [
        pl.col("text").str.extract_groups(getattr(patterns, name)).alias(name)
        for name in ("first", "last", "within", "latin", "short")
    ]


def _group(pattern: str, index: int) -> pl.Expr:
    return pl.col(pattern).struct[index]


def _rest_of_first(patterns: _Patterns) -> pl.Expr:
    """What follows the brand, without the brand at the end, where it stands once more."""
    rest = _group("first", 1)
    return pl.coalesce(
        rest.str.extract(patterns.last, 1), rest.str.extract(patterns.again, 1), rest
    )


def _part(patterns: _Patterns, spelling: pl.Expr, rest: pl.Expr) -> pl.Expr:
    brand = spelling.replace_strict(patterns.brand_of, default=None, return_dtype=pl.String)
    return pl.struct(brand=brand, rest=rest)


def _around(pattern: str) -> pl.Expr:
    """The branch of a name with the brand in its middle.

    What stands before is the operator (`복지회 지에스25 영등포점`), unless too little follows:
    `영등포구청 세븐일레븐 본점` is the branch 영등포구청본점.
    """
    before, after = _group(pattern, 0), _group(pattern, 2)
    enough = after.str.replace(_ENDING, "").str.len_chars() >= 2
    return pl.when(enough).then(after).otherwise(before.str.replace(_ENDING, "") + after)


def _is_unmanned(words: Lexicon) -> pl.Expr:
    return _says(pl.col("text"), _patterns(words).unmanned).alias("unmanned")


def _is_another_kind(words: Lexicon) -> pl.Expr:
    says_so = _says(pl.col("text"), _patterns(words).another_kind)
    return pl.col("brand").is_null() & says_so & ~_says(pl.col("text"), _CONVENIENCE)


def _without_unmanned(words: Lexicon) -> pl.Expr:
    """The branch without the words; in a name without a brand they are all there is."""
    bare = pl.col("rest").str.replace_all(_patterns(words).unmanned, "")
    return pl.when(pl.col("brand").is_null()).then("rest").otherwise(bare)


def _says(text: pl.Expr, pattern: str) -> pl.Expr:
    return text.str.contains(pattern).fill_null(value=False)


def _or_null(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)
