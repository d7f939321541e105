"""`radius export`: where it writes what, and what it says where there is nothing to write."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from radius_assets_tests.cli.terminal import PROGRAM, Terminal
from radius_assets_tests.publication.frames import DISTRICT, frame

FULL = Path("/dev/full")


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    """A terminal whose store has verdicts of two districts, and a summary."""
    terminal.store.write("closures", DISTRICT, frame("closures", place_name="=1+1"))
    other = frame("closures", place_id="2", district="강남구", verdict="operating")
    terminal.store.write("closures", "강남구", other)
    terminal.store.write("city_summary", None, frame("city_summary"))
    return terminal


def test_without_options_all_rows_go_into_a_csv_of_the_tables_name(filled: Terminal) -> None:
    said = filled.radius("export", "closures")

    data = (filled.folder / "closures.csv").read_bytes()
    assert said.status == 0
    assert said.err == "2 rows of 2 districts: closures.csv\n"
    assert data.startswith(b"\xef\xbb\xbfplace_id,place_name,district,")
    assert data.count(b"\r\n") == 3
    assert b",'=1+1," in data


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (["-o", "map.geojson"], "map.geojson"),
        (["--format", "geojson", "-o", "map.json"], "map.json"),
        (["--format", "geojson"], "closures.geojson"),
    ],
)
def test_the_format_is_given_or_that_of_the_name(
    options: list[str], name: str, filled: Terminal
) -> None:
    said = filled.radius("export", "closures", "--verdict", "operating", *options)

    assert said.status == 0
    (feature,) = json.loads((filled.folder / name).read_text("utf-8"))["features"]
    assert feature["properties"]["district"] == "강남구"


def test_a_dash_is_the_standard_output(filled: Terminal) -> None:
    said = filled.radius("export", "closures", "--district", "강남구", "-o", "-")

    assert said.out.startswith("\ufeffplace_id,")
    assert "\n2," in said.out
    assert said.err == "1 row of 1 district: standard output\n"
    assert [path.name for path in filled.folder.iterdir()] == ["data"]


def test_a_table_of_the_whole_city_is_exported_too(filled: Terminal) -> None:
    said = filled.radius("export", "city_summary")

    assert said.status == 0
    assert "영등포구,3,10," in (filled.folder / "city_summary.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["convenience"], "convenience is not in the store"),
        (["convenience"], "makes it, `radius refresh --all` with all that it needs; `radius demo`"),
        (["closures", "--district", "중구"], "makes it, `radius refresh 중구` with all that it"),
        (["city_summary", "--format", "geojson"], "city_summary has no positions"),
        (["city_summary", "--verdict", "closed"], "city_summary has no verdicts"),
        (["closures", "--district", "부산"], "부산"),
        (["closure"], "'closure' is not one of 'daiso', 'convenience'"),
        (["closures", "-o", "closures.xlsx"], "does not end in .csv, .geojson, .parquet"),
        (["closures", "-o", "nowhere/closures.csv"], "cannot be written: No such file"),
        (["closures", "--since", "last week"], "last week"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    arguments: list[str], words: str, filled: Terminal
) -> None:
    said = filled.radius("export", *arguments)

    assert said.status != 0
    assert words in said.text
    assert [path.name for path in filled.folder.iterdir()] == ["data"]


@pytest.mark.usefixtures("filled")
@pytest.mark.skipif(not FULL.exists(), reason="a device of Linux")
def test_an_output_that_cannot_be_written_is_told_in_one_line() -> None:
    with FULL.open("wb") as full:
        ended = subprocess.run(
            [PROGRAM, "export", "closures", "-o", "-"],
            env={**os.environ, "PYTHONUNBUFFERED": ""},  # the buffer is written again at the end
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert ended.returncode == 1
    assert ended.stderr == "Error: standard output cannot be written: No space left on device\n"


def test_a_damaged_table_is_named(filled: Terminal) -> None:
    Path(filled.variables["RADIUS_STORE"], "closures", "강남구.parquet").write_bytes(b"half")

    said = filled.radius("export", "closures")

    assert said.status == 1
    assert "Error: closures of 강남구: the file is damaged" in said.text
