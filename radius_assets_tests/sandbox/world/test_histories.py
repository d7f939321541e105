"""Tests of the histories of shops and of who holds permits."""

import polars as pl
import pytest

from radius_assets.domain.districts import district
from radius_assets.sandbox.world import DEFAULT_TODAY
from radius_assets.sandbox.world.branches import brand_on, name_shops
from radius_assets.sandbox.world.draws import day_of, dice
from radius_assets.sandbox.world.figures import CHAINS
from radius_assets.sandbox.world.histories import Histories, live_through
from radius_assets.sandbox.world.holders import other_tobacco_permits, shop_tobacco_permits
from radius_assets.sandbox.world.lots import Ground, lay_lots
from radius_assets.sandbox.world.streets import draw_doors, lay_streets

TODAY = day_of(DEFAULT_TODAY)


@pytest.fixture(scope="module")
def ground() -> Ground:
    area = district("마포구")
    return lay_lots(area, lay_streets(area, 3, shops=465), 3, sites=818, others=1_860)


@pytest.fixture(scope="module")
def histories(ground: Ground) -> Histories:
    return name_shops(ground, live_through(ground, 3), 3)


@pytest.mark.parametrize("count", [1, 2, 500])
@pytest.mark.parametrize("name", ["마포구", "서초구", "종로구"])
def test_all_doors_lie_in_the_district(name: str, count: int) -> None:
    streets = lay_streets(district(name), 3, shops=300)

    for throw in range(20):
        doors = draw_doors(streets, dice(throw, name, "test"), count)

        assert len(doors.road) == count
        assert streets.plane.inside(doors.x_m, doors.y_m).all()


def test_every_lot_has_addresses_of_its_own(ground: Ground) -> None:
    assert ground.lots.select("road", "road_number").is_unique().all()
    assert ground.lots.select("quarter", "plot_number").is_unique().all()


def test_shops_of_one_site_follow_each_other(histories: Histories) -> None:
    before = histories.shops.with_columns(
        next_site=pl.col("site").shift(-1),
        next_opened=pl.col("opened").shift(-1),
        next_brand=pl.col("brand").shift(-1),
    ).filter(pl.col("site") == pl.col("next_site"))

    assert (before["opened"] < before["closed"]).all()
    assert (before["closed"] < before["next_opened"]).all()
    chains = before.filter(pl.col("brand").is_in(CHAINS))
    assert (chains["brand"] != chains["next_brand"]).all()


def test_new_owners_come_within_ninety_days(histories: Histories) -> None:
    handed = histories.tenures.with_columns(
        next_shop=pl.col("shop").shift(-1), gap=pl.col("start").shift(-1) - pl.col("end")
    ).filter(pl.col("is_handed_over") & (pl.col("shop") == pl.col("next_shop")))

    assert handed.height > 100
    assert (handed["gap"].abs() <= 90).all()


def test_branches_of_one_brand_are_told_apart(histories: Histories) -> None:
    first = histories.tenures.unique("shop", keep="first")

    assert first.select("brand", "branch").is_duplicated().sum() < 0.01 * first.height


def test_brands_change_in_their_time(histories: Histories) -> None:
    shops = histories.shops.with_columns(then=brand_on(pl.col("opened")))

    assert {"훼미리마트", "위드미", "미니스톱", "바이더웨이"} <= set(shops["then"])
    recent = shops.filter(pl.col("opened") > TODAY - 365)
    assert (recent["then"] == recent["brand"]).all()


def test_every_sixth_closed_tobacco_permit_is_a_change_of_owner(
    ground: Ground, histories: Histories
) -> None:
    rng = dice(3, "마포구", "test")
    facts = pl.concat(
        [
            shop_tobacco_permits(rng, histories),
            other_tobacco_permits(rng, ground, ["가온", "다솔", "한빛"], 3_560),
        ]
    ).with_row_index("permit")
    key = pl.when(pl.col("shop").is_null()).then(-pl.col("lot") - 1).otherwise("shop")
    facts = facts.with_columns(key=key).filter(pl.col("opened") <= TODAY)
    closed = facts.filter(pl.col("closed") <= TODAY)

    follows = closed.join(facts, on=("key", "name"), suffix="_next").filter(
        (pl.col("permit") != pl.col("permit_next"))
        & ((pl.col("opened_next") - pl.col("closed")).abs() <= 90)
    )

    assert 0.12 < follows["permit"].n_unique() / closed.height < 0.20
