"""What weeks add up to: openings, closings and replacements, each told once."""

from datetime import date, timedelta

import polars as pl
import pytest

from radius_assets.publication.events import Look, new_events
from radius_assets.publication.tables import checked
from radius_assets.publication.weekly import weekly_summary_frame
from radius_assets_tests.publication.frames import DISTRICT, frame
from radius_assets_tests.publication.looks import NOWHERE, listing, log_of, look

FIRST = date(2031, 3, 3)  # a Monday
WEEK = timedelta(days=7)
CLOSED = listing(verdict="closed")
SAID_CLOSED = listing(verdict="closed", corrected_by="kim")
NARAE = listing(brand="나래24", place_name="나래24 한빛점")


def weekly(*looks: Look) -> pl.DataFrame:
    """The summary of looks, one a week, checked as the store would."""
    days = [FIRST + count * WEEK + timedelta(days=count % 7) for count in range(len(looks))]
    dated = [
        Look(each.listings, read_on=day, judged_on=day, area=each.area)
        for each, day in zip(looks, days, strict=True)
    ]
    return checked("weekly_summary", weekly_summary_frame(log_of(*dated)))


def counts(*looks: Look) -> dict[str, int]:
    """What the last week counts, all brands together."""
    last = weekly(*looks).filter(week=FIRST + (len(looks) - 1) * WEEK)
    names = (
        *("found", "openings", "closings", "replacements", "reopenings"),
        *("corrections", "delisted"),
    )
    sums = last.select(pl.col(name).sum() for name in names).row(0, named=True)
    return {name: count for name, count in sums.items() if count}


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        pytest.param([look(listing())], {"found": 1}, id="the first look opens no shop"),
        pytest.param([look(), look(listing())], {"openings": 1}, id="a new shop"),
        pytest.param([look(), look(CLOSED)], {}, id="a new listing of a shop that is gone"),
        pytest.param([look(listing()), look(CLOSED)], {"closings": 1}, id="a verdict"),
        pytest.param(
            [look(listing()), look()], {"closings": 1, "delisted": 1}, id="gone from the map"
        ),
        pytest.param(
            [look(listing()), look(CLOSED), look()], {"delisted": 1}, id="gone after its verdict"
        ),
        pytest.param(
            [look(listing()), look(listing(verdict="replaced"))],
            {"replacements": 1},
            id="another in its place",
        ),
        pytest.param(
            [look(CLOSED), look(listing(verdict="replaced"))], {}, id="closed, then replaced"
        ),
        pytest.param([look(CLOSED), look(listing())], {"reopenings": 1}, id="open again"),
        pytest.param([look(listing()), look(NARAE)], {"replacements": 1}, id="another brand"),
        pytest.param(
            [look(listing()), look(SAID_CLOSED)], {"corrections": 1}, id="a person's word"
        ),
        pytest.param(
            [look(SAID_CLOSED), look(listing())], {"corrections": 1}, id="a word that is taken back"
        ),
        pytest.param(
            [look(listing()), look(listing(verdict="replaced", corrected_by="kim"))],
            {"corrections": 1},
            id="a person's replacement",
        ),
        pytest.param(
            [look(listing()), look(SAID_CLOSED), look()],
            {"closings": 1, "delisted": 1},
            id="gone after a person's word alone",
        ),
        pytest.param(
            [look(area=NOWHERE), look(listing())], {"found": 1}, id="a larger area opens no shop"
        ),
    ],
)
def test_what_a_week_counts(looks: list[Look], expected: dict[str, int]) -> None:
    assert counts(*looks) == expected


def said(verdict: str, judged: str = "operating") -> Look:
    """A look at a listing of which a person says something else than the registers."""
    return look(listing(verdict=verdict, corrected_by="kim", judged=judged))


def judged(verdict: str) -> Look:
    """A look at a listing of which nobody contradicts the registers."""
    return look(listing(verdict=verdict))


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        pytest.param(
            [said("closed"), judged("closed"), judged("replaced"), look()],
            [{"corrections": 1}, {"closings": 1}, {}, {"delisted": 1}],
            id="a person was the first to say so",
        ),
        pytest.param(
            [said("suspended"), judged("closed")],
            [{"corrections": 1}, {"closings": 1, "corrections": 1}],
            id="closed as a person's word is taken back",
        ),
        pytest.param(
            [judged("closed"), said("operating", "closed"), look()],
            [{"closings": 1}, {"corrections": 1}, {"delisted": 1}],
            id="a person says that it is open, then it is gone",
        ),
        pytest.param(
            [said("suspended"), said("suspended", "replaced"), judged("replaced")],
            [{"corrections": 1}, {"replacements": 1}, {"corrections": 1}],
            id="replaced behind a person's word",
        ),
        pytest.param(
            [said("closed"), judged("closed"), judged("operating")],
            [{"corrections": 1}, {"closings": 1}, {"reopenings": 1}],
            id="open again",
        ),
        pytest.param(
            [judged("closed"), judged("suspected_closed"), look()],
            [{"closings": 1}, {}, {"delisted": 1}],
            id="closed, doubted, gone",
        ),
        pytest.param(
            [judged("closed"), judged("unverifiable"), judged("closed"), judged("operating")],
            [{"closings": 1}, {}, {}, {"reopenings": 1}],
            id="closed, doubted, closed, open",
        ),
        pytest.param(
            [judged("suspected_closed"), look()],
            [{}, {"closings": 1, "delisted": 1}],
            id="doubted, gone",
        ),
    ],
)
def test_registers_and_people_are_counted_apart(
    looks: list[Look], expected: list[dict[str, int]]
) -> None:
    history = [judged("operating"), *looks]

    assert [counts(*history[: end + 1]) for end in range(1, len(history))] == expected


def test_a_word_that_an_earlier_release_recorded_is_taken_back() -> None:
    """It did not keep whose a verdict was, but the evidence tells."""
    sentence = "corrected by kim on 2031-03-01: closed; milk; the registers say operating (0.97)"
    known = log_of(
        judged("operating"),
        look(listing(verdict="closed", corrected_by="kim", evidence=[sentence, "food permit"])),
        look(listing(verdict="closed", corrected_by="kim", lat=37.51)),
    )
    earlier = known.with_columns(
        pl.lit(None, pl.String).alias(c) for c in ("corrected_by", "judged")
    )

    new = new_events(earlier, look(listing(lat=37.51)), district=DISTRICT, looked_at=None)

    names = ["closings", "reopenings", "corrections"]
    weeks = weekly_summary_frame(pl.concat([earlier, new]))
    assert new["event"].to_list() == ["reopened"]
    assert weeks.select(pl.col(names).sum()).row(0) == (0, 0, 2)


def test_stocks_drift_from_week_to_week() -> None:
    summary = weekly(
        look(listing("1"), listing("2")),
        look(listing("1", verdict="closed"), listing("2"), listing("3")),
        look(listing("2"), listing("3")),
    )

    stocks = summary.select("listings", "listings_change", "operating", "operating_change").rows()
    assert stocks == [(2, None, 2, None), (3, 1, 2, 0), (2, -1, 2, 0)]


def test_a_brand_that_comes_to_a_district_that_was_looked_at_has_grown_from_nothing() -> None:
    summary = weekly(look(NARAE), look(NARAE, listing("2"))).filter(brand="가온25")

    assert summary.select("week", "listings_change", "operating_change").rows() == [
        (FIRST + WEEK, 1, 1)
    ]


def test_after_a_look_that_saw_no_listing_the_first_ones_are_a_change() -> None:
    summary = weekly(look(), look(listing()))

    assert summary.select("listings_change", "operating_change").rows() == [(1, 1)]


def test_a_look_on_an_earlier_day_takes_no_listing_away_before_it_came() -> None:
    """Earlier releases did not refuse it: the day is a setting, and clocks may be put back."""
    later, earlier = FIRST + WEEK, FIRST
    known = log_of(
        look(listing(), read_on=later, judged_on=later),
        look(read_on=earlier, judged_on=earlier),
    )

    summary = checked("weekly_summary", weekly_summary_frame(known))

    assert summary.select("week", "listings", "found", "delisted").rows() == [(later, 0, 1, 1)]


def test_a_listing_changes_over_to_another_brand() -> None:
    summary = weekly(look(listing()), look(NARAE)).filter(week=FIRST + WEEK)

    assert summary.select("brand", "listings", "listings_change", "replacements").rows() == [
        ("가온25", 0, -1, 1),
        ("나래24", 1, 1, 0),
    ]


def test_all_brands_of_a_district_have_a_row_in_a_week_in_which_it_was_looked_at() -> None:
    first = (listing("1"), listing("2", brand=None, place_name="한빛슈퍼"))

    summary = weekly(look(*first), look(*first, listing("3")))

    assert summary.filter(week=FIRST + WEEK)["brand"].to_list() == ["other", "가온25"]


def test_what_the_first_look_at_a_district_finds_is_no_change_whatever_others_have() -> None:
    here = log_of(look(listing()), look(listing(), listing("2"), read_on=FIRST + WEEK))
    there = log_of(look(listing(), read_on=FIRST + WEEK)).with_columns(district=pl.lit("강남구"))

    summary = weekly_summary_frame(pl.concat([here, there])).filter(week=FIRST + WEEK)

    assert summary.select("district", "listings_change").rows() == [
        ("강남구", None),
        ("영등포구", 1),
    ]


def test_districts_are_told_apart_though_they_share_numbers_and_listings() -> None:
    here = log_of(look(listing()))
    there = here.with_columns(district=pl.lit("강남구"))

    summary = weekly_summary_frame(pl.concat([here, there]))

    assert summary.sort("district").select("district", "listings").rows() == [
        ("강남구", 1),
        ("영등포구", 1),
    ]


def test_nothing_happened_before_the_first_look() -> None:
    nothing = weekly_summary_frame(frame("closure_events").clear())

    assert checked("weekly_summary", nothing).is_empty()
