"""Seoul Open Data Plaza: the permit registers of each district.

Source: code table and API pages of data.seoul.go.kr.
"""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Literal, TypeAlias
from urllib.parse import quote

from radius_assets.domain.districts import DISTRICT_NAMES, District, district
from radius_assets.domain.records import RowsPage
from radius_assets.sources.answers import Answer
from radius_assets.sources.errors import (
    AccessRefusedError,
    BadRequestError,
    ServiceGoneError,
    SourceChangedError,
    SourceError,
    TransientSourceError,
)
from radius_assets.sources.fields import Fields
from radius_assets.sources.http import TRIES, SourceClient, open_source
from radius_assets.sources.throttle import Throttle

NAME = "Seoul Open Data"
BASE_URL = "http://openapi.seoul.go.kr:8088"
TIMEOUT_S = 30.0  # a page of 1,000 rows takes the service seconds when it is busy

Kind: TypeAlias = Literal["food", "tobacco"]

SERVICES: Mapping[Kind, str] = MappingProxyType(
    {"food": "LOCALDATA_072405", "tobacco": "LOCALDATA_114302"}
)
"""휴게음식점 and 담배소매업; a district has a service of its own, with its suffix."""

_CHECK_KEY = "check SEOUL_OPENAPI_KEY against 인증키 관리 at data.seoul.go.kr"
_CHECK_URL = "is RADIUS_SEOUL_URL still right?"
_SAMPLE_KEY = "SEOUL_OPENAPI_KEY is the sample key; get one of your own at data.seoul.go.kr"
_TRANSIENT = {"ERROR-400", "ERROR-500", "ERROR-600", "ERROR-601"}
_SUCCESS, _NO_DATA = "INFO-000", "INFO-200"
_NO_SUCH_SERVICE = "ERROR-310"
_NO_SUCH_SERVICE_TOO = "ERROR-500"  # what unknown LOCALDATA services get instead
_STATUSES_NOT_THERE = {404: "no such page", 410: "no such page any more"}
_NOT_THERE = {*_STATUSES_NOT_THERE.values()}  # of a service that the gateway no longer has
_UNKNOWN = {_NO_SUCH_SERVICE_TOO, *_NOT_THERE}
_OURS = {
    *("ERROR-300", "ERROR-301", "ERROR-331", "ERROR-332"),
    *("ERROR-333", "ERROR-334", "ERROR-336"),
}

# 따릉이 stations in real time, OA-15493: nothing to do with permits, and in wide use.
_ANOTHER_SERVICE = "bikeList"


class Seoul:
    """The permit registers."""

    def __init__(self, client: SourceClient, key: str) -> None:
        self._client = client
        self._path = f"/{quote(key, safe='')}/json"

    async def permits_page(self, kind: Kind, district: District, start: int, end: int) -> RowsPage:
        """Rows `start` to `end` of a register, counted from 1, both included, 1,000 at most.

        "No data" (INFO-200) is believed of row 1: the register is empty. Of a later row it is
        believed only if the register says of row 1 that it ends before: the page then has no
        rows and declares that smaller total, so that a reader sees that the register moved.

        Raises:
            TransientSourceError: The service has trouble, or says "no data" of rows that it has.
            AccessRefusedError: The key is not valid.
            BadRequestError: The service does not accept the range.
            ServiceGoneError: The service does not know the register: it says ERROR-310, or
                ERROR-500, HTTP 404 or 410 of its first row on every try while it answers of
                another service.
            SourceChangedError: The answer has another shape or a code that we do not know, or
                there is nothing but HTTP 404 or 410 of any service.
        """
        service = f"{SERVICES[kind]}_{district.service_suffix}"
        asked = f"{kind} permits of {district.name}, rows {start} to {end} of {service}"
        page = await self._page(service, start, end, asked=asked)
        if page is None and start == 1:
            return RowsPage(total=0, rows=())
        return page if page is not None else await self._end(service, start, asked=asked)

    async def probe(self, kind: Kind = "food") -> None:
        """Ask for one row of a register; raises where the key does not work or it is gone."""
        await self.permits_page(kind, district(DISTRICT_NAMES[0]), 1, 1)

    async def _end(self, service: str, start: int, *, asked: str) -> RowsPage:
        """A page after the last one, if row 1 declares that the register ends before."""
        first = await self._page(service, 1, 1, asked=f"row 1 of {service}")
        total = 0 if first is None else first.total
        if 0 < total < start:
            return RowsPage(total=total, rows=())
        why = f"INFO-200, no data, of a register that declares {total} rows"
        raise TransientSourceError(NAME, asked, why)

    async def _page(self, service: str, start: int, end: int, *, asked: str) -> RowsPage | None:
        """The rows, or None where the service says that there are none."""
        codes: Counter[str] = Counter()

        def read(answer: Answer) -> RowsPage | None:
            code, message, body = _result(answer, service)
            codes[code] += 1
            return _read_rows(answer, code, message, body, start)

        try:
            return await self._client.get(
                f"{self._path}/{service}/{start}/{end}/", asked=asked, read=read
            )
        except TransientSourceError as error:
            if start > 1 or sum(codes[code] for code in _UNKNOWN) < TRIES:
                raise
            if await self._answers_others():
                why = f"{error.why}; {TRIES} times, while it answers of another service"
                raise ServiceGoneError(NAME, asked, why) from None
            if codes.keys() <= _NOT_THERE:
                why = f"{error.why}; {TRIES} times, and nothing of another service; {_CHECK_URL}"
                raise SourceChangedError(NAME, asked, why) from None
            raise

    async def _answers_others(self) -> bool:
        """Whether the gateway answers well of a service that has nothing to do with permits."""
        try:
            return await self._client.get(
                f"{self._path}/{_ANOTHER_SERVICE}/1/1/",
                asked="whether it answers of another service",
                read=_is_good,
            )
        except SourceError:
            return False


def may_be_gone(error: SourceError) -> bool:
    """Whether the service answered as it does of a register that it does not know.

    It answers so in trouble, too: only that it keeps doing so proves that the register is gone.
    """
    return isinstance(error, TransientSourceError) and error.code in _UNKNOWN


@asynccontextmanager
async def open_seoul(
    key: str, *, base_url: str = BASE_URL, throttle: Throttle
) -> AsyncIterator[Seoul]:
    """A client for one run. The key is a part of every path, so it is masked in every log."""
    opened = open_source(NAME, base_url, throttle=throttle, secrets=[key], timeout_s=TIMEOUT_S)
    async with opened as client:
        yield Seoul(client, key)


def _result(answer: Answer, service: str) -> tuple[str, str, Fields | None]:
    """Code, words, and the object of the rows, which an answer without success may lack.

    Trouble is believed with any status, in XML and in JSON; "no data" and success with 200 alone.
    A status that says the path is not there is a code like others, where the answer has no other.
    """
    code, words = _told(answer, service)
    if code is not None and (answer.status == 200 or code not in {_SUCCESS, _NO_DATA}):
        return code, words, None
    if answer.status in _STATUSES_NOT_THERE:
        return _STATUSES_NOT_THERE[answer.status], words, None
    if answer.status != 200:
        said = None if code is None else f"{code} {words}"
        raise answer.status_error(said, advice=_CHECK_KEY)
    root = answer.fields()
    body = root.nested(service) if service in root else root
    result = body.nested("RESULT")
    return result.text("CODE"), result.words("MESSAGE"), body


def _told(answer: Answer, service: str) -> tuple[str | None, str]:
    """Code and words of XML, though JSON was asked for; those of JSON unless it is HTTP 200."""
    if answer.is_markup or answer.status == 200:
        return answer.element("CODE"), answer.element("MESSAGE") or ""
    root = answer.json_value()
    body = root.get(service, root) if isinstance(root, dict) else None
    result = body.get("RESULT") if isinstance(body, dict) else None
    if not isinstance(result, dict):
        return None, ""
    code, words = result.get("CODE"), result.get("MESSAGE")
    return code if isinstance(code, str) else None, words if isinstance(words, str) else ""


def _is_good(answer: Answer) -> bool:
    """Whether the answer is a page of a service, whatever the service calls it."""
    if answer.status != 200:
        raise answer.status_error(advice=_CHECK_KEY)
    root = answer.fields()
    names = [name for name, value in root.values.items() if isinstance(value, dict)]
    return any(root.nested(name).nested("RESULT").text("CODE") == _SUCCESS for name in names)


def _read_rows(
    answer: Answer, code: str, message: str, body: Fields | None, start: int
) -> RowsPage | None:
    if code == _NO_DATA:
        return None
    if code != _SUCCESS or body is None:
        raise _error(answer, code, message)
    return _rows(answer, body, start)


def _rows(answer: Answer, body: Fields, start: int) -> RowsPage:
    total, rows = body.count("list_total_count"), tuple(body.objects("row"))
    if not rows and start <= total:
        raise answer.transient(f"declares {total} rows and shows none from row {start}")
    return RowsPage(total=total, rows=rows)


def _error(answer: Answer, code: str, message: str) -> SourceError:
    """What a code of the service means; most come with HTTP 200."""
    said = answer.said(code, message or None)
    if code == "INFO-100":
        return answer.error(AccessRefusedError, f"{said}; {_CHECK_KEY}")
    if code == "ERROR-335":
        return answer.error(AccessRefusedError, f"{said}; {_SAMPLE_KEY}")
    if code == _NO_SUCH_SERVICE:
        return answer.error(ServiceGoneError, said)
    if code == _NO_SUCH_SERVICE_TOO:
        why = f"{said}; it says so too of a service that does not exist"
        return answer.transient(why, code=code)
    if code in _TRANSIENT | _NOT_THERE:
        return answer.transient(said, code=code)
    return answer.error(BadRequestError if code in _OURS else SourceChangedError, said)
