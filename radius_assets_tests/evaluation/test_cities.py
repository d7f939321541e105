"""What is said of invented cities, compared with their truth."""

from dataclasses import replace

import polars as pl
import pytest

from radius_assets.evaluation.cities import Evaluation, evaluated, together
from radius_assets.evaluation.trial import Trial, trial
from radius_assets.matching.judge import judge

DISTRICTS = ("도봉구", "강북구")


@pytest.fixture(scope="module")
def city() -> Trial:
    """Two districts of an invented city."""
    return trial(5, DISTRICTS)


@pytest.fixture(scope="module")
def found(city: Trial) -> Evaluation:
    """What is said of them."""
    return evaluated(city)


def test_every_listing_is_compared_with_its_truth(city: Trial, found: Evaluation) -> None:
    closures = judge(
        city.places, food=city.food, tobacco=city.tobacco, semas=city.semas, as_of=city.today
    )
    said = dict(closures.select("place_id", "verdict").iter_rows())
    true = dict(city.truth.select("place_id", "truth").iter_rows())

    assert set(found.listings["place_id"]) == set(city.places["place_id"])
    for verdict, score in found.scores().items():
        kinds = ("closed", "replaced") if verdict == "gone" else (verdict,)
        assert score.said == sum(one in kinds for one in said.values())
        assert score.true == sum(one in kinds for one in true.values())
        assert score.right == sum(said[place] in kinds and true[place] in kinds for place in said)


def test_links_are_compared_with_the_records_of_each_shop(city: Trial, found: Evaluation) -> None:
    links = set(found.links.select("place_id", "register", "record_id").iter_rows())
    true = set(city.pairs.iter_rows())
    score = found.score_of_links()

    assert (score.right, score.said, score.true) == (len(links & true), len(links), len(true))
    assert score.precision > 0.95
    assert score.recall > 0.95


def test_a_register_that_is_missing_shows(city: Trial, found: Evaluation) -> None:
    """An evaluation that says the same of less evidence would not look."""
    blind = evaluated(replace(city, tobacco=city.tobacco.clear(), food=city.food.clear()))

    assert blind.score_of_links().recall < found.score_of_links().recall
    assert blind.scores()["gone"].f1 < found.scores()["gone"].f1
    assert blind.failures.height > found.failures.height


def test_shops_that_no_register_tells_of_are_left_out_of_what_is_told(found: Evaluation) -> None:
    gone, told = found.scores()["gone"], found.scores_of_what_is_told()["gone"]
    listings = found.listings.filter(pl.col("truth").is_in(["closed", "replaced"]))

    assert told.true == listings["is_told"].sum()
    assert 0 < told.true < gone.true
    assert told.recall >= gone.recall


def test_shops_that_are_gone_are_counted_by_how_long(city: Trial, found: Evaluation) -> None:
    gone = city.truth.filter(pl.col("truth").is_in(["closed", "replaced"]))
    days_gone = [(city.today - ended).days for ended in gone["closed_on"]]
    aged = found.by_days_gone()
    counted = dict(aged.select("days", "listings").iter_rows())

    assert counted[60] == sum(30 < days <= 60 for days in days_gone)
    assert counted[None] == sum(days > 365 for days in days_gone)
    assert aged["listings"].sum() == gone.height
    held = aged.select(pl.sum_horizontal("gone", "suspected", "open")).to_series()
    assert held.to_list() == aged["listings"].to_list()
    assert aged["gone"].sum() == found.scores()["gone"].right


def test_an_open_shop_of_a_chain_is_told_by_its_name(city: Trial) -> None:
    named = city.places.join(city.truth, on="place_id")
    chains = named.filter(pl.col("place_name").str.contains("GS25|CU|세븐일레븐|이마트24"))
    others = named.filter(pl.col("category") == "가정,생활 > 편의점")

    assert chains["is_chain"].all()
    assert others.height > 0
    assert not others["is_chain"].any()


def test_cities_add_up(found: Evaluation) -> None:
    both = together([found, found])

    assert both.score_of_links().right == 2 * found.score_of_links().right
    assert both.scores()["closed"].true == 2 * found.scores()["closed"].true
    assert both.false_closures().shops == 2 * found.false_closures().shops
    assert both.failures.height == 2 * found.failures.height


def test_a_city_is_older_on_a_later_day() -> None:
    early, late = (trial(5, DISTRICTS[:1], today=day) for day in (_DAY.replace(month=1), _DAY))

    assert early.today < late.today
    assert early.truth.filter(pl.col("closed_on") > early.today).is_empty()
    assert set(early.places["place_id"]) != set(late.places["place_id"])


_DAY = trial(5, DISTRICTS[:1]).today
