"""What the checks find in stored listings: proofs, stores without an area, shops listed twice."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from radius_assets.checks.finding import Finding
from radius_assets.checks.listings import OF_LISTINGS, listed_once, proved, stores_drawn
from radius_assets.domain.geo import LonLat
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.coverage import Coverage, stored_coverage
from radius_assets_tests.collection.certified import HOME, certified, daiso, with_reading
from radius_assets_tests.collection.spots import beside
from radius_assets_tests.publication.frames import frame

CENTRE = LonLat(*HOME.boundary.representative_point().coords[0])
FAR_OUT = beside(CENTRE, 0, 30_000)


@pytest.fixture
def coverage(tmp_path: Path) -> Coverage:
    """Stored listings around a store; another store has no position, a third is far out."""
    made = certified([CENTRE, beside(CENTRE, 9, 9)], daiso(CENTRE, None, FAR_OUT))
    store = LocalStore(tmp_path)
    proof = with_reading(made.certificate, prior="listings", predicted=3).to_json()
    store.write("convenience", HOME.name, made.table, certificate=proof)
    return stored_coverage(store, HOME.name)


def test_a_proof_is_found_with_its_figures(coverage: Coverage) -> None:
    finding = proved(coverage)

    assert finding.passed
    assert finding.sentence.startswith("1 tiles cover the area")
    assert finding.figures == {
        "tiles": 1,
        "requests": 1,
        "places_declared": 2,
        "places_read": 2,
        "places_distinct": 2,
        "places_predicted": 3,
        "listings": 2,
        "drift": 0,
        "prior": "listings",
    }


def test_what_speaks_against_a_table_is_told_with_the_figures(coverage: Coverage) -> None:
    finding = proved(replace(coverage, problems=("rows are lost", "a tile is lost")))

    assert not finding.passed
    assert finding.sentence == "rows are lost; a tile is lost"
    assert finding.figures["tiles"] == 1


@pytest.mark.parametrize("look", [proved, stores_drawn])
def test_without_a_certificate_nothing_is_proved(
    look: Callable[[Coverage], Finding], coverage: Coverage
) -> None:
    finding = look(replace(coverage, certificate=None, problems=("there is none",)))

    assert not finding.passed
    assert finding.sentence == "there is none"


def test_a_table_that_must_be_empty_is_proved_with_the_reason(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    made = certified([CENTRE], daiso())
    proof = made.certificate.to_json()
    store.write("convenience", HOME.name, made.table, certificate=proof)

    finding = proved(stored_coverage(store, HOME.name))

    assert finding.passed
    assert finding.sentence == "the area is empty: the district has no Daiso store"


def test_stores_without_an_area_are_named(coverage: Coverage) -> None:
    finding = stores_drawn(coverage)

    assert not finding.passed
    assert finding.sentence == "without a position: 1호점; too far out of the district: 2호점"
    assert finding.figures == {"stores": 3}


def test_proofs_are_errors_and_oddities_are_warnings() -> None:
    errors = [check.name for check in OF_LISTINGS if check.severity == dg.AssetCheckSeverity.ERROR]

    assert errors == ["coverage_is_proved"]


def listings(shops: int, *, again: int) -> pl.DataFrame:
    """Shops of different names, the first ones listed once more beside it under other ids."""
    rows = [
        frame(
            "convenience", place_id=f"{n:03}{copy}", place_name=f"가온25 {n}호점", road_address=None
        )
        for n in range(shops)
        for copy in ("a", "b")[: 2 if n < again else 1]
    ]
    return pl.concat(rows)


@pytest.mark.parametrize(
    ("shops", "again", "passed"),
    [
        pytest.param(100, 0, True, id="none"),
        pytest.param(10, 4, True, id="so few that a person can look"),
        pytest.param(400, 12, True, id="as many as a map has"),
        pytest.param(100, 5, False, id="too many"),
    ],
)
def test_shops_that_are_listed_again_are_counted(shops: int, again: int, *, passed: bool) -> None:
    finding = listed_once(listings(shops, again=again))

    assert finding.passed == passed
    assert finding.figures["listed_again"] == again


def test_listings_of_one_shop_are_named() -> None:
    finding = listed_once(listings(9, again=5))

    assert finding.sentence == (
        "5 of 14 listings list a shop once more: 가온25 0호점 (000a, 000b), "
        "가온25 1호점 (001a, 001b), 가온25 2호점 (002a, 002b) and 2 more"
    )
