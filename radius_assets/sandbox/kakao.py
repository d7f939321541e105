"""Kakao Local: search by category, by keyword and for addresses, over the listings of a city."""

import math
import re
from collections.abc import Mapping, Sequence

from radius_assets.domain.districts import district_at, district_of_address
from radius_assets.domain.geo import LonLat
from radius_assets.sandbox.city import City
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.kakao_addresses import AddressBook
from radius_assets.sandbox.kakao_listings import Listings
from radius_assets.sandbox.kakao_parameters import ParameterError, Search, read_search, whole
from radius_assets.sandbox.messages import KEY, Answer, Asked, Oddities, Troubles, json_answer

READABLE = 45
"""What Kakao shows of one query at most (dev-guide of Kakao Local)."""

_PATHS = {f"/v2/local/search/{kind}.json": kind for kind in ("category", "keyword", "address")}


def _error(error: str, message: str, status: int) -> Answer:
    return json_answer({"errorType": error, "message": message}, status)


_TROUBLES = Troubles(
    too_fast=Answer(b"", "text/html", 503),
    unavailable=Answer(b"", "text/html", 503),
    broken=json_answer({"code": -1, "msg": "internal server error."}, 500),
    refused=_error("NotAuthorizedError", "App(sandbox) disabled OPEN_MAP_AND_LOCAL service.", 403),
    quota_spent=(
        _error("RequestThrottled", "API limit has been exceeded.", 429),
        json_answer({"code": -10, "msg": "API limit has been exceeded."}, 400),
    ),
)


class Kakao:
    """Kakao Local as its documents and public code describe it."""

    name = "kakao"
    troubles = _TROUBLES

    def __init__(self, city: City) -> None:
        self._listings = Listings(city.places)
        self._addresses = AddressBook(city.addresses)

    def kind(self, asked: Asked) -> str | None:
        """Category, keyword or address."""
        return _PATHS.get(asked.path)

    def key(self, asked: Asked) -> str:
        """The REST key behind the scheme word and exactly one blank."""
        scheme, _, key = asked.headers.get("authorization", "").partition(" ")
        return key if scheme == "KakaoAK" and not key.startswith(" ") else ""

    def refusal(self, asked: Asked) -> Answer | None:
        """401, with the key in the text as the real service has it."""
        key = self.key(asked)
        if key == KEY:
            return None
        if not key:
            return _error("AccessDeniedError", "cannot find Authorization : KakaoAK header", 401)
        well_formed = re.fullmatch(r"[0-9a-f]{32}", key)
        why = f"appKey({key}) does not exist" if well_formed else f"wrong appKey({key}) format"
        return _error("AccessDeniedError", why, 401)

    def district(self, asked: Asked) -> str | None:
        """The district at the middle of the rectangle, else the one the query names."""
        corners = asked.query.get("rect", "").split(",")
        try:
            west, south, east, north = map(float, corners)
        except ValueError:
            return _district_in(asked.query.get("query", ""))
        return district_at(LonLat((west + east) / 2, (south + north) / 2))

    def answer(self, asked: Asked, oddities: Oddities) -> Answer:
        """Search; 400 where a parameter is missing or out of range."""
        kind = _PATHS[asked.path]
        try:
            if kind == "address":
                return self._search_addresses(asked.query, oddities)
            return self._search_places(read_search(asked.query, kind=kind), oddities)
        except ParameterError as error:
            return _error("InvalidArgument", str(error), 400)

    def forget(self) -> None:
        """Nothing: each answer stands by itself."""

    def _search_places(self, search: Search, oddities: Oddities) -> Answer:
        found = self._listings.find(search)
        total = max(0, len(found) + oddities.total_shift)
        # A total that is off hides no listing: the pages are those of the true number.
        rows, is_end = _page(min(len(found), READABLE), search.page, search.size, oddities)
        meta = {
            "is_end": is_end,
            "pageable_count": min(total, READABLE),
            "same_name": None if search.query is None else self._listings.same_name(search.query),
            "total_count": total,
        }
        documents = self._listings.documents(found[rows], search.center)
        return json_answer({"documents": documents, "meta": meta})

    def _search_addresses(self, query: Mapping[str, str], oddities: Oddities) -> Answer:
        if not query.get("query"):
            raise ParameterError("query is required")
        page = whole(query, "page", default=1, low=1, high=45)
        size = whole(query, "size", default=10, low=1, high=30)
        exact = query.get("analyze_type") == "exact"
        found: Sequence[dict[str, object]] = self._addresses.find(query["query"], exact=exact)
        rows, is_end = _page(min(len(found), READABLE), page, size, oddities)
        meta = {
            "is_end": is_end,
            "pageable_count": min(len(found), READABLE),
            "total_count": len(found),
        }
        return json_answer({"documents": found[rows], "meta": meta})


def _district_in(query: str) -> str | None:
    named = (district_of_address(f"서울 {word}") for word in query.split())
    return next((name for name in named if name is not None), None)


def _page(pageable: int, page: int, size: int, oddities: Oddities) -> tuple[slice, bool]:
    """The rows of a page and whether it is the last; past the last, the last comes again."""
    last = max(1, math.ceil(pageable / size))
    if page > last:
        page = _past_the_last(last, oddities.faults)
    if page == 0:
        return slice(0, 0), True
    shift = oddities.row_shift if page > 1 else 0
    first = (page - 1) * size
    return slice(first - shift, min(first + size, pageable) - shift), page == last


def _past_the_last(last: int, faults: Faults) -> int:
    """The page that comes instead, 0 for an empty one."""
    if faults.past_last_page == "error400":
        raise ParameterError("page is more than pageable_count")
    return last if faults.past_last_page == "repeat" else 0
