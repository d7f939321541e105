"""`radius review`: walk through the verdicts in doubt, and record what a person knows."""

import getpass
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from types import MappingProxyType
from typing import Any

import click
import polars as pl

from radius_assets.cli.choices import chosen_districts
from radius_assets.cli.instance import environment
from radius_assets.cli.lookup import MAP
from radius_assets.cli.stored import day_of_city, filling, keys_of_city
from radius_assets.cli.verdicts import Language, doubt, language_option, rule, sentences
from radius_assets.domain.seoul_time import day_in_seoul, latest_day
from radius_assets.external import corrections_today
from radius_assets.publication.corrections import Correction, in_doubt, strangers
from radius_assets.publication.corrections_file import FILE, append_correction
from radius_assets.publication.files import reason_of
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoreError, TableMissingError
from radius_assets.settings import TODAY, Settings
from radius_assets.store import StoreResource

ANSWERS: Mapping[str, str] = MappingProxyType(
    {"o": "operating", "c": "closed", "r": "replaced", "s": "suspended"}
)
_QUESTION = "  [o]perating, [c]losed, [r]eplaced, [s]uspended; [k]eep the verdict; [n]ext; [q]uit"
_MOST_SENTENCES = 6
_STANDS_STILL = "this city is invented, and its verdicts are of"

_HELP = """\
Walk through the verdicts in doubt, those least sure first, and record what you know.

In doubt is what is suspected or not to be verified, what is less sure than --below, and a
correction that newer evidence speaks against.
An answer overrides the verdict from the next refresh on, with your name, today's date and your
reason. Each is written at once, so you may quit at any time. Removing its row from
corrections.csv in the store undoes it.

\b
Examples:
  radius review 강남구
  radius review --below 0.95 --author "김한빛"
  radius review 강남구 --language ko
"""


@dataclass(frozen=True, slots=True)
class _Asking:
    """Who is asked about what: verdicts less sure than `below`, in which language, and when."""

    author: str
    below: float
    language: Language
    now: datetime

    @property
    def day(self) -> date:
        """The day of an answer: the one that is set, unless it is yet to come."""
        return day_in_seoul(min(self.now, datetime.now(UTC)))


@click.command(help=_HELP, short_help="Walk through verdicts in doubt, and correct them.")
@click.argument("districts", nargs=-1, metavar="[DISTRICT ...]")
@click.option("--author", help="Who says so; git's user.name or your login if not given.")
@click.option(
    "--below",
    type=click.FloatRange(0, 1),
    default=0.8,
    show_default=True,
    help="Ask also about verdicts less sure than this.",
)
@language_option
def review(
    districts: tuple[str, ...], *, author: str | None, below: float, language: Language
) -> None:
    """Review verdicts; the help text of the command is `_HELP`."""
    names = chosen_districts(districts, everything=False)
    settings = environment()
    store = StoreResource(uri=settings.store).open()
    asking = _Asking(_author(author), below, language, settings.now())
    recorded: list[str] = []
    day = None
    try:
        closures = store.read_many("closures", names or None)
        day = day_of_city(store, closures, settings.today)
        if settings.today is None and day is not None and day < asking.day:
            click.echo(f"{_STANDS_STILL} {day}: with {TODAY}={day} answers are, too", err=True)
        for district in _reviewed(store, closures, asking, everything=not names):
            recorded.append(district)  # noqa: PERF402 (an error would lose what extend has read)
    except TableMissingError as error:
        raise click.ClickException(filling(error)) from None
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    finally:
        if recorded:
            _tell(store, recorded, day, settings)


def _author(given: str | None) -> str:
    """The name that answers bear.

    Raises:
        click.UsageError: It is blank, which the file of corrections does not take.
    """
    name = (_user() if given is None else given).strip()
    if not name:
        raise click.UsageError("the author's name is blank; give one with --author")
    return name


def _tell(store: TableStore, recorded: Sequence[str], day: date | None, settings: Settings) -> None:
    """Say how many answers are recorded, and from when on they count."""
    districts = " ".join(sorted(set(recorded)))
    there = "" if day is None else f"{keys_of_city(settings)} {TODAY}={day} "
    click.echo(
        f"{len(recorded)} recorded in {store.files.uri(FILE)}; they count from the next "
        f"verdicts on: `{there}radius refresh {districts} --only closures,closure_events`"
    )


def _reviewed(
    store: TableStore, closures: pl.DataFrame, asking: _Asking, *, everything: bool
) -> Iterator[str]:
    """Ask until there is nothing more, or the person has enough; the district of each answer."""
    corrections = corrections_today(store, asking.now)
    if everything:
        _warn_of_strangers(corrections, set(closures["place_id"]))
    queue = in_doubt(closures, corrections, below=asking.below)
    if queue.is_empty():
        click.echo(f"nothing is in doubt, of {closures.height:,} verdicts")
        return
    _require_writable(store)
    click.echo(
        f"in doubt: {queue.height:,} of {closures.height:,}; answers bear the name {asking.author}"
    )
    with suppress(click.Abort, _Enough):  # Ctrl-C and the end of the input, or q
        for number, verdict in enumerate(queue.iter_slices(1), 1):
            click.echo(f"\n[{number}/{queue.height}] {_shown(verdict, asking.language)}")
            (row,) = verdict.iter_rows(named=True)
            correction = _answer(row, asking.author, asking.day)
            if correction is not None:
                _record(store, correction, asking.now)
                yield row["district"]
    click.echo()


def _require_writable(store: TableStore) -> None:
    """Find out before anybody types an answer whether it can be kept."""
    try:
        store.files.try_writing()
    except OSError as error:
        raise click.ClickException(f"{FILE} cannot be written, {reason_of(error)}") from None


def _record(store: TableStore, correction: Correction, now: datetime) -> None:
    try:
        append_correction(store.files, correction, today=latest_day(now))
    except StoreError as error:
        lost = f"{correction.place_id}, {correction.sentence}"
        raise click.ClickException(f"{error}; not recorded is {lost}") from None


def _warn_of_strangers(corrections: Sequence[Correction], known: set[str]) -> None:
    """Name corrections of listings that are nowhere: gone from the map, or a wrong number."""
    for correction in strangers(corrections, known):
        click.echo(
            f"{FILE}, line {correction.line}: no verdict is stored of {correction.place_id}, "
            "it may be gone from the map, or the number be wrong",
            err=True,
        )


def _shown(verdict: pl.DataFrame, language: Language) -> str:
    (row,) = verdict.iter_rows(named=True)
    against = doubt(row, language)
    told = [f"  - {sentence}" for sentence in islice(sentences(row, language), _MOST_SENTENCES)]
    return "\n".join(
        [
            f"{row['place_name']}, {row['district']}: {row['verdict']} ({row['confidence']})",
            f"  {row['road_address'] or 'no address'}  {MAP}{row['place_id']}",
            f"  {rule(verdict, language)}",
            *([] if against is None else [f"  {against}"]),
            *(told or ["  no register knows it"]),
        ]
    )


def _answer(row: Mapping[str, Any], author: str, today: date) -> Correction | None:
    """What the person says of the listing, None for nothing.

    Raises:
        _Enough: They quit.
    """
    choices = click.Choice([*ANSWERS, "k", "n", "q"])
    answer = click.prompt(_QUESTION, type=choices, show_choices=False)
    if answer == "q":
        raise _Enough
    if answer == "n":
        return None
    verdict = ANSWERS.get(answer, row["verdict"])
    successor = _line("  replaced by (empty if you do not know)") if answer == "r" else ""
    reason = _line("  how do you know (empty for next)")
    if not reason:
        return None
    return Correction(
        place_id=row["place_id"],
        verdict=verdict,
        author=author,
        corrected_on=today,
        reason=reason,
        place_name=row["place_name"],
        replaced_by=successor or None,
    )


def _line(question: str) -> str:
    return str(click.prompt(question, default="", show_default=False)).strip()


def _user() -> str:
    """The name that git knows, else that of the login."""
    git = shutil.which("git")
    if git is not None:
        asked = subprocess.run(  # noqa: S603 (git, from the path)
            [git, "config", "user.name"], capture_output=True, text=True, check=False
        )
        if name := asked.stdout.strip():
            return name
    return getpass.getuser()


class _Enough(Exception):  # noqa: N818 (an answer, no error)
    """The person quits."""
