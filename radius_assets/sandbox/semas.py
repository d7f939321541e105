"""SEMAS (소상공인시장진흥공단): its register of shops, by administrative area."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES, district
from radius_assets.sandbox.city import SEMAS_COLUMNS, City
from radius_assets.sandbox.messages import (
    KEY,
    Answer,
    Asked,
    Oddities,
    Troubles,
    json_answer,
    xml_answer,
)

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

GATEWAY_CODES: Mapping[str, str] = MappingProxyType(
    {
        "01": "APPLICATION_ERROR",
        "10": "INVALID_REQUEST_PARAMETER_ERROR",
        "11": "NO_MANDATORY_REQUEST_PARAMETERS_ERROR",
        "12": "NO_OPENAPI_SERVICE_ERROR",
        "20": "SERVICE_ACCESS_DENIED_ERROR",
        "22": "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR",
        "23": "LIMITED_NUMBER_OF_SERVICE_REQUESTS_PER_SECOND_EXCEEDS_ERROR",
        "30": "SERVICE_KEY_IS_NOT_REGISTERED_ERROR",
    }
)
"""Codes of the gateway of data.go.kr, from its common error-code table."""

_AREAS = ("ctprvnCd", "signguCd", "adongCd")
_LEVELS = ("indsLclsCd", "indsMclsCd", "indsSclsCd")
_DISTRICTS = {district(name).sigungu_code: name for name in DISTRICT_NAMES}


class _RefusedError(ValueError):
    """The request is answered by a code of the gateway; the text is the code."""


def _gateway_error(code: str) -> Answer:
    """XML with HTTP 200, also where JSON was asked for."""
    return xml_answer(
        "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg>"
        f"<returnAuthMsg>{GATEWAY_CODES[code]}</returnAuthMsg>"
        f"<returnReasonCode>{code}</returnReasonCode>"
        "</cmmMsgHeader></OpenAPI_ServiceResponse>"
    )


class Semas:
    """The operation storeListInDong of data.go.kr 15012005, in JSON."""

    name = "semas"
    troubles = Troubles(
        too_fast=_gateway_error("23"),
        unavailable=Answer(b"Service Unavailable", "text/plain", 503),
        broken=_gateway_error("01"),
        refused=_gateway_error("20"),
        quota_spent=(_gateway_error("22"),),
    )

    def __init__(self, city: City) -> None:
        self._rows = city.semas.rechunk()
        self._month = city.semas_month

    def kind(self, asked: Asked) -> str | None:
        """Shops, `other` for the operations that are not built."""
        return "shops" if asked.path == f"{PREFIX}storeListInDong" else "other"

    def key(self, asked: Asked) -> str:
        """The service key, in either spelling."""
        return asked.query.get("serviceKey", asked.query.get("ServiceKey", ""))

    def refusal(self, asked: Asked) -> Answer | None:
        """Code 30 for a key that is missing, unknown or encoded twice."""
        return None if self.key(asked) == KEY else _gateway_error("30")

    def district(self, asked: Asked) -> str | None:
        """The district whose code is asked for."""
        return _DISTRICTS.get(asked.query.get("key", "")[:5])

    def answer(self, asked: Asked, oddities: Oddities) -> Answer:
        """A page of the shops of an area, or a code of the gateway."""
        try:
            return self._page(asked, oddities)
        except _RefusedError as refused:
            return _gateway_error(str(refused))

    def forget(self) -> None:
        """Nothing: each answer stands by itself."""

    def _page(self, asked: Asked, oddities: Oddities) -> Answer:
        query = asked.query
        if self.kind(asked) != "shops":
            raise _RefusedError("12")
        if query.get("type") != "json":
            raise _RefusedError("10")
        found = self._rows.filter(_condition(query))
        page = _whole(query, "pageNo", default=1, high=1_000_000)
        size = _whole(query, "numOfRows", default=10, high=PAGE_ROWS_MAX)
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
        raise _RefusedError("11")
    if query["divId"] not in _AREAS:
        raise _RefusedError("10")
    condition = pl.col(query["divId"]) == query["key"]
    for level in _LEVELS:
        if query.get(level):
            condition &= pl.col(level) == query[level]
    return condition


def _whole(query: Mapping[str, str], name: str, *, default: int, high: int) -> int:
    text = query.get(name, str(default))
    if not text.isdecimal() or not 1 <= int(text) <= high:
        raise _RefusedError("10")
    return int(text)


def _items(rows: pl.DataFrame) -> list[dict[str, object]]:
    """The rows with all fields; the service writes an empty text for what it does not know."""
    return [
        {name: "" if (value := row[name]) is None else value for name in SEMAS_COLUMNS}
        for row in rows.iter_rows(named=True)
    ]
