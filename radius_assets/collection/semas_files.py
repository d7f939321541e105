"""SEMAS's quarterly file (소상공인시장진흥공단 상가(상권)정보): the convenience stores in it.

One CSV a province, UTF-8, 39 columns under the Korean names that the API's header repeats; all of
them in one zip archive. Source: data.go.kr 15083033.
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
from radius_assets.collection.file_tables import (
    UNPLACEABLE,
    FileTable,
    Placed,
    RegisterFile,
    broken,
    newest,
    sorted_rows,
)
from radius_assets.collection.semas import NAMES, semas_frame
from radius_assets.domain.districts import DISTRICT_NAMES, district
from radius_assets.sources.errors import SourceChangedError
from radius_assets.sources.semas import CONVENIENCE

# By the API's names, which are good for the columns of a file, too.
SPELLINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bizesId": ("상가업소번호", "bizesId"),
        "bizesNm": ("상호명", "bizesNm"),
        "brchNm": ("지점명", "brchNm"),
        "indsSclsCd": ("상권업종소분류코드", "indsSclsCd"),
        "signguCd": ("시군구코드", "signguCd"),
        "rdnmAdr": ("도로명주소", "rdnmAdr"),
        "lnoAdr": ("지번주소", "lnoAdr"),
        "lon": ("경도", "lon"),
        "lat": ("위도", "lat"),
    }
)

_MONTH = re.compile(r"(?<!\d)(20\d{2}(?:0[1-9]|1[0-2]))(?:[0-3]\d)?(?!\d)")


def base_month_of(name: str) -> str | None:
    """The month (YYYYMM) that a file's name says, None where it says none, or several."""
    months = set(_MONTH.findall(name))
    return months.pop() if len(months) == 1 else None


def read_semas_file(
    file: OpenedFile, *, districts: Collection[str] = DISTRICT_NAMES
) -> RegisterFile:
    """The convenience stores of the districts, by the code of the district; others are counted.

    Raises:
        FileRefusedError: The file is no such register, is damaged, or has no such store.
    """
    rows = CsvRows(file)
    columns = columns_of(rows, SPELLINGS, needed=SPELLINGS, what="the business register (상가정보)")
    place = _placing(columns, len(rows.header), districts)
    return sorted_rows(rows, columns, place)


def district_stores(file: RegisterFile, name: str, *, base_month: str) -> FileTable:
    """The table that the file's rows of a district make, as the API's rows make it.

    Raises:
        FileRefusedError: Too many of the rows cannot be read.
    """
    rows = file.rows.filter(district=name)
    kept = newest(rows, key=[NAMES["store_id"]], version=None)
    sent = kept.drop("district").with_columns(pl.lit(base_month).alias(NAMES["base_month"]))
    try:
        frame, bad = semas_frame(sent.to_dicts(), district(name))
    except SourceChangedError as error:
        raise FileRefusedError(file.name, f"{error.asked}: {error.why}") from None
    return file.table(name, frame, bad, repeats=rows.height - kept.height)


def _placing(
    columns: Mapping[str, int], width: int, districts: Collection[str]
) -> Callable[[list[str]], Placed]:
    """Places convenience stores by the code of their district."""
    by_code = {district(name).sigungu_code: name for name in districts}
    trade_at, district_at = columns["indsSclsCd"], columns["signguCd"]

    def place(values: list[str]) -> Placed:
        if len(values) <= max(trade_at, district_at):
            return Placed(None, UNPLACEABLE)
        trade, code = values[trade_at].strip(), values[district_at].strip()
        if trade != CONVENIENCE:
            return Placed(None, "other trades")
        name = by_code.get(code)
        if name is None:
            return Placed(None, f"district {code!r}")
        return Placed(name, broken(values, width))

    return place
