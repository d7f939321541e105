"""`radius evaluate`: how far verdicts can be trusted."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from radius_assets.cli.choices import chosen_districts
from radius_assets.evaluation.cities import Evaluation, evaluated
from radius_assets.evaluation.delays import delays
from radius_assets.evaluation.label_lines import LabelsError
from radius_assets.evaluation.labelled import labelled
from radius_assets.evaluation.labels import LabelsEvaluation, evaluated_labels
from radius_assets.evaluation.text import report
from radius_assets.evaluation.trial import trial
from radius_assets.publication.exports import write_whole

SEEDS = (7401, 7402, 7403)
"""Cities that nothing was learnt from; `benchmarks/fit_weights.py` learns from others."""

WEEKS = 16
STDOUT = Path("-")
_LABELS_READ_ON = date(2026, 1, 23)

_HELP = """\
Measure how far verdicts can be trusted, where the truth is known.

Invented cities are judged and compared with their truth: how well records are linked and verdicts
found, how often an open shop is held closed, whether those that are called nine in ten sure are
right nine in ten times, how many days a closure takes to become a verdict, and which verdicts are
wrong and why. Nothing is asked of any service, and no key is needed.

A folder of labels has gold/AREA_pairs.csv (place_id, semas_id, label, certainty) and
gold/AREA_places.csv (place_id, verdict, certainty), made by people who read listings and SEMAS
rows, and these in real/AREA_kakao_places.csv and real/AREA_semas_stores.csv.

\b
Examples:
  radius evaluate
  radius evaluate --seed 1 --seed 2 --weeks 0 -o evaluation.md
  radius evaluate --labels labels --read-on 2026-01-23
"""


@click.command(help=_HELP, short_help="Measure how far verdicts can be trusted.")
@click.option(
    "--seed",
    "seeds",
    multiple=True,
    type=click.IntRange(min=0),
    default=SEEDS,
    show_default=", ".join(map(str, SEEDS)),
    help="An invented city; may be given more than once. A city takes about 5 seconds.",
)
@click.option(
    "--district",
    "districts",
    multiple=True,
    metavar="DISTRICT",
    help="Only this district of the cities; may be given more than once.",
)
@click.option(
    "--weeks",
    type=click.IntRange(min=0, max=150),
    default=WEEKS,
    show_default=True,
    help="How many weeks the first city is looked at to see how late closures are seen; "
    "0 leaves it out. A week takes about 5 seconds.",
)
@click.option(
    "--labels",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Also compare with what people said of real listings.",
)
@click.option(
    "--read-on",
    type=click.DateTime(["%Y-%m-%d"]),
    default=_LABELS_READ_ON.isoformat(),
    show_default=True,
    help="The day on which the labelled listings were read.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE",
    help="Write it as Markdown, instead of to the terminal; `-` is the standard output.",
)
def evaluate(
    *,
    seeds: tuple[int, ...],
    districts: tuple[str, ...],
    weeks: int,
    folder: Path | None,
    read_on: datetime,
    output: Path | None,
) -> None:
    """Measure; the help text of the command is `_HELP`."""
    names = chosen_districts(districts, everything=not districts)
    seeds = tuple(dict.fromkeys(seeds))
    if output is not None and not output.parent.is_dir():
        raise click.UsageError(f"{output} cannot be written: there is no folder {output.parent}")
    judged_labels = None if folder is None else _labels(folder, read_on.date())
    with _progress() as bar:
        task = bar.add_task("cities and weeks", total=len(seeds) + weeks)

        def step() -> None:
            bar.advance(task)

        cities = [_city(seed, names, step) for seed in seeds]
        late = delays(seeds[0], names, weeks, looked=step) if weeks else None
    text = report(cities, late, judged_labels)
    if output is None:
        Console().print(Markdown(text))
    elif output == STDOUT:
        click.echo(text, nl=False)
    else:
        _write(output, text)


def _city(seed: int, names: Sequence[str], judged: Callable[[], None]) -> Evaluation:
    found = evaluated(trial(seed, names))
    judged()
    return found


def _labels(folder: Path, read_on: date) -> LabelsEvaluation:
    try:
        return evaluated_labels(labelled(folder), read_on)
    except LabelsError as error:
        raise click.UsageError(str(error)) from None


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _write(output: Path, text: str) -> None:
    try:
        write_whole(output, text.encode())
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from None
    click.echo(f"{output} is written", err=True)
