"""The 25 districts (구) of Seoul, in official order: names, codes and boundaries."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import shapely

from radius_assets.domain.geo import Floats, LonLat


class UnknownDistrictError(ValueError):
    """Someone named a district that Seoul does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(f"unknown district {name!r}; there are: {' '.join(DISTRICT_NAMES)}")


@dataclass(frozen=True, slots=True)
class District:
    """One district of Seoul.

    `authority_code` is the permit authority (개방자치단체코드, OPNSFTEAMCODE), `sigungu_code`
    the administrative code that SEMAS asks for, `service_suffix` the ending of Seoul Open
    Data's service for this district. `boundary` is simplified: within 500 m of the official one.
    """

    name: str
    authority_code: str
    sigungu_code: str
    service_suffix: str
    area_km2: float
    boundary: shapely.Polygon


@cache
def _districts() -> dict[str, District]:
    text = (resources.files(__package__) / "seoul_districts.json").read_text("utf-8")
    return {
        row["gu"]: District(
            name=row["gu"],
            authority_code=row["authority_code"],
            sigungu_code=row["sigungu_code"],
            service_suffix=row["seoul_service_suffix"],
            area_km2=row["area_km2"],
            boundary=shapely.Polygon(row["boundary"]),
        )
        for row in json.loads(text)
    }


DISTRICT_NAMES: tuple[str, ...] = tuple(_districts())
"""All district names in official order, 종로구 … 강동구."""

BOUNDARY_ERROR_M = 500.0  # how far the simplified boundaries may be from the official ones


def district(name: str) -> District:
    """The district of that name; composed and decomposed Hangul are the same name.

    Raises:
        UnknownDistrictError: Seoul has no such district; the message lists those it has.
    """
    try:
        return _districts()[unicodedata.normalize("NFC", name.strip())]
    except KeyError:
        raise UnknownDistrictError(name) from None


_SEOUL_ADDRESS = re.compile(r"^\s*서울(?:특별시|시)?\s*(\S+?구)(?:\s|$)")


def district_of_address(address: str | None) -> str | None:
    """The district an address says it is in, or None outside Seoul or where it says none.

    `서울 영등포구 …` and `서울특별시 영등포구 …` are the same; `부산 강서구` is not in Seoul.
    """
    found = _SEOUL_ADDRESS.match(unicodedata.normalize("NFC", address or ""))
    return found[1] if found and found[1] in _districts() else None


_OTHER_PROVINCE = re.compile(
    r"^\s*(?:부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주"
    r"|충청|전라|경상)\S*\s"
)


def is_outside_seoul(address: str | None) -> bool:
    """Whether an address names a province (시도) other than Seoul."""
    return _OTHER_PROVINCE.match(unicodedata.normalize("NFC", address or "")) is not None


@cache
def _tree() -> shapely.STRtree:
    return shapely.STRtree([row.boundary for row in _districts().values()])


def districts_at(lon: Floats, lat: Floats) -> list[str | None]:
    """The district whose boundary holds each position, None outside of all."""
    result: list[str | None] = [None] * len(lon)
    points = shapely.points(np.asarray(lon), np.asarray(lat))
    for point, area in zip(*_tree().query(points, predicate="intersects"), strict=True):
        result[point] = DISTRICT_NAMES[area]
    return result


def district_at(position: LonLat) -> str | None:
    """The district whose boundary holds the position, None outside of all."""
    return districts_at(np.array([position.lon]), np.array([position.lat]))[0]
