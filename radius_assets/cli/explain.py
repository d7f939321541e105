"""`radius explain`: a listing, what its verdict rests on, what happened to it, who corrected it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click
import polars as pl
from rich.text import Text

from radius_assets.cli.instance import environment
from radius_assets.cli.lookup import MAP, Found, find_listing
from radius_assets.cli.refresh import terminal
from radius_assets.external import corrections_today
from radius_assets.matching.brands import Lexicon, lexicon
from radius_assets.matching.knowledge import weights
from radius_assets.publication.corrections import Correction, in_force
from radius_assets.publication.events import LOG
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoreError, TableMissingError
from radius_assets.publication.tables import table
from radius_assets.refresh.explanation import (
    Candidate,
    candidates_of,
    consulted_registers,
)
from radius_assets.store import StoreResource

_OF_VERDICTS = ("verdict_changed", "reopened")
LEAST_BITS, MOST_BITS = -12.0, 18.0  # ends of the scale of the bars; a bit is a character

_HELP = """\
Show why a listing counts as open, closed or in doubt.

PLACE is Kakao's id of the listing, or a part of its name. Below the verdict stand the records of
the registers that were compared with it. Each feature adds bits for or against the record being
of this shop: with 0 bits both are equally likely, and each bit doubles the odds.

\b
Examples:
  radius explain 24361012
  radius explain "GS25 배얼오피스점"
  radius explain 24361012 --candidates 10
"""


@click.command(help=_HELP, short_help="Show why a listing has its verdict.")
@click.argument("place")
@click.option(
    "--candidates",
    type=click.IntRange(0),
    default=3,
    show_default=True,
    help="How many records to take apart, those that fit best first.",
)
def explain(place: str, *, candidates: int) -> None:
    """Explain one listing; the help text of the command is `_HELP`."""
    settings = environment()
    store, words = StoreResource(uri=settings.store).open(), lexicon(settings.brands)
    found = find_listing(store, place)
    console = terminal()
    try:
        for line in _told(store, found, candidates, words):
            console.print(line, soft_wrap=True, highlight=False)
    except StoreError as error:
        raise click.ClickException(str(error)) from None


def _told(store: TableStore, found: Found, most: int, words: Lexicon) -> Iterator[Text | str]:
    yield Text(f"{found.place_name}, {found.district}", "bold")
    yield f"  {MAP}{found.place_id}"
    if found.is_listed:
        places = store.read("convenience", found.district)
        yield from _listed(places.filter(place_id=found.place_id))
        yield from _judged(store, found, places, most, words=words)
    else:
        yield "  no longer on the map"
    yield from _happened(store, found)
    yield from _said(corrections_today(store, datetime.now(UTC)), found)


def _row(store: TableStore, asset: str, found: Found) -> pl.DataFrame:
    """The listing's rows of a table, none where the table was never written."""
    try:
        return store.read(asset, found.district).filter(place_id=found.place_id)
    except TableMissingError:
        return table(asset).schema.create_empty()


def _listed(place: pl.DataFrame) -> Iterator[str]:
    (row,) = place.iter_rows(named=True)
    yield f"  {row['road_address'] or row['lot_address'] or 'no address'}; {row['category']}"
    yield f"  read from the map at {row['fetched_at']:%Y-%m-%d %H:%M} UTC"


def _judged(
    store: TableStore, found: Found, places: pl.DataFrame, most: int, *, words: Lexicon
) -> Iterator[Text | str]:
    judged = _row(store, "closures", found)
    if judged.is_empty():
        yield f"\nno verdict yet: `radius refresh {found.district} --only closures` gives one"
        return
    (row,) = judged.iter_rows(named=True)
    yield from _verdict(row)
    registers = consulted_registers(store, found.district, row["registers"])
    as_of = row["as_of"]
    compared = candidates_of(places, found.place_id, registers, as_of=as_of, words=words)
    own = {
        (record["register"], record["record_id"])
        for record in row["evidence"]
        if record["relation"] == "same_shop"
    }
    yield Text(f"\nCompared with {len(compared)} records", "bold")
    shown = compared[:most]
    for candidate in shown:
        yield from _waterfall(candidate, is_own=(candidate.register, candidate.record_id) in own)
    yield from _about_brands(shown)


def _verdict(row: Mapping[str, Any]) -> Iterator[Text | str]:
    closed = "" if row["closed_on"] is None else f", closed on {row['closed_on']}"
    by = "" if row["replaced_by"] is None else f", replaced by '{row['replaced_by']}'"
    since = "" if row["verdict_since"] is None else f"; so since {row['verdict_since']}"
    yield Text(f"\n{row['verdict']} ({row['confidence']}){closed}{by}", "bold")
    yield f"  given for {row['as_of']}{since}"
    yield f"  rule: {row['reason']}"
    if row["conflict"] is not None:
        yield Text(f"  in doubt: {row['conflict']}", "yellow")
    for record in row["evidence"]:
        yield f"  - {record['sentence']}"
    yield f"  registers consulted: {', '.join(row['registers']) or 'none'}"


def _waterfall(candidate: Candidate, *, is_own: bool) -> Iterator[Text | str]:
    mark = ", linked with this listing" if is_own else ""
    days = [
        f"{words} {day}"
        for words, day in (("permitted", candidate.permitted_on), ("closed", candidate.closed_on))
        if day is not None
    ]
    about = ", ".join([candidate.register, candidate.state or "no state", *days])
    yield Text(f"  '{candidate.name}' ({about}){mark}", "bold")
    sum_before = 0.0
    for step in candidate.steps:
        bar = _bar(sum_before, sum_before + step.bits)
        style = "green" if step.bits > 0 else "red"
        line = Text(f"    {step.feature:<9}{step.bits:+7.1f}  ").append(f"{bar:<30}", style)
        yield line.append(step.says)
        sum_before += step.bits
    yield f"    {'sum':<9}{candidate.bits:+7.1f}  {candidate.score:.1%} likely to be this shop"


def _about_brands(shown: Sequence[Candidate]) -> Iterator[str]:
    """Why an agreement weighs against, where one does: it is none of the reader's errors."""
    same, other = "same brand", "another brand"
    if any(step.says == same and step.bits < 0 for one in shown for step in one.steps):
        bits = weights().bits["brand"][other]
        yield (
            f"  '{same}' alone weighs against: most records of a brand nearby are of its other "
            f"shops. What counts is the difference: '{other}' would weigh {bits:+.1f}."
        )


def _bar(before: float, after: float) -> str:
    """A bar between two sums of bits; what lies beyond the scale is cut off."""
    ends = [max(LEAST_BITS, min(MOST_BITS, bits)) - LEAST_BITS for bits in (before, after)]
    start, end = round(min(ends)), round(max(ends))
    return " " * start + "█" * (end - start)


def _happened(store: TableStore, found: Found) -> Iterator[Text | str]:
    yield Text("\nHistory", "bold")
    log = _row(store, LOG, found)
    if log.is_empty():
        yield "  nothing is known yet"
    for row in log.iter_rows(named=True):
        change = " -> ".join(str(row[name]) for name in ("before", "after") if row[name])
        by = row["corrected_by"] if row["event"] in _OF_VERDICTS else None
        person = f", by {by}" if by else ""
        yield f"  {row['seen_on']}  {row['event']:<15}  {change}{person}"


def _said(corrections: Sequence[Correction], found: Found) -> Iterator[Text | str]:
    yield Text("\nCorrections", "bold")
    counting = in_force(corrections).get(found.place_id)
    own = [one for one in corrections if one.place_id == found.place_id]
    if not own:
        yield "  none; `radius review` records some"
    for one in own:
        note = "" if one is counting else " (a later one counts)"
        yield f"  line {one.line}: {one.sentence}{note}"
