"""Kakao's listings, searched by rectangle, circle, category group and words."""

import zlib
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from radius_assets.domain.geo import Floats, LonLat, distances_m
from radius_assets.sandbox.kakao_parameters import Corners, Search

Indices: TypeAlias = npt.NDArray[np.intp]
Mask: TypeAlias = npt.NDArray[np.bool_]

_SHOWN = (
    *("address_name", "category_group_code", "category_group_name", "category_name", "distance"),
    *("id", "phone", "place_name", "place_url", "road_address_name", "x", "y"),
)


class Listings:
    """All listings of a city, in the order of a fixed score that stands for Kakao's accuracy."""

    def __init__(self, places: pl.DataFrame) -> None:
        scores = [zlib.crc32(place_id.encode()) for place_id in places["id"]]
        places = places[np.argsort(scores, kind="stable")]
        self._lon: Floats = places["lon"].to_numpy()
        self._lat: Floats = places["lat"].to_numpy()
        codes = places["category_group_code"]
        self._by_code: dict[str, Mask] = {
            code: (codes == code).to_numpy() for code in codes.unique()
        }
        self._texts = _texts(places)
        self._regions = _regions(places)
        self._documents = [_document(row) for row in places.to_dicts()]

    def find(self, search: Search) -> Indices:
        """The listings that match, in the order of the search; borders count as inside."""
        matching = np.full(len(self._documents), fill_value=True)
        if search.group_code is not None:
            matching &= self._by_code.get(search.group_code, np.bool_(0))
        if search.query is not None:
            matching &= self._containing(search.query)
        if search.rect is not None:
            matching &= self._within(search.rect)
        elif search.radius_m is not None and search.center is not None:
            matching &= self._distances_m(search.center) <= search.radius_m
        found: Indices = np.flatnonzero(matching)
        if search.by_distance and search.center is not None:
            found = found[np.argsort(self._distances_m(search.center, found), kind="stable")]
        return found

    def documents(self, found: Indices, center: LonLat | None) -> list[dict[str, str]]:
        """The listings as Kakao shows them; `distance` is empty without a centre."""
        shown = [self._documents[index] for index in found]
        if center is None:
            return shown
        distances = self._distances_m(center, found)
        return [
            row | {"distance": str(round(meters))}
            for row, meters in zip(shown, distances.tolist(), strict=True)
        ]

    def same_name(self, query: str) -> dict[str, object]:
        """The regions that a keyword names, and the keyword without them."""
        words = query.split()
        regions = [region for region in self._regions if region.split()[1] in words]
        named = {region.split()[1] for region in regions}
        return {
            "keyword": " ".join(word for word in words if word not in named),
            "region": regions,
            "selected_region": regions[0] if len(regions) == 1 else "",
        }

    def _containing(self, query: str) -> Mask:
        """Where every word occurs in name, category or address."""
        matching = np.full(len(self._documents), fill_value=True)
        for word in query.casefold().split():
            matching &= self._texts.str.contains(word, literal=True).to_numpy()
        return matching

    def _within(self, rect: Corners) -> Mask:
        """Where the rectangle holds the listing; nowhere if its corners are swapped."""
        west, south, east, north = rect
        inside: Mask = (
            (self._lon >= west) & (self._lon <= east) & (self._lat >= south) & (self._lat <= north)
        )
        return inside

    def _distances_m(self, center: LonLat, rows: Indices | slice = slice(None)) -> Floats:
        lon, lat = np.asarray(center.lon), np.asarray(center.lat)
        return distances_m(lon, lat, self._lon[rows], self._lat[rows])


def _texts(places: pl.DataFrame) -> pl.Series:
    columns = ("place_name", "category_name", "address_name", "road_address_name")
    joined = places.select(text=pl.concat_str(columns, separator="\n", ignore_nulls=True))["text"]
    return joined.str.to_lowercase()


def _regions(places: pl.DataFrame) -> Sequence[str]:
    """The regions of the listings, such as `서울 영등포구`, in order."""
    found = places["address_name"].str.extract(r"^(\S+ \S+[구군시])(?: |$)")
    return found.drop_nulls().unique().sort().to_list()


def _document(row: dict[str, object]) -> dict[str, str]:
    place_id = str(row["id"])
    shown = row | {
        "distance": "",
        "place_url": f"http://place.map.kakao.com/{place_id}",
        "x": repr(row["lon"]),
        "y": repr(row["lat"]),
    }
    return {name: str(shown[name]) for name in _SHOWN}
