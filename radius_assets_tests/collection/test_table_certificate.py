"""A district's certificate says what the area was drawn for, and survives being stored."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
import shapely

from radius_assets.collection.area import AreaOptions, whole_area
from radius_assets.collection.certificate import same_area
from radius_assets.collection.table_certificate import TableCertificate
from radius_assets.domain.geo import LonLat
from radius_assets_tests.collection.certified import HOME, NEXT_DOOR, certified, daiso
from radius_assets_tests.collection.spots import beside, over_the_border

CENTRE = LonLat(*HOME.boundary.representative_point().coords[0])
OVER_THERE = LonLat(*NEXT_DOOR.boundary.representative_point().coords[0])
FAR_OUT = over_the_border(HOME, OVER_THERE, 1_500)
PLACES = [beside(CENTRE, 25 * n, 10 * n) for n in range(-50, 50)]


def test_it_says_what_became_of_every_place() -> None:
    made = certified(PLACES, daiso(CENTRE))

    certificate = made.certificate
    assert certificate.listings == made.table.height > 0
    assert certificate.reading.places == len(made.reading.places)
    assert certificate.reading.requests == made.reading.requests > 1
    assert certificate.options == AreaOptions(600)
    assert certificate.district == HOME.name


def test_it_knows_where_the_places_are_that_are_no_listings() -> None:
    between_squares = beside(CENTRE, -300, 800)
    made = certified([*PLACES, between_squares], daiso(CENTRE, beside(CENTRE, 700, 300)))

    listed = set(made.table.select("lon", "lat").iter_rows())
    others = [place.position for place in made.reading.places if place.position not in listed]
    assert len(made.certificate.beside) == len(others) > 0
    assert sorted(made.certificate.beside) == list(made.certificate.beside)
    assert made.certificate.beside == pytest.approx(np.array(sorted(others)), abs=1e-5)


def test_stores_that_nobody_can_place_are_named() -> None:
    certificate = certified(PLACES, daiso(None, CENTRE, None)).certificate

    assert certificate.stores_without_position == ("0호점", "2호점")
    assert certificate.stores_out_of_reach == ()
    assert certificate.reading.reason is None


def test_a_store_so_far_out_that_nothing_of_its_square_is_left_is_named() -> None:
    certificate = certified(PLACES, daiso(CENTRE, FAR_OUT)).certificate

    alone = certified(PLACES, daiso(CENTRE)).certificate
    assert certificate.stores_out_of_reach == ("1호점",)
    areas = [shapely.from_wkt(each.reading.area) for each in (certificate, alone)]
    assert same_area(*areas)


def test_the_square_of_a_store_outside_is_cut_by_the_boundary() -> None:
    certificate = certified(PLACES, daiso(FAR_OUT), AreaOptions(1_800)).certificate

    area = shapely.from_wkt(certificate.reading.area)
    assert certificate.stores_out_of_reach == ()
    assert 0 < area.area < whole_area(HOME).area / 10
    assert area.difference(whole_area(HOME)).area < 1e-12


@pytest.mark.parametrize(
    ("stores", "reason"),
    [
        (daiso(), "the area is empty: the district has no Daiso store"),
        (daiso(None, None), "the area is empty: of 2 Daiso stores none has a position"),
        (
            daiso(FAR_OUT, None),
            "the area is empty: nothing around 1 Daiso stores lies within the district",
        ),
    ],
    ids=["no store", "no position", "out of reach"],
)
def test_an_empty_area_has_its_reason(stores: pl.DataFrame, reason: str) -> None:
    made = certified(PLACES, stores)

    assert made.certificate.reading.reason == reason
    assert made.table.is_empty()
    assert made.certificate.reading.requests == 0
    assert made.problems(daiso=stores) == []


@pytest.mark.parametrize("stores", [daiso(), daiso(None), daiso(FAR_OUT), daiso(CENTRE)])
def test_all_of_a_district_needs_no_store(stores: pl.DataFrame) -> None:
    made = certified(PLACES, stores, AreaOptions(600, area="district"))

    assert made.table.height == len(PLACES)
    assert made.certificate.reading.reason is None
    assert made.certificate.stores_out_of_reach == ()
    assert made.problems(daiso=stores) == []


def test_a_certificate_survives_being_stored() -> None:
    certificate = certified(PLACES, daiso(CENTRE, None), AreaOptions(600, "circle")).certificate

    assert TableCertificate.from_json(certificate.to_json()) == certificate


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "no tiles": lambda fields: fields["reading"].pop("tiles"),
    "no figure": lambda fields: fields.pop("elsewhere"),
    "unknown field": lambda fields: fields.update(note="fine"),
    "unknown field of a tile": lambda fields: fields["reading"]["tiles"][0].update(note="fine"),
    "no rectangle": lambda fields: fields["reading"]["tiles"][0].pop("rect"),
    "a turned tile": lambda fields: fields["reading"]["tiles"][0]["rect"].update(east=0.0),
    "a tile that is nowhere": lambda fields: fields["reading"]["tiles"][0]["rect"].update(
        east=float("nan")
    ),
    "a number in words": lambda fields: fields["reading"].update(declared="57"),
    "another shape": lambda fields: fields["options"].update(shape="triangle"),
    "a radius out of bounds": lambda fields: fields["options"].update(radius_m=20_001),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_no_certificate_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    fields = json.loads(certified(PLACES, daiso(CENTRE)).certificate.to_json())
    change(fields)

    with pytest.raises(ValueError, match=r"^not a certificate: \w+") as refused:
        TableCertificate.from_json(json.dumps(fields))

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"district": "영등포구"}'])
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^not a certificate: "):
        TableCertificate.from_json(text)
