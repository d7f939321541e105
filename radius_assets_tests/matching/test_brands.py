"""The lexicon of brands: what a list kept by hand must keep."""

from collections import Counter

import polars as pl
import pytest

from radius_assets.matching.brands import Brand, lexicon, renaming
from radius_assets.matching.names import normalized_names, spelled

BRANDS = list(lexicon().brands.values())


def test_no_spelling_stands_for_two_brands() -> None:
    spellings = Counter(word for brand in BRANDS for word in (*brand.spellings, *brand.short))

    assert [word for word, count in spellings.items() if count > 1] == []


def test_spellings_are_written_as_they_are_compared() -> None:
    words = [word for brand in BRANDS for word in (*brand.spellings, *brand.short)]
    words += [*lexicon().beginnings, *lexicon().unmanned]

    as_compared = pl.DataFrame({"word": words}).select(spelled(pl.col("word"))).to_series()

    assert as_compared.to_list() == words


@pytest.mark.parametrize("brand", BRANDS, ids=lambda brand: brand.name)
def test_a_brand_becomes_one_that_still_stands(brand: Brand) -> None:
    chain = lexicon().brands[brand.chain]

    assert chain.became is None


def test_the_beginnings_that_are_no_brand_name_none() -> None:
    names = normalized_names(pl.Series(lexicon().beginnings) + "한빛점")

    assert names["brand"].null_count() == names.height


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        pytest.param(
            "미니스톱", "세븐일레븐", "미니스톱 became 세븐일레븐 in 2022", id="old permit"
        ),
        pytest.param(
            "세븐일레븐", "미니스톱", "미니스톱 became 세븐일레븐 in 2022", id="old listing"
        ),
        pytest.param("GS25", "CU", None, id="rivals"),
        pytest.param("CU", "CU", None, id="one brand"),
        pytest.param("바이더웨이", "미니스톱", None, id="both became a third"),
        pytest.param(None, "미니스톱", None, id="no brand"),
    ],
)
def test_a_renaming_is_told_either_way(one: str | None, other: str | None, said: str) -> None:
    assert renaming(one, other) == said
