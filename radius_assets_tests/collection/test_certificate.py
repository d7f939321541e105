"""A certificate is given for a complete reading alone, and shows when it was changed."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
import shapely

from radius_assets.collection.certificate import Certificate, certify, verify
from radius_assets.collection.covering import Covering, Reading
from radius_assets.collection.tile import TileRead
from radius_assets.domain.geo import LonLat, Rect
from radius_assets.sources.errors import IncompleteAnswerError
from radius_assets_tests.collection.place_search import PlaceSearch

WEST = Rect(126.90, 37.50, 126.92, 37.53)
EAST = Rect(126.92, 37.50, 126.94, 37.53)
AREA = shapely.Point(126.92, 37.515).buffer(0.014)
NO_STORE = "the area is empty: the district has no Daiso store"

VALID = Certificate(
    area=shapely.to_wkt(AREA, rounding_precision=-1),
    tiles=(
        TileRead(WEST, declared=40, read=40, requests=3),
        TileRead(EAST, declared=17, read=16, requests=4, drift=1),
    ),
    requests=8,
    declared=57,
    read=56,
    places=54,
    duplicates=2,
    drift=1,
)


def with_tile(**changes: Any) -> Certificate:
    """The first tile changed, and the sums with it."""
    tiles = (replace(VALID.tiles[0], **changes), VALID.tiles[1])
    return replace(
        VALID,
        tiles=tiles,
        declared=sum(tile.declared for tile in tiles),
        read=sum(tile.read for tile in tiles),
        drift=max(tile.drift for tile in tiles),
    )


def test_a_complete_reading_is_certified() -> None:
    search = PlaceSearch(LonLat(126.90 + step / 2_500, 37.51) for step in range(100))
    reading = asyncio.run(Covering(search).read(AREA))

    certificate = certify(AREA, reading)

    assert certificate.requests == search.requests
    assert (certificate.prior, certificate.predicted) == (reading.prior, reading.predicted)
    assert certificate.declared == certificate.read >= 70
    assert certificate.places == certificate.read - certificate.duplicates
    assert certificate.reason is None
    assert verify(certificate, area=AREA) == []


def test_an_empty_area_is_certified_with_the_reason() -> None:
    nothing = shapely.Polygon()
    reading = asyncio.run(Covering(PlaceSearch([])).read(nothing))

    certificate = certify(nothing, reading, reason=NO_STORE)

    assert certificate.reason == NO_STORE
    assert certificate.tiles == ()
    assert verify(certificate, area=nothing) == []


def test_an_empty_area_without_a_reason_is_refused() -> None:
    nothing = shapely.Polygon()
    reading = asyncio.run(Covering(PlaceSearch([])).read(nothing))

    with pytest.raises(IncompleteAnswerError, match="the area is empty and no reason is given"):
        certify(nothing, reading)


def test_an_incomplete_reading_is_refused() -> None:
    reading = Reading(places=(), tiles=VALID.tiles[:1], requests=3, duplicates=0, conflicts=0)

    with pytest.raises(IncompleteAnswerError, match=r"no tile covers all of 126\.920000,"):
        certify(AREA, reading)


def test_a_valid_certificate_has_no_problem() -> None:
    assert verify(VALID, area=AREA) == []


@pytest.mark.parametrize("shift_deg", [1e-12, -1e-12])
def test_an_area_computed_anew_is_the_same(shift_deg: float) -> None:
    again = shapely.transform(AREA, lambda at: at + shift_deg)

    assert verify(VALID, area=again) == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        pytest.param(replace(VALID, tiles=VALID.tiles[:1]), "no tile covers all", id="tile gone"),
        pytest.param(
            replace(VALID, area=shapely.to_wkt(AREA.buffer(0.01))),
            "no tile covers all",
            id="area grown",
        ),
        pytest.param(
            replace(VALID, area=shapely.to_wkt(AREA.buffer(-0.001))),
            "for another area",
            id="area shrunk",
        ),
        pytest.param(
            replace(VALID, area=shapely.to_wkt(shapely.transform(AREA, lambda at: at + 1e-6))),
            "for another area",
            id="area moved by a decimetre",
        ),
        pytest.param(replace(VALID, area="POLYGON"), "not a shape", id="area lost"),
        pytest.param(
            replace(VALID, area="POLYGON ((0 0, 1 1, 0 1, 1 0, 0 0))"),
            "not a shape",
            id="area crosses itself",
        ),
        pytest.param(replace(VALID, area="POLYGON EMPTY"), "no reason", id="area emptied"),
        pytest.param(replace(VALID, reason=NO_STORE), "not empty, but", id="reason added"),
        pytest.param(with_tile(read=39), "declares 40 places, 39 were read", id="tile read less"),
        pytest.param(with_tile(declared=46), "saturated", id="tile saturated"),
        pytest.param(with_tile(read=37, drift=3), "drifts by 3", id="tile drifts too far"),
        pytest.param(with_tile(drift=-1), "drifts by -1", id="drift negative"),
        pytest.param(with_tile(requests=2), "cannot be read in 2", id="tile for too little"),
        pytest.param(replace(VALID, declared=58), "58 places declared", id="declared"),
        pytest.param(replace(VALID, read=57), "57 places read", id="read"),
        pytest.param(replace(VALID, requests=6), "6 requests are fewer", id="requests"),
        pytest.param(replace(VALID, drift=0), "a drift of 0", id="drift"),
        pytest.param(replace(VALID, places=53), "53 distinct places", id="places"),
        pytest.param(replace(VALID, places=55), "55 distinct places", id="more places"),
        pytest.param(replace(VALID, duplicates=1), "less 1 duplicates", id="duplicates"),
    ],
)
def test_a_change_is_found(changed: Certificate, problem: str) -> None:
    problems = verify(changed, area=AREA)

    assert any(problem in found for found in problems), problems
