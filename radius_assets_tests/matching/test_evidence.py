"""What else is told of records under a verdict, and the facts beside the sentence."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets_tests.matching.rows import judged, permit, place, store
from radius_assets_tests.matching.sentences import (
    BEGUN,
    NONE_LATER,
    OTHER,
    SHOP,
    SHOP_KO,
    sentences,
)

CLOSED = date(2026, 8, 3)


@pytest.mark.parametrize(
    ("month", "said", "said_ko"),
    [
        pytest.param("202606", "listed as of 2026-06", "2026-06 기준 등재", id="base month"),
        pytest.param(None, "listed", "등재", id="no base month"),
        pytest.param("soon", "listed", "등재", id="not a month"),
    ],
)
def test_a_semas_row_is_told_with_its_month(month: str | None, said: str, said_ko: str) -> None:
    row = store("지에스25 한빛점", base_month=month)

    assert sentences(place(), semas=[row]) == [f"SEMAS entry {SHOP}: {said}"]
    assert sentences(place(), semas=[row], column="sentence_ko") == [
        f"상가정보 {SHOP_KO}: {said_ko}"
    ]


def test_a_successor_without_a_permit_is_told_as_such() -> None:
    listed = [place(place_id="1"), place("한빛마트", place_id="2")]
    tobacco = [permit(closed_on=date(2026, 3, 1))]

    told = sentences(*listed, tobacco=tobacco, semas=[store("한빛마트")])

    assert told[0].endswith("closed 2026-03-01; next here: '한빛마트', without a permit")
    assert told[1].endswith("listed as of 2026-06; has a listing of its own")


def test_a_close_runner_up_is_told() -> None:
    tobacco = [permit(), permit("지에스25 가온점")]

    assert (
        "; the next best record fits with a score of 0." in sentences(place(), tobacco=tobacco)[0]
    )
    assert (
        "; 차순위 기록의 적합도 0." in sentences(place(), tobacco=tobacco, column="sentence_ko")[0]
    )


def test_a_neighbour_with_a_listing_is_told_as_such() -> None:
    listed = [place("GS25 한빛점", place_id="1"), place("CU 가온점", place_id="2")]

    told = sentences(*listed, tobacco=[permit("CU 가온점")])

    assert told == [f"tobacco permit {OTHER}: {BEGUN}, operating; has a listing of its own"]


def test_an_ended_permit_of_its_chain_is_told_only_of_a_shop_that_has_no_other() -> None:
    ended = permit("지에스25 가온점", closed_on=CLOSED)

    assert len(sentences(place(), tobacco=[permit(), ended])) == 1
    assert len(sentences(place(), tobacco=[ended])) == 1
    assert sentences(place(), place("GS25 가온점", place_id="2"), tobacco=[ended]) == []


def test_a_few_neighbours_are_enough() -> None:
    neighbours = [permit(f"CU 가온{number}호점") for number in range(20)]

    assert len(sentences(place(), tobacco=[permit(), *neighbours])) == 6


def test_evidence_holds_the_facts_of_the_record() -> None:
    (row,) = judged(place(), food=[permit(number="3180000-104-2015-00001", closed_on=CLOSED)])

    (said,) = row["evidence"]
    assert said.pop("sentence").startswith("food permit ")
    assert said.pop("sentence_ko").startswith("휴게음식점 ")
    assert said.pop("score") > 0.99
    assert said == {
        "register": "food",
        "record_id": "3180000-104-2015-00001",
        "name": "지에스25 한빛점",
        "state": "closed",
        "relation": "same_shop",
        "distance_m": 0.0,
        "permitted_on": date(2015, 3, 2),
        "closed_on": CLOSED,
    }


DAYS = st.dates(date(2025, 1, 1), date(2026, 8, 31))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(DAYS, st.none() | DAYS), min_size=1, max_size=6))
def test_each_permit_that_ended_is_told_with_what_came_after(
    lasted: list[tuple[date, date | None]],
) -> None:
    tobacco = [
        permit(number=f"{at}", permitted_on=begun, closed_on=over)
        for at, (begun, over) in enumerate(lasted)
    ]

    (row,) = judged(place(), tobacco=tobacco)

    for said in row["evidence"]:
        if said["closed_on"] is not None:
            told = said["sentence"].partition(f"closed {said['closed_on']}; ")[2]
            assert told == came_after(said["permitted_on"], said["closed_on"], lasted)


def came_after(begun: date, over: date, lasted: list[tuple[date, date | None]]) -> str:
    """What is told of one of a shop's permits, found by looking at all of them."""
    name = "'지에스25 한빛점'"
    later = sorted(day for day, _ in lasted if day > begun)
    if in_turn := [day for day in later if abs(day - over) <= timedelta(days=90)]:
        return f"change of owner, {name} permitted {in_turn[0]}"
    last_ended = max(day for day, until in lasted if until is not None)
    if any(day >= last_ended for day, until in lasted if until is None):
        return "another permit of this shop stands"
    if after := [day for day in later if day > over]:
        return f"this shop's next permit: {name}, permitted {after[0]}"
    return NONE_LATER
