"""The invented city as tables: what each service shows, and the truth behind it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

PLACES_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "id": pl.String(),
        "place_name": pl.String(),
        "category_name": pl.String(),
        "category_group_code": pl.String(),
        "category_group_name": pl.String(),
        "phone": pl.String(),
        "address_name": pl.String(),
        "road_address_name": pl.String(),
        "lon": pl.Float64(),
        "lat": pl.Float64(),
    }
)
"""A listing of Kakao Map; an empty text means that the listing has none."""

DAISO_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "strCd": pl.String(),
        "strNm": pl.String(),
        "strAddr": pl.String(),
        "strDtlAddr": pl.String(),
        "strZip": pl.String(),
        "strTno": pl.String(),
        "strLitd": pl.Float64(),
        "strLttd": pl.Float64(),
        "opngTime": pl.String(),
        "clsngTime": pl.String(),
        "km": pl.String(),
        "useYn": pl.String(),
    }
)
"""A store of Daiso's own finder; longitude and latitude are 0.0 for new stores."""

FOOD_COLUMNS: tuple[str, ...] = (
    *("OPNSFTEAMCODE", "MGTNO", "APVPERMYMD", "TRDSTATEGBN", "TRDSTATENM", "DTLSTATEGBN"),
    *("DTLSTATENM", "DCBYMD", "SITETEL", "SITEAREA", "SITEPOSTNO", "SITEWHLADDR", "RDNWHLADDR"),
    *("RDNPOSTNO", "BPLCNM", "LASTMODTS", "UPDATEGBN", "UPDATEDT", "UPTAENM", "X", "Y"),
    *("SNTUPTAENM", "MANEIPCNT", "WMEIPCNT", "TRDPJUBNSENM", "LVSENM", "WTRSPLYFACILSENM"),
    *("HOFFEPCNT", "FCTYOWKEPCNT", "FCTYSILJOBEPCNT", "FCTYPDTJOBEPCNT", "BDNGOWNSENM"),
    *("ISREAM", "MONAM", "MULTUSNUPSOYN", "FACILTOTSCP", "JTUPSOASGNNO", "JTUPSOMAINEDF"),
    "HOMEPAGE",
)
"""LOCALDATA_072405 (휴게음식점) in the order the service answers; all texts, null possible."""

TOBACCO_COLUMNS: tuple[str, ...] = (
    *("OPNSFTEAMCODE", "MGTNO", "APVPERMYMD", "APVCANCELYMD", "TRDSTATEGBN", "TRDSTATENM"),
    *("DTLSTATEGBN", "DTLSTATENM", "DCBYMD", "CLGSTDT", "CLGENDDT", "ROPNYMD", "SITETEL"),
    *("SITEAREA", "SITEPOSTNO", "SITEWHLADDR", "RDNWHLADDR", "RDNPOSTNO", "BPLCNM", "LASTMODTS"),
    *("UPDATEGBN", "UPDATEDT", "UPTAENM", "X", "Y", "ASGNYMD", "MWSRNM"),
)
"""LOCALDATA_114302 (담배소매업); its order is not documented, so nothing may rest on it."""

FOOD_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {column: pl.String() for column in FOOD_COLUMNS}
)
TOBACCO_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {column: pl.String() for column in TOBACCO_COLUMNS}
)

SEMAS_COLUMNS: tuple[str, ...] = (
    *("bizesId", "bizesNm", "brchNm", "indsLclsCd", "indsLclsNm", "indsMclsCd", "indsMclsNm"),
    *("indsSclsCd", "indsSclsNm", "ksicCd", "ksicNm", "ctprvnCd", "ctprvnNm", "signguCd"),
    *("signguNm", "adongCd", "adongNm", "ldongCd", "ldongNm", "lnoCd", "plotSctCd", "plotSctNm"),
    *("lnoMnno", "lnoSlno", "lnoAdr", "rdnmCd", "rdnm", "bldMnno", "bldSlno", "bldMngNo", "bldNm"),
    *("rdnmAdr", "oldZipcd", "newZipcd", "dongNo", "flrNo", "hoNo", "lon", "lat"),
)
_SEMAS_NUMBERS: dict[str, pl.DataType] = {
    "lnoMnno": pl.Int64(),
    "lnoSlno": pl.Int64(),
    "bldMnno": pl.Int64(),
    "bldSlno": pl.Int64(),
    "lon": pl.Float64(),
    "lat": pl.Float64(),
}
SEMAS_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {column: _SEMAS_NUMBERS.get(column, pl.String()) for column in SEMAS_COLUMNS}
)
"""A row of the SEMAS register; a null sub-number is answered as an empty text."""

ADDRESSES_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "address_name": pl.String(),
        "road_address_name": pl.String(),
        "lon": pl.Float64(),
        "lat": pl.Float64(),
        "district": pl.String(),
    }
)
"""An address that Kakao's address search knows, in Kakao's short spelling."""

TRUTH_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "place_id": pl.String(),
        "shop_id": pl.String(),
        "verdict": pl.String(),
        "closed_on": pl.Date(),
        "replaced_by": pl.String(),
        "succeeded_on": pl.Date(),
        "food_ids": pl.List(pl.String()),
        "tobacco_ids": pl.List(pl.String()),
        "semas_ids": pl.List(pl.String()),
    }
)
"""What is really so of a listing: a row for each listing of a convenience store.

`replaced_by` is the store that is open at its place today, `succeeded_on` the day on which the next
one opened there or will open, both of a shop that is gone.
"""

VERDICTS: tuple[str, ...] = ("operating", "closed", "replaced", "suspended", "unverifiable")
"""The facts that `truth` knows; `unverifiable` is an open shop that never held a permit."""


@dataclass(frozen=True, slots=True)
class City:
    """One invented city, as its services show it on one day.

    The tables have the schemas of this module. `places` holds the convenience stores (group
    code CS2) and, with an empty group code, the Daiso stores and look-alikes of keyword search.
    `food` and `tobacco` are the registers of all districts in no order, padded as the real ones
    are, some rows twice; `OPNSFTEAMCODE` tells the district. `semas_month` is the register's
    base month (stdrYm, YYYYMM). `truth` is for tests and evaluation: no service shows it.
    """

    today: dt.date
    seed: int
    semas_month: str
    places: pl.DataFrame
    daiso: pl.DataFrame
    food: pl.DataFrame
    tobacco: pl.DataFrame
    semas: pl.DataFrame
    addresses: pl.DataFrame
    truth: pl.DataFrame
