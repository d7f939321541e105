"""The weights that were learnt: whole, and in keeping with what anybody would expect."""

import pytest

from radius_assets.matching.features import FEATURES, Feature
from radius_assets.matching.knowledge import weights
from radius_assets.matching.rules import RULES


def bits(feature: str, says: str) -> float:
    return weights().bits[feature][says]


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_every_level_has_its_weight_and_no_other_is_there(feature: Feature) -> None:
    assert list(weights().bits[feature.name]) == [level.says for level in feature.levels]


def test_every_rule_has_its_confidence_and_no_other_is_there() -> None:
    assert list(weights().confidence) == [rule.why for rule in RULES]
    assert all(0 < confidence < 1 for confidence in weights().confidence.values())


def test_the_nearer_never_weighs_less() -> None:
    in_order = list(weights().bits["distance"].values())

    assert in_order == sorted(in_order, reverse=True)


@pytest.mark.parametrize(
    ("feature", "more", "less"),
    [
        ("address", "same road address", "same street, another number"),
        ("address", "same lot", "another lot"),
        ("address", "another address of a station", "another street"),
        ("brand", "same brand", "another brand"),
        ("brand", "same chain under another sign", "another brand"),
        ("brand", "one without a brand", "another brand"),
        ("branch", "same branch", "same name"),
        ("branch", "same name", "similar branch"),
        ("branch", "similar branch", "somewhat similar branch"),
        ("branch", "similar branch", "same branch, one without its number"),
        ("branch", "similar branch", "another branch"),
        ("branch", "another branch", "another number, gate or block"),
    ],
)
def test_a_better_answer_weighs_more(feature: str, more: str, less: str) -> None:
    assert bits(feature, more) > bits(feature, less)


def test_another_brand_outweighs_everything_else() -> None:
    best = ("within 10 m", "same road address", "same name")
    features = ("distance", "address", "branch")

    agree = sum(bits(feature, says) for feature, says in zip(features, best, strict=True))
    assert weights().prior_bits + agree + bits("brand", "another brand") < 0
