"""Which record is which listing's."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.matching.features import FEATURES
from radius_assets.matching.link import link

_SCHEMA = {
    "place": pl.UInt32(),
    "record": pl.UInt32(),
    "bits": pl.Float64(),
    "score": pl.Float64(),
    "standing": pl.String(),
    "address_level": pl.Int8(),
    "branch_level": pl.Int8(),
    "same_chain": pl.Boolean(),
    "no_chain": pl.Boolean(),
    "same_number": pl.Boolean(),
    "other_number": pl.Boolean(),
    "permitted_on": pl.Date(),
    "sells_since": pl.Date(),
    "distance_m": pl.Float64(),
}


def level(feature: str, says: str) -> int:
    (levels,) = (one.levels for one in FEATURES if one.name == feature)
    return [one.says for one in levels].index(says)


def pair(place: int, record: int, bits: float, **more: object) -> dict[str, object]:
    row = {
        "place": place,
        "record": record,
        "bits": bits,
        "score": 1 / (1 + 2**-bits),
        "standing": "live",
        "address_level": level("address", "same road address"),
        "branch_level": level("branch", "same branch"),
        "same_chain": True,
        "no_chain": False,
        "same_number": False,
        "other_number": False,
        "permitted_on": date(2015, 3, 2),
        "sells_since": None,
        "distance_m": 5.0,
    }
    return row | more


def linked(*pairs: dict[str, object], only_stores: bool = False) -> pl.DataFrame:
    return link(pl.DataFrame(pairs, schema=_SCHEMA), only_stores=only_stores, leftover=0.9)


def links(*pairs: dict[str, object], only_stores: bool = False) -> list[tuple[int, int, bool]]:
    return linked(*pairs, only_stores=only_stores).select("place", "record", "first").rows()


def test_the_best_assignment_wins_and_not_the_best_pair() -> None:
    rows = links(pair(0, 0, 9.0), pair(0, 1, 8.0), pair(1, 0, 8.0))

    assert rows == [(0, 1, True), (1, 0, True)]


def test_what_is_left_over_joins_the_listing_it_fits_best() -> None:
    rows = links(pair(0, 0, 9.0), pair(0, 1, 5.0), pair(1, 1, 4.0), pair(1, 2, 9.0))

    assert rows == [(0, 0, True), (0, 1, False), (1, 2, True)]


def test_the_live_permit_comes_first() -> None:
    rows = links(pair(0, 0, 9.0, standing="ended"), pair(0, 1, 9.0))

    assert rows == [(0, 1, True), (0, 0, False)]


def test_of_two_equal_permits_the_later_comes_first() -> None:
    rows = links(pair(0, 0, 9.0), pair(0, 1, 9.0, permitted_on=date(2020, 1, 1)))

    assert rows == [(0, 1, True), (0, 0, False)]


ANOTHER = {"branch_level": level("branch", "another branch")}
SOMEWHAT = {"branch_level": level("branch", "somewhat similar branch")}


def test_an_ended_permit_of_another_branch_is_not_linked() -> None:
    assert links(pair(0, 0, 2.0, standing="ended", **ANOTHER)) == []
    assert links(pair(0, 0, 2.0, standing="live", **ANOTHER)) == [(0, 0, True)]


def test_a_somewhat_similar_branch_needs_the_same_number() -> None:
    assert links(pair(0, 0, 2.0, standing="ended", **SOMEWHAT)) == []
    assert links(pair(0, 0, 2.0, standing="ended", **SOMEWHAT, same_number=True)) == [(0, 0, True)]


def test_a_new_branch_name_counts_only_where_nothing_better_is_left() -> None:
    assert links(pair(0, 0, 9.0), pair(0, 1, 4.0, **ANOTHER)) == [(0, 0, True)]
    assert links(pair(0, 0, 9.0), pair(1, 0, 4.0, **ANOTHER)) == [(0, 0, True)]
    assert links(pair(0, 0, 9.0), pair(0, 1, 8.0), pair(1, 1, 4.0, **ANOTHER)) == [
        (0, 0, True),
        (0, 1, False),
    ]


def test_what_is_left_over_at_an_address_is_one_shop_however_few_bits_it_has() -> None:
    rows = linked(pair(0, 0, -2.0, **ANOTHER))

    assert rows.select("place", "record", "score").rows() == [(0, 0, 0.9)]


@pytest.mark.parametrize("sells_since", [date(2014, 3, 2), date(2015, 3, 2), date(2024, 5, 1)])
def test_what_is_left_over_was_given_within_a_year_of_the_other_permit_or_before(
    sells_since: date,
) -> None:
    assert links(pair(0, 0, -2.0, **ANOTHER, sells_since=sells_since)) == [(0, 0, True)]


def test_a_permit_of_the_very_name_may_be_given_at_any_time() -> None:
    assert links(pair(0, 0, 9.0, sells_since=date(1999, 1, 1))) == [(0, 0, True)]


SIMILAR = {"branch_level": level("branch", "similar branch")}


def test_a_record_of_a_listings_very_name_is_no_other_listings() -> None:
    """한빛역사점 without a permit does not get the one that 한빛역점 has had before."""
    former = pair(0, 0, 16.0, standing="ended")
    rows = links(former, pair(0, 1, 16.0), pair(1, 0, 9.0, **SIMILAR), pair(1, 1, 9.0, **SIMILAR))

    assert rows == [(0, 1, True), (0, 0, False)]


def test_a_record_of_nobodys_very_name_is_whose_it_fits() -> None:
    assert links(pair(0, 0, 9.0, **SIMILAR), pair(1, 1, 16.0)) == [(0, 0, True), (1, 1, True)]


FAR = {**ANOTHER, "distance_m": 120.0}


@pytest.mark.parametrize(
    ("beside", "is_one_shop"),
    [
        pytest.param([], True, id="nothing else is left"),
        pytest.param([pair(0, 1, -3.0, **FAR)], False, id="another record is"),
        pytest.param([pair(1, 0, -3.0, **FAR)], False, id="another listing is"),
        pytest.param([pair(1, 1, 16.0), pair(0, 1, -3.0, **FAR)], True, id="others have theirs"),
    ],
)
def test_what_is_left_over_far_apart_is_one_shop_where_nothing_else_is(
    beside: list[dict[str, object]], is_one_shop: bool
) -> None:
    assert ((0, 0, True) in links(pair(0, 0, -2.0, **FAR), *beside)) is is_one_shop


def test_what_is_left_over_far_apart_is_of_one_chain() -> None:
    nameless = {**FAR, "same_chain": False, "no_chain": True}

    assert links(pair(0, 0, -2.0, **nameless), only_stores=True) == []
    assert links(pair(0, 0, -2.0, **{**nameless, "distance_m": 9.0}), only_stores=True) != []


def test_a_name_without_its_chain_is_nobodys_very_name() -> None:
    name_alone = {"branch_level": level("branch", "same name"), "same_chain": False}
    rows = links(pair(0, 0, 16.0, **name_alone), pair(1, 0, 17.0, **SIMILAR))

    assert rows == [(1, 0, True)]


def test_what_is_left_over_too_far_apart_is_not() -> None:
    near_enough, too_far = ({**ANOTHER, "distance_m": metres} for metres in (200.0, 201.0))

    assert links(pair(0, 0, -2.0, **near_enough)) == [(0, 0, True)]
    assert links(pair(0, 0, -2.0, **too_far)) == []


@pytest.mark.parametrize(
    "apart",
    [
        pytest.param({"standing": "ended"}, id="ended"),
        pytest.param({"other_number": True}, id="another branch number"),
        pytest.param({"same_chain": False}, id="another chain"),
        pytest.param({"address_level": level("address", "another street")}, id="another street"),
        pytest.param({"address_level": None}, id="no address"),
        pytest.param({"sells_since": date(2014, 3, 1)}, id="given over a year after the other"),
    ],
)
def test_not_all_that_is_left_over_is_one_shop(apart: dict[str, object]) -> None:
    assert links(pair(0, 0, -2.0, **ANOTHER, **apart)) == []


def test_without_brands_a_register_of_stores_alone_may_tell() -> None:
    nameless = {**ANOTHER, "same_chain": False, "no_chain": True}

    assert links(pair(0, 0, -2.0, **nameless), only_stores=True) == [(0, 0, True)]
    assert links(pair(0, 0, -2.0, **nameless)) == []


def test_an_address_without_a_name_is_not_linked() -> None:
    assert links(pair(0, 0, 3.0, same_chain=False, branch_level=None)) == []


def test_what_probably_is_not_one_shop_is_not_linked() -> None:
    assert links(pair(0, 0, 0.0), pair(1, 1, -3.0), pair(2, 0, 9.0), pair(2, 1, 8.0)) == [
        (2, 0, True),
        (2, 1, False),
    ]


def test_the_runner_up_is_kept() -> None:
    rows = linked(pair(0, 0, 9.0), pair(0, 1, 0.0, **ANOTHER, same_chain=False), pair(1, 1, 9.0))

    assert rows.select("place", "runner_up").rows() == [(0, 0.5), (1, None)]


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 8), st.integers(0, 12)),
        st.floats(-10, 10, allow_subnormal=False),
        max_size=60,
    )
)
def test_linking_is_one_to_one(bits: dict[tuple[int, int], float]) -> None:
    apart = {"address_level": None}  # else what is left over would be linked, too
    rows = links(
        *(pair(place, record, weight, **apart) for (place, record), weight in bits.items())
    )

    first = [(place, record) for place, record, is_first in rows if is_first]
    assert len({place for place, _ in first}) == len(first)
    assert len({record for _, record, _ in rows}) == len(rows)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 9)))
def test_no_other_assignment_has_more_bits(bits: dict[tuple[int, int], int]) -> None:
    rows = links(*(pair(place, record, weight) for (place, record), weight in bits.items()))

    chosen = sum(bits[place, record] + 2 for place, record, is_first in rows if is_first)
    assert chosen == best_total({key: weight + 2 for key, weight in bits.items()})


def best_total(bits: dict[tuple[int, int], int]) -> int:
    """The most that any one-to-one choice of pairs adds up to, by trying all."""
    if not bits:
        return 0
    (place, record), weight = next(iter(bits.items()))
    without = {key: value for key, value in bits.items() if key != (place, record)}
    free = {key: value for key, value in without.items() if place != key[0] and record != key[1]}
    return max(best_total(without), weight + best_total(free))
