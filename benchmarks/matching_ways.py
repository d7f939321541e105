"""The ways to judge listings that are measured side by side: ours, the first one, Splink's."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import polars as pl

from benchmarks import splink_judge
from benchmarks.first_version import first_links, first_version
from radius_assets.evaluation.labelled import Labelled, agreement, links_of
from radius_assets.evaluation.trial import REGISTERS, Trial
from radius_assets.matching.judge import judge
from radius_assets.matching.scores import Score

LABELS_READ_ON = date(2026, 1, 23)
OURS, SPLINK = "ours", "Splink, our rules"


@dataclass(frozen=True, slots=True)
class Tables:
    """What is judged: listings, and the registers that were asked."""

    places: pl.DataFrame
    registers: Mapping[str, pl.DataFrame | None]
    as_of: date

    @classmethod
    def of_city(cls, city: Trial) -> "Tables":
        """An invented city with all its registers."""
        return cls(city.places, {name: getattr(city, name) for name in REGISTERS}, city.today)

    @classmethod
    def of_labels(cls, labels: Labelled) -> "Tables":
        """A real district with SEMAS alone."""
        asked = {"food": None, "tobacco": None, "semas": labels.semas}
        return cls(labels.places, asked, LABELS_READ_ON)


@dataclass(frozen=True, slots=True)
class Said:
    """What one way says: `verdicts` (`place_id`, `verdict`, `confidence`), `links`, CPU seconds.

    `links` has `place_id`, `register`, `record_id` and `confidence`. A way that does not say how
    sure it is says that it is certain, 1.
    """

    verdicts: pl.DataFrame
    links: pl.DataFrame
    cpu_s: float


Way: TypeAlias = Callable[[Tables], Said]


def ours(of: Tables) -> Said:
    """Our own verdicts."""
    began_s = time.process_time()
    closures = judge(
        of.places,
        food=of.registers["food"],
        tobacco=of.registers["tobacco"],
        semas=of.registers["semas"],
        as_of=of.as_of,
    )
    cpu_s = time.process_time() - began_s
    return Said(closures.select("place_id", "verdict", "confidence"), links_of(closures), cpu_s)


def first(of: Tables, *, only_open: bool = False) -> Said:
    """The first version's rule."""
    began_s = time.process_time()
    judged = first_version(
        of.places,
        food=of.registers["food"],
        tobacco=of.registers["tobacco"],
        semas=of.registers["semas"],
        only_open=only_open,
    )
    cpu_s = time.process_time() - began_s
    certain = pl.lit(1.0).alias("confidence")
    return Said(
        judged.select("place_id", "verdict", certain),
        first_links(judged).with_columns(certain),
        cpu_s,
    )


def splink(least_bits: Mapping[str, float]) -> Way:
    """Splink's links of at least so many bits by register, and what our rules make of them."""

    def way(of: Tables) -> Said:
        began_s = time.process_time()
        tables = splink_judge.normalized(of.places, of.registers, of.as_of)
        links = splink_judge.above(splink_judge.linked(tables), least_bits)
        verdicts = splink_judge.verdicts(links, tables)
        cpu_s = time.process_time() - began_s
        return Said(verdicts, splink_judge.of_listings(links, tables), cpu_s)

    return way


def ways(least_bits: Mapping[str, float], *, permits: bool) -> dict[str, Way]:
    """All of them, ours first; without permits the first version has none to leave out."""
    only_open: dict[str, Way] = {
        "first version, open permits": lambda of: first(of, only_open=True)
    }
    return {
        OURS: ours,
        "first version": first,
        **(only_open if permits else {}),
        SPLINK: splink(least_bits),
    }


def best_bits_on_cities(cities: Sequence[Trial]) -> dict[str, float]:
    """By register, how many bits give Splink's links the best F1 on these cities."""
    counted: dict[str, list[list[Score]]] = {register: [] for register in REGISTERS}
    for city in cities:
        of = Tables.of_city(city)
        tables = splink_judge.normalized(of.places, of.registers, of.as_of)
        links = splink_judge.linked(tables)
        for register in REGISTERS:
            true = city.pairs.filter(register=register)
            counted[register].append(
                [_score(_above(links, register, bits), tables, true) for bits in _TRIED]
            )
    return {register: _best(scores) for register, scores in counted.items()}


def best_bits_on_labels(labels: Labelled) -> dict[str, float]:
    """The same for SEMAS on these labels."""
    of = Tables.of_labels(labels)
    tables = splink_judge.normalized(of.places, of.registers, of.as_of)
    links = splink_judge.linked(tables)
    scores = [
        agreement(splink_judge.of_listings(_above(links, "semas", bits), tables), labels)
        for bits in _TRIED
    ]
    return {"semas": _best([scores])}


_TRIED = [bits / 2 for bits in range(-10, 41)]


def _above(links: pl.DataFrame, register: str, bits: float) -> pl.DataFrame:
    return splink_judge.above(links.filter(register=register), {register: bits})


def _score(links: pl.DataFrame, tables: splink_judge.Normalized, true: pl.DataFrame) -> Score:
    said = splink_judge.of_listings(links, tables)
    right = said.join(true, on=["place_id", "register", "record_id"], how="semi")
    return Score(right=right.height, said=said.height, true=true.height)


def _best(scores: Sequence[Sequence[Score]]) -> float:
    """Of the bits tried those with the best F1 on average."""
    mean = [sum(one.f1 for one in at) for at in zip(*scores, strict=True)]
    return _TRIED[mean.index(max(mean))]
