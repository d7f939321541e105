"""Listings that cannot be judged, because some come more than once."""

import pytest

from radius_assets.matching.judge import judge
from radius_assets.matching.listings import RepeatedListingError
from radius_assets_tests.matching.rows import AS_OF, place, places


def test_a_listing_that_comes_twice_is_refused_by_name() -> None:
    twice = [place(place_id=each) for each in ("7", "7", "8", "9", "9", "5", "5", "6", "6")]

    with pytest.raises(RepeatedListingError) as error:
        judge(places(*twice), food=None, tobacco=None, semas=None, as_of=AS_OF)

    assert str(error.value) == (
        "listings that come more than once: place_id 5, 6, 7 and 1 more; leave one row of each"
    )
    assert error.value.place_ids == ("5", "6", "7", "9")
