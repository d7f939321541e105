"""`radius coverage --radius`: what radii reach, and what cannot be asked for."""

from pathlib import Path

import pytest

from radius_assets_tests.cli.terminal import Terminal
from radius_assets_tests.cli.test_coverage import NEAR, WHOLE, read, row_of, stored

__all__ = ["read", "stored"]  # fixtures


def shares(name: str, text: str) -> list[float | None]:
    cells = row_of(name, text)[1:]
    return [None if cell == "–" else float(cell.rstrip("%")) for cell in cells]


def test_longer_radii_reach_more(stored: Terminal) -> None:
    said = stored.radius("coverage", "--all", "--radius", "2500,500,1000,20000")

    whole, near = shares(WHOLE, said.out), shares(NEAR, said.out)
    areas, listings = whole[0::2], whole[1::2]
    assert said.status == 0
    assert "20,000 m" in said.out
    assert areas == sorted(share for share in areas if share is not None)
    assert listings == sorted(share for share in listings if share is not None)
    assert areas[-1] == listings[-1] == 100
    assert near[0] is not None
    assert near[1::2] == [None] * 4, "its listings are known near its stores alone"
    command = f"radius refresh {NEAR} --area district --only daiso,convenience"
    assert f"shares of listings need all of a district: {command}" in said.text


def test_a_share_counts_what_is_near_a_store(stored: Terminal) -> None:
    said = stored.radius("coverage", WHOLE, "--radius", "500", "--shape", "circle")

    listings = stored.store.read("convenience", WHOLE)
    near = (listings["distance_m"] <= 500).sum()
    assert shares(WHOLE, said.out)[1] == pytest.approx(100 * near / listings.height, abs=0.05)


def test_a_square_reaches_more_than_its_circle(stored: Terminal) -> None:
    square = stored.radius("coverage", WHOLE, "--radius", "800")
    circle = stored.radius("coverage", WHOLE, "--radius", "800", "--shape", "circle")

    ratio = (shares(WHOLE, circle.out)[0] or 0) / (shares(WHOLE, square.out)[0] or 1)
    assert 3.14 / 4 - 0.05 < ratio < 1


def test_shares_of_listings_that_are_not_proved_are_not_told(stored: Terminal) -> None:
    fewer = stored.store.read("convenience", WHOLE)[10:]
    stored.store.write("convenience", WHOLE, fewer)

    said = stored.radius("coverage", WHOLE, "--radius", "500")

    assert shares(WHOLE, said.out)[1] is None
    assert f"radius refresh {WHOLE} --area district" in said.err


def test_without_stores_there_is_nothing_to_measure_from(stored: Terminal) -> None:
    said = stored.radius("coverage", WHOLE, "구로구", "--radius", "500")

    assert said.status == 1
    assert shares(WHOLE, said.out)
    assert "✗ no Daiso stores to measure from: radius refresh 구로구 --only daiso" in said.err


BAD_CHOICES = {
    "no district": ((), "name one or more districts, or give --all; there are: 종로구"),
    "an unknown district": (("강님구",), "unknown district '강님구'"),
    "all and a district": (("강남구", "--all"), "name districts or give --all, not both"),
    "a radius in words": (("강남구", "--radius", "500,far"), "'far' is no radius of 100 to 20,000"),
    "a radius too short": (("강남구", "--radius", "99"), "'99' is no radius"),
    "a radius too long": (("강남구", "--radius", "500,20001"), "'20001' is no radius"),
    "no number": (("강남구", "--radius", "nan"), "'nan' is no radius"),
    "no radius": (("강남구", "--radius", "500,"), "'' is no radius"),
    "tiles of a radius": (("강남구", "--radius", "500", "--tiles"), "goes without --tiles"),
    "a drawing of a radius": (("강남구", "--radius", "500", "--geojson", "-"), "goes without"),
    "a shape without a radius": (("강남구", "--shape", "circle"), "--shape goes with --radius"),
}


@pytest.mark.parametrize(("arguments", "words"), BAD_CHOICES.values(), ids=BAD_CHOICES)
def test_a_choice_that_cannot_be_is_named(
    arguments: tuple[str, ...], words: str, terminal: Terminal
) -> None:
    said = terminal.radius("coverage", *arguments)

    assert said.status == 2
    assert words in said.text
    assert list(Path(terminal.folder).iterdir()) == []
