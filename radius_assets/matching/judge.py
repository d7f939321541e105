"""The verdict on every listing, from the tables of listings and registers."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

import polars as pl

from radius_assets.matching.blocking import candidate_pairs, relevant_permits
from radius_assets.matching.brands import lexicon
from radius_assets.matching.case import case_of, with_heirs
from radius_assets.matching.compare import compared
from radius_assets.matching.evidence import EVIDENCE_SCHEMA, Finding, evidence, findings
from radius_assets.matching.link import link
from radius_assets.matching.normalize import (
    RECORD_SCHEMA,
    SHOP_SCHEMA,
    normalized_permits,
    normalized_places,
    normalized_semas,
)
from radius_assets.matching.twins import with_twins
from radius_assets.matching.verdict import decide

_VERDICT_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "verdict": pl.String(),
        "confidence": pl.Float64(),
        "closed_on": pl.Date(),
        "replaced_by": pl.String(),
        "evidence": pl.List(pl.Struct(dict(EVIDENCE_SCHEMA))),
    }
)
_SAYS = tuple(name for name in RECORD_SCHEMA if name not in (*SHOP_SCHEMA, "authority_code"))


def judge(
    places: pl.DataFrame,
    *,
    food: pl.DataFrame | None,
    tobacco: pl.DataFrame | None,
    semas: pl.DataFrame | None,
    as_of: date,
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
    """
    listings = with_twins(normalized_places(places))
    shops = listings.filter(pl.col("twin") == pl.col("row"))
    records = _records(shops, food=food, tobacco=tobacco, semas=semas, as_of=as_of)
    found = _found(shops, records)
    read_on = {register: _read_on(rows) for register, rows in records.items()}
    judged = [
        _judged(found.get(index, ()), read_on, as_of=as_of, expects_permit=expects_permit)
        for index, expects_permit in enumerate(shops.select(_expects_permit()).to_series())
    ]
    verdicts = pl.DataFrame(judged, schema=dict(_VERDICT_SCHEMA), orient="row").with_columns(
        twin=shops["row"]
    )
    return _closures(places, listings.join(verdicts, on="twin"), list(records), as_of)


def _records(
    shops: pl.DataFrame,
    *,
    food: pl.DataFrame | None,
    tobacco: pl.DataFrame | None,
    semas: pl.DataFrame | None,
    as_of: date,
) -> dict[str, pl.DataFrame]:
    """The normalized records of the registers that were consulted, by the register's name."""
    records = {}
    for register, permits in (("food", food), ("tobacco", tobacco)):
        if permits is not None:
            near = relevant_permits(permits, shops, all_at_spots=register == "tobacco")
            records[register] = normalized_permits(near, as_of=as_of)
    if semas is not None:
        records["semas"] = normalized_semas(semas)
    return records


def _found(
    shops: pl.DataFrame, records: Mapping[str, pl.DataFrame]
) -> dict[int, tuple[Finding, ...]]:
    """What all registers say, by the row number of the shop."""
    pairs = {register: _compared(shops, rows) for register, rows in records.items()}
    linked = {register: link(those) for register, those in pairs.items()}
    since = _there_since(list(linked.values()))
    result: dict[int, tuple[Finding, ...]] = {}
    for register, those in pairs.items():
        of_register = findings(those, linked[register], since, register=register)
        for place, more in of_register.items():
            result[place] = (*result.get(place, ()), *more)
    return result


def _compared(shops: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """The candidate pairs, compared, with what the register says of the record."""
    pairs = compared(candidate_pairs(shops, records), shops, records)
    says = records.select("id", *_SAYS)[pairs["record"]]
    return pl.concat([pairs, says], how="horizontal")


def _there_since(linked: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The first permit of each shop in any register, `there_since` by `place`."""
    dated = [those.select("place", "permitted_on") for those in linked]
    none = pl.DataFrame(schema={"place": pl.UInt32(), "permitted_on": pl.Date()})
    since = pl.col("permitted_on").min().alias("there_since")
    return pl.concat([none, *dated]).group_by("place").agg(since)


def _read_on(records: pl.DataFrame) -> date | None:
    latest = records["known_on"].max()
    return latest if isinstance(latest, date) else None


def _expects_permit() -> pl.Expr:
    """Whether a shop must hold a permit: a chain's, unless nobody sells there."""
    chains = [brand.chain for brand in lexicon().brands.values() if brand.kind == "chain"]
    return pl.col("chain").is_in(chains).fill_null(value=False) & ~pl.col("unmanned")


def _judged(
    found: tuple[Finding, ...],
    read_on: Mapping[str, date | None],
    *,
    as_of: date,
    expects_permit: bool,
) -> dict[str, object]:
    findings_of_shop = with_heirs(found)
    case = case_of(findings_of_shop, as_of=as_of, read_on=read_on, expects_permit=expects_permit)
    verdict = decide(case)
    successor = verdict.successor
    return {
        "verdict": verdict.outcome,
        "confidence": verdict.confidence,
        "closed_on": verdict.closed_on,
        "replaced_by": None if successor is None else successor.name,
        "evidence": evidence(findings_of_shop, successor),
    }


def _closures(
    places: pl.DataFrame, judged: pl.DataFrame, registers: list[str], as_of: date
) -> pl.DataFrame:
    listed = places.select("place_id", "place_name", "district", "road_address", "lon", "lat")
    verdicts = judged.select("id", *_VERDICT_SCHEMA)
    return (
        listed.join(verdicts, left_on="place_id", right_on="id")
        .sort("place_id")
        .with_columns(registers=pl.lit(registers, pl.List(pl.String)), as_of=pl.lit(as_of, pl.Date))
    )
