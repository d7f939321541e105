"""The lexicon of brands: what a list kept by hand must keep."""

from collections import Counter

import polars as pl
import pytest

from radius_assets.domain.spelling import spelled, spelled_text
from radius_assets.matching.brands import Brand, lexicon
from radius_assets.matching.names import normalized_names

BRANDS = list(lexicon().brands.values())


def test_no_spelling_stands_for_two_brands() -> None:
    spellings = Counter(word for brand in BRANDS for word in (*brand.spellings, *brand.short))

    assert [word for word, count in spellings.items() if count > 1] == []


def test_spellings_are_written_as_they_are_compared() -> None:
    words = [word for brand in BRANDS for word in (*brand.spellings, *brand.short)]
    words += [*lexicon().beginnings, *lexicon().unmanned, *lexicon().another_kind]

    as_compared = pl.DataFrame({"word": words}).select(spelled(pl.col("word"))).to_series()

    assert as_compared.to_list() == words
    assert [spelled_text(word) for word in words] == words


@pytest.mark.parametrize("brand", BRANDS, ids=lambda brand: brand.name)
def test_a_brand_becomes_one_that_still_stands(brand: Brand) -> None:
    chain = lexicon().brands[brand.chain]

    assert chain.became is None


def test_the_beginnings_that_are_no_brand_name_none() -> None:
    names = normalized_names(pl.Series(lexicon().beginnings) + "한빛점")

    assert names["brand"].null_count() == names.height


@pytest.mark.parametrize("brand", BRANDS, ids=lambda brand: brand.name)
def test_a_renaming_has_its_year(brand: Brand) -> None:
    assert (brand.became is None) == (brand.renamed_in is None)
    assert brand.renamed_in is None or 1990 <= brand.renamed_in <= 2030


def test_the_great_chains_must_hold_permits() -> None:
    assert set(lexicon().permit_holders) >= {"GS25", "CU", "세븐일레븐", "이마트24"}
