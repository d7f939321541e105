"""The permit registers as files that people download, read into the tables that the API makes.

Their Korean headers are those of localdata.go.kr (until April 2026), of the files of data.go.kr
that came after it, and of Seoul Open Data; exports of the APIs have the APIs' own names.

Source: the headers of files that public code reads; the column mapping of 행정안전부's 인허가
data (붙임3, 2026-04-07).
"""

import re
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

import polars as pl

from radius_assets.collection.csv_files import (
    CsvRows,
    FileRefusedError,
    OpenedFile,
    columns_of,
)
from radius_assets.collection.excel_damage import excel_damage
from radius_assets.collection.file_tables import (
    UNPLACEABLE,
    FileTable,
    Placed,
    RegisterFile,
    broken,
    newest,
    sorted_rows,
)
from radius_assets.collection.permit_fields import NAMINGS, NEEDED_OF
from radius_assets.collection.permit_values import DATES
from radius_assets.collection.permits import KEY, permit_table
from radius_assets.domain.districts import (
    DISTRICT_NAMES,
    district,
    district_of_address,
    is_outside_seoul,
)
from radius_assets.sources.errors import SourceChangedError
from radius_assets.sources.seoul import Kind

_KOREAN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "authority_code": ("개방자치단체코드",),
        "management_number": ("관리번호",),
        "name": ("사업장명",),
        "business_type": ("업태구분명",),
        "state_code": ("영업상태구분코드", "영업상태코드"),
        "permitted_on": ("인허가일자",),
        "closed_on": ("폐업일자",),
        "cancelled_on": ("인허가취소일자",),
        "suspended_from": ("휴업시작일자",),
        "suspended_until": ("휴업종료일자",),
        "road_address": ("도로명전체주소", "도로명주소"),
        "lot_address": ("소재지전체주소", "지번주소"),
        "x_m": ("좌표정보(X)", "좌표X"),
        "y_m": ("좌표정보(Y)", "좌표Y"),
        "updated_at": ("데이터갱신일자", "데이터갱신시점"),
    }
)
SPELLINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {ours: (*names, *(naming[ours] for naming in NAMINGS)) for ours, names in _KOREAN.items()}
)
"""Our field names, each with those that columns of files have."""

# Columns that only one of the registers has.
_ONLY_IN: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        "food": ("위생업태명", "SNTUPTAENM", "SNTT_BZSTAT_NM", "급수시설구분명"),
        "tobacco": ("지정일자", "ASGNYMD", "DSGN_YMD", "민원종류명", "MWSRNM", "CVLCPT_KND_NM"),
    }
)
TITLES: Mapping[Kind, str] = MappingProxyType({"food": "휴게음식점", "tobacco": "담배소매업"})

# 3180000-104-2031-00007 is of a 휴게음식점; 101 is a 일반음식점. Tobacco has 19 digits.
_NUMBER_OF_FOOD = r"^\d{7}-\d{3}-\d{4}-\d{5}$"
_NUMBER_OF_KIND: Mapping[Kind, str] = MappingProxyType(
    {"food": r"^\d{7}-104-\d{4}-\d{5}$", "tobacco": r"^\d{19}$"}
)
_CODE = re.compile(r"\d{7}")


def read_permit_file(
    file: OpenedFile, *, kind: Kind, districts: Collection[str] = DISTRICT_NAMES
) -> RegisterFile:
    """The rows of the districts, by the code of the authority; others are counted.

    It holds the rows of the districts in memory, about a kilobyte each, and no others.

    Raises:
        FileRefusedError: The file is not of this register, is damaged, or has no row of Seoul.
    """
    rows = CsvRows(file)
    _refuse_other_register(rows, kind)
    needed = NEEDED_OF[kind] - {"updated_at"}
    columns = columns_of(rows, SPELLINGS, needed=needed, what=f"permits ({TITLES[kind]})")
    held = sorted_rows(rows, columns, _placing(columns, len(rows.header), frozenset(districts)))
    _refuse_other_kind(held, kind)
    headers = {ours: rows.header[index] for ours, index in columns.items()}
    damage = excel_damage(
        held.rows,
        headers,
        identifiers=KEY,
        dates=DATES,
        moments=("updated_at",),
        numbers=("x_m", "y_m"),
    )
    if damage is not None:
        raise FileRefusedError(rows.name, damage)
    return held


def district_permits(file: RegisterFile, kind: Kind, name: str) -> FileTable:
    """The table that the file's rows of a district make, as the API's rows make it.

    Of rows with the same key the newest counts.

    Raises:
        FileRefusedError: Too many of the rows cannot be read.
    """
    rows = file.rows.filter(district=name)
    kept = newest(rows, key=KEY, version="updated_at" if "updated_at" in rows.columns else None)
    blank = {} if "updated_at" in rows.columns else {"updated_at": pl.lit(None, pl.String)}
    sent = kept.with_columns(**blank).drop("district").rename(NAMINGS[0], strict=False)
    try:
        made = permit_table(sent.to_dicts(), kind=kind, district=district(name), provenance="file")
    except SourceChangedError as error:
        raise FileRefusedError(file.name, f"{error.asked}: {error.why}") from None
    return file.table(name, made.frame, made.quarantine, repeats=rows.height - kept.height)


def _placing(
    columns: Mapping[str, int], width: int, districts: Collection[str]
) -> Callable[[list[str]], Placed]:
    """Places rows by the code of the authority; by the address where that is no code."""
    by_code = {district(name).authority_code: name for name in DISTRICT_NAMES}
    at = columns["authority_code"]
    addresses = columns["road_address"], columns["lot_address"]

    def place(values: list[str]) -> Placed:
        code = values[at].strip() if at < len(values) else ""
        name, why = by_code.get(code), None
        if name is not None:
            why = broken(values, width)
        elif _CODE.fullmatch(code) is None:
            written = [values[at] for at in addresses if at < len(values)]
            name = next(filter(None, map(district_of_address, written)), None)
            why = "authority_code is no code" if code else "no authority_code"
            if name is None and not any(map(is_outside_seoul, written)):
                return Placed(None, UNPLACEABLE)
        return Placed(name, why) if name in districts else Placed(None, f"authority {code!r}")

    return place


def _refuse_other_register(rows: CsvRows, kind: Kind) -> None:
    """By columns that only another register has, before all rows are read for nothing."""
    others = [
        other for other in TITLES if other != kind and set(_ONLY_IN[other]) & set(rows.header)
    ]
    if others:
        why = f"is the register of {TITLES[others[0]]}: use --kind {others[0]}"
        raise FileRefusedError(rows.name, why)


def _refuse_other_kind(held: RegisterFile, kind: Kind) -> None:
    """By the form of most numbers: files of all kinds of food business have the same columns."""
    numbers = held.rows.select("line", pl.col("management_number").str.strip_chars())
    number = pl.col("management_number")
    other_kinds = [*(_NUMBER_OF_KIND[other] for other in TITLES if other != kind), _NUMBER_OF_FOOD]
    is_other = pl.any_horizontal(number.str.contains(form) for form in other_kinds)
    wrong = numbers.filter(is_other & ~number.str.contains(_NUMBER_OF_KIND[kind]))
    if wrong.height > numbers.height / 2:
        line, example = wrong.row(0)
        why = f"holds other permits than {TITLES[kind]}: line {line} has the number {example}"
        raise FileRefusedError(held.name, f"{why}; is --kind {kind} right?")
