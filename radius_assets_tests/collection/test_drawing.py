"""Certificates as GeoJSON, as RFC 7946 has it."""

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
import shapely
import shapely.geometry

from radius_assets.collection.area import AreaOptions
from radius_assets.collection.drawing import drawn
from radius_assets.domain.geo import LonLat
from radius_assets_tests.collection.certified import HOME, Certified, certified, daiso, with_reading
from radius_assets_tests.collection.spots import beside

CENTRE = LonLat(*HOME.boundary.representative_point().coords[0])


@pytest.fixture(scope="module")
def made() -> Certified:
    """Listings around two stores far from each other; a third has no position."""
    stores = daiso(CENTRE, beside(CENTRE, 1_500, 200), None)
    return certified([beside(CENTRE, 20 * n, 0) for n in range(70)], stores, AreaOptions(500))


def features(*made: Certified) -> list[dict[str, Any]]:
    """What a program reads from the file."""
    collection = json.loads(json.dumps(drawn(each.certificate for each in made)))
    assert collection["type"] == "FeatureCollection"
    assert all(feature["type"] == "Feature" for feature in collection["features"])
    return list(collection["features"])


def test_the_area_comes_first_with_what_was_chosen_and_read(made: Certified) -> None:
    area = features(made)[0]

    certificate = made.certificate
    drawn_area = shapely.geometry.shape(area["geometry"])
    assert drawn_area.equals(shapely.from_wkt(certificate.reading.area))
    assert area["geometry"]["type"] == "MultiPolygon"
    assert area["properties"]["kind"] == "area"
    assert area["properties"]["district"] == HOME.name
    assert area["properties"].items() >= asdict(certificate.options).items()
    assert area["properties"]["listings"] == certificate.listings
    assert area["properties"]["stores_without_position"] == ["2호점"]


def test_each_tile_follows_with_its_figures(made: Certified) -> None:
    tiles = features(made)[1:]

    assert len(tiles) == len(made.certificate.reading.tiles) > 1
    for tile, read in zip(tiles, made.certificate.reading.tiles, strict=True):
        assert shapely.geometry.shape(tile["geometry"]).equals(read.rect.polygon())
        figures = {name: value for name, value in asdict(read).items() if name != "rect"}
        assert tile["properties"] == {"kind": "tile", "district": HOME.name, **figures}


def test_rings_run_counterclockwise_and_are_closed(made: Certified) -> None:
    clockwise = shapely.orient_polygons(
        shapely.from_wkt(made.certificate.reading.area), exterior_cw=True
    )
    turned = with_reading(made.certificate, area=shapely.to_wkt(clockwise))

    for feature in features(made, replace(made, certificate=turned)):
        for polygon in shapely.get_parts(shapely.geometry.shape(feature["geometry"])):
            assert polygon.exterior.is_ccw
            assert polygon.exterior.is_closed


def test_districts_follow_each_other(made: Certified) -> None:
    kinds = [feature["properties"]["kind"] for feature in features(made, made)]

    tiles = ["tile"] * len(made.certificate.reading.tiles)
    assert kinds == ["area", *tiles, "area", *tiles]


def test_an_empty_area_has_no_geometry_but_its_reason() -> None:
    (area,) = features(certified([], daiso()))

    assert area["geometry"] is None
    assert "no Daiso store" in area["properties"]["reason"]


def test_an_area_that_is_no_shape_has_no_geometry(made: Certified) -> None:
    broken = with_reading(made.certificate, area="POLYGON")

    assert features(replace(made, certificate=broken))[0]["geometry"] is None
