"""The permit registers' field names, in the three spellings they come in, and ours.

Seoul Open Data has an old standard and a new one, to which services flip overnight without
notice; data.go.kr (행정안전부) has a third. Foreign names of permits stop here.

Source: the list of fields of LOCALDATA_072405 and LOCALDATA_114302, Seoul Open Data Plaza;
the column mapping of 행정안전부's 인허가 data (붙임3, 2026-04-07).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

import polars as pl

from radius_assets.collection.register_frames import korean_moment, text
from radius_assets.sources.errors import SourceChangedError
from radius_assets.sources.seoul import Kind

Row: TypeAlias = Mapping[str, object]
Naming: TypeAlias = Mapping[str, str]

# Ours, Seoul's old standard, Seoul's new standard, data.go.kr.
_FIELDS = (
    ("authority_code", "OPNSFTEAMCODE", "OGDP_INST_CD", "OPN_ATMY_GRP_CD"),
    ("management_number", "MGTNO", "MNG_NO", "MNG_NO"),
    ("name", "BPLCNM", "BPLC_NM", "BPLC_NM"),
    ("business_type", "UPTAENM", "BZSTAT_SE_NM", "BZSTAT_SE_NM"),
    ("state_code", "TRDSTATEGBN", "SALS_STTS_CD", "SALS_STTS_CD"),
    ("permitted_on", "APVPERMYMD", "LCPMT_YMD", "LCPMT_YMD"),
    ("closed_on", "DCBYMD", "CLSBIZ_YMD", "CLSBIZ_YMD"),
    ("cancelled_on", "APVCANCELYMD", "LCPMT_RTRCN_YMD", "LCPMT_RTRCN_YMD"),
    ("suspended_from", "CLGSTDT", "TCBIZ_BGNG_YMD", "TCBIZ_BGNG_YMD"),
    ("suspended_until", "CLGENDDT", "TCBIZ_END_YMD", "TCBIZ_END_YMD"),
    ("road_address", "RDNWHLADDR", "ROAD_NM_ADDR", "ROAD_NM_ADDR"),
    ("lot_address", "SITEWHLADDR", "LOTNO_ADDR", "LOTNO_ADDR"),
    ("x_m", "X", "XCRD", "CRD_INFO_X"),
    ("y_m", "Y", "YCRD", "CRD_INFO_Y"),
    ("updated_at", "UPDATEDT", "DATA_UPDT_YMD", "DAT_UPDT_PNT"),
)

NAMINGS: tuple[Naming, ...] = tuple(
    MappingProxyType({field[0]: field[standard] for field in _FIELDS}) for standard in (1, 2, 3)
)

# Food permits come without the first three, and tobacco permits are all of one business. Those for
# tobacco end by being cancelled, so without that day their closing days would be lost unseen.
_OPTIONAL = frozenset({"cancelled_on", "suspended_from", "suspended_until", "business_type"})
NEEDED = frozenset(field[0] for field in _FIELDS) - _OPTIONAL
NEEDED_OF: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {"food": NEEDED | {"business_type"}, "tobacco": NEEDED | {"cancelled_on"}}
)

_OTHER_NAMES = """
TRDSTATENM DTLSTATEGBN DTLSTATENM SITETEL SITEAREA SITEPOSTNO RDNPOSTNO LASTMODTS UPDATEGBN
SNTUPTAENM MANEIPCNT WMEIPCNT TRDPJUBNSENM LVSENM WTRSPLYFACILSENM HOFFEPCNT FCTYOWKEPCNT
FCTYSILJOBEPCNT FCTYPDTJOBEPCNT BDNGOWNSENM ISREAM MONAM MULTUSNUPSOYN FACILTOTSCP
JTUPSOASGNNO JTUPSOMAINEDF HOMEPAGE ROPNYMD TOTEPNUM ASGNYMD MWSRNM
SALS_STTS_NM DTL_SALS_STTS_CD DTL_SALS_STTS_NM TELNO LCTN_AREA LCTN_ZIP ROAD_NM_ZIP
LAST_MDFCN_YMD LAST_MDFCN_PNT DATA_UPDT_SE ROBIZ_YMD SNTT_BZSTAT_NM FCLT_WHOL_SCL HMPG DSGN_YMD
DAT_UPDT_SE CVLCPT_KND_NM CGRTT_SPLY_BZENTY_NM HNDL_PRDCT_NM
"""
_KNOWN_NAMES = {name for field in _FIELDS for name in field[1:]} | set(_OTHER_NAMES.split())


def namings_of(
    rows: Iterable[Row], *, asked: str, needed: frozenset[str] = NEEDED
) -> Iterator[Naming]:
    """How each of the rows spells our field names: ours to the register's.

    Raises:
        SourceChangedError: A row has the `needed` fields in no known spelling; the message
            names those that are new and those that are missing.
    """
    before: tuple[str, ...] | None = None
    for row in rows:
        names = tuple(row)
        if names != before:  # all rows of a page have the same
            naming = _naming(names, needed, asked=asked)
        before = names
        yield naming


def require_known_fields(rows: Iterable[Row], kind: Kind, *, asked: str) -> None:
    """Do nothing if every row has the fields of its register in a known spelling.

    Raises:
        SourceChangedError: As for `namings_of`.
    """
    for _ in namings_of(rows, asked=asked, needed=NEEDED_OF[kind]):
        pass


def permit_keys(rows: Sequence[Row], *, asked: str) -> list[tuple[str, str] | None]:
    """(authority code, management number) of each row, None where it lacks one of them.

    Management numbers are unique within their authority only.

    Raises:
        SourceChangedError: As for `namings_of`.
    """
    namings = namings_of(rows, asked=asked)
    return [_key(row, naming) for row, naming in zip(rows, namings, strict=True)]


def permit_key(row: Row, *, asked: str) -> tuple[str, str] | None:
    """What `permit_keys` has for the row."""
    return permit_keys([row], asked=asked)[0]


def permit_versions(rows: Sequence[Row], *, asked: str) -> list[int]:
    """When the register last changed each row, in microseconds since 1970.

    They are read as the table of permits reads them. What cannot be read there is older than all
    that can.

    Raises:
        SourceChangedError: As for `namings_of`.
    """
    namings = namings_of(rows, asked=asked)
    written = [
        None if (value := row[naming["updated_at"]]) is None else str(value)
        for row, naming in zip(rows, namings, strict=True)
    ]
    texts = pl.DataFrame({"at": written}, schema={"at": pl.String}).select(text("at").alias("at"))
    moments = texts.select(korean_moment("at").dt.epoch("us").fill_null(pl.Int64.min()))
    return moments.to_series().to_list()


def _key(row: Row, naming: Naming) -> tuple[str, str] | None:
    authority = _text(row[naming["authority_code"]])
    number = _text(row[naming["management_number"]])
    return (authority, number) if authority and number else None


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _naming(names: tuple[str, ...], needed: frozenset[str], *, asked: str) -> Naming:
    for naming in NAMINGS:
        if not _missing(naming, names, needed):
            return naming
    raise SourceChangedError("permit register", asked, _difference(names, needed))


def _missing(naming: Naming, names: Iterable[str], needed: frozenset[str]) -> set[str]:
    return {naming[ours] for ours in needed} - set(names)


def _difference(names: tuple[str, ...], needed: frozenset[str]) -> str:
    missing = min((_missing(naming, names, needed) for naming in NAMINGS), key=len)
    new = set(names) - _KNOWN_NAMES
    return (
        f"unknown field names; new: {' '.join(sorted(new)) or 'none'};"
        f" missing: {' '.join(sorted(missing))}"
    )
