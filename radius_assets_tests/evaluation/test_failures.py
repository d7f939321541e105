"""Why a verdict is wrong: each cause by a case of it."""

from datetime import date, timedelta

import polars as pl
import pytest

from radius_assets.evaluation.cities import evaluated
from radius_assets.evaluation.trial import Trial
from radius_assets_tests.evaluation.trials import trial_of
from radius_assets_tests.matching.rows import AS_OF, permit

ENDED = date(2026, 3, 1)
OURS = permit(number="ours")
OURS_ENDED = permit(number="ours", closed_on=ENDED)
NEXT = permit("씨유 한빛점", number="next", permitted_on=date(2026, 4, 1))


@pytest.mark.parametrize(
    ("city", "verdict", "cause", "detail"),
    [
        pytest.param(
            trial_of("closed", tobacco=[OURS]),
            "operating",
            "a record of another shop was linked",
            "tobacco 지에스25 한빛점 (operating)",
            id="another shop's record",
        ),
        pytest.param(
            trial_of("closed", tobacco=[OURS], own=["ours"]),
            "operating",
            "no register tells of the end yet",
            "gone since 2026-08-20",
            id="untold",
        ),
        pytest.param(
            trial_of(
                "operating",
                tobacco=[permit("한솔유통", number="ours", east_m=900, road_address=None)],
                own=["ours"],
            ),
            "suspected_closed",
            "a record of the shop was not linked",
            "tobacco 한솔유통 (operating)",
            id="unlinked",
        ),
        pytest.param(
            trial_of("replaced", tobacco=[OURS_ENDED], own=["ours"], is_told=True),
            "closed",
            "no register shows who came",
            "its permit has ended",
            id="came unseen",
        ),
        pytest.param(
            trial_of("operating", tobacco=[OURS_ENDED], own=["ours"], is_told=True),
            "closed",
            "its permit ended, and no later one is in the registers",
            "its permit has ended",
            id="goes on unseen",
        ),
        pytest.param(
            trial_of("unverifiable"),
            "suspected_closed",
            "it holds no permit, or none is in the registers yet",
            "it must hold a permit, and no register has one, nor SEMAS the shop",
            id="no permit",
        ),
        pytest.param(
            trial_of("suspended", tobacco=[OURS], own=["ours"]),
            "operating",
            "the rule decided otherwise",
            "its permit stands",
            id="else",
        ),
    ],
)
def test_each_cause_is_told_with_what_it_is_about(
    city: Trial, verdict: str, cause: str, detail: str
) -> None:
    (told,) = evaluated(city).failures.to_dicts()

    assert (told["verdict"], told["cause"], told["detail"]) == (verdict, cause, detail)
    assert (told["place_name"], told["district"], told["seed"]) == ("GS25 한빛점", "영등포구", 1)


@pytest.mark.parametrize(
    ("succeeded_on", "cause"),
    [
        pytest.param(
            AS_OF + timedelta(days=60),
            "the next shop has its permit, and is not open yet",
            id="to come",
        ),
        pytest.param(AS_OF, "the next shop has closed as well", id="come and gone"),
        pytest.param(
            AS_OF + timedelta(days=61),
            "another shop came to the building, not to its place",
            id="to come in a long time",
        ),
        pytest.param(None, "another shop came to the building, not to its place", id="never"),
    ],
)
def test_who_came_in_the_stead_of_a_shop_that_nobody_replaced(
    succeeded_on: date | None, cause: str
) -> None:
    ended, next_here = [OURS_ENDED, NEXT], succeeded_on
    city = trial_of("closed", tobacco=ended, own=["ours"], is_told=True, succeeded_on=next_here)
    (told,) = evaluated(city).failures.to_dicts()

    assert (told["verdict"], told["cause"], told["detail"]) == ("replaced", cause, "씨유 한빛점")


@pytest.mark.parametrize(
    "city",
    [
        pytest.param(trial_of("operating", tobacco=[OURS], own=["ours"]), id="operating"),
        pytest.param(trial_of("closed", tobacco=[OURS_ENDED], own=["ours"]), id="closed"),
        pytest.param(trial_of("closed"), id="a suspicion that is right"),
    ],
)
def test_what_is_right_is_no_failure(city: Trial) -> None:
    assert evaluated(city).failures.equals(pl.DataFrame(schema=evaluated(city).failures.schema))
    assert evaluated(city).failures.is_empty()
