"""Shops that are hard to tell apart: twins, towers, chains of owners, borders, lost positions."""

from datetime import date
from typing import Any

import pytest

from radius_assets_tests.matching.rows import Row, judged, permit, place, store

CLOSED = date(2026, 3, 3)
LOT = "서울특별시 영등포구 가온동 7-1"
BEYOND = {"district": "구로구", "authority_code": "3160000"}


def verdicts(*listed: Row, **registers: Any) -> list[str]:
    return [row["verdict"] for row in judged(*listed, **registers)]


def own_records(row: dict[str, object]) -> list[str]:
    evidence = row["evidence"]
    assert isinstance(evidence, list)
    return [said["name"] for said in evidence if said["relation"] == "same_shop"]


def test_several_listings_of_one_shop_share_its_verdict_and_its_evidence() -> None:
    listed = [
        place("GS25 한빛점", place_id="1"),
        place("지에스25 한빛", place_id="2", east_m=9.0),
        place("GS25 한빛점", place_id="3", road_address=None, lot_address=LOT),
    ]

    rows = judged(*listed, tobacco=[permit(closed_on=CLOSED)])

    assert [row["verdict"] for row in rows] == ["closed"] * 3
    assert rows[0]["evidence"] == rows[1]["evidence"] == rows[2]["evidence"]


def test_several_shops_in_one_building_keep_their_own_permits() -> None:
    listed = [
        place("GS25 한빛타워1호점", place_id="1"),
        place("GS25 한빛타워2호점", place_id="2"),
        place("GS25 가온점", place_id="3"),
        place("CU 한빛타워점", place_id="4"),
    ]
    tobacco = [
        permit("지에스25한빛타워1호", closed_on=CLOSED),
        permit("지에스25한빛타워 2호점"),
        permit("씨유한빛타워점", closed_on=CLOSED),
        permit("지에스25가온점"),
    ]

    assert verdicts(*listed, tobacco=tobacco) == ["closed", "operating", "operating", "closed"]


def test_a_neighbour_in_the_building_is_no_successor() -> None:
    listed = [place("GS25 한빛점", place_id="1"), place("CU 가온점", place_id="2")]
    tobacco = [permit(closed_on=CLOSED), permit("CU 가온점", permitted_on=date(2012, 1, 1))]

    assert verdicts(*listed, tobacco=tobacco) == ["closed", "operating"]


def test_a_chain_of_owners_at_one_lot_is_one_shop() -> None:
    owners = [
        permit("지에스25 한빛점", permitted_on=date(2008, 1, 5), closed_on=date(2014, 2, 1)),
        permit("GS25 가온점", permitted_on=date(2014, 2, 20), closed_on=date(2021, 6, 1)),
        permit("지에스25 한빛점", permitted_on=date(2021, 5, 11)),
    ]

    (row,) = judged(place(), tobacco=owners)

    assert row["verdict"] == "operating"
    assert sorted(own_records(row)) == ["GS25 가온점", "지에스25 한빛점", "지에스25 한빛점"]


def test_a_food_permit_that_each_owner_takes_over_keeps_its_old_name() -> None:
    tobacco = [
        permit("GS25 가온점", permitted_on=date(2014, 2, 20), closed_on=date(2021, 6, 1)),
        permit("지에스25 한빛점", permitted_on=date(2021, 5, 11)),
    ]
    food = [permit("GS25 가온점", permitted_on=date(2014, 3, 1))]

    (row,) = judged(place(), food=food, tobacco=tobacco)

    assert row["reason"] == "both of its permits stand"


@pytest.mark.parametrize(
    ("semas", "outcome"),
    [
        pytest.param([store()], "operating", id="SEMAS lists it since"),
        pytest.param([], "unverifiable", id="nobody lists it since"),
    ],
)
def test_a_new_owner_under_a_name_never_seen_casts_doubt(semas: list[Row], outcome: str) -> None:
    """A name that says nothing closes no shop, and is less sure than one that names it."""
    ended = permit(closed_on=date(2024, 5, 1))
    came = date(2024, 5, 10)

    known, doubtful = (
        judged(place(), food=[], tobacco=[ended, permit(name, permitted_on=came)], semas=semas)[0]
        for name in ("GS25 가온점", "뷁뛟상사")
    )

    assert known["verdict"] == "operating"
    assert (doubtful["verdict"], doubtful["replaced_by"]) == (outcome, None)
    assert doubtful["confidence"] < known["confidence"]
    assert "뷁뛟상사" not in own_records(doubtful)


def test_a_chain_of_owners_ends_with_the_last_one() -> None:
    owners = [
        permit(permitted_on=date(2014, 2, 20), closed_on=date(2021, 6, 1)),
        permit(permitted_on=date(2021, 5, 11), closed_on=CLOSED),
    ]

    (row,) = judged(place(), tobacco=owners)

    assert (row["verdict"], row["closed_on"]) == ("closed", CLOSED)


@pytest.mark.parametrize(
    "beyond",
    [
        pytest.param({"east_m": 60.0, "road_address": "서울 구로구 다솜로 9"}, id="near"),
        pytest.param({"east_m": None}, id="same address, which names our district"),
        pytest.param({"east_m": 900.0}, id="same address, wrong position"),
    ],
)
def test_a_listing_has_its_permit_across_the_border(beyond: Row) -> None:
    (row,) = judged(place(), tobacco=[permit(closed_on=CLOSED, **{**BEYOND, **beyond})])

    assert row["verdict"] == "closed"


def test_a_namesake_of_another_district_is_another_shop() -> None:
    far = permit(closed_on=CLOSED, east_m=4_000.0, road_address="서울 구로구 다솜로 9", **BEYOND)

    assert verdicts(place(), tobacco=[far], food=[]) == ["suspected_closed"]


@pytest.mark.parametrize(
    "known",
    [
        pytest.param({}, id="road address"),
        pytest.param({"road_address": None, "lot_address": LOT}, id="lot"),
        pytest.param(
            {"road_address": "서울 영등포구 한빛로12", "lot_address": None}, id="no blank"
        ),
        pytest.param(
            {"road_address": "서울특별시 영등포구 한빛로 12, 지하1층 (가온동)"}, id="floor"
        ),
    ],
)
def test_a_permit_without_a_position_is_found_by_its_address(known: Row) -> None:
    lost = permit(east_m=None, closed_on=CLOSED, **known)

    assert verdicts(place(lot_address=LOT), tobacco=[lost]) == ["closed"]


def test_a_permit_without_position_and_address_is_found_by_its_name() -> None:
    lost = permit(east_m=None, closed_on=CLOSED, road_address="서울 영등포구 한빛로 1**")

    assert verdicts(place(), tobacco=[lost]) == ["closed"]


def test_a_permit_of_another_branch_without_position_and_address_is_nobodys() -> None:
    lost = permit("GS25 가온점", east_m=None, closed_on=CLOSED, road_address=None)

    assert verdicts(place(), tobacco=[lost], food=[]) == ["suspected_closed"]


def test_a_shop_in_a_station_has_several_addresses() -> None:
    listed = place("GS25 S9한빛역점", road_address="서울 영등포구 한빛로 지하 12")
    semas = [
        store("지에스25S9한빛역점", road_address="서울특별시 영등포구 다솜로 40"),
        store("GS25 S9한빛역", road_address="서울특별시 영등포구 한빛로 12"),
    ]

    (row,) = judged(listed, semas=semas)

    assert len(own_records(row)) == 2


def test_shops_that_need_no_permit_are_not_suspected() -> None:
    listed = [
        place("한빛편의점", place_id="1"),
        place("이마트24 self한빛점", place_id="2", east_m=90.0, road_address=None),
        place("무인 한빛마트", place_id="3", east_m=180.0, road_address=None),
    ]

    assert verdicts(*listed, food=[], tobacco=[], semas=[]) == ["unverifiable"] * 3


def test_a_suspension_that_nobody_ended_is_over_when_a_permit_is_given_since() -> None:
    asleep = permit(state="suspended", suspended_from=date(2019, 1, 1), number="old")
    again = permit(permitted_on=date(2019, 3, 1), number="new")

    (awake,) = judged(place(), food=[asleep, again], tobacco=[again])
    (gone,) = judged(
        place(),
        food=[asleep],
        tobacco=[permit(closed_on=CLOSED), permit("CU 가온점", permitted_on=date(2026, 3, 20))],
    )
    (still,) = judged(place(), food=[asleep], tobacco=[permit()])

    assert [row["verdict"] for row in (awake, gone, still)] == [
        "operating",
        "replaced",
        "suspended",
    ]


def test_a_campus_is_one_lot_and_several_shops() -> None:
    hall = place("GS25 한빛대공학관점", road_address=None, lot_address=LOT)
    union = permit("지에스25 한빛대학생회관점", road_address=None, lot_address=LOT, east_m=600.0)

    (row,) = judged(hall, food=[], tobacco=[union])

    assert (row["verdict"], own_records(row)) == ("suspected_closed", [])


def test_a_suspension_that_is_over_is_none() -> None:
    rested = permit(
        state="suspended", suspended_from=date(2026, 1, 1), suspended_until=date(2026, 8, 31)
    )

    assert verdicts(place(), tobacco=[rested]) == ["operating"]
