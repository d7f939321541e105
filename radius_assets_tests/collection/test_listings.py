"""Tests of the listings: which places are the district's, and which of them are near a store."""

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.collection.area import AreaOptions, Extent, Shape
from radius_assets.collection.listings import Listings, listings_of
from radius_assets.domain.districts import district
from radius_assets.domain.geo import LonLat, distance_m
from radius_assets.domain.records import Place
from radius_assets.publication.tables import checked
from radius_assets_tests.collection.spots import beside, over_the_border

HOME = district("영등포구")
CENTRE = LonLat(*HOME.boundary.representative_point().coords[0])
NEXT_DOOR = LonLat(*district("구로구").boundary.representative_point().coords[0])
OVER_THE_BORDER = over_the_border(HOME, NEXT_DOOR, 100)
FAR_OVER_THE_BORDER = over_the_border(HOME, NEXT_DOOR, 600)
AT_SEA = LonLat(126.0, 37.0)
ASKED_AT = datetime(2031, 3, 4, 5, 6, tzinfo=UTC)

addresses = st.sampled_from(
    [None, "서울 영등포구 가온로 1", "서울 구로구 나온로 1", "경기 가온시 1"]
)
spots = st.sampled_from([CENTRE, NEXT_DOOR, OVER_THE_BORDER, AT_SEA, beside(CENTRE, 900, 900)])


def place(
    number: int = 1, position: LonLat = CENTRE, *, road: str | None = None, lot: str | None = None
) -> Place:
    return Place(f"{number:03}", f"가온25 {number}호점", "편의점", road, lot, None, position)


def stores(*positions: LonLat | None) -> pl.DataFrame:
    rows = [(f"store {number}", *(at or (None, None))) for number, at in enumerate(positions)]
    schema = {"store_id": pl.String, "lon": pl.Float64, "lat": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def listings(
    places: list[Place],
    near: pl.DataFrame | None = None,
    *,
    shape: Shape = "square",
    area: Extent = "stores",
) -> Listings:
    table = stores(CENTRE) if near is None else near
    options = AreaOptions(1_000, shape, area)
    return listings_of(HOME, places, table, options=options, fetched_at=ASKED_AT)


@pytest.mark.parametrize(
    ("road", "lot", "position", "owned"),
    [
        pytest.param("서울 영등포구 가온로 1", None, CENTRE, 1, id="its address says so"),
        pytest.param(None, "서울 영등포구 가온동 1", CENTRE, 1, id="its lot address says so"),
        pytest.param(None, None, CENTRE, 1, id="without an address its position says so"),
        pytest.param("가온로 1", None, CENTRE, 1, id="nor with one that names no district"),
        pytest.param("서울 구로구 나온로 1", None, CENTRE, 0, id="its address says otherwise"),
        pytest.param(None, None, NEXT_DOOR, 0, id="its position says otherwise"),
        pytest.param("경기 광명시 나온로 1", None, CENTRE, 0, id="in another province"),
        pytest.param(None, None, AT_SEA, 0, id="nothing says anything"),
    ],
)
def test_a_place_belongs_to_the_district_of_its_address(
    road: str | None, lot: str | None, position: LonLat, owned: int
) -> None:
    found = listings([place(position=position, road=road, lot=lot)], stores(position))

    assert found.frame.height == owned
    assert found.elsewhere == 1 - owned
    assert found.disputed == 0


@pytest.mark.parametrize(
    ("position", "listed", "disputed"),
    [
        pytest.param(OVER_THE_BORDER, 1, 1, id="disputed: the address decides"),
        pytest.param(FAR_OVER_THE_BORDER, 0, 1, id="too far out for a search of the district"),
        pytest.param(AT_SEA, 0, 0, id="its position is in no district"),
    ],
)
@pytest.mark.parametrize("area", ["stores", "district"])
def test_an_address_holds_as_far_as_the_boundary_may_be_wrong(
    position: LonLat, listed: int, disputed: int, area: Extent
) -> None:
    """Farther out it depends on the tiles, which change, whether the place is found at all."""
    odd = place(position=position, road="서울 영등포구 가온로 1")

    found = listings([odd], stores(position), area=area)

    assert found.frame.height == listed
    assert found.beyond_boundary == 1 - listed
    assert found.disputed == disputed


@pytest.mark.parametrize(("shape", "within"), [("square", 1), ("circle", 0)])
def test_the_corner_of_a_square_is_out_of_the_circle(shape: Shape, within: int) -> None:
    corner = beside(CENTRE, 990, 990)

    found = listings([place(position=corner)], shape=shape)

    assert found.frame.height == within
    assert found.beyond_radius == 1 - within


def test_a_listing_names_its_nearest_store_and_how_far_that_is() -> None:
    near, far = beside(CENTRE, 200, 0), beside(CENTRE, -500, 0)

    found = listings([place()], stores(far, None, near))

    assert found.frame["nearest_store_id"].to_list() == ["store 2"]
    assert found.frame["distance_m"][0] == pytest.approx(200, abs=1)
    assert found.frame["fetched_at"].to_list() == [ASKED_AT]


@pytest.mark.parametrize(
    "near", [stores(), stores(None, None)], ids=["no store", "no store with a position"]
)
def test_without_a_store_there_are_no_listings(near: pl.DataFrame) -> None:
    found = listings([place(1), place(2)], near)

    assert found.frame.is_empty()
    assert found.beyond_radius == 2


@pytest.mark.parametrize(
    ("near", "nearest"),
    [
        pytest.param(stores(beside(CENTRE, 5_000, 0)), "store 0", id="far from every store"),
        pytest.param(stores(None), None, id="no store with a position"),
        pytest.param(stores(), None, id="no store"),
    ],
)
def test_all_of_the_district_is_listed_where_it_is_asked_for(
    near: pl.DataFrame, nearest: str | None
) -> None:
    found = listings([place(1), place(2)], near, area="district")

    assert checked("convenience", found.frame, district=HOME.name).height == 2
    assert set(found.frame["nearest_store_id"]) == {nearest}
    assert found.frame["distance_m"].is_null().all() == (nearest is None)
    assert found.beyond_radius == 0


def test_without_places_there_is_an_empty_table() -> None:
    found = listings([])

    assert checked("convenience", found.frame, district=HOME.name).is_empty()
    assert (found.elsewhere, found.beyond_boundary, found.beyond_radius) == (0, 0, 0)
    assert found.disputed == 0


@given(
    st.lists(st.tuples(addresses, addresses, spots), max_size=6),
    st.lists(st.none() | spots, max_size=3),
    st.sampled_from(["square", "circle"]),
)
def test_every_place_is_a_listing_or_is_counted_out(
    found: list[tuple[str | None, str | None, LonLat]],
    at: list[LonLat | None],
    shape: Shape,
) -> None:
    places = [place(n, spot, road=road, lot=lot) for n, (road, lot, spot) in enumerate(found)]

    result = listings(places, stores(*at), shape=shape)

    counted_out = result.elsewhere + result.beyond_boundary + result.beyond_radius
    assert len(places) == result.frame.height + counted_out
    positions = [spot for spot in at if spot is not None]
    for lon, lat, away_m in result.frame.select("lon", "lat", "distance_m").iter_rows():
        assert away_m == pytest.approx(min(distance_m(LonLat(lon, lat), s) for s in positions))


def test_the_listings_pass_the_check_of_the_table() -> None:
    found = listings([place(n, beside(CENTRE, 50 * n, 0)) for n in range(10)])

    assert checked("convenience", found.frame, district=HOME.name).height == 10
