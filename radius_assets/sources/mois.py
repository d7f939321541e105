"""The permit registers of 행정안전부 at data.go.kr: Seoul's permits again, and what changed.

Source: data sets 15154921 (휴게음식점) and 15155031 (담배소매업) of data.go.kr.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from types import MappingProxyType

from radius_assets.domain.districts import DISTRICT_NAMES, District, district
from radius_assets.domain.records import RowsPage
from radius_assets.domain.seoul_time import SEOUL_TIME
from radius_assets.sources.answers import Answer
from radius_assets.sources.data_go_kr import (
    BASE_URL,
    NO_DATA,
    SUCCESS,
    code_error,
    decoded,
    gateway_result,
    listed_items,
    status_error,
)
from radius_assets.sources.errors import TransientSourceError
from radius_assets.sources.fields import Fields
from radius_assets.sources.http import SourceClient, open_source
from radius_assets.sources.seoul import Kind
from radius_assets.sources.throttle import Throttle

NAME = "MOIS"
PAGE_SIZE = 100  # the most the service puts on a page
TIMEOUT_S = 30.0

SERVICES: Mapping[Kind, str] = MappingProxyType(
    {"food": "rest_cafes", "tobacco": "tobacco_retailers"}
)
"""휴게음식점 and 담배소매업: a data set each, to which a key is admitted by itself."""


class Mois:
    """The permit registers, by the authority that issued the permit.

    Args:
        clients: One for each data set: each has a quota and an admission of its own.
        key: The key in either of the portal's spellings.
    """

    def __init__(self, clients: Mapping[Kind, SourceClient], key: str) -> None:
        self._clients = clients
        self._key = decoded(key)

    async def permits_page(
        self,
        kind: Kind,
        district: District | None,
        page: int,
        *,
        updated_since: datetime | None = None,
    ) -> RowsPage:
        """A page of a register, 100 rows a page, counted from 1.

        "No data" is believed of page 1. Of a later page it is believed only if page 1 declares
        that the register ends before: the page then has no rows and declares that smaller total.

        Args:
            kind: Which register.
            district: Whose permits: those that bear the number of its authority. None for those
                of all of Seoul that have a road address, the only one that can be searched for.
            page: Number of the page.
            updated_since: If given, only rows that the register changed at this moment or later.

        Raises:
            TransientSourceError: The service has trouble, or says "no data" of rows that it has.
            QuotaSpentError: The day's requests of the key are used up.
            AccessRefusedError: The key is not accepted, or not admitted to the data set.
            SourceChangedError: The answer has another shape or a code that we do not know.
            ValueError: `updated_since` has no time zone.
        """
        whose = "Seoul" if district is None else district.name
        asked = f"{kind} permits of {whose}, page {page} of {SERVICES[kind]}"
        if updated_since is not None:
            asked += f", changed since {updated_since.isoformat()}"
        conditions = _conditions(district, updated_since)
        found = await self._page(kind, conditions, page, asked=asked)
        if found is None and page == 1:
            return RowsPage(total=0, rows=())
        return found if found is not None else await self._end(kind, conditions, page, asked=asked)

    async def probe(self, kind: Kind = "food") -> None:
        """Ask for a page of one district; raises where the key is not let in."""
        await self.permits_page(kind, district(DISTRICT_NAMES[0]), 1)

    async def _end(
        self, kind: Kind, conditions: Mapping[str, str], page: int, *, asked: str
    ) -> RowsPage:
        """A page after the last one, if page 1 declares that the register ends before."""
        first = await self._page(kind, conditions, 1, asked=f"page 1 instead of {asked}")
        total = 0 if first is None else first.total
        if 0 < total <= (page - 1) * PAGE_SIZE:
            return RowsPage(total=total, rows=())
        raise TransientSourceError(NAME, asked, f"no data of a register that declares {total} rows")

    async def _page(
        self, kind: Kind, conditions: Mapping[str, str], page: int, *, asked: str
    ) -> RowsPage | None:
        """The rows, or None where the service says that there are none."""
        return await self._clients[kind].get(
            f"/1741000/{SERVICES[kind]}/info",
            asked=asked,
            read=lambda answer: _read_rows(answer, page),
            params={
                **conditions,
                "pageNo": page,
                "numOfRows": PAGE_SIZE,
                "returnType": "json",
                "serviceKey": self._key,
            },
            api=kind,
        )


@asynccontextmanager
async def open_mois(
    key: str, *, base_url: str = BASE_URL, throttle: Throttle
) -> AsyncIterator[Mois]:
    """A client for one run; all that the key asks of the portal goes through one throttle."""
    secrets = [key, decoded(key)]
    async with AsyncExitStack() as stack:
        clients: dict[Kind, SourceClient] = {}
        for kind in SERVICES:
            opened = open_source(
                NAME, base_url, throttle=throttle, secrets=secrets, timeout_s=TIMEOUT_S
            )
            clients[kind] = await stack.enter_async_context(opened)
        yield Mois(clients, key)


def _conditions(district: District | None, updated_since: datetime | None) -> dict[str, str]:
    if district is None:
        conditions = {"cond[ROAD_NM_ADDR::LIKE]": "서울특별시"}
    else:
        conditions = {"cond[OPN_ATMY_GRP_CD::EQ]": district.authority_code}
    if updated_since is None:
        return conditions
    if updated_since.tzinfo is None:
        raise ValueError(f"updated_since has no time zone: {updated_since}")
    since = updated_since.astimezone(SEOUL_TIME).strftime("%Y%m%d%H%M%S")
    return {**conditions, "cond[DAT_UPDT_PNT::GTE]": since}


def _read_rows(answer: Answer, page: int) -> RowsPage | None:
    body: Fields | None = None
    if (result := gateway_result(answer)) is not None:  # XML, though JSON was asked for
        code, words = result
    elif answer.status != 200:
        raise status_error(answer)
    else:
        body = answer.fields().nested("response")
        header = body.nested("header")
        code, words = header.count("resultCode"), header.words("resultMsg")
    if code == NO_DATA:
        return None
    if code != SUCCESS or body is None:
        raise code_error(answer, code, words)
    return _rows(answer, body.nested("body"), page)


def _rows(answer: Answer, body: Fields, page: int) -> RowsPage:
    total, items = body.count("totalCount"), listed_items(body)
    if not items and total > (page - 1) * PAGE_SIZE:
        raise answer.transient(f"declares {total} rows and shows none on page {page}")
    return RowsPage(total=total, rows=tuple(dict(item.values) for item in items))
