"""`radius explain`: a listing, what its verdict rests on, what happened to it, who corrected it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import click
import polars as pl
from rich.text import Text

from radius_assets.cli.instance import environment
from radius_assets.cli.lookup import MAP, Found, find_listing
from radius_assets.cli.refresh import terminal
from radius_assets.cli.verdicts import Language, doubt, language_option, rule, sentences
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
from radius_assets.refresh.links import Key, apart_of, links_of, own_of
from radius_assets.store import StoreResource

_OF_VERDICTS = ("verdict_changed", "reopened")
LEAST_BITS, MOST_BITS = -12.0, 18.0  # ends of the scale of the bars; a bit is a character

_HELP = """\
Show why a listing counts as open, closed or in doubt.

PLACE is Kakao's id of the listing, or a part of its name. Below the verdict stand the records of
the registers that were compared with it. Each feature adds bits for or against the record being
of this shop: with 0 bits both are equally likely, and each bit doubles the odds. Where a record is
linked though they weigh against it, or is not though they weigh for it, a line above says why.

\b
Examples:
  radius explain 24361012
  radius explain "GS25 배얼오피스점"
  radius explain 24361012 --candidates 10
  radius explain 24361012 --language ko
"""


@dataclass(frozen=True, slots=True)
class _Telling:
    """How it is to be told: how many records are taken apart, what is known of names, and when."""

    most: int
    language: Language
    words: Lexicon
    now: datetime


@click.command(help=_HELP, short_help="Show why a listing has its verdict.")
@click.argument("place")
@click.option(
    "--candidates",
    type=click.IntRange(0),
    default=3,
    show_default=True,
    help="How many records to take apart: those linked with the listing first, then those that fit "
    "best.",
)
@language_option
def explain(place: str, *, candidates: int, language: Language) -> None:
    """Explain one listing; the help text of the command is `_HELP`."""
    settings = environment()
    store = StoreResource(uri=settings.store).open()
    how = _Telling(candidates, language, lexicon(settings.brands), settings.now())
    found = find_listing(store, place)
    console = terminal()
    try:
        for line in _told(store, found, how):
            console.print(line, soft_wrap=True, highlight=False, markup=False)
    except StoreError as error:
        raise click.ClickException(str(error)) from None


def _told(store: TableStore, found: Found, how: _Telling) -> Iterator[Text | str]:
    yield Text(f"{found.place_name}, {found.district}", "bold")
    yield f"  {MAP}{found.place_id}"
    if found.is_listed:
        places = store.read("convenience", found.district)
        yield from _listed(places.filter(place_id=found.place_id))
        yield from _judged(store, found, places, how=how)
    else:
        yield "  no longer on the map"
    yield from _happened(store, found)
    yield from _said(corrections_today(store, how.now), found)


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
    store: TableStore, found: Found, places: pl.DataFrame, *, how: _Telling
) -> Iterator[Text | str]:
    judged = _row(store, "closures", found)
    if judged.is_empty():
        yield f"\nno verdict yet: `radius refresh {found.district} --only closures` gives one"
        return
    yield from _verdict(judged, how.language)
    (row,) = judged.iter_rows(named=True)
    registers = consulted_registers(store, found.district, row["registers"])
    as_of = row["as_of"]
    compared = candidates_of(places, found.place_id, registers, as_of=as_of, words=how.words)
    yield Text(f"\nCompared with {len(compared)} records", "bold")
    links = links_of(row["evidence"], compared, words=how.words)
    closures = store.read("closures", found.district)
    notes = links | apart_of(row["evidence"], compared, closures)
    yield from _waterfalls(compared, own_of(row["evidence"]), notes, how.most)


def _verdict(judged: pl.DataFrame, language: Language) -> Iterator[Text | str]:
    (row,) = judged.iter_rows(named=True)
    closed = "" if row["closed_on"] is None else f", closed on {row['closed_on']}"
    by = "" if row["replaced_by"] is None else f", replaced by '{row['replaced_by']}'"
    since = "" if row["verdict_since"] is None else f"; so since {row['verdict_since']}"
    yield Text(f"\n{row['verdict']} ({row['confidence']}){closed}{by}", "bold")
    yield f"  given for {row['as_of']}{since}"
    yield f"  {rule(judged, language)}"
    if (against := doubt(row, language)) is not None:
        yield Text(f"  {against}", "yellow")
    for sentence in sentences(row, language):
        yield f"  - {sentence}"
    yield f"  registers consulted: {', '.join(row['registers']) or 'none'}"


def _waterfalls(
    compared: Sequence[Candidate], own: Collection[Key], notes: Mapping[Key, str], most: int
) -> Iterator[Text | str]:
    """The records taken apart: those of the shop first, however little their features say."""
    keys = {one: (one.register, one.record_id) for one in compared}
    shown = sorted(compared, key=lambda one: keys[one] not in own)[:most]
    for one in shown:
        yield from _waterfall(one, is_own=keys[one] in own, note=notes.get(keys[one]))
    yield from _about_brands(shown)


def _waterfall(candidate: Candidate, *, is_own: bool, note: str | None) -> Iterator[Text | str]:
    mark = ", linked with this listing" if is_own else ""
    days = [
        f"{words} {day}"
        for words, day in (("permitted", candidate.permitted_on), ("closed", candidate.closed_on))
        if day is not None
    ]
    about = ", ".join([candidate.register, candidate.state or "no state", *days])
    yield Text(f"  '{candidate.name}' ({about}){mark}", "bold")
    if note is not None:
        yield f"    {note}"
    sum_before = 0.0
    for step in candidate.steps:
        bar = _bar(sum_before, sum_before + step.bits)
        style = "green" if step.bits > 0 else "red"
        line = Text(f"    {step.feature:<9}{step.bits:+7.1f}  ").append(f"{bar:<30}", style)
        yield line.append(step.says)
        sum_before += step.bits
    says = "likely to be this shop" if note is None else "by these features alone"
    yield f"    {'sum':<9}{candidate.bits:+7.1f}  {candidate.score:.1%} {says}"


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
