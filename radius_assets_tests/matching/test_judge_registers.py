"""Which registers were asked, what they lack, and how old they are: how far a verdict may go."""

from datetime import date

import pytest

from radius_assets_tests.matching.rows import Row, judged, permit, place, store

CLOSED = date(2026, 8, 3)


@pytest.mark.parametrize(
    ("semas", "verdict"),
    [
        pytest.param([store()], "operating", id="found"),
        pytest.param([store("세븐한빛점주", branch="코리아")], "unverifiable", id="another brand"),
        pytest.param([], "unverifiable", id="silence"),
    ],
)
def test_semas_alone_never_closes_a_shop(semas: list[Row], verdict: str) -> None:
    (row,) = judged(place(), semas=semas)

    assert row["verdict"] == verdict
    assert row["confidence"] < 0.95
    assert row["registers"] == ["semas"]


def test_semas_lists_several_rows_of_one_shop() -> None:
    rows = [store("지에스25한빛점", store_id="a"), store("GS25한빛", store_id="b")]

    (row,) = judged(place(), semas=rows)

    assert [said["relation"] for said in row["evidence"]] == ["same_shop", "same_shop"]


def test_a_shop_that_semas_still_lists_long_after_is_closed_less_surely() -> None:
    with_semas, without = (
        judged(place(), tobacco=[permit(closed_on=date(2024, 5, 1))], semas=semas)[0]
        for semas in ([store()], [])
    )

    assert (with_semas["verdict"], without["verdict"]) == ("closed", "closed")
    assert with_semas["confidence"] < without["confidence"]


def test_a_shop_in_semas_without_a_permit_is_not_verified() -> None:
    """SEMAS lags, so it alone keeps no shop open that two registers of permits do not know."""
    both, tobacco_alone, food_alone = (
        judged(place(), food=food, tobacco=tobacco, semas=[store()])[0]["verdict"]
        for food, tobacco in (([], []), (None, []), ([], None))
    )

    assert (both, tobacco_alone, food_alone) == ("unverifiable", "unverifiable", "operating")


def test_a_register_that_was_not_consulted_says_nothing_by_its_silence() -> None:
    """Every second chain's shop has no food permit, so that register's silence is none."""
    neither, food_alone, both, all_three = (
        judged(place(), food=food, tobacco=tobacco, semas=semas)[0]
        for food, tobacco, semas in (
            (None, None, None),
            ([], None, None),
            ([], [], None),
            ([], [], []),
        )
    )

    assert [row["verdict"] for row in (neither, food_alone)] == ["unverifiable"] * 2
    assert [row["verdict"] for row in (both, all_three)] == ["suspected_closed"] * 2
    assert both["confidence"] < all_three["confidence"]
    assert [row["registers"] for row in (neither, food_alone, both)] == [
        [],
        ["food"],
        ["food", "tobacco"],
    ]


def test_an_old_register_makes_a_verdict_less_sure() -> None:
    fresh, stale = (
        judged(place(), semas=[store(base_month=month)])[0]["confidence"]
        for month in ("202608", "202308")
    )

    assert stale < fresh


def test_a_closure_of_these_days_is_less_sure_than_one_that_nobody_followed() -> None:
    """The next owner's permit may be on its way."""
    fresh, old = (
        judged(place(), tobacco=[permit(closed_on=day)])[0] for day in (CLOSED, date(2025, 9, 1))
    )

    assert (fresh["verdict"], old["verdict"]) == ("closed", "closed")
    assert fresh["confidence"] < old["confidence"]
