"""Laws of the log: it is only added to, it catches up, and nothing is told twice."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import polars as pl
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from radius_assets.publication.events import Look
from radius_assets.publication.log_state import days_of, state_of
from radius_assets.publication.schemas import VERDICTS
from radius_assets.publication.weekly import weekly_summary_frame
from radius_assets_tests.publication.looks import EVERYWHERE, listing, log_of, look

IDS = ("1", "2", "3")
WEST = shapely.box(126.8, 37.4, 126.9, 37.6)
NAMES = ("가온25", "나래24", None)


@st.composite
def listings(draw: st.DrawFn, place_id: str) -> Any:
    brand, judged = draw(st.sampled_from(NAMES)), draw(st.sampled_from(VERDICTS))
    verdict = draw(st.sampled_from([judged, *VERDICTS]))
    return listing(
        place_id,
        brand=brand,
        place_name=f"{brand} 한빛점",
        lon=draw(st.sampled_from([126.85, 126.8501, 126.95])),
        verdict=verdict,
        judged=judged,
        corrected_by=None if verdict == judged else "kim",
    )


@st.composite
def looks(draw: st.DrawFn) -> Look:
    """A few listings, of which those outside the area were not seen."""
    area: BaseGeometry | None = draw(st.sampled_from([EVERYWHERE, EVERYWHERE, WEST, None]))
    there = [draw(listings(place_id)) for place_id in draw(st.sets(st.sampled_from(IDS)))]
    seen = [each for each in there if area is not WEST or each["lon"] < 126.9]
    day = draw(st.dates(min_value=look().read_on))
    judged_on = day + timedelta(days=draw(st.integers(0, 3)))
    return look(*seen, area=area, read_on=day, judged_on=judged_on)


histories = st.lists(looks(), min_size=1, max_size=5)


def one_after_another(history: list[Look]) -> list[Look]:
    """The same looks, each on no earlier day than what was told by the one before."""
    ordered = sorted(history, key=lambda each: each.read_on)
    limits = [each.read_on for each in ordered[1:]] + [ordered[-1].judged_on]
    return [
        replace(each, judged_on=min(each.judged_on, limit))
        for each, limit in zip(ordered, limits, strict=True)
    ]


@settings(max_examples=25, deadline=None)
@given(histories)
def test_a_second_look_at_the_same_adds_nothing(history: list[Look]) -> None:
    assert log_of(*history, history[-1]).equals(log_of(*history))


@settings(max_examples=25, deadline=None)
@given(histories)
def test_rows_are_only_ever_added(history: list[Look]) -> None:
    logs = [log_of(*history[:count]) for count in range(len(history) + 1)]

    for shorter, longer in pairwise(logs):
        assert longer[: shorter.height].equals(shorter)


@settings(max_examples=25, deadline=None)
@given(histories)
def test_the_log_adds_up_to_what_was_seen_last(history: list[Look]) -> None:
    state = state_of(log_of(*history))
    last = history[-1].listings

    there = state.filter(pl.col("place_id").is_in(last["place_id"].implode()))
    assert there["is_listed"].all()
    words = ("place_id", "verdict", "judged")
    assert there.select(words).equals(last.select(words).sort("place_id"))
    brands = last.sort("place_id")["brand"]
    assert there["brand"].equals(brands)


@settings(max_examples=25, deadline=None)
@given(histories)
def test_a_log_that_missed_looks_catches_up_with_the_next(history: list[Look]) -> None:
    """A crash between the writing of verdicts and of events is such a missed look."""
    final = look(listing("1"), listing("2", verdict="closed"), area=EVERYWHERE)

    whole, gaps = log_of(*history, final), log_of(history[0], final)

    for log in (whole, gaps):
        known = state_of(log).filter("is_listed").select("place_id", "verdict")
        outside = known.filter(pl.col("place_id") == "3")
        assert known.filter(pl.col("place_id") != "3").rows() == [
            ("1", "operating"),
            ("2", "closed"),
        ]
        assert outside.is_empty()


@settings(max_examples=25, deadline=None)
@given(histories)
def test_the_days_of_verdicts_are_those_of_the_log_once_they_are_in_it(
    history: list[Look],
) -> None:
    before, last = log_of(*history[:-1]), history[-1]

    days = days_of(before, last.listings, read_on=last.read_on, judged_on=last.judged_on)

    state = state_of(log_of(*history)).select("place_id", "first_seen_on", "verdict_since")
    assert days.equals(state.join(days.select("place_id"), on="place_id"))


@settings(max_examples=25, deadline=None)
@given(histories)
def test_weeks_add_up_to_what_is_there(history: list[Look]) -> None:
    log = log_of(*history)
    state = state_of(log).filter("is_listed")

    weeks = weekly_summary_frame(log)

    last = weeks.sort("week").group_by("brand").agg(pl.col("listings", "operating").last())
    counted = state.group_by(pl.col("brand").fill_null("other")).agg(
        pl.len().cast(pl.Int64).alias("listings"),
        operating=(pl.col("verdict") == "operating").sum().cast(pl.Int64),
    )
    nonzero = last.filter(pl.col("listings") > 0).sort("brand")
    assert nonzero.equals(counted.sort("brand"))


def without_people(history: list[Look]) -> list[Look]:
    """The same looks, had nobody contradicted the registers."""
    return [
        replace(
            each,
            listings=each.listings.with_columns(
                verdict="judged", corrected_by=pl.lit(None, pl.String)
            ),
        )
        for each in history
    ]


@settings(max_examples=50, deadline=None)
@given(histories.map(one_after_another))
def test_weeks_count_what_the_registers_did_as_if_nobody_had_contradicted_them(
    history: list[Look],
) -> None:
    """Where days only go forward: after a later day, an earlier one is told in the later's week."""
    names = ["openings", "closings", "replacements", "reopenings", "delisted"]
    heard, unheard = (
        weekly_summary_frame(log_of(*looks))
        .select("week", "brand", *names)
        .filter(pl.any_horizontal(pl.col(names) > 0))
        for looks in (history, without_people(history))
    )

    assert heard.equals(unheard)
