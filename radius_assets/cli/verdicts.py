"""A verdict in words: the rule that gave it and its evidence, in English or in Korean."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import click
import polars as pl

from radius_assets.publication.corrections import judged_by_both

Language: TypeAlias = Literal["en", "ko"]

_REASON: Mapping[Language, str] = MappingProxyType({"en": "reason", "ko": "reason_ko"})
_SENTENCE: Mapping[Language, str] = MappingProxyType({"en": "sentence", "ko": "sentence_ko"})

language_option = click.option(
    "--language",
    type=click.Choice(list(_REASON)),
    default="en",
    show_default=True,
    help="In which language to tell the rule and the evidence.",
)


def rule(verdict: pl.DataFrame, language: Language) -> str:
    """The rule that gave the verdict; of a corrected one whose word it is, and the registers' rule.

    Args:
        verdict: One row of the table `closures`.
        language: That of the rule.
    """
    (row,) = verdict.iter_rows(named=True)
    reason = row[_REASON[language]]
    if row["corrected_by"] is None:
        return f"rule: {reason}"
    ((judged, sure),) = judged_by_both(verdict).select("judged", "confidence").rows()
    day = row["evidence"][0]["record_id"].rpartition(" ")[2]
    by = f"a correction by {row['corrected_by']} on {day}"
    return f"rule: {by}; the registers say: {judged} ({sure}), {reason}"


def doubt(row: Mapping[str, Any], language: Language) -> str | None:
    """What newer evidence says against a correction, None where nothing does."""
    against: str | None = row["conflict"]
    if against is None:
        return None
    for record in row["evidence"]:
        if against.endswith(record["sentence"]):
            against = against.removesuffix(record["sentence"]) + _told(record, language)
            break
    return f"in doubt: {against}"


def sentences(row: Mapping[str, Any], language: Language) -> Iterator[str]:
    """The evidence; a reason that a person gave is in their own language."""
    for record in row["evidence"]:
        yield _told(record, language)


def _told(record: Mapping[str, Any], language: Language) -> str:
    return str(record[_SENTENCE[language]] or record["sentence"])
