"""Two districts of the invented city, built once for all tests of the world."""

import pytest

from radius_assets.sandbox.city import City
from radius_assets.sandbox.world import build_city

DISTRICTS = ("영등포구", "서초구")


@pytest.fixture(scope="session")
def city() -> City:
    """영등포구 and 서초구 on the default day."""
    return build_city(7, districts=DISTRICTS)
