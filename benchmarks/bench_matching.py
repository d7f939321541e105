"""How well, and at what cost, are listings linked with registers and judged?

Compared on the same data in the same run: our verdicts; the first version's rule, which calls a
listing open if any row of its district shares its name, its address or its rounded position; the
same with permits that have ended left out; and Splink 5, trained without labels, whose links our
own rules turn into verdicts. Splink gets our normalized names and addresses, the threshold that
is best where it may be fitted, and whatever our rules mend.

Six invented cities that nobody tuned on are judged: in three, some rows would be decided by two or
three listings. So are, with SEMAS alone, the real listings of one district, of which people
labelled pairs by reading. These are third-party material and lie beside the checkout; without them
this part is left out. Thresholds are fitted on other cities, and on the other half of the labels.

A figure of another way that is ahead of ours is bold; ties are not. A way that never says a
verdict has no precision in it.

    python -m benchmarks.bench_matching
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import polars as pl

from benchmarks import matching_sizes
from benchmarks.matching_ways import (
    OURS,
    Said,
    Tables,
    best_bits_on_cities,
    best_bits_on_labels,
    first,
    ways,
)
from radius_assets.cli.evaluate import SEEDS as EVALUATED
from radius_assets.evaluation.cities import Judged, judged, judged_together
from radius_assets.evaluation.labelled import Labelled, agreement, labelled
from radius_assets.evaluation.labelled import judged_links as labelled_links
from radius_assets.evaluation.trial import trial
from radius_assets.matching.scores import Score, calibration_error, reliability
from radius_assets_tests.matching import gold

SEEDS = (*EVALUATED, 7501, 7502, 7503)
FIT_SEEDS = (101, 102)  # of those that our weights were learnt from
PLACES = 4  # decimals printed; what does not differ in them is a tie


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of each way, by its name; `is_share` if the more the better, else the less."""

    name: str
    values: Mapping[str, float]
    is_share: bool

    def cells(self) -> list[str]:
        """The figures as text; one that is ahead of ours is bold."""
        ahead = self.ahead()
        return [
            f"**{_text(value)}**" if name in ahead else _text(value)
            for name, value in self.values.items()
        ]

    def ahead(self) -> list[str]:
        """The ways that are ahead of ours."""
        mine = round(self.values[OURS], PLACES)
        signed = 1 if self.is_share else -1
        return [
            name
            for name, value in self.values.items()
            if signed * round(value, PLACES) > signed * mine
        ]


def _text(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.{PLACES}f}"


Figures: TypeAlias = dict[str, tuple[float, bool]]
"""By name a figure, and whether it is a share, of which more is better.

Not a number is the precision of what was never said.
"""


def figures(judged: Judged, cpu_s: float) -> Figures:
    """All that is printed of a way."""
    found = _of_score("links", judged.score_of_links())
    for verdict, score in judged.scores().items():
        found |= _of_score("closed or replaced" if verdict == "gone" else verdict, score)
    reliable = judged.reliability_of_verdicts(), judged.reliability_of_links()
    return found | {
        "false closures per 1,000": (judged.false_closures().per_thousand, False),
        "calibration error, verdicts": (calibration_error(reliable[0]), False),
        "calibration error, links": (calibration_error(reliable[1]), False),
        "CPU seconds": (cpu_s, False),
    }


def labels_figures(said: Said, labels: Labelled) -> Figures:
    """The figures of links of a labelled district."""
    error = calibration_error(reliability(labelled_links(said.links, labels)))
    found = _of_score("links", agreement(said.links, labels))
    return found | {"calibration error, links": (error, False)}


def print_table(title: str, of_ways: Mapping[str, Figures]) -> None:
    """A line a figure and a column a way, in Markdown, and where ours is behind."""
    rows = [
        Row(name, {way: figures[name][0] for way, figures in of_ways.items()}, is_share)
        for name, (_, is_share) in of_ways[OURS].items()
    ]
    print(f"\n### {title}\n")
    print(f"| | {' | '.join(of_ways)} |")
    print(f"|---{'|---:' * len(of_ways)}|")
    for row in rows:
        print(f"| {row.name} | {' | '.join(row.cells())} |")
    behind = [f"{row.name} ({', '.join(row.ahead())})" for row in rows if row.ahead()]
    print(f"\nOurs is behind in {len(behind)} of {len(rows)} rows: {'; '.join(behind) or 'none'}.")


def _of_score(name: str, score: Score) -> Figures:
    return {
        f"{name}, precision": (score.precision if score.said else math.nan, True),
        f"{name}, recall": (score.recall, True),
        f"{name}, F1": (score.f1, True),
    }


def report_cities(seeds: Iterable[int]) -> None:
    """Judge the cities in every way and print a table a city, and one of all."""
    least_bits = best_bits_on_cities([trial(seed) for seed in FIT_SEEDS])
    print(f"Splink's thresholds in bits, from cities {FIT_SEEDS}: {least_bits}")
    compared = ways(least_bits, permits=True)
    judged_by: dict[str, list[Judged]] = {name: [] for name in compared}
    cpu_s: dict[str, list[float]] = {name: [] for name in compared}
    for seed in seeds:
        city = trial(seed)
        tables = Tables.of_city(city)
        for name, way in compared.items():
            said = way(tables)
            judged_by[name].append(judged(city, said.verdicts, said.links))
            cpu_s[name].append(said.cpu_s)
        of_ways = {name: figures(parts[-1], cpu_s[name][-1]) for name, parts in judged_by.items()}
        print_table(f"Invented city {seed}, {city.places.height:,} listings", of_ways)
    of_all = {
        name: figures(judged_together(parts), sum(cpu_s[name]) / len(parts))
        for name, parts in judged_by.items()
    }
    print_table("The invented cities together", of_all)


def report_labels(labels: Labelled) -> None:
    """Judge the real district and print how links agree with the labels."""
    least_bits = best_bits_on_labels(labels.half("fit"))
    print(f"\nSplink's threshold in bits, from half of the labels: {least_bits}")
    tables = Tables.of_labels(labels)
    said = {name: way(tables) for name, way in ways(least_bits, permits=False).items()}
    for title, part in {"all labels": labels, "the half not fitted": labels.half("test")}.items():
        of_ways = {name: labels_figures(one, part) for name, one in said.items()}
        print_table(f"Real listings and SEMAS, {title}", of_ways)
    _report_fidelity(first(tables))


def _report_fidelity(again: Said) -> None:
    """How far the rule, with SEMAS alone, says what the first version itself once said."""
    korean = {"정상": "operating", "폐업": "closed"}
    once = gold.first_verdicts().select("place_id", once=pl.col("verdict").replace_strict(korean))
    both = again.verdicts.join(once, on="place_id")
    counted = both.group_by("once", "verdict").len().sort("once", "verdict")
    print("\nThe first version once said, and its rule here with SEMAS alone:")
    for said, verdict, count in counted.rows():
        print(f"  {said}, {verdict}: {count}")


def main() -> None:
    """Measure quality, on labels where they are at hand, then cost."""
    report_cities(SEEDS)
    if gold.FOLDER.is_dir():
        report_labels(labelled(gold.FOLDER))
    else:
        print(f"\nno labelled pairs at {gold.FOLDER}")
    matching_sizes.report()


if __name__ == "__main__":
    main()
