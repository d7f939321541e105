"""The rule of the system's first version, to be measured beside ours.

A listing was 정상 if any row of its district, of any register, shared its name, its road address
or its position rounded to four decimals of a degree, and 폐업 otherwise. Closing dates were never
read. How it spelled names and addresses is fitted to what it said of one real district: with
nothing but the SEMAS rows at hand, this rule gives no listing a reason that it did not have.
"""

from typing import Literal

import polars as pl

Reason = Literal["name", "address", "position"]
REASONS: tuple[Reason, ...] = ("name", "address", "position")

_CELL_DEG = 1e-4
# A street and a number; the first version found no number after 지하.
_ROAD = r"(\S+(?:로|길))\s*(\d+(?:-\d+)?)"
_SIGNS = {
    "씨유cu": "cu",
    "씨유": "cu",
    "지에스gs25": "gs25",
    "지에스25": "gs25",
    "코리아세븐": "세븐일레븐",
    "emart24": "이마트24",
}
"""Spellings that permits have and the map has not; it left the names of SEMAS as they are."""


def first_version(
    places: pl.DataFrame,
    *,
    food: pl.DataFrame | None,
    tobacco: pl.DataFrame | None,
    semas: pl.DataFrame | None,
    only_open: bool = False,
) -> pl.DataFrame:
    """The verdict on each listing: `place_id`, `verdict`, `reasons`, and `links`.

    `links` are structs of `register` and `record_id`: of each register the rows that share the
    name; if none does, those that share the address; if none does, those that share the position.
    That is the kindest reading, as the first version itself did not say which row it meant.

    Args:
        places: Listings with the columns of the table `convenience`.
        food: The table `openapi_food`, or None if there is none; likewise the other two.
        tobacco: The table `openapi_tobacco`.
        semas: The table `semas`.
        only_open: Whether permits that have ended are left out. The first version kept no dates,
            but may have read the state.
    """
    registers = {"food": food, "tobacco": tobacco, "semas": semas}
    shared = pl.concat(
        _shared(_listings(places), _records(rows, register, only_open=only_open), register)
        for register, rows in registers.items()
        if rows is not None
    )
    first = pl.col("reason") == pl.col("reason").min().over("place_id", "register")
    told = (
        shared.with_columns(is_first=first)
        .group_by("place_id")
        .agg(
            reasons=pl.col("reason").unique().sort(),
            links=pl.struct("register", "record_id").filter("is_first"),
        )
    )
    return (
        places.select("place_id")
        .join(told, on="place_id", how="left", maintain_order="left")
        .with_columns(
            verdict=pl.when(pl.col("links").is_null())
            .then(pl.lit("closed"))
            .otherwise(pl.lit("operating"))
        )
    )


def first_links(judged: pl.DataFrame) -> pl.DataFrame:
    """The links of `first_version`, a row each: `place_id`, `register`, `record_id`."""
    linked = judged.select("place_id", "links").drop_nulls()
    return linked.explode("links", empty_as_null=False).unnest("links")


def _listings(places: pl.DataFrame) -> pl.DataFrame:
    return places.select("place_id", "district", name=_bare("place_name"), **_where())


def _records(rows: pl.DataFrame, register: str, *, only_open: bool) -> pl.DataFrame:
    """The rows of a register by what they may share with a listing."""
    if register == "semas":
        return rows.select("district", record_id="store_id", name=_bare("name"), **_where())
    counted = rows.filter(pl.col("state") == "operating") if only_open else rows
    name = _bare("name").str.replace_many(list(_SIGNS), list(_SIGNS.values()), leftmost=True)
    return counted.select("district", record_id="management_number", name=name, **_where())


def _where() -> dict[str, pl.Expr]:
    parts = pl.col("road_address").cast(pl.String).str.extract_groups(_ROAD)
    cell = ((pl.col(of) / _CELL_DEG).round().cast(pl.Int64) for of in ("lon", "lat"))
    return {
        "address": pl.concat_str(parts.struct[0], parts.struct[1]),
        "position": pl.concat_str(*cell, separator=" "),
    }


def _bare(column: str) -> pl.Expr:
    """A name without blanks, signs and case."""
    text = pl.col(column).cast(pl.String).str.to_lowercase()
    return text.str.replace_all(r"[^0-9a-z가-힣]", "")


def _shared(listings: pl.DataFrame, records: pl.DataFrame, register: str) -> pl.DataFrame:
    """Listings and records of a district that share something, and what: `reason`."""
    return pl.concat(
        listings.select("place_id", "district", reason)
        .drop_nulls()
        .join(records.select("record_id", "district", reason), on=["district", reason])
        .select(
            "place_id",
            "record_id",
            register=pl.lit(register),
            reason=pl.lit(reason, pl.Enum(REASONS)),
        )
        for reason in REASONS
    )
