"""The floors under precision and recall, on pairs that people labelled by reading."""

from datetime import date

import polars as pl
import pytest

from radius_assets.matching.judge import judge
from radius_assets_tests.matching import gold

pytestmark = pytest.mark.skipif(
    not gold.FOLDER.is_dir(), reason=f"no labelled pairs: {gold.FOLDER} is absent"
)


@pytest.fixture(scope="module")
def closures() -> pl.DataFrame:
    """The verdicts on the labelled district by SEMAS alone."""
    return judge(
        gold.places(), food=None, tobacco=None, semas=gold.semas(), as_of=date(2026, 1, 23)
    )


def test_links_agree_with_the_labels(closures: pl.DataFrame) -> None:
    agreement = gold.agreement(gold.links(closures))

    assert agreement.precision >= 0.97, agreement
    assert agreement.recall >= 0.95, agreement


def test_a_listing_counts_as_open_where_people_found_its_shop(closures: pl.DataFrame) -> None:
    sure = gold.labelled_places().filter(certainty="sure").rename({"verdict": "label"})
    judged = sure.join(closures, on="place_id").with_columns(
        found=pl.col("label") == "has_same", is_open=pl.col("verdict") == "operating"
    )

    assert judged.height == sure.height
    agreed = (judged["found"] == judged["is_open"]).sum()
    assert agreed / judged.height >= 0.97
