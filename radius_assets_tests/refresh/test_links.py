"""Why a record is linked where its features do not tell: as the judge linked it, in words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from radius_assets.matching.knowledge import weights
from radius_assets.refresh.explanation import Candidate, candidates_of
from radius_assets.refresh.links import apart_of, links_of
from radius_assets_tests.matching.rows import (
    AS_OF,
    Row,
    judged,
    permit,
    permits,
    place,
    places,
    store,
    stores,
)

OWN = permit("지에스25 한빛점", permitted_on=date(2020, 3, 2))
NEIGHBOUR = place("CU 다솜점", place_id="2")
OF_NEIGHBOUR = permit("씨유다솜점", number="neighbour")
ENDED_ONCE = permit(
    "지에스25 한빛점",
    state="revoked",
    updated_at=datetime(2024, 5, 1, tzinfo=ZoneInfo("Asia/Seoul")),
)


def links(
    *listed: Row, evidence: list[Mapping[str, Any]] | None = None, **registers: Any
) -> dict[str, str]:
    """Why records of the first listing are linked, by their numbers."""
    verdicts, compared = looked_at(*(listed or [place()]), **registers)
    told = links_of(evidence or verdicts[0]["evidence"], compared)
    return {record_id: why for (_, record_id), why in told.items()}


def apart(*listed: Row, **registers: Any) -> dict[str, str]:
    """Why records are not linked with the first listing, by their numbers."""
    verdicts, compared = looked_at(*listed, **registers)
    told = apart_of(verdicts[0]["evidence"], compared, pl.DataFrame(verdicts))
    return {record_id: why for (_, record_id), why in told.items()}


def looked_at(*listed: Row, **registers: Any) -> tuple[list[Row], list[Candidate]]:
    """The verdicts, that of the first listing first, and what its shop was compared with."""
    verdicts = judged(*listed, **registers)
    first = listed[0]["place_id"]
    tables = {
        name: stores(*records) if name == "semas" else permits(*records)
        for name, records in registers.items()
    }
    compared = candidates_of(places(*listed), first, tables, as_of=AS_OF)
    return sorted(verdicts, key=lambda row: row["place_id"] != first), compared


def sure(share: float) -> str:
    return f"; right in {share:.1%} of such cases"


def before(closed_on: date | None, *, number: str = "before", **more: Any) -> Row:
    """The permit of an earlier owner, who called the shop otherwise."""
    return permit("지에스25 가온본점", number=number, closed_on=closed_on, **more)


def test_what_its_features_tell_needs_no_other_reason() -> None:
    assert links(tobacco=[OWN], semas=[store()]) == {}


def test_a_permit_on_which_the_shops_own_follows_names_it_and_the_days() -> None:
    told = links(tobacco=[OWN, before(date(2020, 2, 20))])

    assert told == {
        "before": "linked because '지에스25 한빛점', permitted 2020-03-02, follows on it within "
        "90 days" + sure(weights().succession)
    }


def test_a_permit_that_follows_on_the_shops_own_names_it_and_its_end() -> None:
    own = permit("지에스25 한빛점", closed_on=date(2024, 5, 1))
    heir = permit("지에스25 가온본점", number="heir", permitted_on=date(2024, 5, 9))

    assert links(tobacco=[own, heir]) == {
        "heir": "linked because it follows within 90 days on '지에스25 한빛점', closed 2024-05-01"
        + sure(weights().succession)
    }


@pytest.mark.parametrize(
    "heir",
    [
        pytest.param({"permitted_on": date(2024, 5, 9)}, id="after it"),
        pytest.param({"permitted_on": date(2015, 3, 2)}, id="on the day of it"),
        pytest.param(
            {
                "permitted_on": date(2024, 5, 9),
                "state": "suspended",
                "suspended_from": date(2025, 1, 1),
                "suspended_until": date(2025, 2, 1),
            },
            id="suspended, but not on the day of the verdict",
        ),
    ],
)
def test_after_an_end_without_a_day_no_days_are_counted(heir: Row) -> None:
    told = links(tobacco=[ENDED_ONCE, permit("지에스25 가온본점", number="heir") | heir])

    assert told == {
        "heir": "linked because it follows on '지에스25 한빛점', revoked on a day that is not told"
        + sure(weights().succession)
    }


@pytest.mark.parametrize(
    ("changes", "others", "score"),
    [
        ({"state": "suspended"}, [], weights().succession),
        ({}, [OF_NEIGHBOUR], weights().succession_among_several),
    ],
    ids=["it is suspended on that day", "another store shares the spot"],
)
def test_an_end_without_a_day_is_no_reason_where_the_judge_does_not_go_by_it(
    changes: Row, others: list[Row], score: float
) -> None:
    namesake = permit("지에스25 가온본점", number="namesake")
    heir = namesake | {"management_number": "heir", "permitted_on": date(2024, 5, 9)} | changes

    told = links(place(), NEIGHBOUR, food=[namesake], tobacco=[ENDED_ONCE, heir, *others])

    assert told["heir"] == (
        "linked because it has the name of '지에스25 가온본점' (food)" + sure(score)
    )


def test_a_permit_follows_on_none_of_another_register() -> None:
    food = [
        permit("지에스25 한빛점", closed_on=date(2024, 5, 1)),
        permit("지에스25 가온본점", permitted_on=date(2024, 5, 9)),
    ]
    later = permit("지에스25 가온본점", number="later", permitted_on=date(2024, 5, 12))

    told = links(food=food, tobacco=[permit("지에스25 한빛점"), later])

    assert told["later"].startswith("linked because it has the name of '지에스25 가온본점' (food)")


def test_a_chain_of_owners_is_told_link_by_link() -> None:
    first = before(date(2012, 6, 1), number="first", permitted_on=date(2009, 1, 5))
    second = before(date(2020, 2, 20), number="second", permitted_on=date(2012, 6, 9))
    second["name"] = "지에스25 다솜중앙점"

    told = links(tobacco=[first, second, OWN])

    assert "'지에스25 한빛점', permitted 2020-03-02" in told["second"]
    assert "'지에스25 다솜중앙점', permitted 2012-06-09" in told["first"]


def test_among_several_stores_it_is_less_sure_and_of_30_days() -> None:
    told = links(place(), NEIGHBOUR, tobacco=[OWN, before(date(2020, 2, 20)), OF_NEIGHBOUR])

    assert told["before"].endswith("within 30 days" + sure(weights().succession_among_several))


def test_a_namesake_in_another_register_is_named() -> None:
    food = permit("지에스25가온본점", number="food", permitted_on=date(2001, 1, 1))
    ended = food | {"state": "closed", "closed_on": date(2003, 1, 1)}

    told = links(food=[ended], tobacco=[OWN, before(date(2020, 2, 20))])

    assert told["food"] == (
        "linked because it has the name of '지에스25 가온본점' (tobacco)"
        + sure(weights().succession)
    )


@pytest.mark.parametrize(
    ("register", "row"),
    [
        ("food", permit("지에스25 가온본점", number="left")),
        ("semas", store("지에스25 가온본점", store_id="left")),
    ],
    ids=["food", "semas"],
)
def test_what_is_left_over_at_the_address_says_so(register: str, row: Row) -> None:
    registers: dict[str, Any] = {register: [row], "tobacco": [OWN]}

    told = links(**registers)

    assert told == {
        "left": "linked because it is left over at the address: no other listing fits it, and no "
        f"other record in {register} fits this one" + sure(weights().leftover)
    }


def test_a_score_that_nothing_stored_accounts_for_is_said_to_be_of_another_day() -> None:
    left = permit("지에스25 가온본점", number="left")
    (verdict,) = judged(place(), food=[left])
    once = [verdict["evidence"][0] | {"score": 0.876}]

    assert links(food=[left], evidence=once)["left"].startswith("linked when the verdict was given")


def test_what_fits_and_is_another_listings_names_it() -> None:
    listed = [place("GS25 한빛점", place_id="1"), place("GS25 한빛점", place_id="2", east_m=80.0)]
    listed[1]["road_address"] = "서울 영등포구 한빛로 14"
    beside = permit(number="beside", east_m=80.0, road_address="서울특별시 영등포구 한빛로 14")

    assert apart(*listed, tobacco=[permit(number="own"), beside]) == {
        "beside": "not linked: it is the record of 'GS25 한빛점'"
    }


def test_what_fits_but_for_its_name_says_so() -> None:
    stranger = permit("다솜상회", number="stranger")

    assert apart(place("한빛마트"), tobacco=[permit("한빛마트"), stranger]) == {
        "stranger": "not linked: its name does not agree, or a listing across the border has it"
    }


def test_of_what_does_not_fit_nothing_is_said() -> None:
    verdicts, compared = looked_at(place(), tobacco=[OWN, OF_NEIGHBOUR])

    told = apart_of(verdicts[0]["evidence"], compared, pl.DataFrame(verdicts))

    assert {one.record_id: one.bits > 0 for one in compared}["neighbour"] is False
    assert told == {}


def test_a_listing_that_is_there_twice_is_compared_as_its_shop_was() -> None:
    """By itself it fits the permit less than its verdict says, for it stands elsewhere."""
    twin = place(place_id="2", road_address="서울 영등포구 다솜로 99", east_m=40.0)
    _, verdict = judged(place(), twin, tobacco=[OWN])

    compared = candidates_of(
        places(place(), twin), verdict["place_id"], {"tobacco": permits(OWN)}, as_of=AS_OF
    )

    assert verdict["place_id"] == "2"
    assert [round(one.score, 3) for one in compared] == [verdict["evidence"][0]["score"]]
    assert links_of(verdict["evidence"], compared) == {}
