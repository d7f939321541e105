"""Learn what each agreement weighs, and how sure each rule is, from pairs of which we know.

Pairs are taken from invented cities, whose truth is known, and from the half of the labelled
pairs that is meant for it. A logistic regression gives the bits of each level: how much likelier
an answer is for one shop than for two. The invented registers are tidier than real ones, so every
second time an answer of a pair that is one shop is drawn from what the labelled pairs say
instead. Weights are held small (a Gaussian prior), and a longer way never weighs more.

The rules' confidence is how often each was right in the same cities. In every second of them one
permit in twenty has a name that says nothing: of 7,878 real permits of convenience stores
(Gyeonggi, 2020) one in twenty has no brand that we know, and some of these are chains' shops under
the name of their operator. Where a rule is rare, it is also counted with registers left out.

Nothing of the test half of the labels, nor of the cities of `bench_matching`, is looked at. Without
the labels there is nothing to learn from.

    python -m benchmarks.fit_weights            print what was learnt
    python -m benchmarks.fit_weights --write    write it to radius_assets/matching/weights.toml
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.fit_bits import learnt_bits
from radius_assets.checks.calibration import named_registers, weak_of, with_all_asked
from radius_assets.evaluation.labelled import Labelled, agreement, labelled, links_of
from radius_assets.evaluation.trial import REGISTERS, Trial, trial
from radius_assets.matching import knowledge
from radius_assets.matching.judge import judge
from radius_assets.matching.knowledge import Knowledge, Weights, read_weights
from radius_assets.matching.rules import RULES
from radius_assets.matching.scores import is_right
from radius_assets_tests.matching import gold

SEEDS = (101, 102, 103, 104)
SEED_OF_NAMES = 105
AS_OF = date(2026, 1, 23)  # when the labelled listings were read
FILE = Path(knowledge.__file__).with_name(knowledge.WEIGHTS_FILE)
HEAD = """\
# What agreements weigh and how sure rules are; learnt by `python -m benchmarks.fit_weights`, not by
# hand. bits: logarithm to base 2 of how much likelier the answer is for one shop than for two;
# pairs, same: how many pairs gave it, and the share of them that is one shop. confidence: how
# often it is right; cases, right: how many there were, and how many of them were. weak: the share
# of the listings that rules decided which are seldom right or rare, by the registers asked.
"""

ENOUGH = 10  # cases, below which cities with registers left out are asked, too
BELIEVED = (5.0, 4.0)  # cases seen beforehand, and right ones of them: no rule is ever certain
SUREST = 0.999
WITHOUT: Sequence[frozenset[str]] = (
    frozenset(),
    frozenset({"semas"}),
    frozenset({"food"}),
    frozenset({"tobacco"}),
    frozenset({"food", "semas"}),
    frozenset({"tobacco", "semas"}),
    frozenset({"food", "tobacco"}),
)
NAMELESS = 0.05  # share of the permits of every second city that lose their name
UNTRIED = {"leftover": 2.0, "succession": 3.0, "succession_among_several": 4.0}
"""Marks of the ways to a link that no bits account for; no score is above 1."""


def learnt(cities: Sequence[Trial], labels: Labelled) -> str:
    """The whole file."""
    bits = "\n".join(learnt_bits(cities, labels))
    first = read_weights("\n".join([bits, *_untried()]))
    links = list(_links(cities, Knowledge(weights=first)))
    second = read_weights("\n".join([bits, *links, *_untried(links=False)]))
    runs = _runs(_with_nameless(cities), Knowledge(weights=second))
    rules = list(_rules(list(runs.values())))
    weak = _weak(runs, read_weights("\n".join([bits, *links, *rules])))
    return "\n".join([HEAD, bits, "", *links, "", *rules, "", *weak, ""])


def judged(city: Trial, knowing: Knowledge, without: frozenset[str] = frozenset()) -> pl.DataFrame:
    """The verdicts on a city, some registers left out, with the truth."""
    asked = {
        register: None if register in without else getattr(city, register)
        for register in ("food", "tobacco", "semas")
    }
    closures = judge(city.places, **asked, as_of=city.today, knowing=knowing)
    return closures.join(city.truth.select("place_id", "truth"), on="place_id")


def _with_nameless(cities: Sequence[Trial]) -> list[Trial]:
    """The cities, in every second of which some permits have a name that says nothing."""
    dice = np.random.default_rng(SEED_OF_NAMES)

    def lost(permits: pl.DataFrame) -> pl.DataFrame:
        is_lost = pl.Series(dice.random(permits.height) < NAMELESS)
        name = (
            pl.when(is_lost).then(pl.format("{}번 상사", pl.int_range(pl.len()))).otherwise("name")
        )
        return permits.with_columns(name=name)

    return [
        replace(city, food=lost(city.food), tobacco=lost(city.tobacco)) if at % 2 else city
        for at, city in enumerate(cities)
    ]


def _untried(*, links: bool = True) -> Iterator[str]:
    """The confidences that are not known yet."""
    if links:
        yield "[link]"
        yield from (f"{name} = {{ confidence = {mark} }}" for name, mark in UNTRIED.items())
    yield "[rule]"
    yield from (f'"{rule.why}" = {{ confidence = 1.0 }}' for rule in RULES)


def _links(cities: Sequence[Trial], knowing: Knowledge) -> Iterator[str]:
    """How often links are right that rest on being left over, or on succession."""
    found = pl.concat(_judged_links(city, knowing) for city in cities)
    yield "[link]"
    for name, mark in UNTRIED.items():
        yield f"{name} = {_told(found.filter(confidence=mark), sure=1.0)}"


def _judged_links(city: Trial, knowing: Knowledge) -> pl.DataFrame:
    key = ["place_id", "register", "record_id"]
    same = city.pairs.with_columns(right=True)
    links = links_of(judged(city, knowing)).join(same, on=key, how="left")
    return links.with_columns(pl.col("right").fill_null(value=False))


def _runs(cities: Sequence[Trial], knowing: Knowledge) -> dict[str, pl.DataFrame]:
    """The cases with all registers, and with some left out, by the registers that were asked."""
    return {
        named_registers({*REGISTERS} - without): pl.concat(
            _cases(city, knowing, without) for city in cities
        )
        for without in WITHOUT
    }


def _weak(runs: Mapping[str, pl.DataFrame], known: Weights) -> Iterator[str]:
    """The share of the listings that weak rules decided, by the registers that were asked."""
    yield "[weak]"
    for registers, cases in runs.items():
        asked = with_all_asked(cases["reason"])
        yield f'"{registers}" = {weak_of(asked, known).len() / asked.len():.4f}'


def _rules(runs: Sequence[pl.DataFrame]) -> Iterator[str]:
    """How often each rule is right, of cases whose records fit wholly and are fresh."""
    yield "[rule]"
    for rule in RULES:
        found = [cases.filter(reason=rule.why) for cases in runs]
        cases = found[0] if found[0].height >= ENOUGH else pl.concat(found)
        yield f'"{rule.why}" = {_told(cases, sure=cases["confidence"].mean())}'


def _cases(city: Trial, knowing: Knowledge, without: frozenset[str]) -> pl.DataFrame:
    cases = judged(city, knowing, without)
    return cases.select("reason", "confidence", right=is_right())


def _told(cases: pl.DataFrame, *, sure: object) -> str:
    """The confidence, the cases it rests on, and how many of them were right."""
    right = int(cases["right"].sum())
    seen, believed = BELIEVED
    share = (right + believed) / (cases.height + seen)
    at_best = sure if isinstance(sure, float) and sure > 0 else 1.0
    confidence = min(share / at_best, SUREST)
    return f"{{ confidence = {confidence:.3f}, cases = {cases.height}, right = {right} }}"


def main() -> None:
    """Learn, print what was learnt, and how links on the other half of the labels then agree."""
    if not gold.FOLDER.is_dir():
        raise SystemExit(f"no labelled pairs at {gold.FOLDER}: there is nothing to learn from")
    labels = labelled(gold.FOLDER)
    text = learnt([trial(seed) for seed in SEEDS], labels.half("fit"))
    knowing, other = Knowledge(weights=read_weights(text)), labels.half("test")
    closures = judge(
        labels.places, food=None, tobacco=None, semas=labels.semas, as_of=AS_OF, knowing=knowing
    )
    score = agreement(links_of(closures), other)
    print(text)
    print(f"# the other half: precision {score.precision:.3f}, recall {score.recall:.3f}, {score}")
    if "--write" in sys.argv[1:]:
        FILE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
