"""What an evaluation says, as Markdown: for a terminal, and for docs/evaluation.md."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from radius_assets.evaluation.cities import AGES, Evaluation, together
from radius_assets.evaluation.delays import Delays
from radius_assets.evaluation.labels import LabelsEvaluation
from radius_assets.matching.scores import FalseClosures, Score, calibration_error, confusion

NAMED = 5
"""So many failures of a kind are named, the surest first."""


def report(
    cities: Sequence[Evaluation], late: Delays | None, labels: LabelsEvaluation | None
) -> str:
    """The whole of it, with a title and a section for each part that there is."""
    found = together(cities)
    parts: dict[str, Iterable[str]] = {"Invented cities": of_cities(found, cities)}
    if late is not None:
        parts["From a closure to a verdict"] = [of_delays(late)]
    if labels is not None:
        parts["Labelled listings"] = of_labels(labels)
    parts["What is wrong, and why"] = of_failures(found.failures)
    sections = ("\n\n".join([f"## {title}", *text]) for title, text in parts.items())
    return "\n\n".join(["# Evaluation", *sections]) + "\n"


def of_cities(found: Evaluation, each: Sequence[Evaluation]) -> Iterator[str]:
    """Links, verdicts, false closures and calibration of the cities together, and of each."""
    seeds = ", ".join(str(one.listings["seed"][0]) for one in each)
    cities = "city" if len(each) == 1 else "cities"
    yield f"{found.listings.height:,} listings of the invented {cities} {seeds}."
    yield scores({"links": found.score_of_links(), **found.scores()})
    yield "The same without the shops that are gone while no register tells of it yet:"
    told = found.scores_of_what_is_told()
    yield scores(told)
    yield _bound(found.scores(), told)
    yield "How the shops that are gone are held, by how long they have been gone:"
    yield ages(found.by_days_gone())
    yield "F1, false closures and calibration error in each of the cities:"
    yield _each(each)
    yield _held_gone(found.false_closures())
    yield "What is true, and what was said:"
    yield _frame(confusion(found.listings))
    yield from _calibration("verdicts", found.reliability_of_verdicts(), found.brier_of_verdicts())
    yield from _calibration("links", found.reliability_of_links(), found.brier_of_links())


def of_delays(found: Delays) -> str:
    """How late closures were seen."""
    said = f"Of {found.shops} closures {found.seen} became a verdict while the map had the listing"
    rest = found.shops - found.seen - found.forgotten - found.early
    left = (
        f"{found.forgotten} listings left the map first; {found.early} were held gone before "
        f"their end; of {rest} no look has said so yet."
    )
    if not found.days:
        return f"{said}. {left}"
    half, most = found.within(0.5), found.within(0.9)
    late = f"half of them within {half} days and nine in ten within {most}"
    return f"{said}, {late}, the wait for the weekly look included. {left}"


def of_labels(found: LabelsEvaluation) -> Iterator[str]:
    """How links and verdicts agree with the labels."""
    yield f"{found.listings:,} labelled listings, seen with SEMAS alone. Sure labels alone count."
    yield scores(found.scores)
    yield "What people found in the register, and what was said:"
    yield _frame(found.confusion)
    yield from _calibration("links", found.reliability, found.brier)
    if found.failures.is_empty():
        yield "All links agree with the labels."
    else:
        yield "Where links and labels differ:"
        rows = found.failures.rows()
        yield "\n".join(
            f"- {what}: {place_id} and {record_id}" for what, place_id, record_id in rows
        )


def of_failures(found: pl.DataFrame) -> Iterator[str]:
    """The wrong verdicts by cause, the most frequent first, some of each by name."""
    kind = ["cause", "truth", "verdict"]
    kinds = found.group_by(kind).len().sort("len", *kind, descending=[True, False, False, False])
    yield f"{found.height:,} verdicts are wrong."
    for cause, truth, verdict, count in kinds.rows():
        yield f"**{cause}** ({truth}, held {verdict}: {count})"
        of_kind = found.filter(cause=cause, truth=truth, verdict=verdict)
        more = [f"- and {count - NAMED} more"] if count > NAMED else []
        yield "\n".join([*map(_named, of_kind.head(NAMED).to_dicts()), *more])


def scores(found: Mapping[str, Score]) -> str:
    """A row a verdict."""
    return table(
        ["", "precision", "recall", "F1", "right", "said", "true"],
        (
            (name, *_shares(score), f"{score.right:,}", f"{score.said:,}", f"{score.true:,}")
            for name, score in found.items()
        ),
    )


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table: the first column to the left, the others to the right."""
    rule = ["---", *("---:" for _ in titles[1:])]
    cells = [titles, rule, *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def _each(each: Sequence[Evaluation]) -> str:
    found = [{"links": one.score_of_links(), **one.scores()} for one in each]
    rows = (
        (
            one.listings["seed"][0],
            *(f"{score.f1:.3f}" for score in of.values()),
            f"{one.false_closures().per_thousand:.2f}",
            f"{calibration_error(one.reliability_of_verdicts()):.3f}",
        )
        for one, of in zip(each, found, strict=True)
    )
    return table(["city", *found[0], "false closures of 1,000", "calibration error"], rows)


def _bound(all_of_it: Mapping[str, Score], told: Mapping[str, Score]) -> str:
    """What F1 would be if nothing that the registers tell were misread."""
    best = {
        verdict: Score(right=score.true, said=score.true, true=all_of_it[verdict].true)
        for verdict, score in told.items()
    }
    said = ", ".join(f"{score.f1:.3f} for {verdict}" for verdict, score in best.items())
    return f"So of all listings F1 could be {said} if nothing that registers tell were misread."


def ages(found: pl.DataFrame) -> str:
    """A row an age: how the shops are held that have been gone so long."""
    rows = ((_age(most), *(f"{count:,}" for count in counts)) for most, *counts in found.rows())
    return table(["gone for", "listings", "held gone", "suspected", "held open"], rows)


def _age(most: int | None) -> str:
    return f"over {AGES[-1]} days" if most is None else f"up to {most} days"


def _held_gone(found: FalseClosures) -> str:
    said = (
        f"Of {found.shops:,} open shops of chains {found.held_gone} are called closed or replaced"
    )
    return f"{said}: {found.per_thousand:.2f} of 1,000. {found.suspected} are suspected of it."


def _calibration(what: str, found: pl.DataFrame, brier: float) -> Iterator[str]:
    error = f"calibration error {calibration_error(found):.4f}, Brier score {brier:.4f}"
    yield f"How sure {what} are, and how often they are right; {error}:"
    yield table(
        ["called", what, "mean", "right"],
        (
            (f"{low:.1f} to {low + 0.1:.1f}", f"{count:,}", f"{sure:.3f}", f"{right:.3f}")
            for low, count, sure, right in found.rows()
        ),
    )


def _named(row: Mapping[str, object]) -> str:
    at = f"{row['district']}, city {row['seed']}, {row['place_id']}"
    return f"- {row['place_name']} ({at}), {row['confidence']:.2f} sure: {row['detail']}"


def _frame(found: pl.DataFrame) -> str:
    return table(found.columns, found.rows())


def _shares(score: Score) -> list[str]:
    return [f"{share:.3f}" for share in (score.precision, score.recall, score.f1)]


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|")
