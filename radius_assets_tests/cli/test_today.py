"""A day that is set is for the invented city alone: who writes real tables is refused."""

from pathlib import Path

import polars as pl
import pytest

from radius_assets.publication.files import LocalFiles
from radius_assets.publication.raw_archive import RawArchive
from radius_assets.sandbox.city import City
from radius_assets_tests.cli.terminal import Terminal
from radius_assets_tests.cli.test_doctor import finding
from radius_assets_tests.collection.register_files import OFFICIAL, csv_text, written
from radius_assets_tests.publication.frames import DISTRICT, frame
from radius_assets_tests.publication.raw import Calendar, kept_reading

TODAY = "2020-01-06"
WHY = f"RADIUS_TODAY is {TODAY}, but real tables are of the day on which they are made: unset it"


@pytest.fixture
def keyless(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose day is set and that has no key."""
    for name in ("KAKAO_API_KEY", "SEOUL_OPENAPI_KEY", "DATA_GO_KR_KEY"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("RADIUS_TODAY", TODAY)
    return terminal


@pytest.fixture
def real(keyless: Terminal) -> Terminal:
    """A terminal whose store has tables of the real services."""
    keyless.store.claim_origin("real")
    for asset in ("convenience", "closures", "closure_events"):
        keyless.store.write(asset, DISTRICT, frame(asset))
    return keyless


def food_file(folder: Path, city: City) -> str:
    rows = city.food.with_columns(pl.all().cast(pl.String)).to_dicts()
    return str(written(folder, csv_text(rows, OFFICIAL["food"]).encode(), name="휴게음식점.csv"))


def test_verdicts_from_what_is_stored_are_refused(real: Terminal) -> None:
    before = real.content()

    said = real.radius("refresh", DISTRICT, "--only", "closures,closure_events")

    assert said.status == 1
    assert WHY in said.text
    assert "set the keys that `radius sandbox` prints" in said.text
    assert real.content() == before


def test_a_register_out_of_a_file_is_refused_and_the_store_not_claimed(
    keyless: Terminal, city: City
) -> None:
    said = keyless.radius("import", "permits", food_file(keyless.folder, city), "--kind", "food")

    assert said.status == 1
    assert WHY in said.text
    assert not Path(keyless.variables["RADIUS_STORE"]).exists()


def test_a_replay_of_real_answers_is_refused_and_the_store_not_claimed(
    keyless: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = RawArchive(LocalFiles(keyless.folder / "raw"), keep_days=90)
    archive.claim_origin("real")
    kept_reading(archive, Calendar(), run="whole", asset="semas")
    monkeypatch.setenv("RADIUS_RAW", archive.uri())

    said = keyless.radius("replay", "semas", "영등포구")

    assert said.status == 1
    assert WHY in said.text
    assert not Path(keyless.variables["RADIUS_STORE"]).exists()


def test_the_doctor_says_so(real: Terminal) -> None:
    said = real.radius("doctor")

    assert said.status == 1
    assert WHY in finding(said, "RADIUS_STORE")


def test_one_real_key_among_those_of_the_sandbox_is_enough(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADIUS_TODAY", TODAY)
    monkeypatch.setenv("KAKAO_API_KEY", "0123")

    said = terminal.radius("refresh", DISTRICT)

    assert said.status == 1
    assert f"Error: RADIUS_TODAY is {TODAY} beside a real key" in said.text
