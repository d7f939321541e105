"""What is known beforehand: how names are written, and what each agreement weighs."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType

from radius_assets.matching.brands import Lexicon, lexicon

WEIGHTS_FILE = "weights.toml"


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt from pairs and verdicts of which the truth is known.

    `prior_bits` and `bits`, by feature and level, are logarithms to base 2 of odds; `confidence`
    is how often the rule of a name is right, 0 to 1, and `cases` how many there were of it.
    `weak_share` is the share of listings that weak rules decided in learning, by the registers that
    were asked, their names in order of the alphabet with commas between.
    `leftover` is how often a listing and a record at one address are one shop that are of one
    chain and nobody else's, `succession` how often a permit is the shop's that follows on one of
    its own, and `succession_among_several` the same where other stores share the spot.
    """

    prior_bits: float
    bits: Mapping[str, Mapping[str, float]]
    confidence: Mapping[str, float]
    leftover: float
    succession: float
    succession_among_several: float
    cases: Mapping[str, int] = field(default_factory=dict)
    weak_share: Mapping[str, float] = field(default_factory=dict)


@cache
def weights() -> Weights:
    """The weights of this package, `weights.toml`."""
    path = resources.files(__package__) / WEIGHTS_FILE
    return read_weights(path.read_text("utf-8"))


def read_weights(text: str) -> Weights:
    """The weights that a file in the form of `weights.toml` holds."""
    data = tomllib.loads(text)
    return Weights(
        prior_bits=data["prior_bits"],
        bits=MappingProxyType(
            {
                feature: {level: row["bits"] for level, row in levels.items()}
                for feature, levels in data["feature"].items()
            }
        ),
        confidence=MappingProxyType(
            {name: row["confidence"] for name, row in data["rule"].items()}
        ),
        leftover=data["link"]["leftover"]["confidence"],
        succession=data["link"]["succession"]["confidence"],
        succession_among_several=data["link"]["succession_among_several"]["confidence"],
        cases=MappingProxyType({name: row.get("cases", 0) for name, row in data["rule"].items()}),
        weak_share=MappingProxyType(data.get("weak", {})),
    )


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a judgement rests on beside the tables; the package's own if not given."""

    words: Lexicon = field(default_factory=lexicon)
    weights: Weights = field(default_factory=weights)
