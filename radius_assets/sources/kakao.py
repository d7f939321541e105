"""Kakao Local: places by category or keyword, positions of addresses.

Source: https://developers.kakao.com/docs/latest/ko/local/dev-guide.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

from radius_assets.domain.geo import LonLat, Rect, square_around
from radius_assets.domain.records import Place, PlacesPage
from radius_assets.sources.answers import Answer
from radius_assets.sources.errors import AccessRefusedError, QuotaSpentError, SourceError
from radius_assets.sources.fields import Fields
from radius_assets.sources.http import SourceClient, open_source
from radius_assets.sources.throttle import Throttle

NAME = "Kakao"
BASE_URL = "https://dapi.kakao.com"
CONVENIENCE = "CS2"  # 편의점, one of Kakao's 18 category groups
PAGE_SIZE = 15  # the most Kakao puts on a page
CITY_HALL = LonLat(126.977969, 37.566535)

_APP = "the app of KAKAO_API_KEY at developers.kakao.com"
_CHECK_KEY = "check that KAKAO_API_KEY is the REST API key of an app at developers.kakao.com"
_SWITCH_ON = f"switch on the product 카카오맵 for {_APP}"
_ALLOW_IP = f"allow this computer's IP address for {_APP}"
_ANEW = "the quota of the key is spent and starts anew at 00:00 Korean time"


@dataclass(frozen=True, slots=True)
class AddressMatch:
    """A place on the map that an address may mean.

    `address_type` is Kakao's: REGION_ADDR and ROAD_ADDR are a house, REGION and ROAD the
    middle of a region or road.
    """

    address_type: str
    name: str
    position: LonLat

    @property
    def is_house(self) -> bool:
        """Whether the position is that of a house, and so usable as a shop's."""
        return self.address_type in {"REGION_ADDR", "ROAD_ADDR"}


class Kakao:
    """Kakao Local's search. Every method raises SourceError, and never answers less instead."""

    def __init__(self, client: SourceClient) -> None:
        self._client = client

    async def category_page(
        self, rect: Rect, page: int, *, category: str = CONVENIENCE
    ) -> PlacesPage:
        """A page of the places of a category group in `rect`, borders included.

        Kakao shows 45 places of a query at most, on 3 pages; `total` tells how many there are.
        Pages are counted from 1; one past the last shows the last again.
        """
        return await self._places_page(
            "category",
            {"category_group_code": category, "rect": rect_parameter(rect)},
            page,
            asked=f"{category} page {page} of {rect_parameter(rect)}",
        )

    async def keyword_page(self, query: str, page: int, *, rect: Rect | None = None) -> PlacesPage:
        """A page of the places that the words find, in `rect` or anywhere; as `category_page`."""
        where = {} if rect is None else {"rect": rect_parameter(rect)}
        area = f" in {where['rect']}" if where else ""
        return await self._places_page(
            "keyword",
            {"query": query, **where},
            page,
            asked=f"places named {query!r}, page {page}{area}",
        )

    async def addresses(
        self, query: str, *, analyze: Literal["similar", "exact"] = "similar"
    ) -> list[AddressMatch]:
        """What an address may mean, likeliest first; nothing for one that Kakao does not know.

        `similar` lets Kakao leave out what follows the house number, `exact` does not.
        """
        return await self._client.get(
            "/v2/local/search/address.json",
            asked=f"address {query!r}",
            read=_read_addresses,
            params={"query": query, "analyze_type": analyze},
            api="address",
        )

    async def probe(self) -> None:
        """Ask for a few places; raises where the key does not work."""
        await self.category_page(square_around(CITY_HALL, 10.0), 1)

    async def _places_page(
        self, kind: str, params: Mapping[str, str], page: int, *, asked: str
    ) -> PlacesPage:
        return await self._client.get(
            f"/v2/local/search/{kind}.json",
            asked=asked,
            read=lambda answer: _read_places(answer, page),
            params={**params, "page": page, "size": PAGE_SIZE},
            api=kind,
        )


@asynccontextmanager
async def open_kakao(
    key: str, *, base_url: str = BASE_URL, throttle: Throttle
) -> AsyncIterator[Kakao]:
    """A client for one run. `key` is a REST API key whose app has the product 카카오맵 on."""
    headers = {"Authorization": f"KakaoAK {key}"}
    opened = open_source(NAME, base_url, throttle=throttle, secrets=[key], headers=headers)
    async with opened as client:
        yield Kakao(client)


def rect_parameter(rect: Rect) -> str:
    """The rectangle as Kakao takes it, widened to 9 decimals, which is 0.1 mm.

    Rounding to the nearest could open a gap between two tiles, for a place to fall into.
    """
    sides = (
        (rect.west, ROUND_FLOOR),
        (rect.south, ROUND_FLOOR),
        (rect.east, ROUND_CEILING),
        (rect.north, ROUND_CEILING),
    )
    return ",".join(f"{Decimal(side).quantize(Decimal('1e-9'), way):f}" for side, way in sides)


def _read_places(answer: Answer, page: int) -> PlacesPage:
    root = _accepted(answer)
    meta, documents = root.nested("meta"), root.each("documents")
    readable = meta.count("pageable_count")
    if not documents and readable > (page - 1) * PAGE_SIZE:
        raise answer.transient(f"declares {readable} readable places and shows none")
    return PlacesPage(
        total=meta.count("total_count"),
        readable=readable,
        is_last=meta.flag("is_end"),
        places=tuple(_place(document) for document in documents),
    )


def _read_addresses(answer: Answer) -> list[AddressMatch]:
    root = _accepted(answer)
    documents = root.each("documents")
    if not documents and root.nested("meta").count("total_count"):
        raise answer.transient("declares addresses and shows none")
    return [
        AddressMatch(
            document.text("address_type"), document.text("address_name"), _position(document)
        )
        for document in documents
    ]


def _place(document: Fields) -> Place:
    return Place(
        place_id=document.text("id"),
        name=document.text("place_name"),
        category=document.string("category_name"),
        road_address=document.optional_text("road_address_name"),
        lot_address=document.optional_text("address_name"),
        phone=document.optional_text("phone"),
        position=_position(document),
    )


def _position(document: Fields) -> LonLat:
    return LonLat(document.number("x"), document.number("y"))


def _accepted(answer: Answer) -> Fields:
    """The answer's fields, or the error that it is."""
    if answer.status != 200:
        raise _error(answer)
    root = answer.fields()
    if "documents" not in root and ("code" in root or "errorType" in root):
        raise _error(answer)
    return root


def _error(answer: Answer) -> SourceError:
    """What an answer of either of Kakao's two error shapes means."""
    code, words = _complaint(answer)
    said = answer.said("", words)
    if answer.status == 429 or code in (-10, -11):
        return answer.error(QuotaSpentError, f"{said}; {_ANEW}")
    if code in (-1, -7):
        return answer.transient(said)
    if code == -401:  # it comes with 400 as well
        return answer.error(AccessRefusedError, f"{said}; {_advice(words)}")
    return answer.status_error(words, advice=_advice(words))


def _complaint(answer: Answer) -> tuple[object, str | None]:
    """The code, if any, and the words of an error; no words where they are not in a field."""
    value = answer.json_value()
    if not isinstance(value, dict):
        return None, None
    words = [value.get(name) for name in ("errorType", "message", "msg")]
    return value.get("code"), ": ".join(str(word) for word in words if word)


def _advice(words: str | None) -> str:
    if words and "OPEN_MAP_AND_LOCAL" in words:
        return _SWITCH_ON
    if words and "ip mismatched" in words:
        return _ALLOW_IP
    return _CHECK_KEY
