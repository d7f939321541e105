"""Permits that are oddly written, or of no day or of one to come: they cast doubt, and no more."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from radius_assets.domain.seoul_time import SEOUL_TIME
from radius_assets_tests.matching.rows import Row, judged, permit, place, store

ENDED = permit(permitted_on=date(2012, 1, 1), closed_on=date(2020, 3, 1))
ENDED_THIS_YEAR = permit(closed_on=date(2026, 3, 3))
RIVAL = permit("CU 가온점", permitted_on=date(2026, 4, 1))
UNKNOWN: dict[str, Any] = {"state": "unknown"}


def verdict(
    *tobacco: Row,
    name: str = "GS25 한빛점",
    food: Sequence[Row] = (),
    semas: Sequence[Row] = (),
) -> str:
    """What the one listing is held to be; all registers are asked."""
    (row,) = judged(place(name), food=list(food), tobacco=list(tobacco), semas=list(semas))
    return str(row["verdict"])


@pytest.mark.parametrize(
    "name",
    ["지에스25 한빛점(1층)", "지에스25 한빛1층점", "지에스25 한빛0123점"],
)
@pytest.mark.parametrize("given", [date(2021, 6, 1), None])
def test_a_shop_is_not_replaced_by_its_own_permit_under_a_longer_name(
    name: str, given: date | None
) -> None:
    assert verdict(ENDED, permit(name, permitted_on=given)) == "operating"


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param(permit("지에스25 다솜점", permitted_on=date(2021, 6, 1)), id="another name"),
        pytest.param(
            permit("지에스25 한빛1층점", permitted_on=date(2021, 6, 1), east_m=60.0), id="not near"
        ),
    ],
)
def test_another_shop_of_the_chain_replaces_it(beside: Row) -> None:
    assert verdict(ENDED, beside) == "replaced"


def test_a_longer_name_that_has_ended_too_tells_nothing_of_the_shop() -> None:
    other = permit("지에스25 한빛1층점", permitted_on=date(2021, 6, 1), closed_on=date(2025, 1, 1))

    (row,) = judged(place(), food=[], tobacco=[ENDED, other], semas=[])

    assert (row["verdict"], row["closed_on"]) == ("closed", ENDED["closed_on"])


def test_a_supermarket_of_the_branchs_name_casts_no_doubt() -> None:
    mart = permit("롯데슈퍼 한빛점", permitted_on=date(2026, 3, 20))

    assert verdict(ENDED_THIS_YEAR, mart) == "closed"


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(date(2013, 5, 1), id="years before"),
        pytest.param(date(2025, 12, 2), id="91 days"),
    ],
)
def test_a_permit_held_alongside_the_shops_own_is_another_shops(given: date) -> None:
    beside = permit("지에스25 한빛1층점", permitted_on=given)

    (row,) = judged(place(), food=[], tobacco=[ENDED_THIS_YEAR, beside], semas=[])

    assert row["verdict"] == "closed"
    assert (
        row["reason"] == "its permits have ended, one of its chain stands here under another name"
    )


def test_a_permit_beside_one_of_the_shops_own_that_stands_is_another_shops() -> None:
    beside = permit("지에스25 한빛1층점", permitted_on=date(2021, 6, 1))

    (row,) = judged(place(), food=[], tobacco=[permit(), beside], semas=[])

    relations = {said["name"]: said["relation"] for said in row["evidence"]}
    assert relations == {"지에스25 한빛점": "same_shop", "지에스25 한빛1층점": "other_at_spot"}


def test_a_permit_of_a_state_that_nobody_can_read_is_no_successors() -> None:
    assert verdict(ENDED_THIS_YEAR, RIVAL) == "replaced"
    assert verdict(ENDED_THIS_YEAR, RIVAL | UNKNOWN) == "closed"


@pytest.mark.parametrize(
    ("listed", "outcome"),
    [
        pytest.param([], "replaced", id="no register has it"),
        pytest.param([store("지애스25 한빛점")], "suspected_closed", id="SEMAS may, misspelt"),
        pytest.param([store("한빛문구")], "replaced", id="SEMAS has a stationer"),
    ],
)
def test_an_entry_that_nobody_can_read_is_not_the_silence_of_a_register(
    listed: list[Row], outcome: str
) -> None:
    came = permit("CU 가온점", permitted_on=date(2025, 1, 1))

    assert verdict(came, semas=listed) == outcome


@pytest.mark.parametrize(
    ("given", "outcome"),
    [(date(2026, 9, 1), "replaced"), (date(2026, 9, 2), "closed"), (date(2099, 1, 1), "closed")],
)
def test_a_permit_of_a_day_to_come_succeeds_nobody(given: date, outcome: str) -> None:
    assert verdict(ENDED_THIS_YEAR, permit("CU 가온점", permitted_on=given)) == outcome


def test_an_ended_permit_given_in_times_to_come_overtakes_none_that_stands() -> None:
    slip = permit(permitted_on=date(2099, 3, 2), closed_on=date(2025, 5, 1))

    assert verdict(permit(), slip) == "operating"


def test_an_end_without_any_day_is_none_where_the_other_permit_stands() -> None:
    undated = permit(permitted_on=None, state="closed")
    updated = datetime(2026, 8, 20, tzinfo=SEOUL_TIME)

    anew = permit(permitted_on=date(2026, 8, 1), updated_at=updated)
    assert verdict(undated, food=[anew]) == "operating"


@pytest.mark.parametrize(("lon", "lat"), [(126.9, 500.0), (37.52, 126.9), (1e9, 1e9)])
def test_a_position_that_is_none_is_not_known(lon: float, lat: float) -> None:
    assert verdict(permit(lon=lon, lat=lat)) == "operating"


def test_another_kind_of_shop_that_begins_with_a_chains_letters_is_none() -> None:
    assert verdict(permit("CU PC방"), name="CU 다솜점") == "suspected_closed"
    assert verdict(permit("씨유 PJ카페점"), name="CU PJ카페점") == "operating"
