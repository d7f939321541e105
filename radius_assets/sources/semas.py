"""SEMAS' small-business register (상가정보): the convenience stores of each district.

Source: data set 15012005 of data.go.kr, operation storeListInDong.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from radius_assets.domain.districts import DISTRICT_NAMES, District, district
from radius_assets.domain.records import RowsPage
from radius_assets.sources.answers import Answer
from radius_assets.sources.data_go_kr import (
    BASE_URL,
    NO_DATA,
    SUCCESS,
    code_error,
    decoded,
    gateway_result,
    status_error,
)
from radius_assets.sources.fields import Fields
from radius_assets.sources.http import SourceClient, open_source
from radius_assets.sources.throttle import Throttle

NAME = "SEMAS"
PATH = "/B553077/api/open/sdsc2/storeListInDong"
CONVENIENCE = "G20405"  # 편의점 among the small branches of trade (상권업종소분류)
PAGE_SIZE = 1_000  # the most the service puts on a page
TIMEOUT_S = 30.0  # a full page has 1,000 rows of 39 fields


class Semas:
    """The register, in its newest base month."""

    def __init__(self, client: SourceClient, key: str) -> None:
        self._client = client
        self._key = decoded(key)

    async def stores_page(self, district: District, page: int) -> RowsPage:
        """A page of the convenience stores of a district, 1,000 a page, counted from 1.

        Each row has the answer's base month (YYYYMM) under `stdrYm`, as the header names it.

        Raises:
            TransientSourceError: The service has trouble, or shows nothing after page 1.
            QuotaSpentError: The day's requests of the key are used up.
            AccessRefusedError: The key is not accepted.
            SourceChangedError: The answer has another shape or a code that we do not know.
        """
        return await self._client.get(
            PATH,
            asked=f"convenience stores of {district.name}, page {page}",
            read=lambda answer: _read_rows(answer, page),
            params={
                "divId": "signguCd",
                "key": district.sigungu_code,
                "indsSclsCd": CONVENIENCE,
                "numOfRows": PAGE_SIZE,
                "pageNo": page,
                "type": "json",
                "serviceKey": self._key,
            },
            api="semas",
        )

    async def probe(self) -> None:
        """Ask for the stores of one district; raises where the key does not work."""
        await self.stores_page(district(DISTRICT_NAMES[0]), 1)


@asynccontextmanager
async def open_semas(
    key: str, *, base_url: str = BASE_URL, throttle: Throttle
) -> AsyncIterator[Semas]:
    """A client for one run. `key` may be either of the portal's two spellings."""
    opened = open_source(
        NAME, base_url, throttle=throttle, secrets=[key, decoded(key)], timeout_s=TIMEOUT_S
    )
    async with opened as client:
        yield Semas(client, key)


def _read_rows(answer: Answer, page: int) -> RowsPage:
    if (result := gateway_result(answer)) is not None:  # XML, though JSON was asked for
        return _no_rows(answer, page, *result)
    if answer.status != 200:
        raise status_error(answer)
    root = answer.fields()
    header = root.nested("header")
    if (code := header.count("resultCode")) != SUCCESS:
        return _no_rows(answer, page, code, header.words("resultMsg"))
    return _rows(answer, page, root.nested("body"), month=header.values.get("stdrYm"))


def _no_rows(answer: Answer, page: int, code: int, words: str) -> RowsPage:
    """No stores where the portal says that there are none, else the error that the code is."""
    if code != NO_DATA:
        raise code_error(answer, code, words)
    if page > 1:
        raise answer.transient("shows no store although the page before was full")
    return RowsPage(total=0, rows=())


def _rows(answer: Answer, page: int, body: Fields, *, month: object) -> RowsPage:
    total, items = body.count("totalCount"), body.each("items")
    if not items and total > (page - 1) * PAGE_SIZE:
        raise answer.transient(f"declares {total} stores and shows none on page {page}")
    return RowsPage(total=total, rows=tuple({**item.values, "stdrYm": month} for item in items))
