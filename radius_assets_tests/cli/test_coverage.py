"""`radius coverage`: what it proves, what it finds wrong, and what it says to do then."""

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import shapely
import shapely.geometry
import stamina

from radius_assets.collection.table_certificate import TableCertificate
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.cli.conftest import open_terminal
from radius_assets_tests.cli.terminal import Terminal

NEAR, WHOLE = "영등포구", "금천구"  # read around its stores, and read as a whole
READ = {NEAR: ("--radius", "700"), WHOLE: ("--area", "district")}


@pytest.fixture(scope="module")
def read(_one_sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the listings of two districts, only to be looked at."""
    folder = tmp_path_factory.mktemp("read")
    _one_sandbox.set_faults(Faults())
    with pytest.MonkeyPatch.context() as monkeypatch, stamina.set_testing(True, attempts=5):
        terminal = open_terminal(_one_sandbox.url, folder, monkeypatch)
        for name, options in READ.items():
            said = terminal.radius("refresh", name, "--only", "daiso,convenience", *options)
            assert said.status == 0, said.text
    return folder


@pytest.fixture
def stored(read: Path, terminal: Terminal) -> Terminal:
    """A terminal with those listings, which no service answers any more."""
    shutil.copytree(read, terminal.folder, dirs_exist_ok=True)
    return terminal


def certificate(terminal: Terminal, name: str) -> TableCertificate:
    return TableCertificate.from_json(terminal.store.certificate("convenience", name) or "")


def row_of(name: str, text: str) -> list[str]:
    """The words of the district's row in a table."""
    (line,) = [line for line in text.splitlines() if line.strip().startswith(name)]
    return line.split()


def test_what_was_read_whole_is_proved(stored: Terminal, sandbox: RunningSandbox) -> None:
    said = stored.radius("coverage", "--all")

    reading = certificate(stored, NEAR).reading
    figures = [len(reading.tiles), reading.requests, reading.declared, reading.read]
    assert said.status == 0
    assert said.err == ""
    assert row_of(NEAR, said.out)[1:5] == [*map(str, figures)]
    assert "700 m square" in said.out
    assert " all " in said.out
    assert said.out.count("✓ valid") == 2
    assert all(stats["requests"] == 0 for stats in sandbox.stats().values())


def test_a_district_that_was_never_read_is_named_with_what_to_do(stored: Terminal) -> None:
    said = stored.radius("coverage", NEAR, "구로구", "양천구")

    assert said.status == 1
    assert "✗ 구로구: convenience of 구로구 is not in the store" in said.err
    assert "radius refresh 양천구 구로구 --only daiso,convenience\n" in said.err
    assert row_of(NEAR, said.out)[-1] == "valid"


def test_nothing_stored_is_said(terminal: Terminal) -> None:
    said = terminal.radius("coverage", "--all")

    assert said.status == 1
    assert "Error: no listings are stored: `radius refresh --all` reads them" in said.err


def test_a_table_without_a_certificate_is_not_proved(stored: Terminal) -> None:
    stored.store.write("convenience", NEAR, stored.store.read("convenience", NEAR))

    said = stored.radius("coverage", NEAR, WHOLE)

    assert said.status == 1
    assert f"✗ {NEAR}: the table has no certificate" in said.err
    assert f"\nradius refresh {NEAR} --only convenience\n" in said.err


@pytest.mark.parametrize(
    ("name", "remedy"),
    [(NEAR, "--only convenience --radius 700"), (WHOLE, "--only convenience --area district")],
)
def test_lost_rows_are_found_and_the_remedy_asks_for_the_same_area(
    name: str, remedy: str, stored: Terminal
) -> None:
    kept = stored.store.certificate("convenience", name)
    fewer = stored.store.read("convenience", name)[3:]
    stored.store.write("convenience", name, fewer, certificate=kept)

    said = stored.radius("coverage", name)

    assert said.status == 1
    assert f"listings are certified, the table has {fewer.height}" in said.err
    assert f"\nradius refresh {name} {remedy}\n" in said.err


def test_rows_changed_by_another_program_are_found(stored: Terminal) -> None:
    path = stored.folder / "data" / "convenience" / f"{NEAR}.parquet"
    metadata = pl.read_parquet_metadata(path)
    table = pl.read_parquet(path).with_columns(phone=pl.lit("02-000-0000"))
    ours = {name: value for name, value in metadata.items() if name.startswith("radius")}
    table.write_parquet(path, metadata=ours)

    said = stored.radius("coverage", NEAR)

    assert said.status == 1
    assert f"✗ {NEAR}: the rows are not those that were written" in said.err


def test_stores_that_changed_since_are_named(stored: Terminal) -> None:
    daiso = stored.store.read("daiso", NEAR)
    stored.store.write("daiso", NEAR, daiso[1:])

    said = stored.radius("coverage", NEAR)

    assert said.status == 1
    assert f"(gone: {daiso['name'][0]})" in said.text
    assert f"radius refresh {NEAR} --only convenience" in said.err


def test_without_the_table_of_stores_the_certificate_speaks_for_itself(stored: Terminal) -> None:
    (stored.folder / "data" / "daiso" / f"{NEAR}.parquet").unlink()

    said = stored.radius("coverage", NEAR)

    assert said.status == 0


@pytest.mark.parametrize("asset", ["daiso", "convenience"])
def test_a_damaged_file_is_named(asset: str, stored: Terminal) -> None:
    (stored.folder / "data" / asset / f"{NEAR}.parquet").write_bytes(b"half a file")

    said = stored.radius("coverage", NEAR)

    assert said.status == 1
    assert (
        f"✗ {NEAR}: {asset} of {NEAR}: the file is damaged, `radius refresh {NEAR} --only {asset}`"
        in said.err
    )


def test_a_store_that_cannot_be_listed_is_named(stored: Terminal) -> None:
    shutil.rmtree(stored.folder / "data" / "convenience")
    (stored.folder / "data" / "convenience").touch()

    said = stored.radius("coverage", "--all")

    assert said.status == 1
    assert "Error: convenience: not listed, not a directory" in said.err


def test_tiles_are_listed_with_their_figures(stored: Terminal) -> None:
    said = stored.radius("coverage", WHOLE, "--tiles")

    tiles = certificate(stored, WHOLE).reading.tiles
    rows = said.out.partition(f"{WHOLE}: tiles")[2].split("\n")
    lines = [row.split() for row in rows if row.strip()[:3].isdecimal()]
    assert said.status == 0
    assert [line[0] for line in lines] == [f"{tile.rect.west:.5f}" for tile in tiles]
    assert sum(int(line[5]) for line in lines) == sum(tile.declared for tile in tiles)
    assert sum(int(line[7]) for line in lines) >= stored.store.read("convenience", WHOLE).height


def features(collection: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in collection["features"] if each["properties"]["kind"] == kind]


def test_areas_and_tiles_are_drawn(stored: Terminal) -> None:
    said = stored.radius("coverage", "--all", "--geojson", "coverage.geojson")

    drawn = json.loads((stored.folder / "coverage.geojson").read_text("utf-8"))
    assert said.status == 0
    assert "areas of 2 districts and" in said.err
    assert drawn["type"] == "FeatureCollection"
    for area in features(drawn, "area"):
        name = area["properties"]["district"]
        tiles = [each for each in features(drawn, "tile") if each["properties"]["district"] == name]
        shapes = [shapely.geometry.shape(tile["geometry"]) for tile in tiles]
        missing = shapely.geometry.shape(area["geometry"]) - shapely.union_all(shapes)
        assert missing.area < 1e-9
        assert sum(tile["properties"]["read"] for tile in tiles) == area["properties"]["read"]


def test_a_drawing_can_be_piped(stored: Terminal) -> None:
    said = stored.radius("coverage", NEAR, "구로구", "--geojson", "-")

    assert said.status == 1
    assert len(features(json.loads(said.out), "area")) == 1
    assert "✗ not valid" in said.err, "the table is beside it"


def test_a_file_that_cannot_be_written_is_named(stored: Terminal) -> None:
    said = stored.radius("coverage", NEAR, "--geojson", "nowhere/coverage.geojson")

    assert said.status == 1
    assert "Error: nowhere/coverage.geojson cannot be written: No such file" in said.text
