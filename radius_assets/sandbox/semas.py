"""SEMAS (소상공인시장진흥공단): its register of shops, by administrative area."""

from collections.abc import Mapping

import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES, district
from radius_assets.sandbox.city import SEMAS_COLUMNS, City
from radius_assets.sandbox.gateway import (
    TROUBLES,
    GatewayRefusedError,
    gateway_error,
    key_refusal,
    service_key,
    whole_number,
)
from radius_assets.sandbox.messages import Answer, Asked, Oddities, json_answer

PREFIX = "/B553077/api/open/sdsc2/"
PAGE_ROWS_MAX = 1000

COLUMN_NAMES = (
    *("상가업소번호", "상호명", "지점명", "상권업종대분류코드", "상권업종대분류명"),
    *("상권업종중분류코드", "상권업종중분류명", "상권업종소분류코드", "상권업종소분류명"),
    *("표준산업분류코드", "표준산업분류명", "시도코드", "시도명", "시군구코드", "시군구명"),
    *("행정동코드", "행정동명", "법정동코드", "법정동명", "지번코드", "대지구분코드"),
    *("대지구분명", "지번본번지", "지번부번지", "지번주소", "도로명코드", "도로명"),
    *("건물본번지", "건물부번지", "건물관리번호", "건물명", "도로명주소", "구우편번호"),
    *("신우편번호", "동정보", "층정보", "호정보", "경도", "위도"),
)
"""What the header calls the columns (guide of data.go.kr 15012005)."""

_AREAS = ("ctprvnCd", "signguCd", "adongCd")
_LEVELS = ("indsLclsCd", "indsMclsCd", "indsSclsCd")
_DISTRICTS = {district(name).sigungu_code: name for name in DISTRICT_NAMES}


class Semas:
    """The operation storeListInDong of data.go.kr 15012005, in JSON."""

    name = "semas"
    troubles = TROUBLES

    def __init__(self, city: City) -> None:
        self._rows = city.semas.rechunk()
        self._month = city.semas_month

    def kind(self, asked: Asked) -> str | None:
        """Shops, `other` for the operations that are not built."""
        return "shops" if asked.path == f"{PREFIX}storeListInDong" else "other"

    def key(self, asked: Asked) -> str:
        """The service key, in either spelling."""
        return service_key(asked)

    def refusal(self, asked: Asked) -> Answer | None:
        """Code 30 for a key that is missing, unknown or encoded twice."""
        return key_refusal(asked)

    def district(self, asked: Asked) -> str | None:
        """The district whose code is asked for."""
        return _DISTRICTS.get(asked.query.get("key", "")[:5])

    def answer(self, asked: Asked, oddities: Oddities) -> Answer:
        """A page of the shops of an area, or a code of the gateway."""
        try:
            return self._page(asked, oddities)
        except GatewayRefusedError as refused:
            return gateway_error(str(refused))

    def forget(self) -> None:
        """Nothing: each answer stands by itself."""

    def _page(self, asked: Asked, oddities: Oddities) -> Answer:
        query = asked.query
        if self.kind(asked) != "shops":
            raise GatewayRefusedError("12")
        if query.get("type") != "json":
            raise GatewayRefusedError("10")
        found = self._rows.filter(_condition(query))
        page = whole_number(query, "pageNo", default=1, high=1_000_000)
        size = whole_number(query, "numOfRows", default=10, high=PAGE_ROWS_MAX)
        first = (page - 1) * size - (oddities.row_shift if page > 1 else 0)
        rows = found.slice(first, size)
        if rows.is_empty():
            return json_answer({"header": self._header("03", "NODATA_ERROR"), "body": {}})
        body = {
            "items": _items(rows),
            "numOfRows": size,
            "pageNo": page,
            "totalCount": max(0, found.height + oddities.total_shift),
        }
        return json_answer({"header": self._header("00", "NORMAL SERVICE"), "body": body})

    def _header(self, code: str, message: str) -> dict[str, object]:
        return {
            "description": "소상공인시장진흥공단 상가(상권)정보",
            "columns": COLUMN_NAMES,
            "stdrYm": self._month,
            "resultCode": code,
            "resultMsg": message,
        }


def _condition(query: Mapping[str, str]) -> pl.Expr:
    """The rows of the area `key` at the level `divId`, of the branches of trade asked for."""
    if not query.get("divId") or not query.get("key"):
        raise GatewayRefusedError("11")
    if query["divId"] not in _AREAS:
        raise GatewayRefusedError("10")
    condition = pl.col(query["divId"]) == query["key"]
    for level in _LEVELS:
        if query.get(level):
            condition &= pl.col(level) == query[level]
    return condition


def _items(rows: pl.DataFrame) -> list[dict[str, object]]:
    """The rows with all fields; the service writes an empty text for what it does not know."""
    return [
        {name: "" if (value := row[name]) is None else value for name in SEMAS_COLUMNS}
        for row in rows.iter_rows(named=True)
    ]
