"""The permits of 행정안전부 (data.go.kr 1741000): the same registers as Seoul's, other names."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES, district
from radius_assets.sandbox.city import City
from radius_assets.sandbox.gateway import (
    TROUBLES,
    GatewayRefusedError,
    gateway_error,
    key_refusal,
    service_key,
    whole_number,
)
from radius_assets.sandbox.messages import Answer, Asked, Oddities, json_answer
from radius_assets.sandbox.registers import Register, RegisterPage

PREFIX = "/1741000/"
PAGE_ROWS_MAX = 100

_KINDS = {"rest_cafes": "food", "tobacco_retailers": "tobacco"}
_DISTRICTS = {district(name).authority_code: name for name in DISTRICT_NAMES}

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "OPN_ATMY_GRP_CD": "OPNSFTEAMCODE",
        "MNG_NO": "MGTNO",
        "DAT_UPDT_SE": "UPDATEGBN",
        "DAT_UPDT_PNT": "UPDATEDT",
        "LCPMT_YMD": "APVPERMYMD",
        "LCPMT_RTRCN_YMD": "APVCANCELYMD",
        "SALS_STTS_CD": "TRDSTATEGBN",
        "SALS_STTS_NM": "TRDSTATENM",
        "DTL_SALS_STTS_CD": "DTLSTATEGBN",
        "DTL_SALS_STTS_NM": "DTLSTATENM",
        "CLSBIZ_YMD": "DCBYMD",
        "TCBIZ_BGNG_YMD": "CLGSTDT",
        "TCBIZ_END_YMD": "CLGENDDT",
        "ROBIZ_YMD": "ROPNYMD",
        "TELNO": "SITETEL",
        "LCTN_AREA": "SITEAREA",
        "LCTN_ZIP": "SITEPOSTNO",
        "LOTNO_ADDR": "SITEWHLADDR",
        "ROAD_NM_ADDR": "RDNWHLADDR",
        "ROAD_NM_ZIP": "RDNPOSTNO",
        "BPLC_NM": "BPLCNM",
        "LAST_MDFCN_PNT": "LASTMODTS",
        "BZSTAT_SE_NM": "UPTAENM",
        "CRD_INFO_X": "X",
        "CRD_INFO_Y": "Y",
    }
)
"""The fields of both registers, and what Seoul calls them (mapping of 행정안전부, 붙임3)."""

TOBACCO_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "CGRTT_SPLY_BZENTY_NM": "",
        "CVLCPT_KND_NM": "MWSRNM",
        "DSGN_YMD": "ASGNYMD",
        "HNDL_PRDCT_NM": "",
    }
)
"""What the tobacco register has besides; the city knows nothing of the first and last."""

_DATES = ("LCPMT_YMD", "LCPMT_RTRCN_YMD", "CLSBIZ_YMD", "TCBIZ_BGNG_YMD", "TCBIZ_END_YMD")
_MOMENTS = ("DAT_UPDT_PNT", "LAST_MDFCN_PNT")

_AUTHORITY = "OPN_ATMY_GRP_CD"
_CONDITION = re.compile(r"cond\[(\w+)::(\w+)\]")
_OPERATORS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        _AUTHORITY: ("EQ",),
        "SALS_STTS_CD": ("EQ",),
        "LCPMT_YMD": ("GTE", "LT"),
        "DAT_UPDT_PNT": ("GTE", "LT"),
        "LAST_MDFCN_PNT": ("GTE", "LT"),
        "BPLC_NM": ("LIKE",),
        "ROAD_NM_ADDR": ("LIKE",),
    }
)
"""The conditions there are: a field, and how it can be compared."""


class Mois:
    """The operation `info` of both registers, in JSON."""

    name = "mois"
    troubles = TROUBLES

    def __init__(self, city: City) -> None:
        self._registers = {"food": Register(city.food), "tobacco": Register(city.tobacco)}

    def kind(self, asked: Asked) -> str | None:
        """Food or tobacco, `other` for what is not built."""
        slug, _, operation = asked.path.removeprefix(PREFIX).partition("/")
        return _KINDS.get(slug, "other") if operation == "info" else "other"

    def key(self, asked: Asked) -> str:
        """The service key, in either spelling."""
        return service_key(asked)

    def refusal(self, asked: Asked) -> Answer | None:
        """Code 30 for a key that is missing, unknown or encoded twice."""
        return key_refusal(asked)

    def district(self, asked: Asked) -> str | None:
        """The district whose authority is asked for."""
        return _DISTRICTS.get(asked.query.get(f"cond[{_AUTHORITY}::EQ]", ""))

    def answer(self, asked: Asked, oddities: Oddities) -> Answer:
        """A page of a register, or a code of the gateway."""
        try:
            return self._page(asked, oddities)
        except GatewayRefusedError as refused:
            return gateway_error(str(refused))

    def forget(self) -> None:
        """Take back the rows that came while a register was read."""
        for register in self._registers.values():
            register.forget()

    def _page(self, asked: Asked, oddities: Oddities) -> Answer:
        query, kind = asked.query, self.kind(asked) or "other"
        if kind not in self._registers:
            raise GatewayRefusedError("12")
        if query.get("returnType") != "json":
            raise GatewayRefusedError("10")
        page = whole_number(query, "pageNo", default=1, high=1_000_000)
        size = whole_number(query, "numOfRows", default=10, high=PAGE_ROWS_MAX)
        start = (page - 1) * size + 1 - (oddities.row_shift if page > 1 else 0)
        growth = oddities.faults.moving_total
        found = _selected(self._registers[kind], query, start, size, growth=growth)
        if found.total > 0 and found.rows.is_empty():
            return _envelope("03", "NODATA_ERROR", {})
        body = {
            "items": {"item": _items(found.rows, kind)} if found.total else "",
            "numOfRows": size,
            "pageNo": page,
            "totalCount": max(0, found.total + oddities.total_shift),
        }
        return _envelope("0" if page % 2 else "00", "NORMAL SERVICE", body)


def _envelope(code: str, message: str, body: object) -> Answer:
    header = {"resultCode": code, "resultMsg": message}
    return json_answer({"response": {"header": header, "body": body}})


def _selected(
    register: Register, query: Mapping[str, str], start: int, size: int, *, growth: int
) -> RegisterPage:
    """Rows from `start` on of those that fulfil the conditions of the query."""
    conditions = dict(_conditions(query))
    authority = conditions.pop((_AUTHORITY, "EQ"), None)
    if not conditions:
        return register.page(authority, start, start + size - 1, growth=growth)
    rows = register.rows_of(authority)
    for (field, operator), value in conditions.items():
        rows = rows.filter(_holds(field, operator, value))
    return RegisterPage(rows.height, rows.slice(start - 1, size))


def _conditions(query: Mapping[str, str]) -> list[tuple[tuple[str, str], str]]:
    """Field, operator and value of each condition of the query."""
    found = []
    for name, value in query.items():
        if not name.startswith("cond"):
            continue
        parts = _CONDITION.fullmatch(name)
        if parts is None or parts[2] not in _OPERATORS.get(parts[1], ()):
            raise GatewayRefusedError("10")
        found.append(((parts[1], parts[2]), value))
    return found


def _holds(field: str, operator: str, value: str) -> pl.Expr:
    written = pl.col(NAMES[field])
    if operator == "LIKE":
        return written.str.contains(value, literal=True)
    if operator == "EQ":
        return written == value.zfill(2)
    if re.fullmatch(r"\d{8}|\d{14}", value) is None:
        raise GatewayRefusedError("10")
    digits = written.str.replace_all(r"\D", "").str.head(len(value))
    return digits >= value if operator == "GTE" else digits < value


def _items(rows: pl.DataFrame, kind: str) -> object:
    """The rows: a list of them, but one alone as it is."""
    names = NAMES if kind == "food" else {**NAMES, **TOBACCO_NAMES}
    items = [
        _written({ours: row.get(theirs, "") for ours, theirs in names.items()})
        for row in rows.iter_rows(named=True)
    ]
    return items[0] if len(items) == 1 else items


def _written(item: dict[str, str | None]) -> dict[str, str | None]:
    """The row as this service writes it: its dates and codes in one of two forms."""
    stripped = {name: value and value.strip() for name, value in item.items()}
    if (stripped["MNG_NO"] or "0")[-1] in "02468":
        return stripped
    for name in (*_DATES, *_MOMENTS):
        stripped[name] = re.sub(r"\D", "", stripped[name] or "")
    stripped["SALS_STTS_CD"] = (stripped["SALS_STTS_CD"] or "").removeprefix("0")
    return stripped
