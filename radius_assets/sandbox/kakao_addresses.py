"""Kakao's address search over the addresses that a city knows."""

import re
from collections import defaultdict
from collections.abc import Iterable

import polars as pl

_LONG_NAMES = re.compile(r"^(서울|부산|대구|인천|광주|대전|울산)(?:특별시|광역시|시)(?=\s|$)")
_UP_TO_NUMBER = re.compile(
    r"^(.*?\S(?:로|길|동|가|리)\s*(?:지하\s*|산\s*)?\d+(?:-\d+)?)(?=[\s,(]|$)"
)
_NUMBER = re.compile(r"(지하|산)?\s*(\d+)(?:-(\d+))?$")


class AddressBook:
    """The addresses of a city by road and by lot."""

    def __init__(self, addresses: pl.DataFrame) -> None:
        self._rows = addresses.to_dicts()
        self._by_lot = _positions(row["address_name"] for row in self._rows)
        self._by_road = _positions(row["road_address_name"] for row in self._rows)

    def find(self, query: str, *, exact: bool) -> list[dict[str, object]]:
        """The documents of an address; none for one that is not known.

        A query without a house number finds the middle of its road or region. Unless it is
        `exact`, what follows the number, such as a floor, does not matter.
        """
        sought = _normalized(query)
        if not exact and (head := _UP_TO_NUMBER.match(sought)):
            sought = head[1]
        if (index := self._by_road.get(sought)) is not None:
            return [_document(sought, "ROAD_ADDR", self._rows[index])]
        if (index := self._by_lot.get(sought)) is not None:
            return [_document(sought, "REGION_ADDR", self._rows[index])]
        return self._middle(sought)

    def _middle(self, sought: str) -> list[dict[str, object]]:
        road = sought.endswith(("로", "길"))
        column = "road_address_name" if road else "address_name"
        inside = [row for row in self._rows if row[column].startswith(f"{sought} ")]
        if not inside:
            return []
        middle = {
            "address_name": "" if road else sought,
            "road_address_name": sought if road else "",
            "lon": sum(row["lon"] for row in inside) / len(inside),
            "lat": sum(row["lat"] for row in inside) / len(inside),
        }
        return [_document(sought, "ROAD" if road else "REGION", middle)]


def _normalized(address: str) -> str:
    return _LONG_NAMES.sub(r"\1", " ".join(address.split()))


def _positions(addresses: Iterable[str | None]) -> dict[str, int]:
    return {text: index for index, text in enumerate(addresses) if text}


def _document(name: str, address_type: str, row: dict[str, object]) -> dict[str, object]:
    x, y = repr(row["lon"]), repr(row["lat"])
    return {
        "address": _lot(str(row["address_name"]), x, y),
        "address_name": name,
        "address_type": address_type,
        "road_address": _road(str(row["road_address_name"]), x, y),
        "x": x,
        "y": y,
    }


def _parts(address: str) -> tuple[defaultdict[int, str], tuple[str, str, str]]:
    """The words of an address, and its mark (지하, 산), main and sub number."""
    found = _NUMBER.search(address)
    number = (found[1] or "", found[2], found[3] or "") if found else ("", "", "")
    words = address[: found.start()].split() if found else address.split()
    return defaultdict(str, enumerate(words)), number


def _lot(address: str, x: str, y: str) -> dict[str, str] | None:
    if not address:
        return None
    words, (mark, main, sub) = _parts(address)
    return {
        "address_name": address,
        "main_address_no": main,
        "mountain_yn": "Y" if mark == "산" else "N",
        "region_1depth_name": words[0],
        "region_2depth_name": words[1],
        "region_3depth_name": words[2],
        "sub_address_no": sub,
        "x": x,
        "y": y,
    }


def _road(address: str, x: str, y: str) -> dict[str, str] | None:
    if not address:
        return None
    words, (mark, main, sub) = _parts(address)
    return {
        "address_name": address,
        "building_name": "",
        "main_building_no": main,
        "region_1depth_name": words[0],
        "region_2depth_name": words[1],
        "road_name": words[2],
        "sub_building_no": sub,
        "underground_yn": "Y" if mark == "지하" else "N",
        "x": x,
        "y": y,
        "zone_no": "",
    }
