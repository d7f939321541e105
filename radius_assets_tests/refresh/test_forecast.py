"""Tests of the forecast of requests: whom the cells will ask, how often, and what is left."""

import pytest

from radius_assets.refresh.access import ASKED_BY
from radius_assets.refresh.order import ASSETS, Cell
from radius_assets.refresh.quota import (
    ASKS,
    FOOD,
    KAKAO_ADDRESS,
    KAKAO_CATEGORY,
    KAKAO_KEYWORD,
    SEMAS,
    Api,
    DailyQuota,
    PermitsWay,
    forecast,
    limited,
)

IN_JUNG = [Cell(asset, "중구") for asset in ASSETS]


def test_every_asset_that_asks_a_service_with_a_key_has_a_forecast() -> None:
    assert set(ASKS) == {asset for asset, services in ASKED_BY.items() if services}


@pytest.mark.parametrize(
    ("asset", "rows", "api", "expected"),
    [
        pytest.param("convenience", None, KAKAO_CATEGORY, 56, id="nothing known"),
        pytest.param("convenience", 347, KAKAO_CATEGORY, 46, id="listings known"),
        pytest.param("convenience", 0, KAKAO_CATEGORY, 1, id="none known"),
        pytest.param("daiso", None, KAKAO_KEYWORD, 3, id="stores not known"),
        pytest.param("daiso", 22, KAKAO_KEYWORD, 8, id="stores known"),
        pytest.param("daiso", 22, KAKAO_ADDRESS, 1, id="a store without a position"),
        pytest.param("openapi_food", None, Api("Seoul"), 6, id="food permits not known"),
        pytest.param("openapi_food", 6_001, Api("Seoul"), 7, id="food permits known"),
        pytest.param("openapi_tobacco", None, Api("Seoul"), 4, id="tobacco permits not known"),
        pytest.param("semas", None, SEMAS, 1, id="businesses not known"),
        pytest.param("semas", 1_001, SEMAS, 2, id="businesses known"),
    ],
)
def test_what_is_stored_tells_how_much_will_be_asked(
    asset: str, rows: int | None, api: Api, expected: int
) -> None:
    cell = Cell(asset, "종로구")

    expects = forecast([cell], {} if rows is None else {cell: rows})

    assert expects[cell][api] == expected


FROM_DATA_GO_KR = PermitsWay(whole_from_data_go_kr=True)
CHANGES = PermitsWay(changes=True)


@pytest.mark.parametrize(
    ("permits", "rows", "expected"),
    [
        pytest.param(FROM_DATA_GO_KR, None, {FOOD: 59}, id="whole, not known"),
        pytest.param(FROM_DATA_GO_KR, 6_001, {FOOD: 61}, id="whole, known"),
        pytest.param(CHANGES, 6_001, {FOOD: 2}, id="changes"),
        pytest.param(CHANGES, None, {Api("Seoul"): 6}, id="changes of nothing"),
        pytest.param(
            PermitsWay(whole_from_data_go_kr=True, changes=True),
            None,
            {FOOD: 59},
            id="changes of nothing, there",
        ),
    ],
)
def test_permits_are_asked_where_and_as_they_are_read(
    permits: PermitsWay, rows: int | None, expected: dict[Api, int]
) -> None:
    cell = Cell("openapi_food", "종로구")

    assert forecast([cell], {} if rows is None else {cell: rows}, permits=permits) == {
        cell: expected
    }


def test_verdicts_ask_nobody() -> None:
    assert forecast([Cell("closures", "중구")], {}) == {Cell("closures", "중구"): {}}


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        pytest.param({}, 100, id="nothing sent"),
        pytest.param({"category": 30, "keyword": 90}, 70, id="to each API as much"),
        pytest.param({"category": 30, "all": 20}, 50, id="to nobody knows which"),
        pytest.param({"category": 130}, 0, id="more than there was"),
    ],
)
def test_what_is_left_is_of_one_api(sent: dict[str, int], left: int) -> None:
    assert DailyQuota(100, sent).left("category") == left


def test_what_is_not_told_apart_is_not_counted_twice() -> None:
    assert DailyQuota(100, {"all": 20}).left("all") == 80


def test_only_cells_that_ask_a_service_with_a_quota_need_to_be_looked_at() -> None:
    found = limited(IN_JUNG, {"Kakao": DailyQuota(1, {})})

    assert [cell.asset for cell in found] == ["daiso", "convenience"]


def test_permits_need_to_be_looked_at_where_their_changes_may_be_asked_for() -> None:
    quotas = {"data.go.kr": DailyQuota(1, {})}

    found = limited(IN_JUNG, quotas, permits=CHANGES)

    assert [cell.asset for cell in found] == ["openapi_food", "openapi_tobacco", "semas"]
