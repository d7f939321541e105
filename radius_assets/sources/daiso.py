"""Daiso's store finder: stores by a part of their name or address.

Unofficial, so it is asked gently and nothing it says is taken for granted.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from radius_assets.domain.geo import LonLat
from radius_assets.domain.records import Store
from radius_assets.sources.answers import Answer
from radius_assets.sources.errors import QuotaSpentError, SourceChangedError
from radius_assets.sources.fields import Fields
from radius_assets.sources.http import SourceClient, open_source
from radius_assets.sources.throttle import Throttle

NAME = "Daiso"
BASE_URL = "https://fapi.daisomall.co.kr"
PAGE_SIZE = 100  # the most seen in use; the real limit is not known

_BLOCKED = "Daiso does not want to be asked now; try again tomorrow"


@dataclass(frozen=True, slots=True)
class StoresPage:
    """One page of stores; `total` is how many the finder says the keyword has."""

    total: int
    stores: tuple[Store, ...]


class Daiso:
    """The store finder."""

    def __init__(self, client: SourceClient) -> None:
        self._client = client

    async def stores_page(self, keyword: str, page: int) -> StoresPage:
        """A page of the stores that have `keyword` in their name or address, counted from 1.

        The keyword 중구 finds the stores of every city's 중구, 강남 those on 강남대로.

        Raises:
            TransientSourceError: The finder says it failed, or shows nothing after page 1.
            QuotaSpentError: The finder blocks us.
            SourceChangedError: The answer has another shape, or holds one store that has
                nothing to do with the keyword: so it answers a body it does not understand.
        """
        # srchBassPkupStrYn is left out: it may keep stores without pick-up to itself.
        body = {
            "keyword": keyword,
            "curLttd": "",
            "curLitd": "",
            "srchYn": "Y",
            "currentPage": page,
            "pageSize": PAGE_SIZE,
        }
        return await self._client.post(
            "/ms/msg/selStr",
            asked=f"stores of {keyword!r}, page {page}",
            read=lambda answer: _read_stores(answer, keyword, page),
            json=body,
        )

    async def probe(self) -> None:
        """Ask for the stores of one district, to see whether the finder answers."""
        await self.stores_page("영등포구", 1)


@asynccontextmanager
async def open_daiso(*, base_url: str = BASE_URL, throttle: Throttle) -> AsyncIterator[Daiso]:
    """A client for one run; the finder wants no key."""
    async with open_source(NAME, base_url, throttle=throttle) as client:
        yield Daiso(client)


def _read_stores(answer: Answer, keyword: str, page: int) -> StoresPage:
    rows = _rows(answer)
    if not rows:
        if page > 1:
            raise answer.transient("shows no store although the page before was full")
        return StoresPage(total=0, stores=())
    if len(rows) == 1 and keyword not in _searched_text(rows[0]):
        raise answer.error(SourceChangedError, "shows one store that has not the keyword")
    return StoresPage(total=rows[0].count("totalCnt"), stores=tuple(_store(row) for row in rows))


def _rows(answer: Answer) -> list[Fields]:
    if answer.status in {403, 429}:
        raise answer.error(QuotaSpentError, f"{answer.said('')}; {_BLOCKED}")
    if answer.status != 200:
        raise answer.status_error()
    root = answer.fields()
    if not root.flag("success"):
        raise answer.transient(answer.said("says it failed", root.words("message")))
    return root.each("data")


def _searched_text(row: Fields) -> str:
    return " ".join(row.words(name) for name in ("strNm", "strAddr", "strDtlAddr"))


def _store(row: Fields) -> Store:
    return Store(
        store_id=row.text("strCd"),
        name=row.text("strNm"),
        road_address=row.string("strAddr"),
        position=_position(row),
    )


def _position(row: Fields) -> LonLat | None:
    """The store's position, None where a new store has none: null, empty, or 0 and 0."""
    if any(row.values.get(name) in (None, "") for name in ("strLitd", "strLttd")):
        return None
    lon, lat = row.number("strLitd"), row.number("strLttd")
    return LonLat(lon, lat) if lon and lat else None
