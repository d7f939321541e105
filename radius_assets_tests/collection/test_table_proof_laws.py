"""Whatever is read is proved, and nothing can be taken from the proof unnoticed."""

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.collection.area import AreaOptions, Extent, Shape
from radius_assets.collection.table_certificate import TableCertificate
from radius_assets.domain.geo import LonLat
from radius_assets_tests.collection.certified import HOME, certified, daiso, without_tile
from radius_assets_tests.collection.spots import beside

CENTRE = LonLat(*HOME.boundary.representative_point().coords[0])

offsets_m = st.tuples(st.floats(-1_500, 1_500), st.floats(-1_500, 1_500))
spots = offsets_m.map(lambda metres: beside(CENTRE, *metres))
places = st.lists(spots, max_size=60, unique=True)
stores = st.lists(st.none() | spots, max_size=3)
options = st.builds(
    AreaOptions,
    st.floats(300, 900),
    st.sampled_from(get_args(Shape)),
    st.sampled_from(get_args(Extent)),
)


@settings(deadline=None)
@given(places, stores, options)
def test_every_reading_is_proved(
    found: list[LonLat], near: list[LonLat | None], chosen: AreaOptions
) -> None:
    made = certified(found, daiso(*near), chosen)

    stored = TableCertificate.from_json(made.certificate.to_json())
    assert made.problems(stored, daiso=made.stores) == []


@settings(deadline=None)
@given(places, stores, options, st.data())
def test_no_other_choice_of_rows_is_proved(
    found: list[LonLat], near: list[LonLat | None], chosen: AreaOptions, data: st.DataObject
) -> None:
    made = certified(found, daiso(*near), chosen)
    row_numbers = st.integers(0, max(0, made.table.height - 1))

    kept = data.draw(st.lists(row_numbers, max_size=2 * made.table.height))

    other = made.table[kept]
    assert (made.problems(table=other) == []) == other.sort("place_id").equals(made.table)


@settings(deadline=None)
@given(places, stores.filter(any), options, st.data())
def test_no_tile_can_be_lost(
    found: list[LonLat], near: list[LonLat | None], chosen: AreaOptions, data: st.DataObject
) -> None:
    made = certified(found, daiso(*near), chosen)
    number = data.draw(st.integers(0, len(made.certificate.reading.tiles) - 1))

    problems = made.problems(without_tile(made.certificate, number))

    assert any("no tile covers all of" in problem for problem in problems)
