"""Daiso's store search: stores by a part of their name or address, or around a position."""

import json
import re
from collections.abc import Mapping, Sequence

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.domain.geo import LonLat, distance_m
from radius_assets.sandbox.city import City
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.messages import (
    Answer,
    Asked,
    Oddities,
    Troubles,
    html_answer,
    json_answer,
)

_PATHS = ("/ms/msg/selStr", "/api/ms/msg/selStr")
_BY_KEYWORD = {name: name for name in DISTRICT_NAMES} | {
    name.removesuffix("구"): name for name in DISTRICT_NAMES
}
_SAME_FOR_ALL: dict[str, object] = {
    "pkupYn": "Y",
    "bassPkupStrYn": "N",
    "parkYn": "N",
    "phcYn": "Y",
    "hldyDt": None,
    "status": None,
    "dataAllTotal": 0,
}
_HOUSE_NUMBER = re.compile(r"(?<=[로길] )\d+")


class _BadBodyError(ValueError):
    """The body is not what the service reads."""


def _envelope(data: object, *, success: bool = True, message: str | None = None) -> object:
    return {
        "message": message,
        "data": data,
        "extraData": {},
        "extraString": None,
        "returnCode": None,
        "success": success,
    }


class Daiso:
    """POST /ms/msg/selStr as public code uses it; it needs no key."""

    name = "daiso"
    troubles = Troubles(
        too_fast=html_answer("429 Too Many Requests", 429),
        unavailable=html_answer("503 Service Unavailable", 503),
        broken=json_answer(_envelope(None, success=False, message="처리 중 오류가 발생했습니다.")),
        refused=html_answer("403 Forbidden", 403),
    )

    def __init__(self, city: City) -> None:
        self._stores = city.daiso.to_dicts()

    def kind(self, asked: Asked) -> str | None:
        """Always stores."""
        return "stores" if asked.path in _PATHS else None

    def key(self, asked: Asked) -> str:  # noqa: ARG002 # as `Service` has it
        """There are no keys."""
        return ""

    def refusal(self, asked: Asked) -> Answer | None:  # noqa: ARG002 # as `Service` has it
        """There are no keys."""
        return None

    def district(self, asked: Asked) -> str | None:
        """The district that the keyword names, with or without 구."""
        try:
            return _BY_KEYWORD.get(_text(_body(asked), "keyword"))
        except _BadBodyError:
            return None

    def answer(self, asked: Asked, oddities: Oddities) -> Answer:
        """A page of the stores that match, with the total in every row."""
        if not asked.headers.get("content-type", "").startswith("application/json"):
            return html_answer("415 Unsupported Media Type", 415)
        try:
            body = _body(asked)
            found = self._found(body, oddities.faults)
            return json_answer(_envelope(_page(found, body, oddities)))
        except _BadBodyError:
            return html_answer("400 Bad Request", 400)

    def forget(self) -> None:
        """Nothing: each answer stands by itself."""

    def _found(self, body: Mapping[str, object], faults: Faults) -> list[dict[str, object]]:
        """The stores that match; a body without any key the service knows finds one store."""
        center = _center(body)
        if not _text(body, "keyword") and not _text(body, "inclusiveStrCd") and center is None:
            return self._stores[:1]
        stores = [_moved(store, faults) for store in self._stores]
        found = [store for store in stores if _matches(store, body)]
        return found if center is None else _nearest_first(found, center)


def _body(asked: Asked) -> dict[str, object]:
    try:
        body = json.loads(asked.body)
    except ValueError:
        raise _BadBodyError from None
    if not isinstance(body, dict):
        raise _BadBodyError
    return body


def _text(body: Mapping[str, object], name: str) -> str:
    return str(body.get(name) or "").strip()


def _whole(body: Mapping[str, object], name: str, default: int) -> int:
    try:
        return max(1, int(_text(body, name) or default))
    except ValueError:
        raise _BadBodyError from None


def _center(body: Mapping[str, object]) -> LonLat | None:
    if not _text(body, "curLttd") or not _text(body, "curLitd"):
        return None
    try:
        return LonLat(float(_text(body, "curLitd")), float(_text(body, "curLttd")))
    except ValueError:
        raise _BadBodyError from None


def _matches(store: Mapping[str, object], body: Mapping[str, object]) -> bool:
    keyword, code = _text(body, "keyword"), _text(body, "inclusiveStrCd")
    texts = (str(store["strNm"]), str(store["strAddr"]))
    return code in {"", store["strCd"]} and any(keyword in text for text in texts)


def _moved(store: dict[str, object], faults: Faults) -> dict[str, object]:
    if store["strCd"] not in faults.moved_stores:
        return store
    address = _HOUSE_NUMBER.sub(lambda number: str(int(number[0]) + 2), str(store["strAddr"]))
    return store | {"strAddr": address}


def _nearest_first(stores: Sequence[dict[str, object]], center: LonLat) -> list[dict[str, object]]:
    """The stores by distance, with `km` counted from the centre where they have it at all."""

    def away_m(store: Mapping[str, object]) -> float:
        lon, lat = float(str(store["strLitd"])), float(str(store["strLttd"]))
        return distance_m(center, LonLat(lon, lat))

    return [
        store if store["km"] is None else store | {"km": f"{away_m(store) / 1000:.1f}"}
        for store in sorted(stores, key=away_m)
    ]


def _page(
    found: Sequence[dict[str, object]], body: Mapping[str, object], oddities: Oddities
) -> list[dict[str, object]]:
    """The rows of the page; all of them where the body names no page size."""
    size = _whole(body, "pageSize", max(1, len(found)))
    page = _whole(body, "currentPage", 1)
    first = (page - 1) * size
    shift = oddities.row_shift if page > 1 else 0
    shown = found[first - shift : first + size - shift]
    total = max(0, len(found) + oddities.total_shift)
    return [
        store
        | _SAME_FOR_ALL
        | {"totalCnt": total, "currentPageCnt": len(shown), "rnum": first + number}
        for number, store in enumerate(shown, start=1)
    ]
