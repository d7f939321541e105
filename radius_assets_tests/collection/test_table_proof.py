"""A stored table and its certificate are found out where they were changed or mixed up."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest
import shapely

from radius_assets.collection.area import AreaOptions
from radius_assets.collection.certificate import Certificate
from radius_assets.collection.table_certificate import TableCertificate
from radius_assets.collection.table_proof import certify_table
from radius_assets.domain.geo import LonLat
from radius_assets.sources.errors import IncompleteAnswerError
from radius_assets_tests.collection.certified import (
    HOME,
    NEXT_DOOR,
    Certified,
    certified,
    daiso,
    with_reading,
    without_tile,
)
from radius_assets_tests.collection.spots import beside

CENTRE = LonLat(*HOME.boundary.representative_point().coords[0])
OVER_THERE = LonLat(*NEXT_DOOR.boundary.representative_point().coords[0])
STORES = daiso(CENTRE, beside(CENTRE, 700, 300), None)
PLACES = [beside(CENTRE, 12 * n, 7 * n) for n in range(-50, 100)]
PLACES += [beside(CENTRE, -300, 800)]  # between the squares of the stores


@pytest.fixture(scope="module")
def made() -> Certified:
    """Listings around two stores; a third one has no position."""
    return certified(PLACES, STORES)


def moved(reading: Certificate, by_deg: float) -> str:
    area = shapely.transform(shapely.from_wkt(reading.area), lambda at: at + by_deg)
    return shapely.to_wkt(area, rounding_precision=-1)


def test_what_was_made_is_found_valid(made: Certified) -> None:
    assert made.table.height > 60
    assert len(made.certificate.reading.tiles) > 1
    assert made.problems(daiso=STORES) == []


CHANGED_CERTIFICATES: dict[str, tuple[Callable[[TableCertificate], TableCertificate], str]] = {
    "a tile dropped": (lambda it: without_tile(it, 0), "no tile covers all of"),
    "another district's": (
        lambda _: certified([OVER_THERE], daiso(OVER_THERE), of=NEXT_DOOR).certificate,
        "the certificate is one of 구로구",
    ),
    "the name of another district": (lambda it: replace(it, district="구로구"), "is one of 구로구"),
    "another radius": (
        lambda it: replace(it, options=AreaOptions(601)),
        "the area is not the one that its stores and options give",
    ),
    "another shape": (lambda it: replace(it, options=AreaOptions(600, "circle")), "is not the one"),
    "all of the district": (
        lambda it: replace(it, options=AreaOptions(600, area="district")),
        "is not the one",
    ),
    "a moved boundary": (
        lambda it: with_reading(it, area=moved(it.reading, 1e-5)),
        "is not the one",
    ),
    "a store dropped": (lambda it: replace(it, stores=it.stores[:1]), "is not the one"),
    "an unplaced store dropped": (
        lambda it: replace(it, stores=it.stores[:2]),
        "stores without a position are not those it names",
    ),
    "an unplaced store unnamed": (
        lambda it: replace(it, stores_without_position=()),
        "stores without a position are not those it names",
    ),
    "a store out of reach": (
        lambda it: replace(it, stores_out_of_reach=("0호점",)),
        "stores out of reach are not those it names",
    ),
    "fewer listings": (
        lambda it: replace(it, listings=it.listings - 1, elsewhere=it.elsewhere + 1),
        "listings are certified, the table has",
    ),
    "a place beside lost": (
        lambda it: replace(it, beside=it.beside[1:]),
        "places are no listings, ",
    ),
    "places unaccounted for": (
        lambda it: replace(it, elsewhere=it.elsewhere - 1),
        "places were read, ",
    ),
    "fewer places read": (
        lambda it: with_reading(it, places=it.reading.places - 1),
        "distinct places are not the",
    ),
    "an area that is none": (lambda it: with_reading(it, area="POINT"), "the area is not a shape"),
}


@pytest.mark.parametrize(
    ("change", "problem"), CHANGED_CERTIFICATES.values(), ids=CHANGED_CERTIFICATES
)
def test_a_changed_certificate_is_found_out(
    made: Certified, change: Callable[[TableCertificate], TableCertificate], problem: str
) -> None:
    problems = made.problems(change(made.certificate))

    assert any(problem in found for found in problems), problems


def first_row(table: pl.DataFrame, **changes: object) -> pl.DataFrame:
    """The table with other values in its first row."""
    row = table.head(1).with_columns(**{name: pl.lit(value) for name, value in changes.items()})
    return pl.concat([row.select(table.columns).cast(table.schema), table[1:]])


def next_door(rows: int) -> pl.DataFrame:
    """As many listings of another district."""
    places = [beside(OVER_THERE, 5 * (n % 100), n) for n in range(rows)]
    return certified(places, daiso(OVER_THERE), of=NEXT_DOOR).table


CHANGED_TABLES: dict[str, tuple[Callable[[pl.DataFrame], pl.DataFrame], str]] = {
    "rows dropped": (lambda table: table[:-2], "listings are certified, the table has"),
    "a row twice": (lambda table: pl.concat([table, table[:1]]), "are certified, the table has"),
    "a row in place of another": (
        lambda table: pl.concat([table[1:], table[1:2]]),
        "2 listings have the same id, such as 00",
    ),
    "a place far away": (
        lambda table: first_row(table, lon=126.95, lat=37.55),
        "1 listings lie outside the area, such as 00",
    ),
    "the table of another district": (
        lambda table: next_door(table.height),
        "lie outside the area",
    ),
    "all places at one spot": (
        lambda table: table.with_columns(lon=pl.col("lon").first(), lat=pl.col("lat").first()),
        "listings of the table, ",
    ),
    "another store": (
        lambda table: first_row(table, nearest_store_id="19001"),
        "1 listings do not name their nearest store",
    ),
    "a store that there is not": (
        lambda table: first_row(table, nearest_store_id="1"),
        "do not name their nearest store",
    ),
    "no store": (
        lambda table: first_row(table, nearest_store_id=None, distance_m=None),
        "do not name their nearest store",
    ),
    "another distance": (
        lambda table: table.with_columns(pl.col("distance_m") + 1),
        "do not name their nearest store",
    ),
    "no distance": (
        lambda table: first_row(table, distance_m=None),
        "1 listings do not name their nearest store",
    ),
}


@pytest.mark.parametrize(("change", "problem"), CHANGED_TABLES.values(), ids=CHANGED_TABLES)
def test_a_changed_table_is_found_out(
    made: Certified, change: Callable[[pl.DataFrame], pl.DataFrame], problem: str
) -> None:
    problems = made.problems(table=change(made.table))

    assert any(problem in found for found in problems), problems


@pytest.mark.parametrize(
    ("stores", "told"),
    [
        (daiso(CENTRE), "gone: 1호점, 2호점"),
        (daiso(CENTRE, beside(CENTRE, 700, 301), None), "moved: 1호점"),
        (daiso(CENTRE, beside(CENTRE, 700, 300), CENTRE), "moved: 2호점"),
        (daiso(CENTRE, beside(CENTRE, 700, 300), None, CENTRE), "new: 3호점"),
    ],
    ids=["gone", "moved", "placed", "new"],
)
def test_other_daiso_stores_than_it_was_read_for_are_named(
    made: Certified, stores: pl.DataFrame, told: str
) -> None:
    (problem,) = made.problems(daiso=stores)

    assert problem == f"the stored Daiso stores are others than those it was read for ({told})"


def test_a_place_in_a_corner_of_the_square_is_too_far_for_a_circle() -> None:
    corner = beside(CENTRE, 600.9, 0)  # a circle is drawn a little too wide
    made = certified([corner], daiso(CENTRE), AreaOptions(601, "circle"))

    narrower = replace(made.certificate, options=AreaOptions(600, "circle"))

    assert "1 listings are too far from every store, such as 00000" in made.problems(narrower)


def test_listings_that_cannot_be_proved_are_not_certified(made: Certified) -> None:
    short = replace(made.listings, elsewhere=made.listings.elsewhere + 1)

    with pytest.raises(IncompleteAnswerError, match=r"places were read, \d+ are accounted for"):
        certify_table(HOME, AreaOptions(600), STORES, reading=made.reading, listings=short)
