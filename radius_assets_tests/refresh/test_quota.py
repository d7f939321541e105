"""Tests of the forecast of requests, and of which cells are started when a quota is short."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.refresh.order import ASSETS, NEEDS, Cell
from radius_assets.refresh.quota import (
    KAKAO_CATEGORY,
    KAKAO_KEYWORD,
    SEMAS,
    Api,
    DailyQuota,
    Fitting,
    Quotas,
    fitting,
    forecast,
    groups,
    next_day,
)

NOON = datetime.fromisoformat("2026-03-01T12:00+09:00")
DISTRICTS = ("종로구", "중구", "용산구")
ALL = [Cell(asset, name) for name in DISTRICTS for asset in ASSETS]


def cells(*districts: str, assets: Sequence[str] = ASSETS) -> list[Cell]:
    return [Cell(asset, name) for name in districts for asset in assets]


def kakao(limit: int, **sent: int) -> Quotas:
    return {"Kakao": DailyQuota(limit, sent)}


def fitted(
    wanted: Sequence[Cell], quotas: Quotas, rows: Mapping[Cell, int] | None = None
) -> Fitting:
    return fitting(wanted, forecast(wanted, rows or {}), quotas, now=NOON)


def test_districts_start_in_the_order_given_as_long_as_they_fit() -> None:
    """Two times 56 requests and no more: the third district of the three is left."""
    wanted = cells("용산구", "종로구", "중구")

    chosen = fitted(wanted, kakao(112))

    assert list(chosen.started) == cells("용산구", "종로구")
    assert [each.cell for each in chosen.not_started] == cells("중구")


def test_a_smaller_district_behind_one_that_does_not_fit_is_started() -> None:
    rows = {Cell("convenience", "종로구"): 1_000, Cell("convenience", "중구"): 100}

    chosen = fitted(cells("종로구", "중구"), kakao(100), rows)

    assert list(chosen.started) == cells("중구")


def test_a_district_that_does_not_fit_is_told_with_api_need_rest_and_time() -> None:
    chosen = fitted(cells("종로구", "중구"), kakao(100, category=20))

    (why,) = {each.why for each in chosen.not_started}
    assert why == (
        "Kakao category: 중구 needs about 56 requests, and 24 of today's 100 are left for it; "
        "the quota starts anew at 00:00 KST on 2026-03-02"
    )


def test_every_quota_that_is_short_is_named() -> None:
    quotas = {"Kakao": DailyQuota(2, {}), "data.go.kr": DailyQuota(10, {"semas": 10})}

    why = fitted(cells("중구"), quotas).not_started[0].why

    assert [part.split(":")[0] for part in why.split("; ")] == [
        "Kakao category",
        "Kakao keyword",
        "data.go.kr semas",
        "the quota starts anew at 00",
    ]


def test_a_service_without_a_quota_keeps_nobody_from_starting() -> None:
    wanted = cells(*DISTRICTS)

    assert fitted(wanted, {}) == Fitting(tuple(wanted))


def test_verdicts_are_not_given_on_old_listings_but_wait_with_all_they_need() -> None:
    chosen = fitted(cells("중구"), kakao(3))

    assert {each.cell.asset for each in chosen.not_started} == set(ASSETS)


def test_registers_alone_do_not_wait_for_listings() -> None:
    wanted = cells("중구", assets=("daiso", "convenience", "openapi_food", "semas"))

    chosen = fitted(wanted, kakao(3))

    assert [cell.asset for cell in chosen.started] == ["openapi_food", "semas"]
    assert [each.cell.asset for each in chosen.not_started] == ["daiso", "convenience"]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-01T23:59:59+09:00", "2026-03-02"),
        ("2026-03-02T00:00:00+09:00", "2026-03-03"),
        ("2026-02-28T15:00:00+00:00", "2026-03-02"),
    ],
)
def test_a_quota_starts_anew_at_the_next_midnight_in_korea(moment: str, day: str) -> None:
    assert next_day(datetime.fromisoformat(moment)) == day


APIS = [KAKAO_CATEGORY, KAKAO_KEYWORD, SEMAS, Api("Seoul")]
wishes = st.lists(st.sampled_from(ALL), unique=True)
needs = st.fixed_dictionaries(
    {cell: st.dictionaries(st.sampled_from(APIS), st.integers(1, 9), max_size=2) for cell in ALL}
)
some_quotas = st.dictionaries(
    st.sampled_from(["Kakao", "data.go.kr", "Seoul"]),
    st.builds(DailyQuota, st.integers(0, 60), st.just({"category": 5, "semas": 1})),
)


def total(expected: Mapping[Cell, Mapping[Api, int]], chosen: Sequence[Cell], api: Api) -> int:
    return sum(expected[cell].get(api, 0) for cell in chosen)


@given(wanted=wishes, expected=needs, quotas=some_quotas)
def test_whole_groups_start_as_long_as_every_quota_lasts_and_no_other_one_would_fit(
    wanted: list[Cell], expected: dict[Cell, dict[Api, int]], quotas: dict[str, DailyQuota]
) -> None:
    chosen = fitting(wanted, expected, quotas, now=NOON)

    def fits(cells: Sequence[Cell]) -> bool:
        return all(
            total(expected, cells, api) <= quotas[api.service].left(api.name)
            for api in APIS
            if api.service in quotas
        )

    waiting = [each.cell for each in chosen.not_started]
    assert sorted([*chosen.started, *waiting], key=str) == sorted(wanted, key=str)
    assert not chosen.started or fits(chosen.started)
    for group in groups(wanted):
        assert set(group) <= set(chosen.started) or set(group) <= set(waiting)
        if group[0] in waiting:
            assert not fits([*chosen.started, *group])


@given(wanted=wishes)
def test_what_depends_on_each_other_is_one_group_and_nothing_else_is(wanted: list[Cell]) -> None:
    found = groups(wanted)

    assert sorted((cell for group in found for cell in group), key=str) == sorted(wanted, key=str)
    of = {cell: number for number, group in enumerate(found) for cell in group}
    for cell in wanted:
        for asset in NEEDS[cell.asset]:
            need = Cell(asset, cell.district)
            assert need not in of or of[need] == of[cell]
    for group in found:
        assert len({cell.district for cell in group}) == 1
    firsts = [wanted.index(group[0]) for group in found]
    assert firsts == sorted(firsts)


def test_assets_that_do_not_need_each_other_are_groups_of_their_own() -> None:
    wanted = cells("중구", assets=("semas", "daiso", "convenience", "openapi_food"))

    assert [[cell.asset for cell in group] for group in groups(wanted)] == [
        ["semas"],
        ["daiso", "convenience"],
        ["openapi_food"],
    ]
