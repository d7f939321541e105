"""The verdict on every listing, from the tables of listings and registers."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from radius_assets.matching.blocking import relevant_permits
from radius_assets.matching.brands import Lexicon
from radius_assets.matching.case import cases
from radius_assets.matching.evidence import EVIDENCE_SCHEMA, evidence
from radius_assets.matching.findings import findings
from radius_assets.matching.knowledge import Knowledge
from radius_assets.matching.listings import require_each_once
from radius_assets.matching.normalize import (
    normalized_permits,
    normalized_places,
    normalized_semas,
    read_on,
)
from radius_assets.matching.overtaken import with_overtaken
from radius_assets.matching.succession import with_succession
from radius_assets.matching.twins import shops_of, with_twins
from radius_assets.matching.verdict import decided

_VERDICT = ("verdict", "confidence", "reason", "reason_ko", "closed_on", "replaced_by")


def judge(
    places: pl.DataFrame,
    *,
    food: pl.DataFrame | None,
    tobacco: pl.DataFrame | None,
    semas: pl.DataFrame | None,
    as_of: date,
    knowing: Knowledge | None = None,
) -> pl.DataFrame:
    """The verdict on each listing, by `place_id`, with the columns of the table `closures`.

    Pure: equal tables give equal verdicts, whatever the order of their rows. A register may
    hold more districts than the listings do; shops are found across the border.

    Args:
        places: Listings with the columns of the table `convenience`.
        food: The table `openapi_food`, or None if it was not consulted; then nothing follows
            from its silence. The same goes for the other two.
        tobacco: The table `openapi_tobacco`.
        semas: The table `semas`.
        as_of: The day for which the verdicts hold; later closures have not happened yet.
        knowing: How names are written and what agreements weigh; if not given, what the package
            knows.

    Raises:
        RepeatedListingError: A listing comes more than once.
    """
    require_each_once(places)
    known = knowing or Knowledge()
    listings = with_twins(normalized_places(places, known.words))
    shops = shops_of(listings)
    records = {
        **_permits(shops, {"food": food, "tobacco": tobacco}, as_of, known.words),
        **({} if semas is None else {"semas": normalized_semas(semas, known.words)}),
    }
    linked = findings(shops, records, known.weights)
    followed = with_succession(linked, known.weights)
    found = with_overtaken(followed, as_of)
    judged = cases(
        found,
        expects_permit=expects_permit(shops, known.words),
        read_on=read_on({"food": food, "tobacco": tobacco, "semas": semas}, as_of),
        as_of=as_of,
    )
    verdicts = decided(judged, known.weights.confidence)
    told = evidence(found, verdicts, shops, known.words)
    verdicts = verdicts.join(told, on="place", how="left", maintain_order="left")
    verdicts = verdicts.with_columns(twin=shops["row"].gather(verdicts["place"]))
    return _closures(places, listings.join(verdicts, on="twin"), list(records), as_of)


def _permits(
    shops: pl.DataFrame,
    registers: Mapping[str, pl.DataFrame | None],
    as_of: date,
    words: Lexicon,
) -> dict[str, pl.DataFrame]:
    """The normalized permits that may matter, by the name of each register consulted."""
    return {
        register: normalized_permits(
            relevant_permits(permits, shops, all_at_spots=register == "tobacco", words=words),
            as_of=as_of,
            words=words,
        )
        for register, permits in registers.items()
        if permits is not None
    }


def expects_permit(shops: pl.DataFrame, words: Lexicon) -> pl.Series:
    """Whether each shop must hold a permit: a chain's, unless nobody sells there."""
    is_chain = pl.col("chain").is_in(words.permit_holders).fill_null(value=False)
    return shops.select(is_chain & ~pl.col("unmanned")).to_series()


def _closures(
    places: pl.DataFrame, judged: pl.DataFrame, registers: list[str], as_of: date
) -> pl.DataFrame:
    listed = places.select("place_id", "place_name", "district", "road_address", "lon", "lat")
    nothing = pl.lit([], pl.List(pl.Struct(dict(EVIDENCE_SCHEMA))))
    verdicts = judged.select("id", *_VERDICT, pl.col("evidence").fill_null(nothing))
    return (
        listed.join(verdicts, left_on="place_id", right_on="id")
        .sort("place_id")
        .with_columns(registers=pl.lit(registers, pl.List(pl.String)), as_of=pl.lit(as_of, pl.Date))
    )
