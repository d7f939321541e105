"""What a look shows that the log does not know: every kind of event, and what is none."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from radius_assets.publication.events import MARGIN_M, Look
from radius_assets.publication.log_state import days_of, state_of
from radius_assets.publication.moves import SCATTER_M
from radius_assets.publication.schemas import VERDICTS
from radius_assets_tests.publication.looks import (
    EVERYWHERE,
    JUDGED_ON,
    NOWHERE,
    READ_ON,
    listing,
    log_of,
    look,
    told,
)

METRE_DEG = 1 / 111_195  # of latitude
WEEK = timedelta(days=7)
BEFORE = look(listing())


def since(log_before: Look, log_after: Look) -> list[tuple[object, ...]]:
    """The events of the second look."""
    return list(told(log_of(log_before, log_after))[log_before.listings.height :])


def test_the_first_look_finds_what_is_there() -> None:
    log = log_of(look(listing("1"), listing("2", verdict="closed")))

    assert told(log) == [("1", "found", None, "operating"), ("2", "found", None, "closed")]
    assert log["seen_on"].to_list() == [READ_ON, READ_ON]
    assert log["number"].to_list() == [1, 2]


@pytest.mark.parametrize(
    ("changes", "event"),
    [
        pytest.param(
            {"verdict": "closed"},
            ("1", "verdict_changed", "operating", "closed"),
            id="a verdict",
        ),
        pytest.param(
            {"place_name": "나래24 한빛점", "brand": "나래24"},
            ("1", "brand_changed", "가온25", "나래24"),
            id="a brand",
        ),
        pytest.param(
            {"place_name": "한빛슈퍼", "brand": None},
            ("1", "brand_changed", "가온25", None),
            id="a brand no more",
        ),
        pytest.param(
            {"lat": 37.5 + 40 * METRE_DEG, "road_address": "서울 영등포구 가온로 5"},
            ("1", "moved", "서울 영등포구 가온로 1", "서울 영등포구 가온로 5"),
            id="another place",
        ),
        pytest.param(
            {"lat": 37.5027, "road_address": None},
            ("1", "moved", "서울 영등포구 가온로 1", "126.9, 37.5027"),
            id="a place without an address",
        ),
        pytest.param(
            {"lat": 37.5 + (SCATTER_M + 1) * METRE_DEG},
            ("1", "moved", "서울 영등포구 가온로 1", "서울 영등포구 가온로 1"),
            id="farther than one address reaches",
        ),
        pytest.param(
            {"brand": "나래24"},
            ("1", "brand_changed", "가온25", "나래24"),
            id="a brand that the map tells beside the name",
        ),
    ],
)
def test_a_change_is_an_event(changes: Mapping[str, Any], event: tuple[object, ...]) -> None:
    assert since(BEFORE, look(listing(**changes))) == [event]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"evidence": ["other words"]}, id="other words"),
        pytest.param({"place_name": "가온25 한빛본점"}, id="another branch name"),
        pytest.param({"brand": None}, id="the same name read in another way"),
        pytest.param({"lat": 37.5 + (SCATTER_M - 1) * METRE_DEG}, id="the map's own correction"),
        pytest.param({"corrected_by": "kim"}, id="a person says the same"),
        pytest.param({"road_address": "서울 영등포구 가온로 1-1"}, id="a better address"),
    ],
)
def test_what_is_no_event(changes: Mapping[str, Any]) -> None:
    assert since(BEFORE, look(listing(**changes))) == []


@pytest.mark.parametrize("before", VERDICTS)
@pytest.mark.parametrize("after", VERDICTS)
def test_only_a_shop_that_was_over_or_resting_reopens(before: str, after: str) -> None:
    events = since(look(listing(verdict=before)), look(listing(verdict=after)))

    reopens = before in ("closed", "replaced", "suspended") and after == "operating"
    event = "reopened" if reopens else "verdict_changed"
    assert events == ([] if before == after else [("1", event, before, after)])


def test_an_event_tells_what_it_rests_on() -> None:
    moved = listing(lat=37.5 + 241.2 * METRE_DEG)
    gone = look(listing("2"), read_on=READ_ON + WEEK)
    log = log_of(
        look(listing(), listing("2")),
        look(moved, listing("2", verdict="closed", evidence=["closed 2031-03-01", "no later"])),
        gone,
    )

    evidence = dict(log.select("event", "evidence").rows())
    assert evidence["moved"] == ["241 m from where it was"]
    assert evidence["verdict_changed"] == ["closed 2031-03-01", "no later"]
    assert evidence["delisted"] == ["no longer on the map on 2031-03-10, though its spot was read"]


@pytest.mark.parametrize(
    ("name", "brand", "evidence"),
    [
        ("나래24 한빛점", "나래24", "'가온25 한빛점' (가온25) is now '나래24 한빛점' (나래24)"),
        ("가온25 한빛점", "나래24", "'가온25 한빛점' (가온25) is now '가온25 한빛점' (나래24)"),
        ("한빛슈퍼", None, "'가온25 한빛점' (가온25) is now '한빛슈퍼' (of no known chain)"),
    ],
)
def test_another_brand_is_named_in_the_evidence(
    name: str, brand: str | None, evidence: str
) -> None:
    log = log_of(BEFORE, look(listing(place_name=name, brand=brand)))

    assert log["evidence"].to_list()[-1] == [evidence]


def test_an_event_is_of_the_day_on_which_it_was_seen() -> None:
    log = log_of(
        BEFORE,
        look(
            listing(verdict="closed", lat=37.51),
            listing("2"),
            read_on=READ_ON + WEEK,
            judged_on=JUDGED_ON + WEEK,
        ),
    )

    days = dict(log[1:].select("event", "seen_on").rows())
    assert days == {
        "moved": READ_ON + WEEK,
        "verdict_changed": JUDGED_ON + WEEK,
        "listed": READ_ON + WEEK,
    }


def test_several_changes_of_a_listing_are_told_one_by_one() -> None:
    other = listing(
        place_name="나래24 한빛점", brand="나래24", lat=37.51, verdict="closed", road_address=None
    )

    log = log_of(BEFORE, look(other))

    steps = log[1:].select("event", "brand", "lat", "verdict").rows()
    assert steps == [
        ("moved", "가온25", 37.51, "operating"),
        ("brand_changed", "나래24", 37.51, "operating"),
        ("verdict_changed", "나래24", 37.51, "closed"),
    ]


def test_a_listing_that_is_gone_and_comes_back_is_told_twice() -> None:
    back = look(listing(verdict="suspended"))

    log = log_of(BEFORE, look(), back)

    assert told(log)[1:] == [
        ("1", "delisted", "operating", None),
        ("1", "listed", "operating", "suspended"),
    ]
    (row,) = state_of(log).iter_rows(named=True)
    assert row["is_listed"]
    assert row["verdict"] == "suspended"


@pytest.mark.parametrize(
    ("area", "is_told"),
    [
        pytest.param(EVERYWHERE, True, id="its spot was read"),
        pytest.param(shapely.box(126.95, 37.4, 127.0, 37.6), False, id="a smaller area"),
        pytest.param(NOWHERE, False, id="no Daiso store is left"),
        pytest.param(None, False, id="nobody knows what was read"),
        pytest.param(
            shapely.box(126.8, 37.4, 127.0, 37.5 + MARGIN_M / 2 * METRE_DEG),
            False,
            id="at the edge",
        ),
    ],
)
def test_a_listing_is_gone_only_if_its_spot_was_read(
    area: BaseGeometry | None, is_told: bool
) -> None:
    assert since(BEFORE, look(area=area)) == [("1", "delisted", "operating", None)] * is_told


@pytest.mark.parametrize(
    ("area", "event"),
    [
        pytest.param(EVERYWHERE, "listed", id="its spot had been read"),
        pytest.param(shapely.box(126.95, 37.4, 127.0, 37.6), "found", id="a larger area"),
        pytest.param(NOWHERE, "found", id="the first Daiso store"),
        pytest.param(None, "found", id="nobody knows what had been read"),
    ],
)
def test_a_listing_is_new_only_if_its_spot_had_been_read(
    area: BaseGeometry | None, event: str
) -> None:
    assert since(look(area=area), BEFORE) == [("1", event, None, "operating")]


def test_a_listing_that_was_out_of_sight_is_nothing_new() -> None:
    out_of_sight = look(area=NOWHERE)

    assert told(log_of(BEFORE, out_of_sight, BEFORE)) == [("1", "found", None, "operating")]


def test_days_are_those_of_the_first_sight_and_of_the_verdict() -> None:
    log = log_of(BEFORE, look(listing(verdict="closed"), judged_on=JUDGED_ON + WEEK))
    later = look(listing(verdict="closed"), listing("2")).listings

    days = days_of(log, later, read_on=READ_ON + 2 * WEEK, judged_on=JUDGED_ON + 2 * WEEK)

    assert days.rows() == [
        ("1", READ_ON, JUDGED_ON + WEEK),
        ("2", READ_ON + 2 * WEEK, READ_ON + 2 * WEEK),
    ]
