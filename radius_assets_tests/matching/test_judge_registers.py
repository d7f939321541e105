"""Which registers were asked, what they lack, and how old they are: how far a verdict may go."""

from datetime import date

import pytest

from radius_assets_tests.matching.rows import Row, judged, permit, place, store

CLOSED = date(2026, 8, 3)


@pytest.mark.parametrize(
    ("semas", "verdict"),
    [
        pytest.param([store()], "operating", id="found"),
        pytest.param(
            [store("세븐한빛점주", branch="코리아")], "suspected_closed", id="another brand"
        ),
        pytest.param([], "unverifiable", id="silence"),
    ],
)
def test_semas_alone_never_closes_a_shop(semas: list[Row], verdict: str) -> None:
    (row,) = judged(place(), semas=semas)

    assert row["verdict"] == verdict
    assert row["confidence"] < 0.8
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


def test_a_shop_in_semas_without_a_permit_is_open_with_little_confidence() -> None:
    (row,) = judged(place(), food=[], tobacco=[], semas=[store()])

    assert (row["verdict"], row["confidence"] <= 0.5) == ("operating", True)


def test_a_register_that_was_not_consulted_says_nothing_by_its_silence() -> None:
    neither, food_alone, both = (
        judged(place(), food=food, tobacco=tobacco)[0]
        for food, tobacco in ((None, None), ([], None), ([], []))
    )

    assert neither["verdict"] == "unverifiable"
    assert [row["verdict"] for row in (food_alone, both)] == ["suspected_closed"] * 2
    assert food_alone["confidence"] < both["confidence"]
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


def test_an_old_closure_is_less_sure_than_a_fresh_one() -> None:
    fresh, old = (
        judged(place(), tobacco=[permit(closed_on=day)])[0]["confidence"]
        for day in (CLOSED, date(2016, 1, 1))
    )

    assert old < fresh
