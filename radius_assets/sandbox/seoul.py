"""Seoul Open Data: the permit registers of food and tobacco, of the city and by district.

Of its other services there is one, so that a register that is gone can be told from a gateway in
trouble.
"""

from http import HTTPStatus

from radius_assets.domain.districts import DISTRICT_NAMES, district
from radius_assets.sandbox.city import City
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.messages import (
    KEY,
    Answer,
    Asked,
    Oddities,
    Troubles,
    html_answer,
    json_answer,
    xml_answer,
)
from radius_assets.sandbox.registers import Register, in_second_standard, page_as_json, page_as_xml

SAMPLE_KEY = "sample"
"""The key that anyone may use, for the first five rows (data.seoul.go.kr)."""

MESSAGES = {
    "INFO-000": "정상 처리되었습니다",
    "INFO-100": "인증키가 유효하지 않습니다.",
    "INFO-200": "해당하는 데이터가 없습니다.",
    "ERROR-300": "필수 값이 누락되어 있습니다.",
    "ERROR-301": "파일타입 값이 누락 혹은 유효하지 않습니다.",
    "ERROR-310": "해당하는 서비스를 찾을 수 없습니다.",
    "ERROR-331": "요청시작위치 값을 확인하십시오.",
    "ERROR-332": "요청종료위치 값을 확인하십시오.",
    "ERROR-333": "요청위치 값의 타입이 유효하지 않습니다.",
    "ERROR-334": "요청종료위치 보다 요청시작위치가 더 큽니다.",
    "ERROR-335": "샘플데이터(샘플키:sample)는 한번에 최대 5건을 넘을 수 없습니다.",
    "ERROR-336": "데이터요청은 한번에 최대 1000건을 넘을 수 없습니다.",
    "ERROR-500": "서버 오류입니다.",
}
"""The code table of data.seoul.go.kr."""

_KINDS = {"LOCALDATA_072405": "food", "LOCALDATA_114302": "tobacco"}
_SUFFIXES = {district(name).service_suffix: name for name in DISTRICT_NAMES}
_TYPES = ("json", "xml")
_BIKES = "bikeList"
_STATION = {"stationId": "ST-4", "stationName": "102. 가온역 1번출구 앞", "rackTotCnt": "15"}


class _RefusedError(ValueError):
    """The request is answered by one of the service's codes; the text is the code."""


def _result(code: str, type_: str) -> Answer:
    """A code of the service, which comes with HTTP 200, or else a page with an HTTP status."""
    if code.isdecimal():
        return html_answer(f"{code} {HTTPStatus(int(code)).phrase}", int(code))
    if type_ == "json":
        return json_answer({"RESULT": {"CODE": code, "MESSAGE": MESSAGES[code]}})
    message = f"<MESSAGE><![CDATA[{MESSAGES[code]}]]></MESSAGE>"
    return xml_answer(f"<RESULT><CODE>{code}</CODE>{message}</RESULT>")


class Seoul:
    """The gateway of openapi.seoul.go.kr:8088 as its pages and public code describe it."""

    name = "seoul"
    troubles = Troubles(
        too_fast=html_answer("503 Service Unavailable", 503),
        unavailable=html_answer("503 Service Unavailable", 503),
        broken=_result("ERROR-500", "json"),
        refused=_result("INFO-100", "xml"),
    )

    def __init__(self, city: City, *, requests: int = 0) -> None:
        self._registers = {
            "LOCALDATA_072405": Register(city.food),
            "LOCALDATA_114302": Register(city.tobacco),
        }
        self._requests = requests

    @property
    def requests(self) -> int:
        """Requests answered since the faults were set; by them it knows when to flip."""
        return self._requests

    def kind(self, asked: Asked) -> str | None:
        """Food or tobacco, else `other`; None where the path is not of this service."""
        parts = _parts(asked)
        if len(parts) < 3 or (parts[1] not in _TYPES and len(parts) < 5):
            return None
        return _KINDS.get(parts[2][:16], "other")

    def key(self, asked: Asked) -> str:
        """The first part of the path."""
        return _parts(asked)[0]

    def refusal(self, asked: Asked) -> Answer | None:
        """INFO-100 in XML with HTTP 200, whatever type was asked for."""
        return None if self.key(asked) in {KEY, SAMPLE_KEY} else self.troubles.refused

    def district(self, asked: Asked) -> str | None:
        """The district of the service's suffix."""
        return _SUFFIXES.get(_parts(asked)[2][17:])

    def answer(self, asked: Asked, oddities: Oddities) -> Answer:
        """A page of a register, or what it says instead."""
        type_ = _parts(asked)[1]
        self._requests += 1
        try:
            return self._page(_parts(asked), oddities)
        except _RefusedError as refused:
            return _result(str(refused), type_)

    def forget(self) -> None:
        """Take back the rows that came while a register was read."""
        self._requests = 0
        for register in self._registers.values():
            register.forget()

    def _page(self, parts: list[str], oddities: Oddities) -> Answer:
        if parts[1] not in _TYPES:
            raise _RefusedError("ERROR-301")
        start, end = _range(parts)
        if parts[2] == _BIKES:
            return _bikes()
        register, authority_code = self._register(parts[2], oddities.faults)
        shift = oddities.row_shift if start > 1 else 0
        page = register.page(
            authority_code, start - shift, end - shift, growth=oddities.faults.moving_total
        )
        if page.rows.is_empty():
            raise _RefusedError("INFO-200")
        rows = in_second_standard(page.rows) if self._has_flipped(oddities.faults) else page.rows
        total = page.total + oddities.total_shift
        write = page_as_json if parts[1] == "json" else page_as_xml
        return write(parts[2], total, rows, result=("INFO-000", MESSAGES["INFO-000"]))

    def _register(self, service: str, faults: Faults) -> tuple[Register, str | None]:
        """The register and the authority code of a service; no code for the whole city."""
        name, suffix = service[:16], service[16:]
        if _KINDS.get(name) in faults.gone_registers:
            raise _RefusedError(faults.unknown_service)
        if name in self._registers and not suffix:
            return self._registers[name], None
        if name in self._registers and suffix[0] == "_" and suffix[1:] in _SUFFIXES:
            return self._registers[name], district(_SUFFIXES[suffix[1:]]).authority_code
        raise _RefusedError(
            faults.unknown_service if service.startswith("LOCALDATA_") else "ERROR-310"
        )

    def _has_flipped(self, faults: Faults) -> bool:
        after = faults.v2_after_requests
        return after is not None and self._requests > after


def _bikes() -> Answer:
    """A page of 따릉이 stations, under a name that is not the service's (OA-15493)."""
    result = {"CODE": "INFO-000", "MESSAGE": MESSAGES["INFO-000"]}
    page = {"list_total_count": 1, "RESULT": result, "row": [_STATION]}
    return json_answer({"rentBikeStatus": page})


def _parts(asked: Asked) -> list[str]:
    return asked.path.strip("/").split("/")


def _range(parts: list[str]) -> tuple[int, int]:
    """START and END, both counted from 1 and both included."""
    if len(parts) < 5:
        raise _RefusedError("ERROR-300")
    try:
        start, end = int(parts[3]), int(parts[4])
    except ValueError:
        raise _RefusedError("ERROR-333") from None
    for code, is_wrong in (
        ("ERROR-331", start < 1),
        ("ERROR-332", end < 1),
        ("ERROR-334", start > end),
        ("ERROR-335", parts[0] == SAMPLE_KEY and end > 5),
        ("ERROR-336", end - start >= 1000),
    ):
        if is_wrong:
            raise _RefusedError(code)
    return start, end
