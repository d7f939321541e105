"""Who came to a place when: returns, food permits that pass on, and neighbours of old."""

from datetime import date, datetime

import pytest

from radius_assets.domain.seoul_time import SEOUL_TIME
from radius_assets_tests.matching.rows import Row, judged, permit, place

CAME = date(2026, 6, 15)
GONE = permit("GS25 한빛점", permitted_on=date(2019, 7, 1), closed_on=date(2026, 5, 20))
BEFORE = permit("CU 가온점", permitted_on=date(2012, 3, 1), closed_on=date(2019, 5, 2))
OF_A_YEAR_AGO = permit("CU 가온점", permitted_on=date(2012, 3, 1), closed_on=date(2025, 6, 15))
ALL_THE_TIME = permit("CU 가온점", permitted_on=date(2013, 3, 1), closed_on=date(2026, 1, 15))
REVOKED = permit(
    "CU 가온점",
    permitted_on=date(2013, 3, 1),
    state="revoked",
    updated_at=datetime(2026, 1, 15, tzinfo=SEOUL_TIME),
)
SHORTER = permit("CU 가온점", permitted_on=date(2014, 3, 1), closed_on=date(2015, 6, 15))
REVOKED_LONG_AGO = REVOKED | {"updated_at": datetime(2018, 1, 15, tzinfo=SEOUL_TIME)}
ANEW = permit("CU 가온점", permitted_on=CAME)
ELSEWHERE = permit(
    "CU 가온점",
    permitted_on=date(2016, 3, 1),
    road_address="서울특별시 영등포구 한빛로 30",
    east_m=70.0,
)
OTHERWISE = {"road_address": "서울특별시 영등포구 나래로 3"}
TAKEN_OVER = permit("CU 가온점", permitted_on=date(2010, 8, 24))


@pytest.mark.parametrize(
    ("food", "tobacco", "outcome"),
    [
        pytest.param([], [GONE, ANEW], "replaced", id="it comes for the first time"),
        pytest.param([], [GONE, BEFORE, ANEW], "replaced", id="it was here years before"),
        pytest.param([], [GONE, OF_A_YEAR_AGO, ANEW], "closed", id="it was here all the time"),
        pytest.param([], [GONE, BEFORE, ALL_THE_TIME, ANEW], "closed", id="and years before that"),
        pytest.param([], [GONE, ALL_THE_TIME, SHORTER, ANEW], "closed", id="with a shorter one"),
        pytest.param([], [GONE, REVOKED_LONG_AGO, ANEW], "replaced", id="it had left years ago"),
        pytest.param([], [GONE, REVOKED, ANEW], "closed", id="it was here until nobody knows when"),
        pytest.param(
            [permit("CU 가온점", permitted_on=date(2017, 8, 24))],
            [GONE, ANEW],
            "replaced",
            id="it took the food permit over",
        ),
        pytest.param(
            [permit("CU 가온점", permitted_on=date(2017, 8, 24))],
            [GONE],
            "closed",
            id="it has that food permit alone",
        ),
        pytest.param(
            [permit("CU 가온점", permitted_on=CAME)], [GONE], "replaced", id="it has food alone"
        ),
        pytest.param([], [GONE, ELSEWHERE, ANEW], "replaced", id="it moved here from next door"),
        pytest.param([], [GONE, ELSEWHERE], "closed", id="all of its permits are of next door"),
        pytest.param([TAKEN_OVER], [GONE, ANEW | OTHERWISE], "replaced", id="another spelling"),
    ],
)
def test_a_listed_store_came_when_its_permits_began_without_a_break(
    food: list[Row], tobacco: list[Row], outcome: str
) -> None:
    gone, _ = judged(
        place("GS25 한빛점"), place("CU 가온점", place_id="2"), food=food, tobacco=tobacco, semas=[]
    )

    assert gone["verdict"] == outcome


NEIGHBOUR = permit("CU 가온점", permitted_on=date(2013, 3, 1))
NEWCOMER = permit("CU 다온점", permitted_on=CAME)


@pytest.mark.parametrize(
    ("neighbour", "outcome"),
    [
        pytest.param(NEIGHBOUR, "replaced", id="another has long had a permit for tobacco"),
        pytest.param(
            permit("CU 가온점", permitted_on=date(2025, 9, 1)),
            "closed",
            id="it got it within a year",
        ),
        pytest.param(
            permit("CU 가온점", permitted_on=date(2013, 3, 1), closed_on=date(2026, 6, 1)),
            "closed",
            id="its own has ended, as of an owner who left",
        ),
    ],
)
def test_a_newcomers_food_permit_is_not_that_of_a_neighbour_of_old(
    neighbour: Row, outcome: str
) -> None:
    """The newcomer is not on the map yet, so its permit is left over at the address."""
    gone, _ = judged(
        place("GS25 한빛점"),
        place("CU 가온점", place_id="2"),
        food=[NEWCOMER],
        tobacco=[GONE, neighbour],
        semas=[],
    )

    assert gone["verdict"] == outcome
