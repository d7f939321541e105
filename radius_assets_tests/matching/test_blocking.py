"""Which pairs are worth comparing."""

import pytest

from radius_assets.matching.blocking import candidate_pairs, relevant_permits
from radius_assets.matching.normalize import normalized_permits, normalized_places
from radius_assets_tests.matching.rows import AS_OF, Row, permit, permits, place, places

ELSEWHERE = "서울 영등포구 다솜로 99"
LOT = "서울 영등포구 가온동 7"


@pytest.mark.parametrize(
    ("record", "found"),
    [
        pytest.param(permit("CU 가온점"), True, id="another brand at the address"),
        pytest.param(permit(east_m=5_000.0), True, id="same address, wrong position"),
        pytest.param(permit("CU 가온점", east_m=None), True, id="same address, no position"),
        pytest.param(permit(east_m=149.0, road_address=ELSEWHERE), True, id="near, same chain"),
        pytest.param(
            permit("GS25 가온점", east_m=151.0, road_address=ELSEWHERE), False, id="too far"
        ),
        pytest.param(
            permit("CU 가온점", east_m=29.0, road_address=ELSEWHERE), True, id="on the spot"
        ),
        pytest.param(
            permit("CU 가온점", east_m=35.0, road_address=ELSEWHERE), False, id="a neighbour"
        ),
        pytest.param(
            permit("한빛점", east_m=100.0, road_address=ELSEWHERE), True, id="near, same name"
        ),
        pytest.param(
            permit("GS25 한빛 점", east_m=3_000.0, road_address=ELSEWHERE),
            True,
            id="same chain and branch in the district",
        ),
        pytest.param(
            permit("CU 한빛점", east_m=3_000.0, road_address=ELSEWHERE),
            False,
            id="same branch of another chain, far",
        ),
        pytest.param(
            permit(east_m=3_000.0, road_address="서울 구로구 다솜로 9", district="구로구"),
            False,
            id="same branch in another district, far",
        ),
        pytest.param(
            permit(east_m=40.0, road_address="서울 구로구 다솜로 9", district="구로구"),
            True,
            id="across the border",
        ),
        pytest.param(
            permit("CU 가온점", east_m=None, road_address=None, lot_address=LOT),
            True,
            id="same lot",
        ),
    ],
)
def test_a_pair_is_worth_comparing(record: Row, *, found: bool) -> None:
    listed = normalized_places(places(place(lot_address=LOT)))
    records = normalized_permits(permits(record), as_of=AS_OF)

    assert candidate_pairs(listed, records).rows() == ([(0, 0)] if found else [])


def test_a_pair_found_in_several_ways_is_one_pair() -> None:
    listed = normalized_places(places(place(), place(place_id="2", east_m=4.0)))
    records = normalized_permits(permits(permit()), as_of=AS_OF)

    assert candidate_pairs(listed, records).rows() == [(0, 0), (1, 0)]


def test_nothing_pairs_with_nothing() -> None:
    listed = normalized_places(places(place()))
    none = normalized_permits(permits(), as_of=AS_OF)

    assert candidate_pairs(listed, none).is_empty()
    assert candidate_pairs(listed.clear(), none).is_empty()


@pytest.mark.parametrize(
    ("record", "at_spots", "always"),
    [
        pytest.param(permit(), True, True, id="a brand"),
        pytest.param(permit("한빛유통", business_type="편의점"), True, True, id="the type"),
        pytest.param(permit("한빛 편의점"), True, True, id="the word"),
        pytest.param(permit("한빛마트", east_m=10.0), True, False, id="at the spot"),
        pytest.param(permit("한빛마트", east_m=None), True, False, id="anywhere"),
        pytest.param(permit("한빛마트", east_m=80.0), True, False, id="at the road address"),
        pytest.param(
            permit("한빛마트", east_m=80.0, road_address=None, lot_address=LOT),
            True,
            False,
            id="on the lot",
        ),
        pytest.param(
            permit("한빛마트", east_m=80.0, road_address=ELSEWHERE),
            False,
            False,
            id="a supermarket near by",
        ),
        pytest.param(
            permit("한빛", business_type="커피숍", east_m=80.0, road_address=ELSEWHERE),
            False,
            False,
            id="coffee",
        ),
    ],
)
def test_only_some_permits_are_relevant(record: Row, *, at_spots: bool, always: bool) -> None:
    listed = normalized_places(places(place(lot_address=LOT)))

    of_tobacco = relevant_permits(permits(record), listed, all_at_spots=True)
    of_food = relevant_permits(permits(record), listed, all_at_spots=False)

    assert (of_tobacco.height == 1, of_food.height == 1) == (at_spots, always)


def test_without_listings_only_what_may_be_anywhere_is_relevant() -> None:
    listed = normalized_places(places())
    rows = permits(permit("한빛마트"), permit("가온마트", east_m=None))

    assert relevant_permits(rows, listed, all_at_spots=True)["name"].to_list() == ["가온마트"]
