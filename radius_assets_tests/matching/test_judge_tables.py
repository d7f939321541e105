"""What tables a judgement takes and gives: empty ones, missing types, other businesses."""

import polars as pl

from radius_assets.matching.judge import judge
from radius_assets_tests.matching.rows import AS_OF, judged, permit, permits, place, places


def test_coffee_shops_are_left_out() -> None:
    food = [permit("커피한빛", business_type="커피숍"), permit(business_type="편의점")]

    (row,) = judged(place(), food=food)

    assert [said["name"] for said in row["evidence"]] == ["지에스25 한빛점"]


def test_no_listings_give_an_empty_table_with_the_same_columns() -> None:
    full = judge(places(place()), food=None, tobacco=permits(permit()), semas=None, as_of=AS_OF)
    none = judge(places(), food=None, tobacco=permits(permit()), semas=None, as_of=AS_OF)

    assert none.schema == full.schema
    assert none.is_empty()


def test_columns_that_hold_nothing_may_have_no_type() -> None:
    rows = permits(permit()).with_columns(
        pl.lit(None).alias(name)
        for name in ("closed_on", "suspended_from", "lot_address", "updated_at", "business_type")
    )

    verdicts = judge(places(place()), food=rows, tobacco=rows, semas=None, as_of=AS_OF)

    assert verdicts["verdict"].to_list() == ["operating"]
