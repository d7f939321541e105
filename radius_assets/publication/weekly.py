"""What a week adds up to, by district and brand, from the log of events alone."""

import polars as pl

from radius_assets.publication.corrections import OPEN
from radius_assets.publication.events import OVER, REST
from radius_assets.publication.history_schemas import NO_BRAND
from radius_assets.publication.log_state import with_judged

_KEY = ["week", "district", "brand"]
_VERDICTS = ("verdict_changed", "reopened")
_STOCKS = ("listings", "operating")
_CHANGES = tuple(f"{name}_change" for name in _STOCKS)
_COUNTS = (
    "found",
    "openings",
    "closings",
    "replacements",
    "reopenings",
    "corrections",
    "delisted",
)


def weekly_summary_frame(events: pl.DataFrame) -> pl.DataFrame:
    """A row for each week, district and brand, of the weeks in which the district had an event.

    A week without any has no rows: the log does not tell whether nobody looked. What a district's
    first look finds is no change: nobody knows what was there before.

    Args:
        events: The table `closure_events` of all districts, rows in any order.
    """
    told = _with_before(events)
    counted = told.select("week", "district", brand="brand_told", **_counts())
    changes = pl.concat([counted, _entering(told), _leaving(told)], how="diagonal")
    sums = changes.group_by(_KEY).agg(pl.col(*_STOCKS, *_COUNTS).sum().cast(pl.Int64))
    stocks = [pl.col(name).cum_sum().over("district", "brand").alias(name) for name in _STOCKS]
    return (
        _every_brand(changes)
        .join(sums, on=_KEY, how="left")
        .with_columns(pl.col(*_STOCKS, *_COUNTS).fill_null(0))
        .sort(_KEY)
        .with_columns(pl.col(name).alias(f"{name}_change") for name in _STOCKS)
        .with_columns(stocks)
        .filter(pl.any_horizontal(pl.col("listings", "listings_change", *_COUNTS) != 0))
        .join(_first_looks(told), on=["week", "district"], how="left", maintain_order="left")
        .with_columns(pl.when(pl.col("is_first_look").is_null()).then(pl.col(*_CHANGES)))
        .drop("is_first_look")
    )


def _first_looks(told: pl.DataFrame) -> pl.DataFrame:
    """The week of each district's first look, where that can be told.

    A log that begins with another event than `found` had a look before that saw no listing.
    """
    first = told.group_by("district").agg(pl.col("week", "event").sort_by("number").first())
    found = first.filter(event="found")
    return found.select("week", "district", is_first_look=pl.lit(value=True))


def _with_before(events: pl.DataFrame) -> pl.DataFrame:
    """The events with the state of their listing before; a brand's loss is told as its own.

    An event is of no earlier week than the one of its listing before it, though earlier releases
    let people look on an earlier day: else a listing would leave before it came. There alone a
    person's correction may put what follows into a later week.

    `held` is what the registers held a listing to be last: a verdict that leaves the question open
    takes nothing back, so a shop held closed, then suspected to be, then gone has closed once.
    """
    of_place = ("district", "place_id")
    settled = pl.when(~pl.col("judged").is_in(OPEN)).then("judged")
    return (
        with_judged(events.sort("district", "number"))
        .with_columns(
            pl.col("brand").fill_null(NO_BRAND),
            week=pl.col("seen_on").cum_max().over(of_place).dt.truncate("1w"),
            is_there=pl.col("event") != "delisted",
            held=settled.forward_fill().over(of_place),
        )
        .with_columns(
            was_there=pl.col("is_there").shift().over(of_place).fill_null(value=False),
            verdict_was=pl.col("verdict").shift().over(of_place),
            judged_was=pl.col("judged").shift().over(of_place),
            held_was=pl.col("held").shift().over(of_place),
            brand_was=pl.col("brand").shift().over(of_place),
        )
        .with_columns(
            brand_told=pl.when(pl.col("event") == "brand_changed")
            .then("brand_was")
            .otherwise("brand")
        )
    )


def _counts() -> dict[str, pl.Expr]:
    """What each event counts as; of a verdict only what the registers did, people apart."""
    event, held = pl.col("event"), pl.col("held")
    was_over, is_over = (
        pl.col(name).is_in(OVER).fill_null(value=False) for name in ("held_was", "held")
    )
    judged = event.is_in([*_VERDICTS, "judged_anew"])
    by_people = pl.any_horizontal(
        pl.col("verdict") != pl.col("judged"), pl.col("verdict_was") != pl.col("judged_was")
    )
    closed = judged & (held == "closed") & ~was_over
    replaced = judged & (held == "replaced") & ~was_over
    return {
        "found": event == "found",
        "openings": (event == "listed") & ~is_over,
        "closings": closed | ((event == "delisted") & ~is_over),
        "replacements": replaced | (event == "brand_changed"),
        "reopenings": judged & (held == "operating") & pl.col("held_was").is_in(REST),
        "corrections": event.is_in(_VERDICTS) & by_people,
        "delisted": event == "delisted",
    }


def _entering(told: pl.DataFrame) -> pl.DataFrame:
    """What each event adds to the listings of the brand that it leaves a listing under."""
    operates = pl.col("verdict") == "operating"
    there = told.filter("is_there")
    return there.select(*_KEY, listings=pl.lit(1), operating=operates.cast(pl.Int32))


def _leaving(told: pl.DataFrame) -> pl.DataFrame:
    """What each event takes from the listings of the brand under which it met the listing."""
    operated = pl.col("verdict_was") == "operating"
    there = told.filter("was_there")
    return there.select(
        "week",
        "district",
        brand="brand_was",
        listings=pl.lit(-1),
        operating=-operated.cast(pl.Int32),
    )


def _every_brand(changes: pl.DataFrame) -> pl.DataFrame:
    """Each week of a district with each of its brands."""
    weeks = changes.select("week", "district").unique()
    return weeks.join(changes.select("district", "brand").unique(), on="district")
