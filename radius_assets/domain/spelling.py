"""How texts are compared: without blanks, punctuation, legal form and case."""

import re
import unicodedata
from collections.abc import Mapping

import polars as pl

LEGAL_FORM = r"\(\s*(?:주|유|합|사|재|복)\s*\)|주식회사|유한회사|사단법인|재단법인|사회복지법인"


def spelled(text: pl.Expr) -> pl.Expr:
    """A text without blanks, punctuation, legal form and case: a comparison key, not for display.

    Decomposed Hangul, full-width digits and signs such as ㈜ are what they stand for.
    """
    return bared(lowered(text))


def lowered(text: pl.Expr) -> pl.Expr:
    """A text in lower case, with signs as what they stand for; blanks and punctuation stay."""
    return text.str.normalize("NFKC").str.to_lowercase()


def bared(lowered_text: pl.Expr) -> pl.Expr:
    """A lowered text without blanks, punctuation and legal form."""
    return lowered_text.str.replace_all(LEGAL_FORM, "").str.replace_all(r"[^\p{L}\p{N}]", "")


def spelled_text(text: str) -> str:
    """The same as `spelled`, of one text."""
    bare = re.sub(LEGAL_FORM, "", unicodedata.normalize("NFKC", text).lower())
    return "".join(sign for sign in bare if unicodedata.category(sign)[0] in "LN")


def sounded(text: pl.Expr, letters: Mapping[str, str]) -> pl.Expr:
    """A spelled text with Latin letters as Koreans read them: `lg` and `엘지` are the same."""
    return text.str.replace_many(list(letters), list(letters.values()))
